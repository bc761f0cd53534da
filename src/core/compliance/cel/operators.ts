import type { BinaryOperator } from './ast.js';
import type { Meter } from './meter.js';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelOpaque,
  CelOptional,
  CelTimestamp,
  CelType,
  CelUint,
  CelUnknown,
  isStop,
  typeName,
  UNKNOWN,
  type CelValue,
} from './value.js';

export const MIN_INT = -(2n ** 63n);
export const MAX_INT = 2n ** 63n - 1n;
export const MAX_UINT = 2n ** 64n - 1n;
/** Aliases can make a value that holds itself. */
const DEEPEST = 100;

/** Years 1 to 9999 in nanoseconds, the range of `google.protobuf.Timestamp`. */
const MIN_TIME = -62135596800n * 1_000_000_000n;
const MAX_TIME = 253402300800n * 1_000_000_000n - 1n;
/** ± 10,000 years of seconds, the range of `google.protobuf.Duration`; cel-go holds durations in 64 bits of nanoseconds. */
const MAX_DURATION = 2n ** 63n - 1n;

export function noOverload(name: string, ...args: readonly CelValue[]): CelError {
  return new CelError(`no such overload: ${name}(${args.map(typeName).join(', ')})`);
}

export function int(value: bigint): bigint | CelError {
  return value > MAX_INT || value < MIN_INT ? new CelError('integer overflow') : value;
}

export function uint(value: bigint): CelUint | CelError {
  return value > MAX_UINT || value < 0n ? new CelError('unsigned integer overflow') : new CelUint(value);
}

export function timestamp(nanos: bigint): CelTimestamp | CelError {
  return nanos > MAX_TIME || nanos < MIN_TIME ? new CelError('timestamp out of range') : new CelTimestamp(nanos);
}

export function duration(nanos: bigint): CelDuration | CelError {
  return nanos > MAX_DURATION || nanos < -MAX_DURATION - 1n
    ? new CelError('duration out of range')
    : new CelDuration(nanos);
}

/** A number of any of the three types for comparing; undefined for everything else. */
function numeric(value: CelValue): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof CelUint ? value.value : undefined;
}

/**
 * Whether two values are equal: numbers by what they are, not by their type; values of different types never.
 * @returns not known where a part that decides is not known
 */
export function equal(a: CelValue, b: CelValue, meter: Meter, depth = 0): boolean | CelUnknown | CelError {
  if (a instanceof CelUnknown || b instanceof CelUnknown) return UNKNOWN;
  if (a instanceof CelError) return a;
  if (b instanceof CelError) return b;
  if (depth > DEEPEST) return new CelError('the value is nested too deeply');
  meter.spend(1);
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) return compareNumbers(left, right) === 0;
  if (typeof a === 'string' && typeof b === 'string') {
    meter.spendText(a);
    return a === b;
  }
  if (a instanceof CelList && b instanceof CelList) return equalLists(a, b, meter, depth);
  if (a instanceof CelMap && b instanceof CelMap) return equalMaps(a, b, meter, depth);
  if (a instanceof Uint8Array && b instanceof Uint8Array)
    return a.length === b.length && a.every((byte, index) => byte === b[index]);
  if (a instanceof CelType && b instanceof CelType) return a.name === b.name;
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return a.nanos === b.nanos;
  if (a instanceof CelDuration && b instanceof CelDuration) return a.nanos === b.nanos;
  if (a instanceof CelOpaque && b instanceof CelOpaque) return a.type === b.type && a.canonical === b.canonical;
  if (a instanceof CelOptional && b instanceof CelOptional) {
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return equal(a.value, b.value, meter, depth + 1);
  }
  return a === b;
}

function equalLists(a: CelList, b: CelList, meter: Meter, depth: number): boolean | CelUnknown | CelError {
  if (a.open || b.open) return UNKNOWN;
  if (a.items.length !== b.items.length) return false;
  let answer: boolean | CelUnknown | CelError = true;
  for (const [index, item] of a.items.entries()) {
    const same = equal(item, b.items[index] ?? null, meter, depth + 1);
    if (same === false) return false;
    if (same !== true) answer = same;
  }
  return answer;
}

function equalMaps(a: CelMap, b: CelMap, meter: Meter, depth: number): boolean | CelUnknown | CelError {
  if (a.open || b.open) return UNKNOWN;
  if (a.entries.size !== b.entries.size) return false;
  let answer: boolean | CelUnknown | CelError = true;
  for (const [key, { value }] of a.entries) {
    const other = b.entries.get(key);
    if (!other) return false;
    const same = equal(value, other.value, meter, depth + 1);
    if (same === false) return false;
    if (same !== true) answer = same;
  }
  return answer;
}

/** Which of two values comes first: negative, zero, positive; NaN where neither does. */
export function compare(a: CelValue, b: CelValue, meter: Meter): number | CelError {
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) return compareNumbers(left, right);
  if (typeof a === 'string' && typeof b === 'string') {
    meter.spendText(a, b);
    return compareTexts(a, b);
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    meter.spend(Math.ceil(Math.min(a.length, b.length) / 10));
    const at = a.findIndex((byte, index) => byte !== b[index]);
    return at < 0 ? a.length - b.length : (a[at] ?? -1) - (b[at] ?? -1);
  }
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return order(a.nanos, b.nanos);
  if (a instanceof CelDuration && b instanceof CelDuration) return order(a.nanos, b.nanos);
  return noOverload('compare', a, b);
}

/** As cel-go compares: an integer beside a double counts as the double that is nearest to it. */
function compareNumbers(a: bigint | number, b: bigint | number): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return order(a, b);
  const [left, right] = [Number(a), Number(b)];
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : NaN;
}

export function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, as Go compares: surrogates stand above the rest of the plane in UTF-16, code points do not. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
    if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

/** Whether a value is in a list, or a key in a map. */
export function contains(item: CelValue, collection: CelValue, meter: Meter): CelValue {
  if (collection instanceof CelMap) {
    const found = collection.get(item);
    return found === UNKNOWN && collection.open ? UNKNOWN : found !== undefined;
  }
  if (!(collection instanceof CelList)) return noOverload('in', item, collection);
  let answer: CelValue = collection.open ? UNKNOWN : false;
  for (const each of collection.items) {
    const same = equal(item, each, meter);
    if (same === true) return true;
    if (same !== false) answer = same;
  }
  return answer;
}

type Operation = (a: CelValue, b: CelValue, meter: Meter) => CelValue;

const asBool =
  (test: (order: number) => boolean): Operation =>
  (a, b, meter) => {
    const found = compare(a, b, meter);
    return typeof found === 'number' ? test(found) : found;
  };

/** The operators that look at both sides; a side that is an error or not known never comes here, but as a part of a value. */
export const OPERATIONS: Readonly<Record<Exclude<BinaryOperator, '&&' | '||'>, Operation>> = {
  '==': equal,
  '!=': (a, b, meter) => {
    const same = equal(a, b, meter);
    return typeof same === 'boolean' ? !same : same;
  },
  '<': asBool(found => found < 0),
  '<=': asBool(found => found <= 0),
  '>': asBool(found => found > 0),
  '>=': asBool(found => found >= 0),
  in: contains,
  '+': add,
  '-': subtract,
  '*': (a, b) => {
    if (typeof a === 'bigint' && typeof b === 'bigint') return int(a * b);
    if (a instanceof CelUint && b instanceof CelUint) return uint(a.value * b.value);
    if (typeof a === 'number' && typeof b === 'number') return a * b;
    return noOverload('_*_', a, b);
  },
  '/': (a, b) => {
    if (typeof a === 'bigint' && typeof b === 'bigint') return b === 0n ? new CelError('division by zero') : int(a / b);
    if (a instanceof CelUint && b instanceof CelUint)
      return b.value === 0n ? new CelError('division by zero') : uint(a.value / b.value);
    if (typeof a === 'number' && typeof b === 'number') return a / b;
    return noOverload('_/_', a, b);
  },
  '%': (a, b) => {
    if (typeof a === 'bigint' && typeof b === 'bigint') {
      if (b === 0n) return new CelError('modulus by zero');
      // As in Go: what divides to a number that does not fit has no rest.
      return a === MIN_INT && b === -1n ? new CelError('integer overflow') : a % b;
    }
    if (a instanceof CelUint && b instanceof CelUint)
      return b.value === 0n ? new CelError('modulus by zero') : uint(a.value % b.value);
    return noOverload('_%_', a, b);
  },
};

function add(a: CelValue, b: CelValue, meter: Meter): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(a + b);
  if (a instanceof CelUint && b instanceof CelUint) return uint(a.value + b.value);
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') {
    meter.spendText(a, b);
    return a + b;
  }
  if (a instanceof CelList && b instanceof CelList) {
    meter.spend(a.items.length + b.items.length);
    return new CelList([...a.items, ...b.items], a.open || b.open);
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    meter.spend(Math.ceil((a.length + b.length) / 10));
    const joined = new Uint8Array(a.length + b.length);
    joined.set(a);
    joined.set(b, a.length);
    return joined;
  }
  if (a instanceof CelDuration && b instanceof CelDuration) return duration(a.nanos + b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelDuration) return timestamp(a.nanos + b.nanos);
  if (a instanceof CelDuration && b instanceof CelTimestamp) return timestamp(a.nanos + b.nanos);
  return noOverload('_+_', a, b);
}

function subtract(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(a - b);
  if (a instanceof CelUint && b instanceof CelUint) return uint(a.value - b.value);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a instanceof CelDuration && b instanceof CelDuration) return duration(a.nanos - b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelDuration) return timestamp(a.nanos - b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return duration(a.nanos - b.nanos);
  return noOverload('_-_', a, b);
}

/** `-x` */
export function negative(value: CelValue): CelValue {
  if (isStop(value)) return value;
  if (typeof value === 'bigint') return int(-value);
  return typeof value === 'number' ? -value : noOverload('-_', value);
}
