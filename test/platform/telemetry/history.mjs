// The past of the demo, as a Prometheus would have seen it.
import { mkdirSync } from 'node:fs';
import { BlockWriter } from './block.mjs';
import { containerSeries, requestSeries, targetLabels, versionSeries } from './exposition.mjs';

/** @typedef {import('./traffic.mjs').ServiceTraffic} ServiceTraffic */
/** @typedef {import('./traffic.mjs').InstanceCounters} InstanceCounters */

// A rate over five minutes has its two samples anywhere; what is near is seen more closely.
const steps = [
  { olderThanS: 2 * 3600, stepS: 120 },
  { olderThanS: 0, stepS: 30 },
];

/**
 * Lets the services run until `until` and writes what was to be seen. Afterwards their counters stand as of then.
 * @param {object} history
 * @param {readonly { traffic: ServiceTraffic, from: number }[]} history.services each with the Unix time at which its history begins
 * @param {number} history.until Unix time in seconds
 * @param {string} history.storage the folder of Prometheus' storage
 * @returns {number} how many samples there are
 */
export function writeHistory({ services, until, storage }) {
  mkdirSync(storage, { recursive: true });
  const block = new BlockWriter();
  const all = services.map(({ traffic, from }) => ({
    traffic,
    from,
    writers: traffic.instances.map(instance => instanceWriter(block, traffic, instance)),
  }));
  for (let at = Math.min(...services.map(({ from }) => from)); at < until;) {
    const next = nextAfter(at, until);
    for (const { traffic, from, writers } of all) {
      if (next <= from) continue;
      traffic.advance(next, next - at);
      for (const write of writers) write(next * 1000);
    }
    at = next;
  }
  return block.write(storage);
}

/** The time of the next sample. @param {number} at @param {number} until both in Unix time in seconds */
function nextAfter(at, until) {
  const step = steps.find(({ olderThanS }) => until - at > olderThanS)?.stepS ?? until - at;
  return Math.min(until, at + step);
}

/**
 * @param {BlockWriter} block
 * @param {ServiceTraffic} traffic
 * @param {InstanceCounters} instance
 * @returns {(at: number) => void} told of each scrape, in milliseconds
 */
function instanceWriter(block, traffic, instance) {
  const target = { ...targetLabels(traffic, instance), job: 'services' };
  /** @param {import('./exposition.mjs').Series} series @param {Readonly<Record<string, string>>} added */
  const keep = ({ name, labels, read }, added) => {
    const samples = block.series({ __name__: name, ...labels, ...added });
    return (/** @type {number} */ at) => samples.add(at, read());
  };
  const up = block.series({ __name__: 'up', ...target });
  const { good, bad } = requestSeries(instance);
  const always = [
    ...good.map(series => keep(series, target)),
    ...containerSeries(traffic, instance).map(series => keep(series, { instance: 'cluster', job: 'cluster' })),
  ];
  const failures = bad.map(series => keep(series, target));
  let running = traffic.running;
  let version = keep(versionSeries(traffic), target);
  return at => {
    if (!traffic.isTarget) return;
    up.add(at, instance.isUp ? 1 : 0);
    if (!instance.isUp) return;
    if (running !== traffic.running) {
      running = traffic.running;
      version = keep(versionSeries(traffic), target);
    }
    version(at);
    for (const write of always) write(at);
    if (instance.bad >= 1) for (const write of failures) write(at);
  };
}
