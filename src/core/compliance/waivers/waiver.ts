import type { Span } from '../yaml/node.js';

/** What a waiver excuses. Everything that is said must fit. */
export interface WaiverMatch {
  /** A path from the scanned folder, `*` for part of a name, `**` for any folders. */
  readonly path?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** A reasoned deviation: who leaves which rule where, why, and until when. */
export interface Waiver {
  readonly rule: string;
  readonly match: WaiverMatch;
  readonly reason: string;
  /** An entity reference, such as `group:default/payments`. */
  readonly owner: string;
  readonly ticket?: string;
  /** The last day on which it holds, as `YYYY-MM-DD`; undefined where none can be read: such a waiver has expired. */
  readonly expires: string | undefined;
  readonly place: WaiverPlace;
}

/** Where a waiver stands. */
export interface WaiverPlace {
  readonly source: 'file' | 'comment';
  readonly path: string;
  /** All of it, in UTF-16 units from the beginning of the file. */
  readonly span: Span;
  /** The parts that can be wrong by themselves. */
  readonly parts: Readonly<Partial<Record<WaiverPart, Span>>>;
  /** Zero-based line of the file at which it begins. */
  readonly line: number;
  /** For a comment: the zero-based line to which it belongs. */
  readonly covers?: number;
}

export type WaiverPart = 'rule' | 'match' | 'reason' | 'owner' | 'expires';

/** What an organisation allows. */
export interface WaiverPolicy {
  /** Whether comments in files can waive. */
  readonly inline: boolean;
  /** The longest time ahead, in days, by severity of what is waived. */
  readonly maxDays: Readonly<Record<'error' | 'warning' | 'info', number>>;
  /** From how many days before its end a waiver is told of. */
  readonly hintDays: number;
}

export const DEFAULT_WAIVER_POLICY: WaiverPolicy = {
  inline: true,
  maxDays: { error: 180, warning: 365, info: 730 },
  hintDays: 14,
};

const DAY_MS = 86_400_000;

/**
 * Reads a day of the calendar.
 * @param text `YYYY-MM-DD`, or a moment of RFC 3339, of which the day counts as it is written
 * @returns the day as `YYYY-MM-DD`; undefined where it is none (`tomorrow`, `2027-02-30`)
 */
export function readDay(text: string): string | undefined {
  const day = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(
    text.trim(),
  )?.[1];
  if (day === undefined) return undefined;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? undefined : day;
}

/**
 * How many days a waiver still holds: 0 on its last day, negative behind it. A day ends when it has ended everywhere on Earth
 * (UTC−12), so that a waiver never ends early for anybody.
 * @param day `YYYY-MM-DD`
 * @param now milliseconds since 1970
 */
export function daysLeft(day: string, now: number): number {
  const endOfDay = Date.parse(`${day}T00:00:00Z`) + DAY_MS + DAY_MS / 2;
  return Math.ceil((endOfDay - now) / DAY_MS) - 1;
}
