import type { DoraKey, DoraTarget } from './doraReport.js';
import type { DefinitionName } from './definitions.js';

/** From when the time of a change counts. */
export type LeadTimeStart = 'commit' | 'merge' | 'firstCommit';

/** What a report is asked for. */
export interface DoraOptions {
  /** The window is [from, to), in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Whose days are counted: an IANA name such as `Europe/Berlin`, or minutes east of UTC. Default UTC. */
  readonly timeZone?: string | number;
  /** Names or references of the services to count; all of the history where absent. */
  readonly services?: readonly string[];
  /** The environment whose deployments count; the one that looks like production where absent. */
  readonly environment?: string;
  readonly definition?: DefinitionName;
  /** What the organisation wants, instead of `DEFAULT_TARGETS`; null for a key without a target. */
  readonly targets?: Partial<Record<DoraKey, DoraTarget | null>>;
  readonly leadTimeFrom?: LeadTimeStart;
  /**
   * How long after a deployment an incident without a stated cause is taken for its doing, in milliseconds. Default 24 h;
   * 0 attributes only what a source states.
   */
  readonly attributeWithin?: number;
  /** Whether a commit comes before another in the history; finds rollbacks that nothing labels. */
  readonly isAncestor?: (ancestor: string, descendant: string) => boolean;
}

/** How an incident without a stated cause finds its deployment. */
export const DAY_OF_ATTRIBUTION = 24 * 3_600_000;
