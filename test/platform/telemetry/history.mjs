// The past of the demo, written for promtool and made into blocks of Prometheus' storage.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { containerSeries, requestSeries, targetLabels, versionHead } from './exposition.mjs';

/** @typedef {import('./traffic.mjs').ServiceTraffic} ServiceTraffic */

const hour = 3600;
const day = 24 * hour;

// The older, the coarser: a picture of a month has some forty minutes for each point, and what is not written costs no time.
// A rate over five minutes has its two samples wherever the step is below that.
const steps = [
  { olderThanS: 7 * day, stepS: 900 },
  { olderThanS: 25 * hour, stepS: 300 },
  { olderThanS: 2 * hour, stepS: 120 },
  { olderThanS: 0, stepS: 30 },
];

// One of the lengths that blocks of Prometheus have (two hours times a power of three), in seconds.
const blockHours = 162;
const blockS = blockHours * hour;
const flushAt = 4 * 1024 * 1024;
// As many as there are cores on a small machine: one is written while another is read.
const atOnce = 2;

/**
 * Lets the services run from `from` until `until` and keeps what a Prometheus would have seen.
 * @param {object} history
 * @param {readonly ServiceTraffic[]} history.services afterwards their counters stand as of `until`
 * @param {number} history.from Unix time in seconds
 * @param {number} history.until Unix time in seconds
 * @param {string} history.promtool path of the program
 * @param {string} history.folder for files that go away again
 * @param {string} history.storage the folder of Prometheus' storage
 * @returns {Promise<number>} how many samples there are
 * @throws when promtool fails; the message holds what it said
 */
export async function writeHistory({ services, from, until, promtool, folder, storage }) {
  mkdirSync(folder, { recursive: true });
  mkdirSync(storage, { recursive: true });
  const writers = services.flatMap(traffic => traffic.instances.map(instance => instanceWriter(traffic, instance)));
  /** @type {Set<Promise<void>>} */
  const running = new Set();
  let samples = 0;
  let at = from;
  while (at < until) {
    const block = Math.floor(nextAfter(at, until) / blockS);
    const path = join(folder, `block-${block}.txt`);
    const file = openSync(path, 'w');
    let text = '';
    while (at < until) {
      const next = nextAfter(at, until);
      if (Math.floor(next / blockS) !== block) break;
      for (const traffic of services) traffic.advance(next, next - at);
      at = next;
      for (const write of writers) {
        const more = write(at);
        samples += more.count;
        text += more.text;
      }
      if (text.length > flushAt) {
        writeSync(file, text);
        text = '';
      }
    }
    writeSync(file, `${text}# EOF\n`);
    closeSync(file);
    const made = makeBlocks(promtool, path, storage).finally(() => running.delete(made));
    running.add(made);
    if (running.size >= atOnce) await Promise.race(running);
  }
  await Promise.all(running);
  rmSync(folder, { recursive: true, force: true });
  return samples;
}

/** The time of the next sample. @param {number} at @param {number} until both in Unix time in seconds */
function nextAfter(at, until) {
  const step = steps.find(({ olderThanS }) => until - at > olderThanS)?.stepS ?? until - at;
  return Math.min(until, at + step);
}

/**
 * @param {ServiceTraffic} traffic
 * @param {import('./traffic.mjs').InstanceCounters} instance
 */
function instanceWriter(traffic, instance) {
  const target = { ...targetLabels(traffic, instance), job: 'services' };
  const { good, bad } = requestSeries(instance, target);
  const container = containerSeries(traffic, instance, { instance: 'cluster', job: 'cluster' });
  const up = `up{${Object.entries(target)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;
  let version = traffic.running;
  let info = versionHead(traffic, target);
  /** @param {number} at */
  return at => {
    if (!traffic.isTarget) return { text: '', count: 0 };
    let text = `${up} ${instance.isUp ? 1 : 0} ${at}\n`;
    let count = 1;
    if (instance.isUp) {
      if (version !== traffic.running) {
        version = traffic.running;
        info = versionHead(traffic, target);
      }
      text += `${info} 1 ${at}\n`;
      const all = [...good, ...(instance.bad >= 1 ? bad : []), ...container];
      for (const { head, read } of all) text += `${head} ${read()} ${at}\n`;
      count += all.length + 1;
    }
    return { text, count };
  };
}

/**
 * @param {string} promtool
 * @param {string} file
 * @param {string} storage
 * @returns {Promise<void>}
 */
function makeBlocks(promtool, file, storage) {
  const args = [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--quiet',
    `--max-block-duration=${blockHours}h`,
    file,
    storage,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(promtool, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', words => (said += String(words)));
    child.on('error', reject);
    child.on('close', code => {
      rmSync(file, { force: true });
      if (code === 0) resolve();
      else reject(new Error(`promtool could not read the history (exit ${code}): ${said.slice(-500)}`));
    });
  });
}
