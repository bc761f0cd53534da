import { isRecord } from '../../catalogue/entity.js';
import { NEW_MEMORY, type OpenQuestion, type SurveyMemory } from './surveySchedule.js';

/**
 * Reads what was kept between two events.
 * @param text JSON; undefined where nothing was kept
 * @param now milliseconds since 1970. Of what cannot be read it is assumed that a question was asked just now: rather none than one
 * too many.
 */
export function readSurveyMemory(text: string | undefined, now: number): SurveyMemory {
  if (text === undefined) return NEW_MEMORY;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ...NEW_MEMORY, askedAt: now };
  }
  if (!isRecord(value)) return { ...NEW_MEMORY, askedAt: now };
  const { askedAt, quietUntil, never, times } = value;
  const open = readOpen(value['open']);
  return {
    ...(isTime(askedAt) ? { askedAt } : askedAt === undefined ? {} : { askedAt: now }),
    ...(isTime(quietUntil) ? { quietUntil } : {}),
    ...(never === undefined || never === false ? {} : { never: true }),
    ...(open ? { open } : {}),
    times: Object.fromEntries(
      Object.entries(isRecord(times) ? times : {}).filter((entry): entry is [string, number] => isTime(entry[1])),
    ),
  };
}

function readOpen(value: unknown): OpenQuestion | undefined {
  if (!isRecord(value)) return undefined;
  const { itemId, version, notBefore, until, shownAt } = value;
  if (typeof itemId !== 'string' || !isTime(version) || !isTime(notBefore) || !isTime(until)) return undefined;
  return { itemId, version, notBefore, until, ...(isTime(shownAt) ? { shownAt } : {}) };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
