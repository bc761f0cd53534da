import type { DataQualityNote } from '../deliveryEvents.js';
import type { DoraText } from '../dora/doraReport.js';

/** What a report of adoption is made of; also the names of its sheets in an export. */
export const ADOPTION_PARTS = [
  'services',
  'deviations',
  'templates',
  'onboarding',
  'tickets',
  'environments',
  'feedback',
] as const;

export type AdoptionPart = (typeof ADOPTION_PARTS)[number];

/** A part of a whole with what it is a part of. */
export interface CountedShare {
  readonly count: number;
  readonly of: number;
}

/** New services of a month. */
export interface AdoptionMonth {
  /** `2026-11`, in UTC. */
  readonly month: string;
  readonly onGoldenPath: number;
  /** On the golden path, with a waived deviation. */
  readonly onPavedRoad: number;
  readonly offRoad: number;
}

/** Where the date of a service's beginning comes from. */
export type FirstSeenSource = 'snapshot' | 'annotation' | 'task' | 'commit' | 'unknown';

export interface AdoptionOwner {
  /** Full reference. */
  readonly owner: string;
  readonly services: CountedShare;
  /** Of those that began in the window. */
  readonly newServices?: CountedShare;
}

/** How a service stands to the platform's templates. `paved`: made from one, with a deviation that is known. */
export type ServicePath = 'golden' | 'paved' | 'off';

/** How many services have come so far on the golden path; each stage is a part of the one before. */
export interface FunnelStage {
  readonly stage: 'all' | 'fromTemplate' | 'withoutDeviation';
  readonly services: number;
  /** Of those that began in the window. */
  readonly newServices: number;
}

/** When and how one service began. */
export interface ServiceBeginning {
  /** Full reference. */
  readonly ref: string;
  readonly owner?: string;
  readonly path: ServicePath;
  /** Full reference of the template that it was made from. */
  readonly template?: string;
  /** Milliseconds since 1970; `null` where nothing tells. */
  readonly at: number | null;
  readonly from: FirstSeenSource;
}

/** A rule from which people deviate: a candidate for the next paved road. */
export interface Deviation {
  readonly rule: string;
  readonly waivers: number;
  readonly services: number;
  /** The reasons that were given, the most frequent first. Data of people's files. */
  readonly reasons: readonly { readonly text: string; readonly count: number }[];
}

export interface TemplateUse {
  readonly template: string;
  readonly title?: string;
  readonly runs: number;
  readonly failed: number;
  /** Median length of the completed ones, in milliseconds. */
  readonly medianMs: number | null;
  /** The step that fails most. */
  readonly failingStep?: string;
}

/** People who began in the same quarter; never shown below five. */
export interface OnboardingCohort {
  readonly cohort: string;
  readonly people: number;
  /** Median from the first commit to the first deployment that has one of theirs, and how many have arrived there. */
  readonly toFirstDeployment: { readonly medianMs: number | null; readonly arrived: number };
  readonly toTenthChange: { readonly medianMs: number | null; readonly arrived: number };
}

export interface TicketWeek {
  /** ISO 8601 week, `2026-W48`. */
  readonly week: string;
  readonly opened: number;
  readonly closed: number;
  /** Opened ones per 100 engineers; absent where the number of engineers is not known. */
  readonly openedPer100?: number;
}

/** One theme of the platform team's backlog. */
export interface BacklogTheme {
  readonly id: string;
  readonly title: string;
  readonly kind: 'feedback' | 'deviation' | 'failedRun';
  readonly count: number;
  /** How many services or people it touches, where that is known. */
  readonly reach: number;
  /** What the platform team has estimated; undefined until it has. */
  readonly effort?: 'small' | 'medium' | 'large';
  readonly examples: readonly string[];
}

export interface AdoptionReport {
  readonly services: number;
  /** Made from a template, with or without a waived deviation; of all services. */
  readonly goldenPath: CountedShare;
  /** The same of those that began in the window. */
  readonly newServices?: CountedShare;
  readonly funnel: readonly FunnelStage[];
  /** Every service, those that began last first and those of unknown beginning at the end. */
  readonly beginnings?: readonly ServiceBeginning[];
  /** [from, to) in milliseconds since 1970. */
  readonly window?: { readonly from: number; readonly to: number };
  /** How many engineers there are; absent where that is not known. */
  readonly engineers?: number;
  /** What a number means or lacks, by part. */
  readonly notes?: readonly { readonly part: AdoptionPart; readonly text: DoraText }[];
  readonly months: readonly AdoptionMonth[];
  readonly owners: readonly AdoptionOwner[];
  /** How many services have their first date from where. */
  readonly firstSeen: Readonly<Partial<Record<FirstSeenSource, number>>>;
  readonly deviations: readonly Deviation[];
  readonly templates: readonly TemplateUse[];
  readonly onboarding: readonly OnboardingCohort[];
  readonly tickets: readonly TicketWeek[];
  readonly environments: { readonly running: number; readonly created: number | null };
  readonly backlog: readonly BacklogTheme[];
  /** Parts for which there is no source, with what to do about it. */
  readonly missing: readonly { readonly part: string; readonly why: DoraText }[];
  readonly quality: readonly DataQualityNote[];
  readonly dataAt: number;
}
