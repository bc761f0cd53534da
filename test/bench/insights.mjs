// The numbers of delivery from many events: reading, putting together and computing, in a process of its own.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from '../run/root.mjs';
import { run as runGit } from './gitHistory.mjs';
import { run as runPage } from './insightsPage.mjs';

const EVENTS = 1_000_000;
const SERVICES = 50;
const FIRST = Date.parse('2026-01-01T00:00:00Z');
const STEP = 25_000;

/** Budgets: 1,000,000 events of a file to all numbers in 5 s with 200 MB. `--events N` measures fewer. */
export async function run(/** @type {readonly string[]} */ options) {
  const events = Number(options[options.indexOf('--events') + 1]) || EVENTS;
  const folder = mkdtempSync(join(root, 'out-bench-'));
  try {
    return {
      loadAverage: loadavg().map(load => Math.round(load * 10) / 10),
      events: await measureEvents(folder, events),
      git: await runGit(options),
      page: await runPage(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const EVENTS_ENTRY = `
import { readEventFiles } from './src/adapters/insights/eventFiles.js';
import { reportOf } from './src/core/insights/dora/computeReport.js';
import { DeliveryLedger } from './src/core/insights/ledger/deliveryLedger.js';
const [file, to] = process.argv.slice(2);
const start = performance.now();
const ledger = new DeliveryLedger();
const read = await readEventFiles(file, ledger, { signal: new AbortController().signal });
if (!read.ok) throw new Error(read.problem.message);
const readMs = performance.now() - start;
const readMb = Math.round(process.resourceUsage().maxRSS / 1024);
const about = { origin: 'Events', isDerived: false, at: Number(to) };
const report = reportOf(ledger, about, { from: Number(to) - 90 * 86_400_000, to: Number(to) });
const ms = performance.now() - start;
process.stdout.write(JSON.stringify({
  ms: Math.round(ms),
  readMs: Math.round(readMs),
  cpuMs: Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1000),
  readMb,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  deployments: report.deployments,
  values: report.measures.map(measure => measure.value),
  quality: report.quality.map(note => [note.kind, note.count]),
}));
`;

/**
 * Writes events as JSON Lines and has another process compute the report of the last 90 days from them.
 * @param {string} folder @param {number} count
 */
async function measureEvents(folder, count) {
  const program = join(folder, 'events.mjs');
  await build({
    stdin: { contents: EVENTS_ENTRY, resolveDir: root, loader: 'ts' },
    outfile: program,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const file = join(folder, 'events.jsonl');
  const to = await writeEvents(file, count);
  const empty = join(folder, 'empty.jsonl');
  writeFileSync(empty, '');
  const measure = (/** @type {string} */ path) =>
    JSON.parse(execFileSync(process.execPath, [program, path, String(to)], { encoding: 'utf8' }));
  const { values, ...result } = measure(file);
  return {
    count,
    fileMb: Math.round(statSync(file).size / 1e6),
    ...result,
    values,
    bareProcessMb: measure(empty).peakMb,
  };
}

/**
 * Deliveries in CDEvents: each change is merged, packaged and deployed; every twentieth deployment causes an incident and is rolled back.
 * @param {string} file @param {number} count
 * @returns the time after the last event
 */
async function writeEvents(file, count) {
  const out = createWriteStream(file, { highWaterMark: 1 << 20 });
  let written = 0;
  let at = FIRST;
  /** @type {string[]} */
  let lines = [];
  const add = async (/** @type {string} */ type, /** @type {object} */ subject, /** @type {object} */ more = {}) => {
    if (written >= count) return '';
    const id = `${hex(written, 8)}-0000-4000-8000-${hex(written * 7919, 12)}`;
    const { links, ...rest } = /** @type {{ links?: unknown }} */ (more);
    const context = {
      specversion: '0.5.1',
      id,
      source: type.startsWith('incident') ? '/alerts' : '/delivery',
      type: `dev.cdevents.${type}.0.3.0`,
      timestamp: new Date((at += STEP)).toISOString(),
      ...(links ? { links } : {}),
    };
    lines.push(JSON.stringify({ context, subject, ...rest }));
    written++;
    if (lines.length >= 5000) {
      if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
      lines = [];
    }
    return id;
  };
  /** @type {string[]} */
  const running = [];
  for (let delivery = 0; written < count; delivery++) {
    const service = `service-${delivery % SERVICES}`;
    const repository = `/git/acme/${service}`;
    const sha = hex(delivery * 104729, 40);
    const artifact = `pkg:oci/${service}@sha256%3A${hex(delivery * 15485863, 64)}`;
    const content = { environment: { id: 'production' }, artifactId: artifact };
    await add(
      'change.merged',
      { id: sha, source: repository, content: { repository: { id: `acme/${service}` } } },
      { customData: { commit: { sha, committedAt: new Date(at - 3_600_000 * (1 + (delivery % 9))).toISOString() } } },
    );
    await add('artifact.packaged', {
      id: artifact,
      source: repository,
      content: { change: { id: sha, source: repository } },
    });
    const deployed = await add('service.deployed', { id: service, source: '/delivery', content });
    const before = running[delivery % SERVICES];
    if (delivery % 20 === 19 && before) {
      const incident = {
        id: `incident-${delivery}`,
        source: '/alerts',
        content: { ...content, service: { id: service } },
      };
      const cause = [{ linkType: 'RELATION', linkKind: 'CAUSE', target: { contextId: deployed } }];
      await add('incident.detected', incident, { links: cause });
      await add('service.rolledback', { id: service, content: { ...content, artifactId: before } });
      await add('incident.resolved', incident);
    } else running[delivery % SERVICES] = artifact;
  }
  out.end(lines.length > 0 ? `${lines.join('\n')}\n` : '');
  await once(out, 'finish');
  return at + 1;
}

/** @param {number} value @param {number} length */
function hex(value, length) {
  return value.toString(16).padStart(length, '0');
}
