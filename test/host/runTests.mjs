#!/usr/bin/env node
// Runs compiled mocha suites inside the extension host of a real VS Code. As a program:
//
//   node test/host/runTests.mjs --tests FOLDER|FILE [--tests …] [--extension FOLDER] [--workspace FOLDER] [--ui bdd|tdd]
//     [--grep PATTERN] [--bail] [--test-timeout MS] [--timeout SECONDS] [--env NAME=VALUE …] [--settings FILE.json]
//     [--vsix FILE …] [--coverage FOLDER] [--artifacts FOLDER] [--host code-server|electron]
//
// Exit codes: 0 all passed; 1 a test failed or none ran; 2 the host broke, hung or ended without a result.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { atExit } from './atExit.mjs';
import { livePrinter, printSummary } from './report.mjs';
import { TestEventReader } from './testEvents.mjs';
import { TestResult } from './testResult.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const TEST_FILE = /\.test\.[cm]?js$/;

/**
 * @typedef {object} RunTestsOptions
 * @property {string} extension folder of the extension under test
 * @property {readonly string[]} tests compiled test files, and folders that are searched for `*.test.js`, `.cjs`, `.mjs`
 * @property {string | undefined} [workspace] folder or .code-workspace file; without it an empty temporary folder
 * @property {Record<string, string> | undefined} [env] added to the environment of the extension host
 * @property {import('./settings.mjs').Settings | undefined} [settings]
 * @property {readonly string[] | undefined} [vsix] further extensions to install
 * @property {Mocha.MochaOptions | undefined} [mocha] of which JSON can carry: `ui`, `timeout`, `grep` as text, `bail`, `retries` …
 * @property {number | undefined} [timeoutMs] of the whole run; 300 000 unless given
 * @property {string | undefined} [coverage] folder for V8's coverage of the extension host; emptied before
 * @property {string | undefined} [artifacts] folder for picture, logs and events of a run that was not good
 * @property {'code-server' | 'electron' | undefined} [host] `code-server` unless given
 * @property {((event: import('./testEvents.mjs').TestEvent) => void) | undefined} [onEvent]
 */

/**
 * Runs the suites and says how it went; problems of the host are in the result, too.
 * @param {RunTestsOptions} options
 * @returns {Promise<TestResult>}
 */
export async function runTests(options) {
  const extension = resolve(options.extension);
  const files = findTestFiles(options.tests);
  const result = new TestResult([extension, ...files]);
  if (files.length === 0) {
    result.exitCode = 1;
    result.reason = 'there is no test file';
    return result;
  }
  const folder = mkdtempSync(join(tmpdir(), 'vscode-tests-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const forget = atExit(removeFolder);
  try {
    await runFiles({ ...options, extension }, files, folder, result);
  } finally {
    forget();
    removeFolder();
    result.mark('end');
  }
  return result;
}

/**
 * @param {readonly string[]} paths files and folders
 * @returns {string[]} absolute paths
 */
function findTestFiles(paths) {
  return paths.flatMap(path => {
    const absolute = resolve(path);
    if (!statSync(absolute).isDirectory()) return [absolute];
    const names = readdirSync(absolute, { recursive: true, encoding: 'utf8' });
    return names
      .filter(name => TEST_FILE.test(name))
      .sort()
      .map(name => join(absolute, name));
  });
}

/**
 * @param {RunTestsOptions} options
 * @param {readonly string[]} files
 * @param {string} folder temporary
 * @param {TestResult} result is filled
 */
async function runFiles(options, files, folder, result) {
  const eventsFile = join(folder, 'events.ndjson');
  writeFileSync(eventsFile, '');
  const events = new TestEventReader(eventsFile);
  const readEvents = () => {
    for (const event of events.read()) {
      result.add(event);
      options.onEvent?.(event);
    }
  };
  const reading = setInterval(readEvents, 50);
  /** @type {import('./serverRun.mjs').HostRun | undefined} */
  let run;
  try {
    run = await startRun(options, hostEnvironment(options, files, eventsFile), folder, result);
    const ending = await withinTime(run.ended, options.timeoutMs ?? 300_000);
    readEvents();
    result.judge(ending);
  } catch (error) {
    result.judge({ kind: 'lost', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    clearInterval(reading);
    if (options.artifacts && result.exitCode !== 0) {
      mkdirSync(options.artifacts, { recursive: true });
      copyFileSync(eventsFile, join(options.artifacts, 'events.ndjson'));
      await run?.saveArtifacts(options.artifacts);
    }
    await run?.stop();
  }
}

/**
 * @param {RunTestsOptions} options
 * @param {readonly string[]} files
 * @param {string} eventsFile
 * @returns {Record<string, string>}
 */
function hostEnvironment(options, files, eventsFile) {
  if (options.coverage) {
    rmSync(options.coverage, { recursive: true, force: true });
    mkdirSync(options.coverage, { recursive: true });
  }
  return {
    ...options.env,
    TESTHOST_EVENTS: eventsFile,
    TESTHOST_FILES: JSON.stringify(files),
    TESTHOST_MOCHA: pathToFileURL(createRequire(import.meta.url).resolve('mocha')).href,
    TESTHOST_MOCHA_OPTIONS: JSON.stringify(options.mocha ?? {}),
    ...(options.coverage ? { NODE_V8_COVERAGE: resolve(options.coverage) } : {}),
  };
}

/**
 * @param {RunTestsOptions} options
 * @param {Record<string, string>} env
 * @param {string} folder
 * @param {TestResult} result
 */
async function startRun(options, env, folder, result) {
  const workspace = options.workspace ? resolve(options.workspace) : join(folder, 'workspace');
  if (!options.workspace) mkdirSync(workspace);
  const run = {
    extension: options.extension,
    workspace,
    testModule: join(here, 'mochaInHost.cjs'),
    env,
    settings: options.settings,
    vsix: options.vsix,
    onStep: (/** @type {string} */ step) => result.mark(step),
  };
  // Only one of the two is loaded: the one needs a browser's driver, the other desktop VS Code's.
  if (options.host === 'electron') return (await import('./desktopRun.mjs')).runOnDesktop(run);
  return (await import('./serverRun.mjs')).runOnServer(run);
}

/**
 * @param {Promise<import('./testResult.mjs').Ending>} ended
 * @param {number} timeoutMs
 */
async function withinTime(ended, timeoutMs) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<import('./testResult.mjs').Ending>} */
  const late = new Promise(resolve => {
    timer = setTimeout(() => resolve({ kind: 'lost', reason: `no result in ${timeoutMs / 1000} s` }), timeoutMs);
  });
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @returns {RunTestsOptions} what the command line asks for */
function readCommandLine() {
  const { values } = parseArgs({
    options: {
      tests: { type: 'string', multiple: true },
      extension: { type: 'string', default: '.' },
      workspace: { type: 'string' },
      ui: { type: 'string', default: 'bdd' },
      grep: { type: 'string' },
      bail: { type: 'boolean', default: false },
      'test-timeout': { type: 'string', default: '20000' },
      timeout: { type: 'string', default: '300' },
      env: { type: 'string', multiple: true, default: [] },
      settings: { type: 'string' },
      vsix: { type: 'string', multiple: true },
      coverage: { type: 'string' },
      artifacts: { type: 'string' },
      host: { type: 'string', default: process.env['TESTHOST'] || 'code-server' },
    },
  });
  return {
    extension: values.extension,
    tests: values.tests ?? [],
    workspace: values.workspace,
    vsix: values.vsix,
    env: Object.fromEntries(values.env.map(entry => entry.split(/=(.*)/s).slice(0, 2))),
    settings: values.settings ? JSON.parse(readFileSync(values.settings, 'utf8')) : undefined,
    mocha: {
      ui: /** @type {Mocha.Interface} */ (values.ui),
      timeout: Number(values['test-timeout']),
      bail: values.bail,
      ...(values.grep ? { grep: values.grep } : {}),
    },
    timeoutMs: Number(values.timeout) * 1000,
    coverage: values.coverage,
    artifacts: values.artifacts,
    host: values.host === 'electron' ? 'electron' : 'code-server',
    onEvent: livePrinter(),
  };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  runTests(readCommandLine()).then(
    result => {
      printSummary(result);
      process.exitCode = result.exitCode;
    },
    error => {
      console.error(error);
      process.exitCode = 2;
    },
  );
}
