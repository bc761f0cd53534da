import { compare, int, noOverload, uint } from '../operators.js';
import type { Meter } from '../meter.js';
import { CelError, CelList, CelUint, stopOf, type CelValue } from '../value.js';
import type { FunctionEntries } from './table.js';

function isNumber(value: CelValue): value is bigint | number | CelUint {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint;
}

const extreme =
  (name: string, wanted: 1 | -1) =>
  (args: readonly CelValue[], meter: Meter): CelValue => {
    const values = args.length === 1 && args[0] instanceof CelList ? args[0].items : args;
    const stop = stopOf(values);
    if (stop) return stop;
    let best = values[0];
    if (best === undefined) return new CelError(`${name}() of nothing`);
    for (const value of values) {
      if (!isNumber(value)) return noOverload(name, value);
      const order = compare(value, best, meter);
      if (typeof order === 'number' && order * wanted > 0) best = value;
    }
    return best;
  };

/** A function of doubles alone. */
const ofDouble =
  (name: string, run: (value: number) => CelValue) =>
  ([value = null]: readonly CelValue[]): CelValue =>
    typeof value === 'number' ? run(value) : noOverload(name, value);

function round(value: number): number {
  // Away from zero where it is in the middle; JavaScript rounds those up.
  return Math.sign(value) * Math.round(Math.abs(value));
}

function magnitude([value = null]: readonly CelValue[]): CelValue {
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'bigint') return int(value < 0n ? -value : value);
  return value instanceof CelUint ? value : noOverload('math.abs', value);
}

function sign([value = null]: readonly CelValue[]): CelValue {
  if (typeof value === 'number') return Math.sign(value);
  if (typeof value === 'bigint') return value > 0n ? 1n : value < 0n ? -1n : 0n;
  return value instanceof CelUint ? new CelUint(value.value > 0n ? 1n : 0n) : noOverload('math.sign', value);
}

/** Both sides as two integers of the same type. */
const bits =
  (name: string, run: (a: bigint, b: bigint) => bigint) =>
  ([a = null, b = null]: readonly CelValue[]): CelValue => {
    if (typeof a === 'bigint' && typeof b === 'bigint') return int(BigInt.asIntN(64, run(a, b)));
    if (a instanceof CelUint && b instanceof CelUint) return uint(BigInt.asUintN(64, run(a.value, b.value)));
    return noOverload(name, a, b);
  };

const shift =
  (name: string, run: (value: bigint, by: bigint) => bigint) =>
  ([value = null, by = null]: readonly CelValue[]): CelValue => {
    if (typeof by !== 'bigint') return noOverload(name, value, by);
    if (by < 0n) return new CelError(`${name}() by a negative number`);
    const steps = by > 64n ? 64n : by;
    if (typeof value === 'bigint') return BigInt.asIntN(64, run(BigInt.asUintN(64, value), steps));
    return value instanceof CelUint
      ? new CelUint(BigInt.asUintN(64, run(value.value, steps)))
      : noOverload(name, value);
  };

function not([value = null]: readonly CelValue[]): CelValue {
  if (typeof value === 'bigint') return ~value;
  return value instanceof CelUint ? new CelUint(BigInt.asUintN(64, ~value.value)) : noOverload('math.bitNot', value);
}

function squareRoot([value = null]: readonly CelValue[]): CelValue {
  if (typeof value === 'number') return Math.sqrt(value);
  if (typeof value === 'bigint') return Math.sqrt(Number(value));
  return value instanceof CelUint ? Math.sqrt(Number(value.value)) : noOverload('math.sqrt', value);
}

/** So many arguments `math.greatest` can be called with. */
const MOST_ARGUMENTS = 16;

/** cel-go's extension "Math". */
export const MATHS: FunctionEntries = [
  ...Array.from({ length: MOST_ARGUMENTS }, (_, index): FunctionEntries => [
    [`math.greatest/${index + 1}`, extreme('math.greatest', 1)],
    [`math.least/${index + 1}`, extreme('math.least', -1)],
  ]).flat(),
  ['math.ceil/1', ofDouble('math.ceil', Math.ceil)],
  ['math.floor/1', ofDouble('math.floor', Math.floor)],
  ['math.round/1', ofDouble('math.round', round)],
  ['math.trunc/1', ofDouble('math.trunc', Math.trunc)],
  ['math.isInf/1', ofDouble('math.isInf', value => value === Infinity || value === -Infinity)],
  ['math.isNaN/1', ofDouble('math.isNaN', Number.isNaN)],
  ['math.isFinite/1', ofDouble('math.isFinite', Number.isFinite)],
  ['math.abs/1', magnitude],
  ['math.sign/1', sign],
  ['math.sqrt/1', squareRoot],
  ['math.bitAnd/2', bits('math.bitAnd', (a, b) => a & b)],
  ['math.bitOr/2', bits('math.bitOr', (a, b) => a | b)],
  ['math.bitXor/2', bits('math.bitXor', (a, b) => a ^ b)],
  ['math.bitNot/1', not],
  ['math.bitShiftLeft/2', shift('math.bitShiftLeft', (value, by) => value << by)],
  ['math.bitShiftRight/2', shift('math.bitShiftRight', (value, by) => value >> by)],
];
