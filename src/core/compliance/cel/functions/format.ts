import type { Meter } from '../meter.js';
import { noOverload } from '../operators.js';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelTimestamp,
  CelType,
  CelUint,
  isStop,
  stopOf,
  type CelValue,
} from '../value.js';
import { textOfUtf8, utf8 } from './bytes.js';
import { doubleText } from './conversions.js';
import type { FunctionEntries } from './table.js';
import { durationText, timestampText } from './timeText.js';

const DEEPEST = 20;
const MOST_DIGITS = 100;

/** A value as `%s` writes it; also what a message says of a value. */
export function textOf(value: CelValue, meter: Meter, depth = 0): string | CelError {
  meter.spend(1);
  if (depth > DEEPEST) return new CelError('the value is nested too deeply');
  if (value === null) return 'null';
  if (typeof value === 'string') {
    meter.spendText(value);
    return value;
  }
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return formattedDouble(value) ?? doubleText(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof Uint8Array) return textOfUtf8(value) ?? '';
  if (value instanceof CelType) return value.name;
  if (value instanceof CelTimestamp) return timestampText(value.nanos);
  if (value instanceof CelDuration) return durationText(value.nanos);
  if (value instanceof CelList) {
    const texts: string[] = [];
    for (const item of value.items) {
      const text = textOf(item, meter, depth + 1);
      if (typeof text !== 'string') return text;
      texts.push(text);
    }
    return `[${texts.join(', ')}]`;
  }
  if (value instanceof CelMap) {
    const texts: string[] = [];
    for (const { key, value: below } of value.entries.values()) {
      const name = textOf(key, meter, depth + 1);
      const text = textOf(below, meter, depth + 1);
      if (typeof name !== 'string') return name;
      if (typeof text !== 'string') return text;
      texts.push(`${name}: ${text}`);
    }
    return `{${texts.sort().join(', ')}}`;
  }
  return noOverload('format', value);
}

function formattedDouble(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? undefined : value > 0 ? 'Infinity' : '-Infinity';
}

function number(value: CelValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof CelUint) return Number(value.value);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  return undefined;
}

/** One `%` clause. Undefined where the value does not go with it. */
function clause(
  verb: string,
  precision: number | undefined,
  value: CelValue,
  meter: Meter,
): string | CelError | undefined {
  const whole = typeof value === 'bigint' ? value : value instanceof CelUint ? value.value : undefined;
  switch (verb) {
    case 's':
      return textOf(value, meter);
    case 'd':
      if (whole !== undefined) return String(whole);
      return typeof value === 'number' ? formattedDouble(value) : undefined;
    case 'f':
    case 'e': {
      const double = number(value);
      if (double === undefined) return undefined;
      const special = formattedDouble(double);
      if (special !== undefined) return special;
      if (verb === 'f') return double.toFixed(precision ?? 6);
      return double.toExponential(precision ?? 6).replace(/e([-+])(\d)$/, 'e$10$2');
    }
    case 'b':
      return typeof value === 'boolean' ? String(Number(value)) : whole?.toString(2);
    case 'o':
      return whole?.toString(8);
    case 'x':
    case 'X': {
      const bytes = typeof value === 'string' ? utf8(value) : value instanceof Uint8Array ? value : undefined;
      const text = bytes ? Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('') : whole?.toString(16);
      return verb === 'X' ? text?.toUpperCase() : text;
    }
    default:
      return undefined;
  }
}

function format([pattern = null, list = null]: readonly CelValue[], meter: Meter): CelValue {
  if (typeof pattern !== 'string' || !(list instanceof CelList)) return noOverload('format', pattern, list);
  meter.spendText(pattern);
  const stop = stopOf(list.items);
  if (stop) return stop;
  let next = 0;
  let made = '';
  let from = 0;
  for (let at = pattern.indexOf('%'); at >= 0; at = pattern.indexOf('%', from)) {
    made += pattern.slice(from, at);
    const [all = '', digits, verb = ''] = /^%(?:\.(\d{1,4}))?([a-zA-Z%])/.exec(pattern.slice(at, at + 8)) ?? [];
    if (all === '') return new CelError('format(): a “%” without what it stands for');
    from = at + all.length;
    if (verb === '%') {
      made += '%';
      continue;
    }
    const value = list.items[next++];
    if (value === undefined) return new CelError(`format(): index ${next - 1} out of range`);
    const precision = digits === undefined ? undefined : Number(digits);
    if (precision !== undefined && precision > MOST_DIGITS) return new CelError('format(): too many digits');
    const text = isStop(value) ? undefined : clause(verb, precision, value, meter);
    if (text === undefined) return noOverload(`format %${verb}`, value);
    if (typeof text !== 'string') return text;
    meter.spendText(text);
    made += text;
  }
  return made + pattern.slice(from);
}

/** `"%s has %d".format([…])` of cel-go's extension "Strings". */
export const FORMAT: FunctionEntries = [['.format/2', format]];
