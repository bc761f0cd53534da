import type { Meter } from '../meter.js';
import { compare, equal, noOverload, OPERATIONS } from '../operators.js';
import {
  CelDuration,
  CelError,
  CelList,
  CelUnknown,
  isStop,
  listOf,
  stopOf,
  UNKNOWN,
  type CelValue,
} from '../value.js';
import { indexInText } from './strings.js';
import type { FunctionEntries } from './table.js';

type OnList = (items: readonly CelValue[], args: readonly CelValue[], meter: Meter) => CelValue;

/** A function that must know every item of its list. */
const onList =
  (name: string, run: OnList) =>
  ([list = null, ...args]: readonly CelValue[], meter: Meter): CelValue => {
    if (!(list instanceof CelList)) return noOverload(name, list, ...args);
    meter.spend(list.items.length);
    return stopOf(list.items) ?? run(list.items, args, meter);
  };

/** The first or the last of the items by their order. */
const extreme = (name: string, wanted: 1 | -1): ReturnType<typeof onList> =>
  onList(name, (items, _, meter) => {
    let best = items[0];
    if (best === undefined) return new CelError(`${name}() of an empty list`);
    for (const item of items.slice(1)) {
      const order = compare(item, best, meter);
      if (typeof order !== 'number') return order;
      if (order * wanted > 0) best = item;
    }
    return best;
  });

function isSorted(items: readonly CelValue[], meter: Meter): CelValue {
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    if (before === undefined) continue;
    const order = compare(before, item, meter);
    if (typeof order !== 'number') return order;
    if (order > 0) return false;
  }
  return true;
}

/** @param by the values that decide the order of the items */
function sorted(items: readonly CelValue[], by: readonly CelValue[], meter: Meter): CelValue {
  let error: CelValue | undefined;
  meter.spend(items.length * Math.ceil(Math.log2(items.length + 1)));
  const order = items
    .map((item, index) => ({ item, key: by[index] ?? null }))
    .sort((a, b) => {
      const found = compare(a.key, b.key, meter);
      if (typeof found === 'number') return found;
      error ??= found;
      return 0;
    });
  return error ?? listOf(order.map(({ item }) => item));
}

function sum(items: readonly CelValue[], meter: Meter): CelValue {
  let total: CelValue = items[0] instanceof CelDuration ? new CelDuration(0n) : 0n;
  for (const [index, item] of items.entries()) {
    total = index === 0 ? item : OPERATIONS['+'](total, item, meter);
    if (isStop(total)) return total;
    if (typeof total === 'string' || total instanceof CelList) return noOverload('sum', item);
  }
  return total;
}

function indexOf(name: string, backwards: boolean) {
  return ([of = null, ...args]: readonly CelValue[], meter: Meter): CelValue => {
    if (typeof of === 'string') return indexInText(of, args, backwards, meter);
    if (!(of instanceof CelList) || args.length !== 1) return noOverload(name, of, ...args);
    const { items } = of;
    for (let step = 0; step < items.length; step++) {
      const at = backwards ? items.length - 1 - step : step;
      const same = equal(items[at] ?? null, args[0] ?? null, meter);
      if (same instanceof CelUnknown) return UNKNOWN;
      if (same === true) return BigInt(at);
    }
    return -1n;
  };
}

function flatten(items: readonly CelValue[], depth: bigint, meter: Meter): readonly CelValue[] {
  return items.flatMap(item => {
    meter.spend(1);
    return item instanceof CelList && depth > 0n ? flatten(item.items, depth - 1n, meter) : [item];
  });
}

function distinct(items: readonly CelValue[], meter: Meter): CelValue {
  const found: CelValue[] = [];
  for (const item of items) if (!found.some(other => equal(other, item, meter) === true)) found.push(item);
  return listOf(found);
}

const range = (name: string, run: (items: readonly CelValue[], from: number, to: number) => CelValue) =>
  onList(name, (items, [from = null, to = null]) => {
    if (typeof from !== 'bigint' || typeof to !== 'bigint') return noOverload(name, from, to);
    if (from < 0n || to > BigInt(items.length) || from > to) return new CelError(`invalid range: ${from} to ${to}`);
    return run(items, Number(from), Number(to));
  });

/** `sets.…` of cel-go: lists without regard to order and repetition. */
function inclusion(a: CelValue, b: CelValue, meter: Meter): readonly [some: boolean, all: boolean] | CelValue {
  if (!(a instanceof CelList) || !(b instanceof CelList)) return noOverload('sets', a, b);
  const stop = stopOf([...a.items, ...b.items]);
  if (stop) return stop;
  const found = b.items.map(item => a.items.some(other => equal(other, item, meter) === true));
  return [found.includes(true), !found.includes(false)];
}

const onSets =
  (answer: (there: readonly [boolean, boolean], back: readonly [boolean, boolean]) => boolean) =>
  ([a = null, b = null]: readonly CelValue[], meter: Meter): CelValue => {
    const there = inclusion(a, b, meter);
    const back = inclusion(b, a, meter);
    return isPair(there) && isPair(back) ? answer(there, back) : isPair(there) ? UNKNOWN : there;
  };

function isPair(value: readonly [boolean, boolean] | CelValue): value is readonly [boolean, boolean] {
  return Array.isArray(value);
}

/** Of Kubernetes (`k8s.io/apiserver/pkg/cel/library`, "Lists"), and of cel-go's extensions "Lists" and "Sets". */
export const LISTS: FunctionEntries = [
  ['.isSorted/1', onList('isSorted', (items, _, meter) => isSorted(items, meter))],
  ['.sum/1', onList('sum', (items, _, meter) => sum(items, meter))],
  ['.min/1', extreme('min', -1)],
  ['.max/1', extreme('max', 1)],
  ['.indexOf/2', indexOf('indexOf', false)],
  ['.indexOf/3', indexOf('indexOf', false)],
  ['.lastIndexOf/2', indexOf('lastIndexOf', true)],
  ['.lastIndexOf/3', indexOf('lastIndexOf', true)],
  ['.sort/1', onList('sort', (items, _, meter) => sorted(items, items, meter))],
  ['.distinct/1', onList('distinct', (items, _, meter) => distinct(items, meter))],
  ['.flatten/1', onList('flatten', (items, _, meter) => listOf(flatten(items, 1n, meter)))],
  [
    '.flatten/2',
    onList('flatten', (items, [depth = null], meter) => {
      if (typeof depth !== 'bigint') return noOverload('flatten', depth);
      return depth < 0n ? new CelError('flatten() of a negative depth') : listOf(flatten(items, depth, meter));
    }),
  ],
  ['.slice/3', range('slice', (items, from, to) => listOf(items.slice(from, to)))],
  ['.first/1', onList('first', ([first]) => (first === undefined ? new CelError('first() of an empty list') : first))],
  [
    '.last/1',
    onList('last', items => {
      const last = items.at(-1);
      return last === undefined ? new CelError('last() of an empty list') : last;
    }),
  ],
  ['sets.contains/2', onSets(([, all]) => all)],
  ['sets.intersects/2', onSets(([some]) => some)],
  ['sets.equivalent/2', onSets(([, all], [, back]) => all && back)],
];
