import { failure, success, type Result } from '../common/problem.js';
import { plainTranslate, type Translate } from '../common/translate.js';
import { lengthText } from './environmentTimes.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The shortest and the longest time that an environment may be given, in milliseconds. */
export const SHORTEST_TIME_TO_LIVE_MS = 60_000;
export const LONGEST_TIME_TO_LIVE_MS = 30 * DAY;

/** By how much an environment can be extended at once, in milliseconds. */
export const EXTENSIONS_MS: readonly number[] = [4 * HOUR, DAY, 3 * DAY];

/** What the time to live may be chosen from, in milliseconds. */
export const TIMES_TO_LIVE_MS: readonly number[] = [HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY];

/**
 * Whether an environment may live that long.
 * @returns the time, or `invalid` with what is allowed
 */
export function checkTimeToLive(ms: number, translate: Translate = plainTranslate): Result<number> {
  if (ms >= SHORTEST_TIME_TO_LIVE_MS && ms <= LONGEST_TIME_TO_LIVE_MS) return success(ms);
  const shortest = lengthText(SHORTEST_TIME_TO_LIVE_MS, translate);
  const longest = lengthText(LONGEST_TIME_TO_LIVE_MS, translate);
  return failure({
    kind: 'invalid',
    message: translate('An environment lives between {0} and {1}.', shortest, longest),
  });
}

/**
 * The end of an environment after it was extended: counted from the end that it had or, where that is past, from now. It never comes
 * to be farther away than an environment may live, and never nearer than it was.
 * @param expiresAt the end that it has, in milliseconds since 1970
 * @returns milliseconds since 1970, and whether it is less than was asked for
 */
export function extendedEnd(
  expiresAt: number,
  byMs: number,
  now: number,
): { readonly until: number; readonly isCapped: boolean } {
  const wanted = Math.max(expiresAt, now) + byMs;
  const until = Math.max(expiresAt, Math.min(wanted, now + LONGEST_TIME_TO_LIVE_MS));
  return { until, isCapped: until < wanted };
}
