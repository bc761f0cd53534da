// The suites of the repository. Each says how many tests passed, failed and were skipped.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareEditorWorkspace } from './editorWorkspace.mjs';
import { runMocha } from './mochaRun.mjs';
import { root, runScriptBeside } from './root.mjs';
import { say } from './say.mjs';

/** @typedef {import('./mochaRun.mjs').Counts} Counts */

/**
 * @typedef {object} SuiteOptions
 * @property {string | undefined} coverage folder for V8's coverage
 */

/** Screenshots, and what a failed run leaves to look at. */
export const artifacts = join(root, 'artifacts');

// A window can take the focus from a key press on a busy machine. What is tried again is said.
const BROWSER_RETRIES = 1;

/** @param {boolean} good @returns {Counts} a check counts as one test */
const check = good => ({ passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 });

/**
 * What reads the files and starts nothing, so that it can run while another suite does: the programs of each check, which must all
 * be content.
 * @type {Readonly<Record<string, readonly (readonly [script: string, ...args: string[]])[]>>}
 */
export const checks = {
  format: [['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  lint: [['node_modules/eslint/bin/eslint.js', '.']],
  types: ['.', 'test/fixtures/webview', 'test/platform/portal/browser'].map(project => [
    'node_modules/typescript/bin/tsc',
    '-p',
    project,
  ]),
};

/**
 * Carries out a check without a word to the terminal.
 * @param {string} name
 * @returns {Promise<{ counts: Counts, output: string, durationMs: number }>}
 */
export async function runCheck(name) {
  const started = Date.now();
  let output = '';
  let isGood = true;
  for (const [script, ...args] of checks[name] ?? []) {
    const result = await runScriptBeside(script, args, { quiet: true });
    output += result.output;
    isGood &&= result.good;
  }
  return { counts: check(isGood), output, durationMs: Date.now() - started };
}

/** @type {Readonly<Record<string, (options: SuiteOptions) => Counts | Promise<Counts>>>} */
export const suites = {
  unit: ({ coverage }) => runMocha('test/unit', { timeoutMs: 20_000, coverage }),
  platform: async ({ coverage }) => {
    await ensurePlatform();
    return runMocha('test/platform/suite', { timeoutMs: 60_000, coverage });
  },
  host: async () => {
    if (!(await ensureEditor())) return skippedSuite('host');
    return runMocha('test/host/suite', { timeoutMs: 60_000, retries: BROWSER_RETRIES });
  },
  editor: async ({ coverage }) => {
    await ensurePlatform();
    if (!(await ensureEditor())) return skippedSuite('editor');
    return runInHost('code-server', coverage);
  },
  desktop: async () => {
    await ensurePlatform();
    return runInHost('electron', undefined);
  },
  ui: async () => {
    await ensurePlatform();
    if (!(await ensureEditor())) return skippedSuite('ui');
    rmSync(join(artifacts, 'ui'), { recursive: true, force: true });
    return runMocha('test/ui', {
      timeoutMs: 60_000,
      retries: BROWSER_RETRIES,
      env: { GOLDEN_PATH_ARTIFACTS: join(artifacts, 'ui') },
    });
  },
  start: async () => {
    await ensurePlatform();
    if (!(await ensureEditor())) return skippedSuite('start');
    return runMocha('test/run/suite', { timeoutMs: 240_000 });
  },
  package: async () => {
    const { packageExtension } = await import('./package.mjs');
    return check(packageExtension());
  },
};

/** The suites and checks of `npm test`, in order: what is quick and likely to fail comes first. The checks run during the first suite. */
export const DEFAULT_SUITES = [
  ...['unit', 'format', 'lint', 'types'],
  // The host brings the browser that some tests of the platform use.
  ...['host', 'platform', 'editor', 'ui', 'start', 'package'],
];

/** The suites whose coverage is measured. */
export const COVERED_SUITES = ['unit', 'platform', 'editor'];

/** @param {string} name @returns {Counts} */
function skippedSuite(name) {
  say(`The ${name} suite is skipped: it needs a browser, and none can be had here.`);
  return { passed: 0, failed: 0, skipped: 1 };
}

async function ensurePlatform() {
  const platform = await import('../platform/install.mjs');
  platform.ensurePlatform();
}

/** @returns {Promise<boolean>} whether editor and browser are there */
async function ensureEditor() {
  const { ensureHost } = await import('../host/install.mjs');
  return (await ensureHost()).chromium !== undefined;
}

/**
 * The tests of `test/editor`, in the extension host of a real editor, against a real Backstage.
 * @param {'code-server' | 'electron'} host
 * @param {string | undefined} coverage
 * @returns {Promise<Counts>}
 */
async function runInHost(host, coverage) {
  const { startPlatform } = await import('../platform/platform.mjs');
  const { runTests } = await import('../host/runTests.mjs');
  const { livePrinter, printSummary } = await import('../host/report.mjs');
  const { ensureTelemetryPrograms } = await import('../platform/telemetry/programs.mjs');
  const programs = ensureTelemetryPrograms();
  // A day of history is enough for what is held against the servers here, and quickly written.
  const platform = await startPlatform({ telemetry: programs ? { days: 1 } : false });
  const workspace = prepareEditorWorkspace();
  const left = join(artifacts, 'editor');
  rmSync(left, { recursive: true, force: true });
  try {
    await platform.catalogueSettled();
    await platform.telemetry?.settled();
    const result = await runTests({
      host,
      extension: root,
      tests: [join(root, 'out', 'test', 'editor')],
      workspace: workspace.folder,
      settings: {
        'goldenPath.backstage.url': platform.url,
        // The language server for scripts is not a part of the editor that the tests run in.
        'files.associations': { '*.{js,mjs,cjs,ts,mts}': 'plaintext' },
      },
      env: {
        GOLDEN_PATH_PLATFORM_URL: platform.url,
        GOLDEN_PATH_PLATFORM_TOKEN: platform.tokens.admin,
        ...(platform.telemetry && programs
          ? { GOLDEN_PATH_PROMETHEUS_URL: platform.telemetry.prometheusUrl, GOLDEN_PATH_PROMTOOL: programs.promtool }
          : {}),
      },
      mocha: { timeout: 20_000 },
      artifacts: left,
      onEvent: livePrinter(),
      // A folder of its own, since the run empties it.
      ...(coverage ? { coverage: join(coverage, 'host') } : {}),
    });
    printSummary(result);
    const { passed, failed, skipped, exitCode } = result;
    return { passed, skipped, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
  } finally {
    workspace.remove();
    await platform.stop();
  }
}

/** Makes the folder for coverage, empty. @returns {string} */
export function emptyCoverageFolder() {
  const folder = join(root, 'coverage', 'tmp');
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
