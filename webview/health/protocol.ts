// Messages between the health page and the editor. Times are Unix times in seconds; everything is plain JSON.

// The editor sees no other file of the page, and it is the editor that translates.
export { TEXTS } from './texts.js';

export type Status = 'down' | 'critical' | 'degraded' | 'unknown' | 'healthy';

/** Ranges that the detail offers, with their length in seconds. */
export const RANGES = { '1h': 3_600, '6h': 21_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
export type RangeName = keyof typeof RANGES;

/** A number with everything that stands behind it; `value` is null where there is none, and `missing` says why. */
export interface NumberBehind {
  readonly value: number | null;
  readonly missing?: string;
  readonly unit: 'seconds' | 'requestsPerSecond' | 'ratio' | 'burnRate' | 'count';
  readonly window: string;
  readonly at?: number;
  readonly query: string;
}

export interface SparkLine {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface AlertRow {
  readonly id: string;
  readonly name: string;
  readonly severity: string;
  readonly state: 'firing' | 'pending' | 'silenced' | 'inhibited';
  readonly summary?: string;
  readonly since?: number;
  /** That the editor can open a runbook; the page never gets its address to follow by itself. */
  readonly hasRunbook: boolean;
  readonly silences: readonly string[];
}

export interface DeploymentMark {
  readonly at: number;
  readonly version?: string;
  readonly commit?: string;
  readonly failed?: boolean;
}

/** One service of the overview. */
export interface ServiceRow {
  readonly ref: string;
  readonly name: string;
  readonly owner?: string;
  readonly system?: string;
  readonly lifecycle?: string;
  readonly status: Status;
  /** Sentences that say why, the deciding one first; already in the person's language. */
  readonly reasons: readonly string[];
  readonly flags: readonly ('stale' | 'idle' | 'silenced' | 'insufficient-traffic' | 'budget-low')[];
  readonly asOf?: number;
  readonly unknownSince?: number;
  readonly traffic: NumberBehind;
  readonly errors: NumberBehind;
  readonly p50: NumberBehind;
  readonly p95: NumberBehind;
  readonly p99: NumberBehind;
  readonly saturation: NumberBehind;
  readonly availability: NumberBehind;
  /** undefined where no objective is known. */
  readonly budgetLeft?: NumberBehind;
  readonly errorSpark?: SparkLine;
  readonly firing: number;
  readonly deployments: readonly DeploymentMark[];
  /** How it is bound: `service="checkout"`, and what says so. */
  readonly binding?: { readonly matchers: string; readonly saidBy: string };
}

/** A heading over services: a system, a domain or a team with its coverage. */
export interface GroupRow {
  readonly ref: string;
  readonly name: string;
  readonly status: Status;
  readonly known: number;
  readonly of: number;
}

export interface Overview {
  readonly title: string;
  readonly group?: GroupRow;
  readonly services: readonly ServiceRow[];
  /** When the numbers were read. */
  readonly readAt?: number;
  readonly trouble?: Trouble;
  /** Where the numbers come from: the address of the source. */
  readonly source?: string;
}

/** What is wrong with the source as a whole, in one sentence, and what the person can do. */
export interface Trouble {
  readonly text: string;
  readonly action?: { readonly id: TroubleAction; readonly title: string };
}

export type TroubleAction = 'retry' | 'signIn' | 'openSettings' | 'showLog';

export type ChartName = 'traffic' | 'errors' | 'latency' | 'saturation' | 'budget';

/** One line of a chart; `values` has null where there was none. */
export interface ChartLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly chart: ChartName;
  readonly unit: NumberBehind['unit'];
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  /** A level to hold the lines against, such as the objective. */
  readonly threshold?: { readonly name: string; readonly value: number };
  readonly query: string;
  /** Why there is nothing to draw, in one sentence. */
  readonly empty?: string;
}

export interface BurnRow {
  readonly short: string;
  readonly long: string;
  readonly threshold: number;
  readonly severity: 'page' | 'ticket';
  readonly shortRate: NumberBehind;
  readonly longRate: NumberBehind;
  readonly hot: boolean;
}

export interface DependencyRow {
  readonly ref: string;
  readonly name: string;
  readonly status: Status;
}

export interface Detail {
  readonly service: ServiceRow;
  readonly range: RangeName;
  /** The part of the range that the charts cover after `zoom`; without it they cover all of it. */
  readonly span?: { readonly start: number; readonly end: number };
  readonly charts: readonly ChartData[];
  readonly trouble?: Trouble;
  readonly objective?: {
    readonly name: string;
    readonly target: number;
    readonly window: string;
    readonly from: string;
  };
  readonly burn: readonly BurnRow[];
  readonly alerts: readonly AlertRow[];
  readonly canSilence: boolean;
  readonly dependencies: readonly DependencyRow[];
  readonly workload?: {
    readonly desired: number;
    readonly available: number;
    readonly restarts: number;
    readonly images: readonly string[];
  };
  /** Buttons that lead elsewhere: dashboards, on-call. The editor keeps the addresses. */
  readonly links: readonly { readonly id: string; readonly title: string }[];
  readonly readAt: number;
}

export type ToPage =
  | {
      readonly type: 'start';
      /** Every text of the page in the person's language, by its English form. */
      readonly texts: Readonly<Record<string, string>>;
      /** BCP 47 language for numbers and times. */
      readonly language: string;
      readonly refreshSeconds: number;
    }
  /** Turns the page to a service, or without one to the overview; what is shown there follows as `detail` or `overview`. */
  | { readonly type: 'show'; readonly service?: string; readonly name?: string; readonly range?: RangeName }
  /** Taken whenever it comes: shown at once, or kept for the way back from a service. */
  | { readonly type: 'overview'; readonly overview: Overview }
  /** Dropped unless it is of the service that the page shows. */
  | { readonly type: 'detail'; readonly detail: Detail }
  | { readonly type: 'busy'; readonly busy: boolean }
  /** What went wrong with something the person asked for. Shown until the next data come or the person closes it. */
  | { readonly type: 'problem'; readonly text: string };

export type FromPage =
  /** The page is there, or has come back, with what it showed before. The editor answers with `start`, then with data. */
  | { readonly type: 'ready'; readonly service?: string; readonly range?: RangeName; readonly paused: boolean }
  | { readonly type: 'refresh' }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'openService'; readonly ref: string; readonly range: RangeName }
  | { readonly type: 'openOverview' }
  | { readonly type: 'setRange'; readonly range: RangeName }
  /** Charts of a part of the range, finer; refreshing keeps to it until `setRange`, `openService` or `openOverview`. */
  | { readonly type: 'zoom'; readonly start: number; readonly end: number }
  | { readonly type: 'showQuery'; readonly query: string }
  | { readonly type: 'openGraph'; readonly query: string }
  | { readonly type: 'openRunbook'; readonly alert: string }
  | { readonly type: 'openLink'; readonly id: string }
  | { readonly type: 'openEntity'; readonly ref: string }
  | { readonly type: 'silence'; readonly alert: string }
  | { readonly type: 'unsilence'; readonly alert: string }
  | { readonly type: 'act'; readonly action: TroubleAction }
  | { readonly type: 'copy'; readonly text: string }
  /** A picture of a chart (PNG) to be kept as a file; `name` is a proposal such as `checkout-latency.png`. */
  | { readonly type: 'save'; readonly name: string; readonly base64: string };
