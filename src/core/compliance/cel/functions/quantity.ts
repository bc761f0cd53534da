import { noOverload } from '../operators.js';
import { CelError, CelOpaque, TYPES, type CelValue } from '../value.js';
import type { FunctionEntries } from './table.js';

/** Quantities are kept in thousand millionths: Kubernetes rounds up what is finer (`resource.Quantity`). */
const SCALE = 9;
const ONE = 10n ** BigInt(SCALE);
const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const DECIMAL: Readonly<Record<string, number>> = {
  ...{ n: -9, u: -6, m: -3, '': 0 },
  ...{ k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 },
};

/**
 * A quantity as Kubernetes writes them (`k8s.io/apimachinery/pkg/api/resource`): `100m`, `1.5Gi`, `2e3`.
 * @returns thousand millionths; undefined where the text is none
 */
export function parseQuantity(text: string): bigint | undefined {
  const match = /^([-+]?)(\d{0,40})(?:\.(\d{0,40}))?([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d{1,2})?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const power = BINARY[suffix];
  const exponent = SCALE - fraction.length + (power === undefined ? (DECIMAL[suffix] ?? Number(suffix.slice(1))) : 0);
  const scaled = digits << (power ?? 0n);
  const divisor = 10n ** BigInt(Math.max(0, -exponent));
  const value = exponent >= 0 ? scaled * 10n ** BigInt(exponent) : (scaled + divisor - 1n) / divisor;
  return sign === '-' ? -value : value;
}

function quantityOf(value: bigint): CelOpaque<bigint> {
  return new CelOpaque(TYPES.quantity, value, String(value));
}

function isQuantity(value: CelValue): value is CelOpaque<bigint> {
  return value instanceof CelOpaque && value.type === TYPES.quantity;
}

function quantity([text = null]: readonly CelValue[]): CelValue {
  if (isQuantity(text)) return text;
  // What is written without quotes comes as a number.
  const written = typeof text === 'bigint' || typeof text === 'number' ? String(text) : text;
  if (typeof written !== 'string') return noOverload('quantity', text);
  const value = parseQuantity(written);
  return value === undefined ? new CelError(`no quantity: “${written.slice(0, 40)}”`) : quantityOf(value);
}

const onTwo =
  (name: string, run: (a: bigint, b: bigint) => CelValue) =>
  ([a = null, b = null]: readonly CelValue[]): CelValue => {
    const other = typeof b === 'bigint' && (name === 'add' || name === 'sub') ? quantityOf(b * ONE) : b;
    return isQuantity(a) && isQuantity(other) ? run(a.data, other.data) : noOverload(name, a, b);
  };

const onOne =
  (name: string, run: (value: bigint) => CelValue) =>
  ([value = null]: readonly CelValue[]): CelValue =>
    isQuantity(value) ? run(value.data) : noOverload(name, value);

/** `k8s.io/apiserver/pkg/cel/library`, "Quantity". */
export const QUANTITIES: FunctionEntries = [
  ['quantity/1', quantity],
  [
    'isQuantity/1',
    ([text = null]) => (typeof text === 'string' ? parseQuantity(text) !== undefined : noOverload('isQuantity', text)),
  ],
  ['.isGreaterThan/2', onTwo('isGreaterThan', (a, b) => a > b)],
  ['.isLessThan/2', onTwo('isLessThan', (a, b) => a < b)],
  ['.compareTo/2', onTwo('compareTo', (a, b) => (a < b ? -1n : a > b ? 1n : 0n))],
  ['.add/2', onTwo('add', (a, b) => quantityOf(a + b))],
  ['.sub/2', onTwo('sub', (a, b) => quantityOf(a - b))],
  ['.sign/1', onOne('sign', value => (value > 0n ? 1n : value < 0n ? -1n : 0n))],
  ['.isInteger/1', onOne('isInteger', value => value % ONE === 0n)],
  [
    '.asInteger/1',
    onOne('asInteger', value => (value % ONE === 0n ? value / ONE : new CelError('the quantity is no integer'))),
  ],
  ['.asApproximateFloat/1', onOne('asApproximateFloat', value => Number(value) / Number(ONE))],
];
