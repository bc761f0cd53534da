import { shownAt, zoneClock } from '../../../common/zoneClock.js';
import { CelDuration, CelError, CelTimestamp, type CelValue } from '../value.js';
import { noOverload } from '../operators.js';
import type { FunctionEntries } from './table.js';
import { dateOf } from './timeText.js';

/** Parts of a date, as JavaScript has them in UTC. */
const PARTS: readonly (readonly [name: string, part: (date: Date) => number])[] = [
  ['getFullYear', date => date.getUTCFullYear()],
  ['getMonth', date => date.getUTCMonth()],
  ['getDayOfYear', date => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000)],
  ['getDayOfMonth', date => date.getUTCDate() - 1],
  ['getDate', date => date.getUTCDate()],
  ['getDayOfWeek', date => date.getUTCDay()],
  ['getHours', date => date.getUTCHours()],
  ['getMinutes', date => date.getUTCMinutes()],
  ['getSeconds', date => date.getUTCSeconds()],
];

const OF_DURATION: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

/** A date as the clocks of a zone show it, in the fields for UTC; undefined where there is no such zone. */
function inZone(date: Date, zone: string): Date | undefined {
  const offset = /^([-+]?)(\d\d):(\d\d)$/.exec(zone);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(date.getTime() + minutes * 60_000 * (offset[1] === '-' ? -1 : 1));
  }
  try {
    return new Date(shownAt(zoneClock(zone), date));
  } catch {
    return undefined;
  }
}

function partOf(name: string, value: CelValue, zone: CelValue, part: (date: Date) => number): CelValue {
  const ofDuration = OF_DURATION[name];
  if (value instanceof CelDuration && zone === '' && ofDuration !== undefined) return value.nanos / ofDuration;
  if (!(value instanceof CelTimestamp) || typeof zone !== 'string') return noOverload(name, value);
  const { date } = dateOf(value.nanos);
  const local = zone === '' || zone === 'UTC' ? date : inZone(date, zone);
  return local ? BigInt(part(local)) : new CelError(`unknown time zone: ${zone.slice(0, 40)}`);
}

function milliseconds(value: CelValue): CelValue {
  if (value instanceof CelTimestamp) return dateOf(value.nanos).rest / 1_000_000n;
  if (value instanceof CelDuration) return (value.nanos / 1_000_000n) % 1000n;
  return noOverload('getMilliseconds', value);
}

/** Parts of timestamps and durations (cel-spec, "Timestamps and Durations"). */
export const TIMES: FunctionEntries = [
  ...PARTS.flatMap(([name, part]): FunctionEntries => [
    [`.${name}/1`, ([value = null]) => partOf(name, value, '', part)],
    [`.${name}/2`, ([value = null, zone = null]) => partOf(name, value, zone, part)],
  ]),
  ['.getMilliseconds/1', ([value = null]) => milliseconds(value)],
  ['.getMilliseconds/2', ([value = null]) => milliseconds(value)],
];
