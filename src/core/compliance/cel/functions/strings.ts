import type { Meter } from '../meter.js';
import { noOverload } from '../operators.js';
import { CelError, CelList, listOf, stopOf, type CelValue } from '../value.js';
import { base64, bytesOfBase64 } from './bytes.js';
import type { FunctionEntries } from './table.js';

/** More letters than this no expression may make in one step. */
const LONGEST_TEXT = 1_000_000;

type OnText = (text: string, args: readonly CelValue[], meter: Meter) => CelValue;

/** A function on a text; what it is called with otherwise is no overload of it. */
const onText =
  (name: string, run: OnText) =>
  ([text = null, ...args]: readonly CelValue[], meter: Meter): CelValue => {
    if (typeof text !== 'string') return noOverload(name, text, ...args);
    meter.spendText(text);
    return run(text, args, meter);
  };

const withText = (name: string, run: (text: string, other: string) => CelValue): ReturnType<typeof onText> =>
  onText(name, (text, [other = null], meter) => {
    if (typeof other !== 'string') return noOverload(name, text, other);
    meter.spendText(other);
    return run(text, other);
  });

/** Offsets of CEL count code points. Undefined where the text has none outside of the basic plane: then they are UTF-16 units. */
function lettersOf(text: string): readonly string[] | undefined {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : undefined;
}

function slice(text: string, from: number, to?: number): string {
  return lettersOf(text)?.slice(from, to).join('') ?? text.slice(from, to);
}

function lengthOf(text: string): number {
  return lettersOf(text)?.length ?? text.length;
}

function charAt(text: string, index: CelValue): CelValue {
  if (typeof index !== 'bigint') return noOverload('charAt', text, index);
  const length = lengthOf(text);
  if (index < 0n || index > BigInt(length)) return outOfRange(index);
  return slice(text, Number(index), Number(index) + 1);
}

function substring(text: string, from: CelValue, to: CelValue | undefined): CelValue {
  if (typeof from !== 'bigint' || (to !== undefined && typeof to !== 'bigint'))
    return noOverload('substring', text, from);
  const length = BigInt(lengthOf(text));
  if (from < 0n || from > length) return outOfRange(from);
  if (to === undefined) return slice(text, Number(from));
  if (to < 0n || to > length) return outOfRange(to);
  return from > to ? new CelError(`invalid substring range: ${from} to ${to}`) : slice(text, Number(from), Number(to));
}

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

/** Where a text is in another one, in code points; -1 where it is not. */
function find(text: string, wanted: CelValue, offset: CelValue | undefined, backwards: boolean): CelValue {
  const name = backwards ? 'lastIndexOf' : 'indexOf';
  if (typeof wanted !== 'string' || (offset !== undefined && typeof offset !== 'bigint'))
    return noOverload(name, text, wanted);
  const length = lengthOf(text);
  if (offset !== undefined && (offset < 0n || offset > BigInt(length))) {
    return outOfRange(offset);
  }
  const letters = lettersOf(text);
  const from = offset === undefined ? undefined : Number(offset);
  const unit = letters && from !== undefined ? letters.slice(0, from).join('').length : from;
  const at = backwards ? text.lastIndexOf(wanted, unit) : text.indexOf(wanted, unit);
  return BigInt(letters && at > 0 ? Array.from(text.slice(0, at)).length : at);
}

function replace(text: string, args: readonly CelValue[], meter: Meter): CelValue {
  const [from = null, to = null, limit] = args;
  if (typeof from !== 'string' || typeof to !== 'string' || (limit !== undefined && typeof limit !== 'bigint'))
    return noOverload('replace', text, ...args);
  const most = limit === undefined || limit < 0n ? Infinity : Number(limit);
  const pieces = from === '' ? ['', ...Array.from(text), ''] : text.split(from);
  const places = Math.min(most, pieces.length - 1);
  if (text.length + places * to.length > LONGEST_TEXT) return new CelError('the text becomes too long');
  meter.spend(Math.ceil((text.length + places * to.length) / 10));
  return (
    pieces.slice(0, places + 1).join(to) +
    pieces
      .slice(places + 1)
      .map(piece => from + piece)
      .join('')
  );
}

function split(text: string, args: readonly CelValue[], meter: Meter): CelValue {
  const [by = null, limit] = args;
  if (typeof by !== 'string' || (limit !== undefined && typeof limit !== 'bigint'))
    return noOverload('split', text, ...args);
  if (limit === 0n) return listOf([]);
  const pieces = by === '' ? Array.from(text) : text.split(by);
  meter.spend(pieces.length);
  if (limit === undefined || limit < 0n || BigInt(pieces.length) <= limit) return listOf(pieces);
  const most = Number(limit);
  return listOf([...pieces.slice(0, most - 1), pieces.slice(most - 1).join(by)]);
}

function join(list: CelValue, by: CelValue, meter: Meter): CelValue {
  if (!(list instanceof CelList) || typeof by !== 'string') return noOverload('join', list, by);
  const stop = stopOf(list.items);
  if (stop) return stop;
  meter.spend(list.items.length);
  const texts: string[] = [];
  let length = 0;
  for (const item of list.items) {
    if (typeof item !== 'string') return noOverload('join', item);
    length += item.length + by.length;
    texts.push(item);
  }
  if (length > LONGEST_TEXT) return new CelError('the text becomes too long');
  meter.spend(Math.ceil(length / 10));
  return texts.join(by);
}

/** White space of Unicode as Go's `unicode.IsSpace` has it. */
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const SPACES_AROUND = new RegExp(`^${SPACE}`);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

/** Without white space at both ends, in time that grows with the text only. */
function trim(text: string): string {
  const begun = text.replace(SPACES_AROUND, '');
  let end = begun.length;
  while (end > 0 && SPACES_AROUND.test(begun.charAt(end - 1))) end--;
  return begun.slice(0, end);
}

function ascii(text: string, pattern: RegExp, change: (letter: string) => string): string {
  return text.replace(pattern, change);
}

/** Of cel-spec, and of cel-go's extension "Strings". */
export const STRINGS: FunctionEntries = [
  ['.contains/2', withText('contains', (text, part) => text.includes(part))],
  ['.startsWith/2', withText('startsWith', (text, part) => text.startsWith(part))],
  ['.endsWith/2', withText('endsWith', (text, part) => text.endsWith(part))],
  ['.charAt/2', onText('charAt', (text, [index = null]) => charAt(text, index))],
  ['.substring/2', onText('substring', (text, [from = null]) => substring(text, from, undefined))],
  ['.substring/3', onText('substring', (text, [from = null, to]) => substring(text, from, to))],
  ['.replace/3', onText('replace', replace)],
  ['.replace/4', onText('replace', replace)],
  ['.split/2', onText('split', split)],
  ['.split/3', onText('split', split)],
  ['.join/1', ([list = null], meter) => join(list, '', meter)],
  ['.join/2', ([list = null, by = null], meter) => join(list, by, meter)],
  ['.trim/1', onText('trim', trim)],
  ['.lowerAscii/1', onText('lowerAscii', text => ascii(text, /[A-Z]+/g, letters => letters.toLowerCase()))],
  ['.upperAscii/1', onText('upperAscii', text => ascii(text, /[a-z]+/g, letters => letters.toUpperCase()))],
  ['.reverse/1', onText('reverse', text => Array.from(text).reverse().join(''))],
  [
    'strings.quote/1',
    onText('strings.quote', text => {
      // A lone surrogate is no letter.
      const letters = Array.from(text, letter => (/^[\ud800-\udfff]$/.test(letter) ? '\ufffd' : letter));
      return `"${letters.map(letter => ESCAPES.get(letter) ?? letter).join('')}"`;
    }),
  ],
  [
    'base64.encode/1',
    ([bytes = null], meter) => {
      if (!(bytes instanceof Uint8Array)) return noOverload('base64.encode', bytes);
      meter.spend(Math.ceil(bytes.length / 10));
      return base64(bytes);
    },
  ],
  ['base64.decode/1', onText('base64.decode', text => bytesOfBase64(text) ?? new CelError('the text is no base64'))],
];

/** `indexOf` and `lastIndexOf` of texts; lists have them too. */
export function indexInText(text: string, args: readonly CelValue[], backwards: boolean, meter: Meter): CelValue {
  meter.spendText(text);
  return find(text, args[0] ?? null, args[1], backwards);
}
