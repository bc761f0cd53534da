// Environments of this machine, without any editor: from asking to the first answer, against starting the same service by hand; then
// twenty at once, and how long they keep the process that makes them from doing anything else.
import { build } from 'esbuild';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';
import { run as runList } from './environmentList.mjs';

const RUNS = 9;
const AT_ONCE = 20;
const PAUSE_MS = 5;
const WATCHED_MS = 5_000;
const RESOLUTION_MS = 1;

/** Budget: an environment is ready within 1.5 times of a start by hand, and twenty at once stall their process for at most 50 ms; that of the list stands in `environmentList.mjs`. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  const outfile = join(folder, 'provider.cjs');
  const stdin = { contents: `export * from './src/adapters/environments/localProvider.js';`, resolveDir: root };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
  const { LocalProvider } = await import(pathToFileURL(outfile).href);
  const repository = makeRepository(folder);
  const provider = new LocalProvider({ storage: join(folder, 'environments'), clock: { now: () => Date.now() } });
  try {
    await provider.start();
    const made = { ...(await measureOne(provider, repository)), ...(await measureMany(provider, repository)) };
    return { ...made, list: await runList() };
  } finally {
    const listed = await provider.list(never());
    for (const { id } of listed.ok ? listed.value : []) await provider.destroy(id, true, never());
    provider.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The service that the demo's golden path makes, in a repository with a branch for each environment. @param {string} folder */
function makeRepository(folder) {
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  cpSync(join(root, 'test/platform/content/templates/web-service/skeleton/src'), join(repository, 'src'), {
    recursive: true,
  });
  const manifest = {
    name: 'parcel-quotes',
    version: '0.1.0',
    type: 'module',
    config: { port: 8080 },
    scripts: { start: 'node src/main.js' },
  };
  writeFileSync(join(repository, 'package.json'), JSON.stringify(manifest));
  const git = (/** @type {string[]} */ ...words) =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@parcelwise.example', ...words]);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Begin');
  for (let number = 0; number < AT_ONCE; number++) git('branch', `branch-${number}`);
  return repository;
}

/** @param {any} provider @param {string} repository */
async function measureOne(provider, repository) {
  /** @type {number[]} */
  const byHand = [];
  /** @type {number[]} */
  const byNpm = [];
  /** @type {number[]} */
  const created = [];
  /** @type {number[]} */
  const destroyed = [];
  for (let run = 0; run <= RUNS; run++) {
    const hand = await startByHand(repository, process.execPath, ['src/main.js']);
    const npm = await startByHand(repository, 'npm', ['start', '--silent']);
    const begun = performance.now();
    const made = await provider.create(requestOf(repository, 'main'), ignore, never());
    if (!made.ok) throw new Error(made.problem.message);
    await answers(Number(new URL(made.value.addresses[0]).port));
    const ready = performance.now();
    await provider.destroy(made.value.id, false, never());
    // The first one warms the disk up.
    if (run === 0) continue;
    byHand.push(hand);
    byNpm.push(npm);
    created.push(ready - begun);
    destroyed.push(performance.now() - ready);
  }
  return {
    byHandMs: rounded(median(byHand)),
    byNpmStartMs: rounded(median(byNpm)),
    createMs: rounded(median(created)),
    timesByHand: rounded(median(created) / median(byHand), 100),
    destroyMs: rounded(median(destroyed)),
  };
}

/** @param {any} provider @param {string} repository */
async function measureMany(provider, repository) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const requests = Array.from({ length: AT_ONCE }, (_, number) => requestOf(repository, `branch-${number}`));
  delay.enable();
  // What the machine itself keeps a process waiting for that does nothing: the others are to be read beside it.
  await new Promise(done => setTimeout(done, WATCHED_MS));
  const idleStallMs = delay.max / 1e6 - RESOLUTION_MS;
  delay.reset();
  const begun = performance.now();
  const made = await Promise.all(requests.map(request => provider.create(request, ignore, never())));
  const atOnceMs = performance.now() - begun;
  for (const result of made) if (!result.ok) throw new Error(result.problem.message);
  const makingStallMs = delay.max / 1e6 - RESOLUTION_MS;
  delay.reset();
  // They are watched for a while: what that costs counts as well.
  await new Promise(done => setTimeout(done, WATCHED_MS));
  const watchingStallMs = delay.max / 1e6 - RESOLUTION_MS;
  delay.reset();
  const listing = performance.now();
  const listed = await provider.list(never());
  const listMs = performance.now() - listing;
  delay.reset();
  await Promise.all(listed.value.map((/** @type {{ id: string }} */ { id }) => provider.destroy(id, false, never())));
  const endingStallMs = delay.max / 1e6 - RESOLUTION_MS;
  delay.disable();
  return {
    atOnce: made.length,
    atOnceMs: rounded(atOnceMs),
    idleStallMs: rounded(idleStallMs),
    makingStallMs: rounded(makingStallMs),
    watchingStallMs: rounded(watchingStallMs),
    endingStallMs: rounded(endingStallMs),
    listMs: rounded(listMs),
  };
}

/** @param {string} repository @param {string} branch */
function requestOf(repository, branch) {
  return {
    name: `quotes-${branch}`,
    entityRef: 'component:default/parcel-quotes',
    repository,
    folder: '',
    branch,
    timeToLiveMs: 4 * 3_600_000,
    driver: 'process',
  };
}

/** From the start to the first answer, in milliseconds. @param {string} folder @param {string} program @param {string[]} args */
async function startByHand(folder, program, args) {
  const port = await freePort();
  const begun = performance.now();
  const env = { ...process.env, PORT: String(port) };
  const child = spawn(program, args, { cwd: folder, env, stdio: 'ignore', detached: true });
  while (!(await answers(port))) await new Promise(done => setTimeout(done, PAUSE_MS));
  const ms = performance.now() - begun;
  const ended = new Promise(done => child.once('exit', done));
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  await ended;
  return ms;
}

/** @param {number} port */
async function answers(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function never() {
  return new AbortController().signal;
}

function ignore() {
  return undefined;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** @param {number} value */
function rounded(value, parts = 10) {
  return Math.round(value * parts) / parts;
}
