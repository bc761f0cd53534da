import type { RepositoryFacts } from '../catalogue/gitRemote.js';
import type { TemplateKnowledge } from '../templates/language/actionSchema.js';
import type { FindingSubject, FixClass, Fix, RelatedPlace, Severity } from './finding.js';
import type { KubernetesVersion } from './kubernetes/version.js';
import type { Container, KubernetesResource, PodTemplate } from './kubernetes/resource.js';
import type { KnownEntities } from './surroundings/knownEntities.js';
import type { FactIndex, FactPlace, PlacedResource } from './workspace/factIndex.js';
import type { MapNode, Span, YamlDocument, YamlNode } from './yaml/node.js';

/** A control of a published framework: the numbering moves between versions, so that the version belongs to it. */
export interface FrameworkControl {
  /** `PSS-baseline`, `PSS-restricted`, `CIS`, `NSA`, `MITRE`, `OWASP-K8S`, `OWASP-CICD`, `SLSA`, `Scorecard`, `SOC2` … */
  readonly framework: string;
  readonly version: string;
  readonly control: string;
}

/** Where a rule is on: everywhere, in the strict profile, or on the golden path of an organisation. */
export type Profile = 'base' | 'strict' | 'golden';

/** What a rule looks at, by the name that it asks for it with. */
export interface Subjects {
  /** Every Kubernetes object, items of lists included. */
  resource: KubernetesResource;
  /** Every object with a pod template, Pods included. */
  pod: PodTemplate;
  /** Every container of a pod template: `containers`, `initContainers`, `ephemeralContainers`. */
  container: Container;
  /** Every entity of a descriptor (`backstage.io/…`), software templates included. */
  entity: EntityDocument;
  /** Every software template (`scaffolder.backstage.io/…`). */
  template: EntityDocument;
  /** Files that are one thing as a whole: the root of the document. */
  workflow: YamlFileSubject;
  gitlab: YamlFileSubject;
  compose: YamlFileSubject;
  openapi: YamlFileSubject;
  kustomization: YamlFileSubject;
  /** Prometheus' own rule files; PrometheusRule objects are resources. */
  prometheusRules: YamlFileSubject;
  dockerfile: DockerfileSubject;
  /** Everything that was scanned: for rules that look across files. */
  workspace: WorkspaceSubject;
}

/** An entity or a template as a subject. */
export interface EntityDocument {
  readonly document: YamlDocument;
  readonly root: MapNode;
  /** As written: `Component`. */
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export interface YamlFileSubject {
  readonly document: YamlDocument;
  readonly root: MapNode;
}

export interface DockerfileSubject {
  readonly text: string;
}

/** Everything that was scanned. */
export interface WorkspaceSubject {
  readonly index: FactIndex;
  /**
   * Looks at one object after the other. What was said of an object is said again as long as nothing has changed around it, without
   * looking again: so a look may only hang on the object, on what the index gives for it and for what that gives, on what is
   * understood around its file and on entities there, and says things of the object alone.
   */
  readonly each: <Item extends PlacedResource>(objects: Iterable<Item>, look: (object: Item) => void) => void;
}

/** What a rule may know beside its subject. Everything that can be missing is unknown, not empty. */
export interface RuleContext {
  readonly kubernetesVersion: KubernetesVersion;
  /** Path from the scanned folder, with forward slashes. */
  readonly path: string;
  /** The parameters of this rule, over its defaults. */
  readonly options: RuleOptions;
  /** What the catalogue and the other files of the folder say; undefined where nothing is known. */
  readonly surroundings: Surroundings | undefined;
}

export type RuleOptions = Readonly<Record<string, unknown>>;

/**
 * What is around a document: handed in by the editor or the program, and only as far as it is known. All paths are from the scanned
 * folder, with forward slashes; one that leads out of it is unknown.
 */
export interface Surroundings {
  /** Whether a file or folder is there; undefined where that is not known. */
  exists(path: string): boolean | undefined;
  /** The text of a file; undefined where there is none, or it is not known. */
  read(path: string): string | undefined;
  /** The paths of all files below a folder; undefined where that is not known, or they are too many. */
  files(folder: string): readonly string[] | undefined;
  readonly entities: KnownEntities;
  /** The git repository around the scanned folder. Its remote may hold a secret: only for `parseRemote` and the like. */
  readonly repository: RepositoryFacts | undefined;
  /** Owner by CODEOWNERS for a path, as an `owner` is written in a descriptor. */
  owner(path: string): string | undefined;
  /** What the scaffolder of the platform offers, where that is known. */
  readonly scaffolder?: TemplateKnowledge;
}

/** What a rule says of a place. */
export interface Report {
  /** Where: the node or span that is wrong. Of a missing thing the key of what lacks it. */
  readonly at: YamlNode | Span;
  readonly message: string;
  readonly values?: readonly string[];
  readonly check?: string;
  readonly related?: readonly RelatedPlace[];
  readonly subject?: FindingSubject;
  /** Where it is not that of the rule. */
  readonly severity?: Severity;
  readonly fixes?: () => readonly (Fix | undefined)[];
}

/** What a rule that looks across files says of a place. It keeps no node of a tree. */
export interface PlacedReport extends Omit<Report, 'fixes'> {
  /** The document that the place is in. */
  readonly in: FactPlace;
  /** Handed the document as it is when the fixes are wanted. */
  readonly fixes?: (document: YamlDocument) => readonly (Fix | undefined)[];
}

export type Reporter = (report: Report) => void;
export type PlacedReporter = (report: PlacedReport) => void;

/** How a rule reports on each subject. */
export interface Reporters extends Record<Exclude<keyof Subjects, 'workspace'>, Reporter> {
  readonly workspace: PlacedReporter;
}

/** How a rule looks at a subject. */
export type Check<Name extends keyof Subjects> = (
  subject: Subjects[Name],
  report: Reporters[Name],
  context: RuleContext,
) => void;

/** Within what a rule can be waived. */
export interface WaiverLimits {
  /** The longest time ahead, in days. */
  readonly maxDays?: number;
  /** Who may answer for a waiver, as entity references. */
  readonly owners?: readonly string[];
}

/** What a rule is: what people read of it. */
export interface RuleInfo {
  /** Such as `k8s/privileged`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly profile: Profile;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly frameworks: readonly FrameworkControl[];
  /** The best that its fixes can be. */
  readonly fix?: FixClass;
  /** Whether a waiver can excuse from it; true where nothing is said. */
  readonly waivable?: boolean;
  /** What a waiver must keep to beyond what is said for all rules. */
  readonly waiverLimits?: WaiverLimits;
  /** Why it matters and what to do: paragraphs of Markdown. */
  readonly explanation: string;
  readonly bad: string;
  readonly good: string;
  /** The language of the examples, where it is not `yaml`. */
  readonly language?: string;
  /** Its parameters with their defaults. */
  readonly options?: RuleOptions;
}

/** A rule: what it is, and how it looks. */
export interface Rule<Name extends keyof Subjects = keyof Subjects> extends RuleInfo {
  readonly subject: Name;
  readonly check: Check<Name>;
  /** How it looks at further subjects: what a document shows by itself is said without waiting for what other files show. */
  readonly alsoChecks?: { readonly [Other in keyof Subjects]?: Check<Other> };
}

/** A rule of any subject, as the engine keeps it. */
export type AnyRule = { [Name in keyof Subjects]: Rule<Name> }[keyof Subjects];

/** Names the subject of a rule once, so that its check is typed by it. */
export function defineRule<Name extends keyof Subjects>(rule: Rule<Name>): Rule<Name> {
  return rule;
}
