import type { DocumentKind } from '../kinds.js';
import type { ScalarValue } from '../yaml/scalars.js';
import type { Span } from '../yaml/node.js';

/*
 * What rules that look across files know of a document: plain, small data without any node of its tree, so that it can go from one
 * thread to another and be kept for tens of thousands of documents. Spans count from the beginning of the document.
 */

/** A label or an annotation; without a value where a template fills it in, or it is too long to be kept. */
export type LabelPair = readonly [name: string, value?: string];

/** Labels or annotations of something. */
export interface LabelFacts {
  readonly pairs: readonly LabelPair[];
  /** Whether these are all: no template adds to them. */
  readonly complete: boolean;
}

/** One of `matchExpressions`, with everything in it known. */
export interface SelectorExpression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** What a selector asks for. Its span is the key that it stands behind. */
export interface SelectorFacts extends Span {
  readonly labels: readonly LabelPair[];
  readonly expressions: readonly SelectorExpression[];
  /** Whether this is all that it asks for: no template adds to it, every expression was understood. */
  readonly complete: boolean;
}

/** A number that is written, that nobody wrote, or that a template fills in. */
export type NumberFact = number | 'absent' | 'unknown';

/** A port of a container. */
export interface ContainerPort {
  readonly name?: string;
  readonly number?: number;
}

/** A container by its name. */
export interface ContainerFacts {
  readonly name: string;
  readonly at: Span;
  readonly ports: readonly ContainerPort[];
}

/** The pods that an object makes. */
export interface WorkloadFacts {
  readonly labels: LabelFacts;
  readonly annotations: LabelFacts;
  /** The selector of the object itself: of a Deployment, for example. */
  readonly selector?: SelectorFacts;
  readonly replicas: NumberFact;
  /** Where `replicas` is written: its value. */
  readonly replicasAt?: Span;
  /** Of its containers, sidecars included. */
  readonly ports: readonly ContainerPort[];
  /** Whether these are all ports that are declared. */
  readonly portsComplete: boolean;
  /** Undefined where none is written or it is not known. */
  readonly serviceAccount?: string;
  readonly serviceAccountAt?: Span;
  /** `type` of `strategy` or `updateStrategy`: undefined where none is written, `?` where a template fills it in. */
  readonly strategy?: string;
  readonly strategyAt?: Span;
  /** Environment variables whose names begin with `OTEL_`, of all containers: without a value where it comes from elsewhere. */
  readonly otel: readonly LabelPair[];
  /** Whether more environment variables may come from elsewhere: `envFrom`, a template. */
  readonly environmentOpen: boolean;
  /** Containers that are started for long and surely have no readiness probe. */
  readonly withoutReadiness: readonly ContainerFacts[];
  /** Whether it says that pods are to be spread over nodes or zones, or may do so. */
  readonly spreads: boolean;
  /** Whether a volume is claimed, or may be. */
  readonly claimsVolumes: boolean;
  /** How many containers are started for long. */
  readonly containers: number;
  /** The key `spec` of the pods. */
  readonly at: Span;
}

/** A port of a Service, or what a monitor scrapes. */
export interface PortReference extends Span {
  /** Of a Service its own name; of a monitor what it asks for. */
  readonly name?: string;
  /** Of a Service its own number. */
  readonly number?: number;
  /** The port of the pods, by name or number; undefined where it is not written or not known. */
  readonly target?: string | number;
  readonly targetAt?: Span;
}

/** Another object by its name. */
export interface ObjectReference extends Span {
  readonly kind: string;
  readonly name: string;
  /** Of a Service: by name or number. */
  readonly port?: string | number;
  readonly portAt?: Span;
}

/** A field of a budget as it is written. */
export interface BudgetField extends Span {
  /** Undefined where it is not known. */
  readonly value?: ScalarValue;
}

/** An object of Kubernetes. */
export interface ResourceFacts {
  /** Without the version: `apps`; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Empty where there is none or it is not known. */
  readonly name: string;
  /** Undefined where none is written or it is not known. */
  readonly namespace?: string;
  /** Its name, or what stands for it. */
  readonly at: Span;
  /** Zero-based line and column of that in the document. */
  readonly line: number;
  readonly column: number;
  readonly labels: LabelFacts;
  readonly annotations: LabelFacts;
  /** Whether it is a piece to be laid over another object, by what is written in it. */
  readonly isPiece: boolean;
  readonly workload?: WorkloadFacts;
  /** What it selects: pods (Service, PodDisruptionBudget, NetworkPolicy, PodMonitor) or Services (ServiceMonitor). */
  readonly selector?: SelectorFacts;
  /** In which namespaces a monitor looks: undefined its own, or it is not known. */
  readonly namespaces?: 'any' | readonly string[];
  /** What it is about: the target of an autoscaler, the Services behind an Ingress. */
  readonly references?: readonly ObjectReference[];
  /** Of a Service what it offers, of a monitor what it scrapes. */
  readonly ports?: readonly PortReference[];
  /** `type` of a Service, where it is written. */
  readonly type?: string;
  readonly minReplicas?: NumberFact;
  readonly minAvailable?: BudgetField;
  readonly maxUnavailable?: BudgetField;
}

/** An entity of the catalogue. */
export interface EntityFacts {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** In full and in lower case: `component:default/shop`. */
  readonly ref: string;
  /** As written. */
  readonly type?: string;
  readonly lifecycle?: string;
  readonly owner?: string;
  readonly system?: string;
  readonly annotations: LabelFacts;
  readonly links: readonly EntityLink[];
  readonly at: Span;
  readonly line: number;
  readonly column: number;
}

/** A link of an entity, as far as it is text. */
export interface EntityLink {
  readonly url: string;
  readonly title?: string;
  readonly type?: string;
}

/** What a kustomization brings together. Paths are as written. */
export interface KustomizationFacts {
  /** `resources`, `bases` and `components`. */
  readonly sources: readonly string[];
  readonly patchFiles: readonly PatchFile[];
  /** Which objects are changed by patches without a file of their own kind, or by `replicas`; empty texts: any. */
  readonly patched: readonly { readonly kind: string; readonly name: string }[];
  /** Whether it makes objects that are written nowhere: charts, generators of its own kinds, parts that a template fills in. */
  readonly rendersMore: boolean;
  /** Whether it gives labels or annotations to objects. */
  readonly labels: boolean;
  /** Whether it gives objects other names. */
  readonly renames: boolean;
  /** Targets of patches that name one object. */
  readonly targets: readonly ObjectReference[];
}

/** A file that is laid over other objects. Its span is where it is named. */
export interface PatchFile extends Span {
  readonly path: string;
  /** Whether what it changes is named beside it, so that its own name does not count. */
  readonly hasTarget: boolean;
}

/** A Helm chart, by its `Chart.yaml`. */
export interface ChartFacts {
  readonly name: string;
  /** `application`, which is what counts where nothing is written, or `library`. */
  readonly type: string;
  /** Its name. */
  readonly at: Span;
}

/** What is known of one document. */
export interface DocumentFacts {
  readonly kind: DocumentKind;
  /** Whether it could not be read, so that anything may be in it. */
  readonly unreadable: boolean;
  /** Whether a template may make other objects of it than are written. */
  readonly templated: boolean;
  readonly resources: readonly ResourceFacts[];
  readonly entity?: EntityFacts;
  readonly kustomization?: KustomizationFacts;
  readonly chart?: ChartFacts;
}
