import { createContext, Script, type Context } from 'node:vm';
import type { PatternMatcher } from '../../core/templates/formPatterns.js';

/** Nobody notices it while typing. */
const PATIENCE_MS = 80;
/** After so many patterns that took too long, no other is tried: a form can have thousands of them. */
const MOST_SLOW = 3;
const MOST_KEPT = 2000;
const TIMEOUT = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * Matches with the JavaScript engine itself, in a context that the engine stops when the time is over. Neither pattern nor text
 * are code there: they are handed in as values.
 * @param patienceMs for how long a pattern may be matched, in milliseconds
 */
export function timedPatterns(patienceMs = PATIENCE_MS): PatternMatcher {
  const script = new Script(`
    (function (pattern, texts) {
      let expression;
      try { expression = new RegExp(pattern, 'u'); } catch { expression = new RegExp(pattern); }
      return texts.map(text => expression.test(text));
    })(pattern, texts)`);
  let context: Context | undefined;
  const kept = new Map<string, boolean>();
  const hopeless = new Set<string>();
  let slow = 0;

  const match = (pattern: string, texts: readonly string[]): readonly boolean[] | undefined => {
    context ??= createContext({});
    Object.assign(context, { pattern, texts });
    try {
      return Array.from(script.runInContext(context, { timeout: patienceMs }) as Iterable<boolean>);
    } catch (error) {
      // No pattern at all, or the time was over: neither can become better.
      hopeless.add(pattern);
      if (isTimeout(error)) slow++;
      return undefined;
    }
  };

  return {
    nonMatching: (pattern, texts) => {
      const keyOf = (text: string): string => `${String(pattern.length)}:${pattern}${text}`;
      if (hopeless.has(pattern)) return undefined;
      if (kept.size > MOST_KEPT) kept.clear();
      const asked = texts.filter(text => !kept.has(keyOf(text)));
      if (asked.length > 0) {
        if (slow >= MOST_SLOW) return undefined;
        const matches = match(pattern, asked);
        if (!matches) return undefined;
        asked.forEach((text, index) => kept.set(keyOf(text), matches[index] === true));
      }
      return texts.filter(text => kept.get(keyOf(text)) === false);
    },
  };
}

function isTimeout(error: unknown): boolean {
  // It is an error of that context, so that it is no instance of ours.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === TIMEOUT;
}
