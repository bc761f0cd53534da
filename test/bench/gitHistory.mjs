// The numbers of delivery from the history of a large clone: all of it read, and then with what was kept of it.
import { build } from 'esbuild';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../run/root.mjs';

const COMMITS = 100_000;
const TAGS = 1_000;
const AUTHORS = 40;
/** Between commits, in seconds: the whole history takes a little less than five years. */
const STEP = 1_500;
const FIRST = Date.parse('2022-01-01T00:00:00Z') / 1000;
const DAY = 86_400_000;
const RUNS = 5;

/** Budgets: 100,000 commits with 1,000 tags to all numbers in 3 s cold and 200 ms warm. `--commits N` measures fewer. */
export async function run(/** @type {readonly string[]} */ options = []) {
  const commits = Number(options[options.indexOf('--commits') + 1]) || COMMITS;
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  try {
    const clone = join(folder, 'clone');
    await generateClone(clone, commits, TAGS);
    const program = join(folder, 'program.mjs');
    await build({
      stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
      ...{ outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning', minify: true },
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    const to = String((FIRST + commits * STEP) * 1000);
    const measured = execFileSync(process.execPath, [program, clone, join(folder, 'cache'), to, String(RUNS)]);
    const loadAverage = loadavg().map(load => Math.round(load * 10) / 10);
    return { loadAverage, commits, tags: TAGS, ...JSON.parse(measured.toString('utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ENTRY = `
import { readDora } from './src/adapters/insights/doraSources.js';
const [folder, cacheFolder, to, runs] = process.argv.slice(2);
const window = { from: Number(to) - ${90 * DAY}, to: Number(to) };
const once = async () => {
  const start = performance.now();
  const used = process.cpuUsage();
  const read = await readDora({ folder, cacheFolder, now: window.to, signal: new AbortController().signal }, { window });
  if (!read.ok) throw new Error(read.problem.message);
  const { user, system } = process.cpuUsage(used);
  return { ms: Math.round(performance.now() - start), cpuMs: Math.round((user + system) / 1000), report: read.value.report };
};
const cold = await once();
const warm = [];
for (let run = 0; run < Number(runs); run++) warm.push(await once());
warm.sort((a, b) => a.ms - b.ms);
const middle = warm[Math.floor(warm.length / 2)];
process.stdout.write(JSON.stringify({
  coldMs: cold.ms,
  coldCpuMs: cold.cpuMs,
  warmMs: middle.ms,
  warmCpuMs: middle.cpuMs,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  deployments: cold.report.deployments,
  values: cold.report.measures.map(({ value }) => value),
}));
`;

/**
 * A repository with a main line, branches of two commits that are merged, hotfixes, reverts, bots and tags of versions.
 * @param {string} folder
 * @param {number} commits
 * @param {number} tags
 */
export async function generateClone(folder, commits, tags) {
  mkdirSync(folder, { recursive: true });
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
  const git = spawn('git', ['-C', folder, 'fast-import', '--quiet'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(git, 'close');
  for (let number = 1; number <= commits; number++) {
    const text =
      commitText(number) + (number % Math.floor(commits / tags) === 0 ? tagText(number, commits / tags) : '');
    if (!git.stdin.write(text)) await once(git.stdin, 'drain');
  }
  git.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error('git fast-import has failed.');
}

/** Of five commits two are on the line, two on a branch, and one merges it. @param {number} number */
function commitText(number) {
  const place = number % 5;
  const at = FIRST + number * STEP;
  const who = number % 17 === 0 ? 'renovate[bot] <bot@example.com>' : personText(number % AUTHORS);
  const message =
    number % 400 === 1
      ? `hotfix: repair what ${number - 1} has broken\n`
      : `Change number ${number} of the service\n\nIt does what was asked for, and tells at some length why that is so,\nwhat was tried before, and what is left for another time.\n`;
  const parent = place === 0 ? number - 3 : number - 1;
  return [
    `commit refs/heads/${place === 3 || place === 4 ? 'side' : 'main'}`,
    `mark :${number}`,
    `author ${who} ${at - 600} +0000`,
    `committer ${who} ${at} +0000`,
    `data ${Buffer.byteLength(message)}`,
    message,
    ...(parent > 0 ? [`from :${parent}`] : []),
    ...(place === 0 && number > 5 ? [`merge :${number - 1}`] : []),
    '\n',
  ].join('\n');
}

/** @param {number} number @param {number} every */
function tagText(number, every) {
  const at = FIRST + number * STEP + 300;
  return `tag v1.${Math.round(number / every)}.0\nfrom :${number}\ntagger ${personText(0)} ${at} +0000\ndata 1\nx\n`;
}

/** @param {number} number */
function personText(number) {
  return `Person ${number} <person${number}@example.com>`;
}
