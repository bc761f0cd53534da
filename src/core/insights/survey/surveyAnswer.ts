import { isRecord } from '../../catalogue/entity.js';
import { csvText } from '../csv.js';
import { isIsoWeek } from '../isoWeek.js';
import type { Complaint } from '../jsonLines.js';

/**
 * An answer as it is kept and as it leaves. Nothing of it says who answered, on which machine, about which project or when exactly.
 */
export interface SurveyAnswer {
  /** Random, of this answer alone. */
  readonly id: string;
  readonly itemId: string;
  readonly version: number;
  /** A point of the scale, from 1; null: the question was seen and not answered. */
  readonly answer: number | null;
  /** ISO 8601 week in UTC, `2026-W48`. */
  readonly week: string;
  /** As the person has chosen to say; absent for most. */
  readonly group?: string;
}

/** What somebody wrote beside an answer: apart from it, and with another random id, so that words do not give away the answer. */
export interface SurveyText {
  readonly id: string;
  readonly itemId: string;
  readonly text: string;
  readonly week: string;
}

export type SurveyRecord = SurveyAnswer | SurveyText;

export const SURVEY_TOPIC = 'goldenpath.survey';
export const LONGEST_SURVEY_TEXT = 2000;
export const LONGEST_GROUP = 60;

const LONGEST_ID = 100;
const HIGHEST_POINT = 11;
const ANSWER_FIELDS: ReadonlySet<string> = new Set(['id', 'itemId', 'version', 'answer', 'week', 'group']);
const TEXT_FIELDS: ReadonlySet<string> = new Set(['id', 'itemId', 'text', 'week']);

export function isSurveyText(record: SurveyRecord): record is SurveyText {
  return 'text' in record;
}

/** Whether a text can be the id of a question: letters, digits, dots and hyphens. */
export function isItemId(text: unknown): text is string {
  return typeof text === 'string' && text.length <= LONGEST_ID && /^[a-z0-9][a-z0-9.-]*$/i.test(text);
}

/**
 * Checks a value against the form of answers and texts: it has these fields and no others.
 * @returns the record with its fields in one order, or what is wrong with it
 */
export function readSurveyRecord(value: unknown): SurveyRecord | Complaint {
  if (!isRecord(value)) return complaint('An answer is an object with “id”, “itemId”, “version”, “answer” and “week”.');
  const fields = 'text' in value ? TEXT_FIELDS : ANSWER_FIELDS;
  const unknown = Object.keys(value).find(name => !fields.has(name));
  if (unknown !== undefined) return complaint('An answer has no field “{0}”.', unknown);
  const { id, itemId, version, answer, week, group, text } = value;
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID)
    return complaint('“id” is a text of 1 to {0} characters.', String(LONGEST_ID));
  if (!isItemId(itemId)) return complaint('“itemId” is the name of a question: letters, digits, dots and hyphens.');
  if (typeof week !== 'string' || !isIsoWeek(week)) return complaint('“week” is a week such as 2026-W48.');
  if ('text' in value) {
    if (typeof text !== 'string' || text.trim() === '' || text.length > LONGEST_SURVEY_TEXT)
      return complaint('“text” has 1 to {0} characters.', String(LONGEST_SURVEY_TEXT));
    return { id, itemId, text, week };
  }
  if (!isCount(version)) return complaint('“version” is a whole number from 1.');
  if (answer !== null && !(isCount(answer) && answer <= HIGHEST_POINT))
    return complaint('“answer” is a point of the scale from 1 to {0}, or null.', String(HIGHEST_POINT));
  if (group !== undefined && (typeof group !== 'string' || group.trim() === '' || group.length > LONGEST_GROUP))
    return complaint('“group” is a text of 1 to {0} characters.', String(LONGEST_GROUP));
  return { id, itemId, version, answer, week, ...(group === undefined ? {} : { group }) };
}

/**
 * Records as they leave: in the order of their random ids, so that the order tells nothing of when they were given or which words
 * belong to which answer.
 */
export function toLeave(records: readonly SurveyRecord[]): readonly SurveyRecord[] {
  return [...records].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

const COLUMNS = ['id', 'itemId', 'version', 'answer', 'week', 'group', 'text'] as const;

/** Records as a table, the columns that a record does not have empty. */
export function surveyCsv(records: readonly SurveyRecord[]): string {
  const rows = toLeave(records).map(record => {
    const fields: Readonly<Record<string, string | number | null>> = { ...record };
    return COLUMNS.map(name => fields[name] ?? null);
  });
  return csvText([COLUMNS, ...rows]);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function complaint(message: string, ...values: readonly string[]): Complaint {
  return { message, values };
}
