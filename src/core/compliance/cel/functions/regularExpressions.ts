import { RE2JS } from '@bufbuild/re2';
import type { Meter } from '../meter.js';
import { noOverload } from '../operators.js';
import { CelError, type CelValue } from '../value.js';
import type { FunctionEntries } from './table.js';

const LONGEST_PATTERN = 1000;
/** Steps of a compiled pattern: `.{1000}.{1000}` has 2,000. */
const LARGEST_PROGRAM = 5000;
const MOST_KEPT = 200;

/** A regular expression of RE2: it takes time in proportion to text and pattern, whatever they hold. */
export interface Pattern {
  /** Whether it is found anywhere in the text. */
  test(text: string): boolean;
  /** Steps of its program: matching takes at most so many times the length of the text. */
  readonly size: number;
}

const kept = new Map<string, Pattern | string>();

/** @returns the pattern, or why it is none */
export function patternOf(text: string): Pattern | string {
  let known = kept.get(text);
  if (known === undefined) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, (known = compilePattern(text)));
  }
  return known;
}

function compilePattern(text: string): Pattern | string {
  if (text.length > LONGEST_PATTERN) return `the pattern is longer than ${LONGEST_PATTERN} characters`;
  try {
    const compiled = new RE2JS(text);
    const size = compiled.re2().prog.numInst();
    return size > LARGEST_PROGRAM ? 'the pattern repeats too much' : { test: value => compiled.test(value), size };
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  }
}

function matches([text = null, pattern = null]: readonly CelValue[], meter: Meter): CelValue {
  if (typeof text !== 'string' || typeof pattern !== 'string') return noOverload('matches', text, pattern);
  meter.spendText(text, pattern);
  const compiled = patternOf(pattern);
  if (typeof compiled === 'string') return new CelError(`invalid regular expression: ${compiled}`);
  meter.spend(Math.ceil((text.length * compiled.size) / 100));
  return compiled.test(text);
}

/** Regular expressions of RE2 (cel-spec, "Regular Expressions"). */
export const REGULAR: FunctionEntries = [
  ['matches/2', matches],
  ['.matches/2', matches],
];
