import { noOverload } from '../operators.js';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelUint,
  listOf,
  type CelValue,
} from '../value.js';
import type { FunctionEntries } from './table.js';

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === '' || value === 0n || value === 0) return true;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelList) return value.items.length === 0;
  if (value instanceof CelMap) return value.entries.size === 0;
  if (value instanceof CelDuration || value instanceof CelTimestamp) return value.nanos === 0n;
  return value instanceof Uint8Array && value.length === 0;
}

const onOptional =
  (name: string, run: (value: CelOptional) => CelValue) =>
  ([value = null]: readonly CelValue[]): CelValue =>
    value instanceof CelOptional ? run(value) : noOverload(name, value);

/** Values that may be missing (cel-go, "Optional types"); what is looked at only where it is needed is a macro. */
export const OPTIONALS: FunctionEntries = [
  ['optional.none/0', () => new CelOptional(undefined)],
  ['optional.of/1', ([value]) => new CelOptional(value)],
  ['optional.ofNonZeroValue/1', ([value = null]) => new CelOptional(isZero(value) ? undefined : value)],
  ['.hasValue/1', onOptional('hasValue', ({ value }) => value !== undefined)],
  [
    '.value/1',
    onOptional('value', ({ value }) => (value === undefined ? new CelError('optional.none() has no value') : value)),
  ],
  ['optional.unwrap/1', ([value = null]) => unwrap(value)],
  ['.unwrapOpt/1', ([value = null]) => unwrap(value)],
];

function unwrap(list: CelValue): CelValue {
  if (!(list instanceof CelList)) return noOverload('optional.unwrap', list);
  return listOf(
    list.items.flatMap(item => (item instanceof CelOptional && item.value !== undefined ? [item.value] : [])),
  );
}
