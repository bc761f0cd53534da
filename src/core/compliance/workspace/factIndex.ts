import type { Finding } from '../finding.js';
import type { KubernetesResource } from '../kubernetes/resource.js';

/** An object of Kubernetes and the file that it stands in. */
export interface PlacedResource {
  /** From the scanned folder, with forward slashes. */
  readonly path: string;
  /** Where its document begins in the file. */
  readonly offset: number;
  readonly resource: KubernetesResource;
}

/** A finding of a rule that looks across files, with the file that it is about. */
export interface PlacedFinding {
  readonly path: string;
  readonly offset: number;
  readonly finding: Finding;
}

/** What rules that look across files know of everything that was scanned. */
export interface FactIndex {
  readonly resources: readonly PlacedResource[];
  /** Whether everything that belongs to the folder was read and understood; else nothing is called missing. */
  readonly complete: boolean;
}
