import { RE2JS } from '@bufbuild/re2';

// Longer ones are left to the server: to compile them takes time while somebody types.
const LONGEST_PATTERN = 1000;

/**
 * Why a text is no regular expression of RE2, which Prometheus' matchers are written in, anchored on both sides.
 * @returns the parser's own words; undefined where it is one, or too long to be looked at
 */
export function patternMistake(pattern: string): string | undefined {
  return compile(pattern).mistake;
}

/** Whether a pattern matches the empty text; undefined where that is not known. */
export function matchesNothing(pattern: string): boolean | undefined {
  return compile(pattern).compiled?.matches('');
}

function compile(pattern: string): { readonly compiled?: RE2JS; readonly mistake?: string } {
  if (pattern.length > LONGEST_PATTERN) return {};
  try {
    return { compiled: RE2JS.compile(`^(?:${pattern})$`) };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error) };
  }
}
