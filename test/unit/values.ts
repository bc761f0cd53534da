import assert from 'node:assert/strict';
import type { Problem, Result } from '../../src/core/common/problem.js';

/** The value of a result that must be one. */
export function valueOf<T>(result: Result<T>): T {
  assert.ok(result.ok, `a value was expected, not ${JSON.stringify(result)}`);
  return result.value;
}

/** The problem of a result that must be one. */
export function problemOf(result: Result<unknown>): Problem {
  assert.ok(!result.ok, `a problem was expected, not ${JSON.stringify(result)}`);
  return result.problem;
}

/** A signal that nobody aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}
