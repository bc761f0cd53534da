import assert from 'node:assert/strict';
import type { AnyRule } from '../../../../src/core/compliance/rule.js';
import { check, type CheckOptions } from './ruleCheck.js';

/**
 * Holds what rules find against the marks in a text: `⟦…⟧` around each part that is to be found, or nothing marked where nothing is.
 * @param checks the checks that count; all where none is named
 */
export function assertMarked(
  marked: string,
  rules: readonly AnyRule[],
  checks: readonly string[],
  settings: CheckOptions,
): void {
  const text = marked.replaceAll(/[⟦⟧]/g, '');
  const found = check(text, rules, settings).filter(
    ({ finding }) => checks.length === 0 || checks.includes(finding.check ?? ''),
  );
  const spans = found.map(({ finding, offset }) => [offset + finding.span.start, offset + finding.span.end] as const);
  let seen = text;
  for (const [at, letter] of spans
    .flatMap(([start, end]) => [[start, '⟦'] as const, [end, '⟧'] as const])
    .sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? 1 : -1)))
    seen = seen.slice(0, at) + letter + seen.slice(at);
  assert.equal(seen, marked, found.map(({ finding, text: said }) => `${finding.check ?? ''}: ${said}`).join('\n'));
}
