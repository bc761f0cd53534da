// npm test: node test/run/test.mjs [SUITE …] | coverage
import { ensureRoot, runScript } from './root.mjs';
import { say } from './say.mjs';

/**
 * @param {readonly string[]} words names of suites; none: those of `npm test`; `coverage`: those whose coverage is measured
 * @returns {Promise<number>} the exit code
 */
async function main(words) {
  ensureRoot();
  const { suites, checks, runCheck, DEFAULT_SUITES, COVERED_SUITES, emptyCoverageFolder } =
    await import('./suites.mjs');
  const measured = words[0] === 'coverage';
  const wanted = measured ? COVERED_SUITES : words.length > 0 ? words : DEFAULT_SUITES;
  const unknown = wanted.filter(name => !(name in suites || name in checks));
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no suite ${unknown.join(', ')}. There are: ${Object.keys({ ...checks, ...suites }).join(', ')}, coverage.\n`,
    );
    return 2;
  }
  say('Building …');
  if (!runScript('esbuild.mjs', ['--tests'])) return 1;
  const coverage = measured ? emptyCoverageFolder() : undefined;
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const table = [];
  const checked = runChecks(wanted.filter(name => name in checks));
  for (const name of wanted) {
    say(`Suite ${name}`);
    const started = Date.now();
    const result = await checked.get(name);
    if (result) process.stdout.write(result.output);
    const counts = result?.counts ?? (await runSuite(name, coverage));
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    const seconds = ((result?.durationMs ?? Date.now() - started) / 1000).toFixed(0).padStart(4);
    table.push(
      `${name.padEnd(10)}${seconds} s  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
    );
  }
  if (coverage) await (await import('./coverage.mjs')).reportCoverage(coverage);
  process.stdout.write(`\n${table.join('\n')}\n\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;

  /**
   * Begins the checks, one after another beside what else is run.
   * @param {readonly string[]} names
   */
  function runChecks(names) {
    /** @type {Map<string, ReturnType<typeof runCheck>>} */
    const running = new Map();
    /** @type {Promise<unknown>} */
    let before = Promise.resolve();
    for (const name of names) {
      const result = before.then(() => runCheck(name));
      running.set(name, result);
      before = result;
    }
    return running;
  }

  /** @param {string} name @param {string | undefined} folder */
  async function runSuite(name, folder) {
    try {
      return (await suites[name]?.({ coverage: folder })) ?? { passed: 0, failed: 1, skipped: 0 };
    } catch (error) {
      process.stderr.write(`The ${name} suite could not run: ${error instanceof Error ? error.stack : error}\n`);
      return { passed: 0, failed: 1, skipped: 0 };
    }
  }
}

process.exitCode = await main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  return 1;
});
