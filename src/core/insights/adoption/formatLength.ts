import type { Translate } from '../../common/translate.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A length of time in the largest unit of which there are two, so that the number says something.
 * @param ms not negative
 */
export function formatLength(ms: number, translate: Translate): string {
  if (ms < 2 * SECOND) return translate('{0} ms', Math.round(ms));
  if (ms < 2 * MINUTE) return translate('{0} s', Math.round(ms / SECOND));
  if (ms < 2 * HOUR) return translate('{0} min', Math.round(ms / MINUTE));
  if (ms < 2 * DAY) return translate('{0} h', Math.round(ms / HOUR));
  return translate('{0} days', Math.round(ms / DAY));
}
