// Messages between the insights page and the editor. Times are in milliseconds since 1970; everything is plain JSON. Texts in the
// data are in the person's language already.

// The editor sees no other file of the page, and it is the editor that translates.
export { TEXTS } from './texts.js';

export type MeasureKey =
  | 'deploymentFrequency'
  | 'leadTime'
  | 'changeFailureRate'
  | 'failedDeploymentRecoveryTime'
  | 'timeToRestore'
  | 'reworkRate';

export type MeasureUnit = 'perDay' | 'milliseconds' | 'share';

export type Grade = 'met' | 'near' | 'missed';

export type LevelName = 'elite' | 'high' | 'medium' | 'low';

/** What was met in the data and does not count, said in one sentence with its count. */
export interface Note {
  readonly text: string;
  readonly count: number;
  readonly example?: string;
}

/** One piece of data behind a number. The editor keeps its address; it is named by its place in the list. */
export interface MeasurePoint {
  readonly at: number;
  readonly value: number;
  readonly label: string;
  readonly hasAddress: boolean;
  readonly isInferred: boolean;
}

export interface TrendPoint {
  readonly from: number;
  readonly to: number;
  readonly value: number | null;
  readonly count: number;
}

export interface Target {
  readonly value: number;
  readonly better: 'lower' | 'higher';
}

/** One number of delivery; `value` is null where there is none, and `reason` says why. */
export interface Measure {
  readonly key: MeasureKey;
  readonly unit: MeasureUnit;
  readonly value: number | null;
  readonly reason?: string;
  readonly count: number;
  readonly percentiles?: { readonly p50: number; readonly p75: number; readonly p90: number; readonly p95: number };
  readonly mean?: number;
  readonly target?: Target;
  readonly grade?: Grade;
  readonly levels: readonly { readonly year: number; readonly level: LevelName }[];
  readonly definition: string;
  readonly lever: string;
  readonly trend: readonly TrendPoint[];
  readonly points: readonly MeasurePoint[];
  readonly leftOut: readonly Note[];
  readonly details: readonly { readonly label: string; readonly value: number | null }[];
  /** What another tool says for itself, by its own definition. */
  readonly said?: { readonly by: string; readonly value: number; readonly definition: string };
}

/** [from, to) */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export interface Delivery {
  readonly measures: readonly Measure[];
  readonly window: TimeWindow;
  readonly environment: string;
  readonly deployments: number;
  /** Which set of definitions is in use, as a name for a person. */
  readonly definition: string;
  readonly quality: readonly Note[];
  readonly origin: string;
  readonly isDerived: boolean;
  readonly readAt: number;
  /** The same numbers of another window. */
  readonly other?: { readonly window: TimeWindow; readonly measures: readonly OtherMeasure[] };
}

export interface OtherMeasure {
  readonly key: MeasureKey;
  readonly value: number | null;
  readonly count: number;
  readonly reason?: string;
}

export interface CountedShare {
  readonly count: number;
  readonly of: number;
}

export interface MonthRow {
  /** `2026-11` */
  readonly month: string;
  readonly onGoldenPath: number;
  readonly onPavedRoad: number;
  readonly offRoad: number;
}

export interface OwnerRow {
  readonly ref: string;
  readonly name: string;
  readonly services: CountedShare;
}

export interface DeviationRow {
  readonly rule: string;
  readonly waivers: number;
  readonly services: number;
  readonly reasons: readonly { readonly text: string; readonly count: number }[];
}

export interface TemplateRow {
  readonly ref: string;
  readonly title: string;
  readonly runs: number;
  readonly failed: number;
  readonly medianMs: number | null;
  readonly failingStep?: string;
}

export interface Arrival {
  readonly medianMs: number | null;
  readonly arrived: number;
}

export interface CohortRow {
  readonly cohort: string;
  readonly people: number;
  readonly toFirstDeployment: Arrival;
  readonly toTenthChange: Arrival;
}

export interface TicketRow {
  /** `2026-W48` */
  readonly week: string;
  readonly opened: number;
  readonly closed: number;
}

export type Effort = 'small' | 'medium' | 'large';

export interface BacklogRow {
  readonly id: string;
  readonly title: string;
  readonly kind: 'feedback' | 'deviation' | 'failedRun';
  readonly count: number;
  readonly reach: number;
  readonly effort?: Effort;
  readonly examples: readonly string[];
}

export interface FunnelRow {
  readonly name: string;
  readonly services: number;
  readonly newServices: number;
}

export interface Adoption {
  readonly services: number;
  readonly goldenPath: CountedShare;
  /** The same of those that began in the window. */
  readonly newServices?: CountedShare;
  /** Each stage is a part of the one before. */
  readonly funnel: readonly FunnelRow[];
  readonly months: readonly MonthRow[];
  readonly owners: readonly OwnerRow[];
  /** How many services have their first date from where, the most frequent first. */
  readonly firstSeen: readonly { readonly source: string; readonly count: number }[];
  readonly deviations: readonly DeviationRow[];
  readonly templates: readonly TemplateRow[];
  readonly onboarding: readonly CohortRow[];
  readonly tickets: readonly TicketRow[];
  readonly environments: { readonly running: number; readonly created: number | null };
  readonly backlog: readonly BacklogRow[];
  /** Parts without a source, by their name in the report, with what to do about it. */
  readonly missing: readonly { readonly part: string; readonly why: string }[];
  /** What a number means or lacks, by part. */
  readonly notes: readonly { readonly part: string; readonly text: string }[];
  readonly quality: readonly Note[];
  readonly window?: TimeWindow;
  readonly readAt: number;
}

export type Dimension = 'satisfaction' | 'performance' | 'activity' | 'communication' | 'efficiency';

/** The answers to one question in one group; without numbers where it is not shown. */
export interface SurveyCell {
  readonly question: string;
  readonly dimension: Dimension;
  readonly group?: string;
  readonly shown: boolean;
  readonly count?: number;
  readonly median?: number;
  readonly mean?: number;
  readonly distribution?: readonly number[];
  readonly scale: number;
  readonly responseRate?: number;
}

export interface Survey {
  readonly cells: readonly SurveyCell[];
  readonly minimum: number;
  readonly attribution: string;
  readonly hidden: number;
  /** What people wrote, by the question that they wrote it to. */
  readonly texts: readonly { readonly question: string; readonly texts: readonly string[] }[];
  readonly quality: readonly Note[];
  readonly readAt: number;
}

export const ACTIONS = [
  'retry',
  'connect',
  'signIn',
  'openFolder',
  'openSettings',
  'openConfiguration',
  'showLog',
] as const;
/** What the person can do about something, by a button. */
export type PageAction = (typeof ACTIONS)[number];

export interface Advice {
  readonly title: string;
  readonly text: string;
  readonly actions: readonly { readonly id: PageAction; readonly title: string }[];
}

/** A part of the page, as far as it is known. While it is read again, `ready` stays. */
export type PartState<T> =
  | { readonly state: 'reading'; readonly text?: string }
  /** There is nothing to show, or it could not be read. */
  | { readonly state: 'none' | 'failed'; readonly advice: Advice }
  | { readonly state: 'ready'; readonly value: T };

export const WINDOW_DAYS = [7, 30, 90] as const;
export type WindowDays = (typeof WINDOW_DAYS)[number];

/** The last so many days, or from one day to another, both included, as `2026-11-28`. */
export type WindowChoice = { readonly days: WindowDays } | { readonly from: string; readonly to: string };

/** With what it is compared: nothing, the window before, the same a year earlier, or one as long from another day. */
export type CompareChoice = 'none' | 'before' | 'year' | { readonly from: string };

/** What the numbers are asked for. */
export interface Query {
  readonly window: WindowChoice;
  readonly compare: CompareChoice;
  /** Full references; undefined for all. */
  readonly team?: string;
  readonly system?: string;
  readonly service?: string;
}

export interface Choice {
  readonly ref: string;
  readonly name: string;
}

export interface Choices {
  readonly teams: readonly Choice[];
  readonly systems: readonly Choice[];
  readonly services: readonly Choice[];
}

export type ToPage =
  | {
      readonly type: 'start';
      /** Every text of the page in the person's language, by its English form. */
      readonly texts: Readonly<Record<string, string>>;
      /** BCP 47 language for numbers and times. */
      readonly language: string;
    }
  /** What can be filtered by, and what the data that follow are asked for. */
  | { readonly type: 'choices'; readonly choices: Choices; readonly query: Query }
  | { readonly type: 'delivery'; readonly part: PartState<Delivery> }
  | { readonly type: 'adoption'; readonly part: PartState<Adoption> }
  | { readonly type: 'survey'; readonly part: PartState<Survey> }
  | { readonly type: 'busy'; readonly busy: boolean }
  /** Asks for a picture of what is in sight, which comes back as `save`. */
  | { readonly type: 'takePicture' }
  /** Turns to the number. */
  | { readonly type: 'show'; readonly measure?: MeasureKey }
  /** What went wrong with something the person asked for. Shown until the person closes it. */
  | { readonly type: 'problem'; readonly text: string };

export const EXPORT_FORMATS = ['markdown', 'csv', 'copyMarkdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const EXPORT_PARTS = ['delivery', 'adoption', 'survey'] as const;
export type ExportPart = (typeof EXPORT_PARTS)[number];

export type FromPage =
  /** The page is there, or has come back. The editor answers with `start`, then with data. */
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly query: Query }
  | { readonly type: 'refresh' }
  | { readonly type: 'act'; readonly action: PageAction }
  /** The address behind a point, by its place in the list of the measure. */
  | { readonly type: 'openPoint'; readonly key: MeasureKey; readonly index: number }
  | { readonly type: 'openEntity'; readonly ref: string }
  /** The report as a file, or in the clipboard; as CSV only the part. */
  | { readonly type: 'export'; readonly format: ExportFormat; readonly part: ExportPart }
  | { readonly type: 'copy'; readonly text: string }
  /** A picture (PNG) to be kept as a file; `name` is a proposal. */
  | { readonly type: 'save'; readonly name: string; readonly base64: string };
