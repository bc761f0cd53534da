import { duration, int, noOverload, timestamp, uint } from '../operators.js';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelTimestamp,
  CelUint,
  isStop,
  typeOf,
  type CelValue,
} from '../value.js';
import { textOfUtf8, utf8 } from './bytes.js';
import { durationText, parseDuration, parseTimestamp, timestampText } from './timeText.js';
import type { FunctionEntries } from './table.js';

const NANOS = 1_000_000_000n;

/** A double as an integer: cut off at the point, and refused from where a double can no longer tell. */
function integral(value: number, from: number, to: number, make: (whole: bigint) => CelValue): CelValue {
  return Number.isNaN(value) || value <= from || value >= to
    ? new CelError('range error: the number does not fit')
    : make(BigInt(Math.trunc(value)));
}

function toInt(value: CelValue): CelValue {
  if (typeof value === 'bigint') return value;
  if (value instanceof CelUint) return int(value.value);
  if (typeof value === 'number') return integral(value, -(2 ** 63), 2 ** 63, int);
  if (typeof value === 'string')
    return /^[-+]?[0-9]{1,40}$/.test(value) ? int(BigInt(value.replace(/^\+/, ''))) : unreadable('int', value);
  if (value instanceof CelTimestamp) return floorDivide(value.nanos, NANOS);
  if (value instanceof CelDuration) return value.nanos / NANOS;
  return noOverload('int', value);
}

function toUint(value: CelValue): CelValue {
  if (value instanceof CelUint) return value;
  if (typeof value === 'bigint') return uint(value);
  if (typeof value === 'number') return integral(value, -1, 2 ** 64, uint);
  if (typeof value === 'string') return /^[0-9]{1,40}$/.test(value) ? uint(BigInt(value)) : unreadable('uint', value);
  return noOverload('uint', value);
}

function toDouble(value: CelValue): CelValue {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof CelUint) return Number(value.value);
  if (typeof value !== 'string') return noOverload('double', value);
  if (/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(value)) return Number(value);
  if (/^[-+]?inf(?:inity)?$/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
  return /^nan$/i.test(value) ? NaN : unreadable('double', value);
}

function toText(value: CelValue): CelValue {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof CelUint) return String(value.value);
  if (typeof value === 'number') return doubleText(value);
  if (value instanceof Uint8Array) return textOfUtf8(value) ?? new CelError('invalid UTF-8 in bytes');
  if (value instanceof CelTimestamp) return timestampText(value.nanos);
  if (value instanceof CelDuration) return durationText(value.nanos);
  return noOverload('string', value);
}

/** As Go's `strconv.FormatFloat(x, 'g', -1, 64)` writes it. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [, digits = '', exponent = '0'] = /^([^e]*)e([-+]\d+)$/.exec(value.toExponential()) ?? [];
  const power = Number(exponent);
  if (power >= -4 && power < 21) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function toBool(value: CelValue): CelValue {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return noOverload('bool', value);
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return false;
  return unreadable('bool', value);
}

function toTimestamp(value: CelValue): CelValue {
  if (value instanceof CelTimestamp) return value;
  if (typeof value === 'bigint') return timestamp(value * NANOS);
  if (typeof value !== 'string') return noOverload('timestamp', value);
  const nanos = parseTimestamp(value);
  return nanos === undefined ? unreadable('timestamp', value) : timestamp(nanos);
}

function toDuration(value: CelValue): CelValue {
  if (value instanceof CelDuration) return value;
  if (typeof value === 'bigint') return duration(value * NANOS);
  if (typeof value !== 'string') return noOverload('duration', value);
  const nanos = parseDuration(value);
  return nanos === undefined ? unreadable('duration', value) : duration(nanos);
}

function size(value: CelValue, spend: (text: string) => void): CelValue {
  if (typeof value === 'string') {
    spend(value);
    return BigInt(codePoints(value));
  }
  if (value instanceof Uint8Array) return BigInt(value.length);
  if (value instanceof CelList) return BigInt(value.items.length);
  if (value instanceof CelMap) return BigInt(value.entries.size);
  return noOverload('size', value);
}

/** How many code points a text has. */
export function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++, count++) if ((text.codePointAt(at) ?? 0) > 0xffff) at++;
  return count;
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a / b - (a % b < 0n ? 1n : 0n);
}

function unreadable(type: string, text: string): CelError {
  return new CelError(`cannot be read as ${type}: “${text.slice(0, 40)}”`);
}

const one =
  (convert: (value: CelValue) => CelValue) =>
  ([value = null]: readonly CelValue[]): CelValue =>
    convert(value);

/** Between types, with `size`, `type` and `dyn` (cel-spec, "Standard Definitions"). */
export const CONVERSIONS: FunctionEntries = [
  ['int/1', one(toInt)],
  ['uint/1', one(toUint)],
  ['double/1', one(toDouble)],
  ['bool/1', one(toBool)],
  ['string/1', one(toText)],
  [
    'bytes/1',
    one(value =>
      typeof value === 'string' ? utf8(value) : value instanceof Uint8Array ? value : noOverload('bytes', value),
    ),
  ],
  ['timestamp/1', one(toTimestamp)],
  ['duration/1', one(toDuration)],
  ['dyn/1', one(value => value)],
  ['type/1', one(value => (isStop(value) ? value : typeOf(value)))],
  ['size/1', ([value = null], meter) => size(value, text => meter.spendText(text))],
  ['.size/1', ([value = null], meter) => size(value, text => meter.spendText(text))],
];
