// Runs mocha inside the extension host: `extensionTestsPath` names this file, in the server and in desktop VS Code.
//
// Environment: TESTHOST_FILES (JSON array of compiled test files), TESTHOST_MOCHA (address of mocha's module),
// TESTHOST_MOCHA_OPTIONS (JSON), TESTHOST_EVENTS (file that receives the events; without it, mocha prints its own report).
'use strict';
const { appendFileSync } = require('node:fs');
const { format, inspect } = require('node:util');
const { takeCoverage } = require('node:v8');

/**
 * @typedef {import('./testEvents.mjs').TestEvent} TestEvent
 * @typedef {typeof import('mocha')} MochaClass
 */

const CONSOLE_METHODS = new Set(['log', 'info', 'warn', 'error', 'debug', 'trace']);
const eventsFile = process.env['TESTHOST_EVENTS'];

/** Called by VS Code; a rejection is the failure of the run. */
exports.run = async function run() {
  const failures = await runAndReport();
  if (failures > 0) throw new Error(`${failures} failed`);
};

/**
 * @returns {Promise<number>} the number of failures
 * @throws when mocha itself or a test file is broken
 */
async function runAndReport() {
  const restoreConsole = eventsFile ? captureConsole() : () => {};
  process.on('unhandledRejection', reportUnhandled);
  try {
    const failures = await runMocha();
    send({ type: 'end', failures });
    return failures;
  } catch (error) {
    send({ type: 'crash', text: describe(error) });
    throw error;
  } finally {
    process.off('unhandledRejection', reportUnhandled);
    restoreConsole();
    // The host may be killed before Node writes the coverage by itself.
    if (process.env['NODE_V8_COVERAGE']) takeCoverage();
  }
}

/** @returns {Promise<number>} the number of failures */
async function runMocha() {
  const address = process.env['TESTHOST_MOCHA'] ?? 'mocha';
  /** @type {MochaClass} */
  const Mocha = (await import(address)).default;
  const given = JSON.parse(process.env['TESTHOST_MOCHA_OPTIONS'] ?? '{}');
  const reporter = eventsFile ? { reporter: eventReporter(Mocha) } : {};
  passOverForeign(Mocha);
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, ...given, ...reporter });
  for (const file of JSON.parse(process.env['TESTHOST_FILES'] ?? '[]')) mocha.addFile(file);
  await mocha.loadFilesAsync();
  return new Promise(resolve => mocha.run(resolve));
}

/**
 * What an extension of VS Code itself throws where nobody catches it, such as git's about a repository that a test has taken away, is
 * told of and is no failure of the test that happens to run. In the editor, such an error ends nothing either.
 * @param {MochaClass} Mocha
 */
function passOverForeign(Mocha) {
  const prototype = /** @type {{ _uncaught(error: unknown): void }} */ (
    /** @type {unknown} */ (Mocha.Runner.prototype)
  );
  const { _uncaught: uncaught } = prototype;
  prototype._uncaught = function (error) {
    if (error instanceof Error && isOfEditor(error)) reportUnhandled(error);
    else uncaught.call(this, error);
  };
}

/** Whether an error was thrown by an extension that VS Code brings along, without any other code. @param {Error} error */
function isOfEditor({ stack = '' }) {
  const files = [...stack.matchAll(/(?:\(|at )((?:file:\/\/)?\/[^()]*?):\d+:\d+/g)].map(([, file = '']) => file);
  return files.length > 0 && files.every(file => /\/vscode\/extensions\/|\/resources\/app\/extensions\//.test(file));
}

/** A reporter that sends everything as events. @param {MochaClass} Mocha */
function eventReporter(Mocha) {
  const on = Mocha.Runner.constants;
  return class EventReporter extends Mocha.reporters.Base {
    /** @param {Mocha.Runner} runner @param {Mocha.MochaOptions} options */
    constructor(runner, options) {
      super(runner, options);
      runner.once(on.EVENT_RUN_BEGIN, () =>
        send({ type: 'begin', total: runner.total, node: process.version, pid: process.pid }),
      );
      runner.on(on.EVENT_SUITE_BEGIN, suite => {
        if (!suite.root) send({ type: 'suite', title: suite.title, depth: suite.titlePath().length });
      });
      runner.on(on.EVENT_TEST_BEGIN, test => send({ type: 'start', ...info(test) }));
      runner.on(on.EVENT_TEST_PASS, test => send({ type: 'pass', ...info(test) }));
      runner.on(on.EVENT_TEST_PENDING, test => send({ type: 'skip', ...info(test) }));
      runner.on(on.EVENT_TEST_RETRY, (test, error) => send({ type: 'retry', ...info(test), message: error.message }));
      runner.on(on.EVENT_TEST_FAIL, (test, error) => send({ type: 'fail', ...info(test), ...failure(error) }));
    }
  };
}

/** @param {Mocha.Runnable} test */
function info(test) {
  return {
    title: test.title,
    path: test.titlePath(),
    ...(test.file ? { file: test.file } : {}),
    ...(test.duration === undefined ? {} : { ms: test.duration }),
  };
}

/** @param {any} error whatever was thrown */
function failure(error) {
  return {
    message: String(error?.message ?? error),
    ...(error?.stack ? { stack: String(error.stack) } : {}),
    ...(error?.actual === undefined ? {} : { actual: shown(error.actual) }),
    ...(error?.expected === undefined ? {} : { expected: shown(error.expected) }),
  };
}

/** @param {unknown} value */
function shown(value) {
  return typeof value === 'string' ? value : inspect(value, { depth: 5 });
}

/**
 * Sends what the extension and the tests print. VS Code's own forwarding loses the order, and it has made console's
 * methods read-only: so the global itself is replaced.
 * @returns {() => void} puts it back
 */
function captureConsole() {
  const original = globalThis.console;
  globalThis.console = new Proxy(original, {
    get(target, name) {
      if (typeof name !== 'string' || !CONSOLE_METHODS.has(name)) return Reflect.get(target, name);
      return (/** @type {unknown[]} */ ...values) => send({ type: 'console', level: name, text: format(...values) });
    },
  });
  return () => {
    globalThis.console = original;
  };
}

/** @param {unknown} error */
function reportUnhandled(error) {
  send({ type: 'unhandled', text: describe(error) });
}

/** @param {unknown} error */
function describe(error) {
  return error instanceof Error && error.stack ? error.stack : String(error);
}

/** @param {TestEvent} event */
function send(event) {
  if (eventsFile) appendFileSync(eventsFile, `${JSON.stringify(event)}\n`);
}
