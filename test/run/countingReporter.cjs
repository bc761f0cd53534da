// Mocha's own listing, and the numbers in a file for the runner that adds all suites up.
'use strict';
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

/** Prints like `spec`, then writes `{passed, failed, skipped}` to the file named by MOCHA_COUNTS. */
module.exports = class CountingReporter extends reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    runner.on(Runner.constants.EVENT_TEST_RETRY, (test, error) => {
      process.stdout.write(`    ↻ ${test.title}: tried again after: ${String(error.message).split('\n')[0]}\n`);
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes: passed, failures: failed, pending: skipped } = this.stats;
      const file = process.env['MOCHA_COUNTS'];
      if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
    });
  }
};
