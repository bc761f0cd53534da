import type { DataQualityNote } from '../deliveryEvents.js';

/** The five keys of DORA, and the time to restore over all incidents beside the recovery from failed deployments. */
export const DORA_KEYS = [
  'deploymentFrequency',
  'leadTime',
  'changeFailureRate',
  'failedDeploymentRecoveryTime',
  'timeToRestore',
  'reworkRate',
] as const;

export type DoraKey = (typeof DORA_KEYS)[number];

/** `perDay`: a count per day; `milliseconds`: a length of time; `share`: 0 to 1. */
export type DoraUnit = 'perDay' | 'milliseconds' | 'share';

/** One piece of data behind a number. */
export interface DoraPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In the unit of its key; for shares 1 (counts) or 0 (does not). */
  readonly value: number;
  /** What it is: a version and a commit, an incident. Data of a source. */
  readonly label: string;
  /** The ids of the events that it comes from. */
  readonly eventIds: readonly string[];
  readonly address?: string;
  /** That a link in it was inferred, such as the deployment that caused an incident. */
  readonly isInferred?: boolean;
}

export interface DoraTrendPoint {
  /** [from, to) of the step, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly value: number | null;
  readonly count: number;
}

/** What the organisation wants of a key. */
export interface DoraTarget {
  readonly value: number;
  /** Whether a smaller or a larger value is the better one. */
  readonly better: 'lower' | 'higher';
}

/** How a value stands against the target: `met`, `near` (within twice the target), `missed`. */
export type DoraGrade = 'met' | 'near' | 'missed';

export type DoraLevelName = 'elite' | 'high' | 'medium' | 'low';

/** Which cluster of a year's report a value falls into. */
export interface DoraLevel {
  readonly year: number;
  readonly level: DoraLevelName;
}

/** A message of ours, translatable: `{0}`, `{1}` … stand for the values. */
export interface DoraText {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** One key over one window. */
export interface DoraMeasure {
  readonly key: DoraKey;
  readonly unit: DoraUnit;
  /** The number that is shown: a median for times. `null` where there is none; `reason` says why. */
  readonly value: number | null;
  readonly reason?: DoraText;
  /** How many data points it rests on. */
  readonly count: number;
  /** Of lengths of time. */
  readonly percentiles?: { readonly p50: number; readonly p75: number; readonly p90: number; readonly p95: number };
  readonly mean?: number;
  readonly target?: DoraTarget;
  /** Absent below five deployments and without a value. */
  readonly grade?: DoraGrade;
  readonly levels: readonly DoraLevel[];
  /** The definition in use, in one or two sentences. */
  readonly definition: DoraText;
  /** What moves it, in one sentence. */
  readonly lever: DoraText;
  readonly trend: readonly DoraTrendPoint[];
  /** The newest first; at most `POINTS_KEPT`. */
  readonly points: readonly DoraPoint[];
  /** How many were left out and why, such as bots and merges of lead time. */
  readonly leftOut: readonly DataQualityNote[];
  /** Other figures of this key, such as open failures, deploy days, the median of deploy days per week. */
  readonly details: readonly { readonly label: string; readonly value: number | null }[];
  /** What another tool says for itself, in the same unit and by its own definition. It is no part of the value. */
  readonly said?: { readonly by: DoraText; readonly value: number; readonly definition: DoraText };
}

export interface DoraWindow {
  /** [from, to) in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** All keys of one service, or of several together where somebody asks for that. */
export interface DoraReport {
  readonly services: readonly string[];
  readonly environment: string;
  readonly window: DoraWindow;
  /** Which set of definitions: `goldenPath` or `devLake`. */
  readonly definition: string;
  readonly measures: readonly DoraMeasure[];
  readonly deployments: number;
  readonly quality: readonly DataQualityNote[];
  readonly origin: string;
  readonly isDerived: boolean;
  /** When the data was read, in milliseconds since 1970. */
  readonly dataAt: number;
}
