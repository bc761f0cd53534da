import { isRecord } from '../catalogue/entity.js';
import { isIsoWeek } from './isoWeek.js';
import type { Complaint } from './jsonLines.js';

/**
 * What somebody tells the platform team. It says nothing of who, on which machine or when exactly. One line of JSON each, in files
 * (`.jsonl`) as on the topic `goldenpath.feedback` of Backstage's events.
 */
export interface Feedback {
  /** Random. */
  readonly id: string;
  /** What it is about, by which it is grouped: `platform`, or a kind and a name (`FeedbackTheme`). */
  readonly theme: string;
  /** The person's own words. */
  readonly text: string;
  /** What the person agreed to tell about the circumstances, such as `extension: 0.1.0`. */
  readonly context: Readonly<Record<string, string>>;
  /** ISO 8601 week in UTC, `2026-W48`. */
  readonly week: string;
}

/** The keys of themes: the reference of a template, the name of a rule, a kind of file, the platform as a whole. */
export type FeedbackTheme = 'platform' | `template:${string}` | `rule:${string}` | `file:${string}`;

export const FEEDBACK_TOPIC = 'goldenpath.feedback';
export const LONGEST_FEEDBACK = 10_000;
const LONGEST_KEY = 200;
const MOST_CONTEXT = 20;
const FIELDS: ReadonlySet<string> = new Set(['id', 'theme', 'text', 'context', 'week']);

/**
 * Checks a value against the form of feedback.
 * @returns it without anything else, or what is wrong with it
 */
export function readFeedback(value: unknown): Feedback | Complaint {
  if (!isRecord(value)) return complaint('Feedback is an object with “id”, “theme”, “text”, “context” and “week”.');
  const unknown = Object.keys(value).find(name => !FIELDS.has(name));
  if (unknown !== undefined) return complaint('Feedback has no field “{0}”.', unknown);
  const { id, theme, text, context, week } = value;
  if (!isText(id, LONGEST_KEY)) return complaint('“{0}” is a text of 1 to {1} characters.', 'id', String(LONGEST_KEY));
  if (!isText(theme, LONGEST_KEY))
    return complaint('“{0}” is a text of 1 to {1} characters.', 'theme', String(LONGEST_KEY));
  if (!isText(text, LONGEST_FEEDBACK))
    return complaint('“{0}” is a text of 1 to {1} characters.', 'text', String(LONGEST_FEEDBACK));
  if (typeof week !== 'string' || !isIsoWeek(week)) return complaint('“week” is a week such as 2026-W48.');
  const entries = isRecord(context) ? Object.entries(context) : undefined;
  if (!entries || entries.length > MOST_CONTEXT || !entries.every(isContext))
    return complaint('“context” is an object of at most {0} short texts.', String(MOST_CONTEXT));
  return { id, theme, text, context: Object.fromEntries(entries) as Record<string, string>, week };
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most;
}

function isContext([name, value]: readonly [string, unknown]): boolean {
  return name !== '' && name.length <= LONGEST_KEY && typeof value === 'string' && value.length <= LONGEST_KEY;
}

function complaint(message: string, ...values: readonly string[]): Complaint {
  return { message, values };
}
