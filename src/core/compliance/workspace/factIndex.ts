import type { Finding } from '../finding.js';
import type { DocumentKind } from '../kinds.js';
import type { ChartFacts, EntityFacts, KustomizationFacts, ResourceFacts, WorkloadFacts } from './facts.js';

/** Where a document is. It moves when text before it in its file changes. */
export interface FactPlace {
  /** From the scanned folder, with forward slashes. */
  readonly path: string;
  /** Where its document begins in the file, in UTF-16 units. */
  readonly offset: number;
  /** The zero-based line on which it begins. */
  readonly line: number;
}

/** An object of Kubernetes and where it is. */
export interface PlacedResource {
  readonly place: FactPlace;
  readonly facts: ResourceFacts;
  /** Another one whenever something has changed that the object can be seen from, or that it leads to. */
  readonly revision: number;
}

/** An object that makes pods, and where it is. */
export interface PlacedWorkload extends PlacedResource {
  readonly facts: ResourceFacts & { readonly workload: WorkloadFacts };
}

/** An entity of the catalogue and where its descriptor is. */
export interface PlacedEntity {
  readonly place: FactPlace;
  readonly facts: EntityFacts;
}

/** A Helm chart and where its `Chart.yaml` is. */
export interface PlacedChart {
  readonly place: FactPlace;
  readonly facts: ChartFacts;
}

/** A kustomization and where it is. */
export interface PlacedKustomization {
  readonly place: FactPlace;
  readonly facts: KustomizationFacts;
}

/** A finding of a rule that looks across files, with the file that it is about. */
export interface PlacedFinding {
  readonly path: string;
  /** Where its document begins in the file. */
  readonly offset: number;
  readonly finding: Finding;
}

/** What was found of something: for sure, and whether there may be more. */
export interface Found<Item> {
  readonly found: readonly Item[];
  /** Whether something else may be it as well: a template fills in what decides. */
  readonly maybe: boolean;
}

/** Kinds whose selectors select pods in their own namespace. */
export type PodSelecting = 'Service' | 'PodDisruptionBudget' | 'NetworkPolicy' | 'PodMonitor';

/** What rules that look across files know of everything that was scanned. Pieces that are laid over other objects are left out. */
export interface FactIndex {
  /** Whether everything in the scanned folder was read; while a scan goes on it is not. */
  readonly complete: boolean;
  /** Another one whenever something has changed that many objects hang on: what belongs together, and what is understood. */
  readonly revision: number;
  /** Objects of one kind, by group (without version; empty for the core group) and kind. */
  ofKind(group: string, kind: string): Iterable<PlacedResource>;
  /** Every object that makes pods. */
  workloads(): Iterable<PlacedWorkload>;
  /** Every entity of the descriptors of the folder. */
  entities(): Iterable<PlacedEntity>;
  /** The documents of one kind, such as workflows. */
  documents(kind: DocumentKind): Iterable<FactPlace>;
  /**
   * Whether everything that can belong to what a file holds was read and understood: the folder is complete, and around the file
   * are no documents that could not be read, no templates, charts or kustomizations that would make more objects than are written.
   * Only then can something be called missing.
   */
  isUnderstood(path: string): boolean;
  /** The same of the whole project of a file, whichever of its folders something stands in. */
  isProjectUnderstood(path: string): boolean;
  /** Whether a kustomization of the project gives objects other names. */
  mayRename(path: string): boolean;
  /** Whether something around a file may make pods that are written nowhere: a custom resource of an operator, for example. */
  mayMakePods(path: string): boolean;
  /** Whether a kustomization changes more of an object than its labels and names, or may do so. */
  isPatched(resource: PlacedResource): boolean;
  /** Whether a kustomization gives labels or annotations to what a file holds, or may do so. */
  mayAddLabels(path: string): boolean;
  /** What makes pods that the selector of an object selects. */
  selectedPods(selecting: PlacedResource): Found<PlacedWorkload>;
  /** Services that the selector of a ServiceMonitor selects. */
  selectedServices(monitor: PlacedResource): Found<PlacedResource>;
  /** Which objects of a kind select the pods of an object. */
  selecting(kind: PodSelecting, workload: PlacedWorkload): Found<PlacedResource>;
  /** Which ServiceMonitors select a Service. */
  monitoring(service: PlacedResource): Found<PlacedResource>;
  /** Objects by name, as seen from another object: in its namespace. */
  named(group: string, kind: string, name: string, from: PlacedResource): Found<PlacedResource>;
  /** Objects that refer to another one: autoscalers to what they scale, Ingresses to Services. */
  referringTo(resource: PlacedResource): Found<PlacedResource>;
  charts(): Iterable<PlacedChart>;
  kustomizations(): Iterable<PlacedKustomization>;
  /** The objects of a file, pieces that are laid over others included. */
  objectsIn(path: string): readonly PlacedResource[];
  /** Whether there is an object of this kind and name, in whatever group and namespace. */
  hasObject(kind: string, name: string): boolean;
  /** Whether a file was scanned, by its path from the scanned folder. */
  hasFile(path: string): boolean;
  /** Entities whose descriptors stand nearest above a file, in its own folder or a higher one. */
  entitiesAround(path: string): readonly PlacedEntity[];
}
