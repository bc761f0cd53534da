/** A commit that a deployment brings into its environment. No name and no address of a person is kept. */
export interface Change {
  readonly sha: string;
  /** Milliseconds since 1970, as all times here. */
  readonly committedAt: number;
  readonly mergedAt?: number;
  /** The first commit of the change (pull request) that it belongs to. */
  readonly firstCommitAt?: number;
  /** When its pull request was opened. */
  readonly openedAt?: number;
  /** That nobody says when it was committed: `committedAt` is then the time of merging. */
  readonly isCommitTimeUnknown?: boolean;
  readonly isBot?: boolean;
  readonly isMerge?: boolean;
}

/** What a deployment was for. `redeploy`: the same version once more; `rollback`: back to an earlier one. */
export type DeploymentKind = 'normal' | 'rollback' | 'hotfix' | 'redeploy';

/** A version of a service that was brought into an environment, or was tried to be. */
export interface Deployment {
  readonly type: 'deployment';
  /** Unique within its source. */
  readonly id: string;
  readonly source: string;
  /** Full reference of the component where it is known, else the name that the source has for it. */
  readonly service: string;
  readonly environment: string;
  readonly version?: string;
  readonly sha?: string;
  readonly outcome: 'success' | 'failure';
  readonly startedAt?: number;
  readonly finishedAt: number;
  readonly kind?: DeploymentKind;
  /** The id of the deployment that it takes back. */
  readonly reverts?: string;
  /** That nobody had planned it: it answers an incident. */
  readonly isUnplanned?: boolean;
  /** Absent where the source does not say; empty where it brings none. */
  readonly changes?: readonly Change[];
  /** Web address of it at its source. */
  readonly address?: string;
}

/** A time in which a service did not do what it should. */
export interface Incident {
  readonly type: 'incident';
  readonly id: string;
  readonly source: string;
  readonly service: string;
  readonly environment: string;
  readonly openedAt: number;
  readonly resolvedAt?: number;
  /** The id of the deployment that caused it, where the source says so. */
  readonly causedBy?: string;
  readonly severity?: string;
  readonly title?: string;
  readonly address?: string;
}

export type DeliveryEvent = Deployment | Incident;

/** What was met in the data that does not count, and how often. Shown beside the numbers. */
export interface DataQualityNote {
  /** Stable name of the trouble, such as `duplicate`, `truncated`, `unknownType`, `negative`, `shallow`, `noTags`. */
  readonly kind: string;
  readonly count: number;
  /** Message template with `{0}` for the count, in plain words. */
  readonly text: string;
  /** An example: a line number, an id. It is data. */
  readonly example?: string;
}

/** Events as a source gives them, with what it could not use. */
export interface DeliveryHistory {
  readonly events: readonly DeliveryEvent[];
  readonly quality: readonly DataQualityNote[];
  /** What this is, in one sentence for a person: "Tags of the git repository …, derived". */
  readonly origin: string;
  /** True where events were worked out from something else (tags, reverts) instead of being recorded. */
  readonly isDerived: boolean;
  /** When it was read. */
  readonly at: number;
}
