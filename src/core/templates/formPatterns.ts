/**
 * Matches texts against a regular expression that comes from a server: it may be one that does not come to an end.
 * Contract: the pattern means what it means to ECMAScript; the answer comes in a bounded time.
 */
export interface PatternMatcher {
  /** @returns the texts that do not match; undefined where that cannot be known: no pattern, or one that takes too long */
  nonMatching(pattern: string, texts: readonly string[]): readonly string[] | undefined;
}
