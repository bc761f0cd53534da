import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runScriptBeside } from './root.mjs';

/**
 * How a suite went, in tests.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * Runs the compiled tests of one folder by mocha in Node.
 * @param {string} folder below `out/`, such as `test/unit`
 * @param {{ timeoutMs: number, retries?: number, coverage?: string | undefined, env?: Record<string, string> }} options
 *   `coverage`: folder for V8's coverage; `timeoutMs`: of one test; `retries`: how often one is tried again
 * @returns {Promise<Counts>} one failure where mocha itself broke or found no test
 */
export async function runMocha(folder, { timeoutMs, retries = 0, coverage, env = {} }) {
  const compiled = join(root, 'out', folder);
  const files = existsSync(compiled)
    ? readdirSync(compiled, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.test.mjs'))
    : [];
  const temporary = mkdtempSync(join(tmpdir(), 'golden-path-counts-'));
  const counts = join(temporary, 'counts.json');
  try {
    const { good: clean } = await runScriptBeside(
      createRequire(import.meta.url).resolve('mocha/bin/mocha.js'),
      [
        ...['--reporter', join(root, 'test', 'run', 'countingReporter.cjs'), '--timeout', String(timeoutMs)],
        ...['--require', join(root, 'test', 'run', 'propertySeed.mjs')],
        ...['--retries', String(retries)],
        '--enable-source-maps',
        ...files.sort().map(name => join(compiled, name)),
      ],
      { env: { ...env, MOCHA_COUNTS: counts, ...(coverage ? { NODE_V8_COVERAGE: coverage } : {}) } },
    );
    if (!existsSync(counts)) return { passed: 0, failed: 1, skipped: 0 };
    /** @type {Counts} */
    const result = JSON.parse(readFileSync(counts, 'utf8'));
    const ran = result.passed + result.failed + result.skipped > 0;
    return (clean || result.failed > 0) && ran ? result : { ...result, failed: result.failed + 1 };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
