// The requests of a service and how they went, counted as OpenTelemetry's instrumentation counts them. The same code makes the
// history and the present: the counters go on where the history ends.
import { numberOf } from './services.mjs';

/** @typedef {import('./services.mjs').Service} Service */
/** @typedef {import('./services.mjs').Behaviour} Behaviour */

/** Upper bounds in seconds (OpenTelemetry semantic conventions, `http.server.request.duration`). */
export const bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const day = 86_400;
const memoryLimit = 512 * 1024 * 1024;
// How steep the distribution of durations is; the 99th percentile is about five times the median.
const shape = 2.8;
const meanOverMedian = Math.PI / shape / Math.sin(Math.PI / shape);

/** What one instance has counted since it was started. Fractions are kept, so that few requests count over time, too. */
export class InstanceCounters {
  buckets = new Float64Array(bounds.length);
  good = 0;
  goodSeconds = 0;
  bad = 0;
  badSeconds = 0;
  isUp = true;

  /** @param {number} number which instance of its service */
  constructor(number) {
    this.number = number;
  }

  /** As after a start of the process. */
  reset() {
    this.buckets.fill(0);
    this.good = this.goodSeconds = this.bad = this.badSeconds = 0;
  }
}

/** One service with its instances. */
export class ServiceTraffic {
  isTarget = true;
  /** Bytes in use by each of its instances. */
  memory = 0;
  memoryLimit = memoryLimit;
  /** @type {import('./services.mjs').DemoDeployment[]} ascending; those to come count when their time has come */
  deployments;
  /** @type {import('./services.mjs').DemoDeployment} the version that runs */
  running;
  /** @type {Behaviour} wins over all episodes */
  told = {};

  /**
   * @param {Service} service
   * @param {number} startedAt Unix time in seconds of what the episodes call the start
   * @param {import('./services.mjs').DemoDeployment[]} deployments at least one
   */
  constructor(service, startedAt, deployments) {
    this.service = service;
    this.startedAt = startedAt;
    this.deployments = deployments;
    const [first] = deployments;
    if (!first) throw new Error(`${service.name} was never deployed.`);
    this.running = first;
    this.instances = Array.from({ length: service.instances }, (_, number) => new InstanceCounters(number));
    this.noise = numberOf(service.name);
  }

  /**
   * Lets time pass.
   * @param {number} at Unix time in seconds of the end of the step
   * @param {number} seconds how long the step is
   */
  advance(at, seconds) {
    const { service } = this;
    this.#deploy(at);
    const behaviour = this.#behaviourAt(at - this.startedAt);
    const down = behaviour.down ?? 0;
    const up = this.instances.filter(({ number }) => {
      const instance = this.instances[number];
      if (instance) instance.isUp = number >= down;
      return number >= down;
    });
    this.isTarget = !behaviour.gone;
    this.memory =
      memoryLimit * (behaviour.memory ?? 0.42 + 0.05 * Math.sin(at / 5000)) * (0.985 + 0.03 * this.#random());
    if (up.length === 0 || behaviour.gone) return;
    const rhythm = rhythmAt(at);
    const requests =
      service.requestsPerSecond * rhythm * (behaviour.traffic ?? 1) * (0.94 + 0.12 * this.#random()) * seconds;
    const errorRatio = behaviour.errorRatio ?? service.errorRatio;
    const median = service.medianS * (behaviour.slower ?? 1) * (0.9 + 0.1 * rhythm) * (0.97 + 0.06 * this.#random());
    for (const instance of up) count(instance, requests / up.length, errorRatio, median);
  }

  /** @param {number} at */
  #deploy(at) {
    const running = this.deployments.findLast(deployment => deployment.at <= at) ?? this.running;
    if (running === this.running) return;
    this.running = running;
    for (const instance of this.instances) instance.reset();
  }

  /** @param {number} sinceStart seconds @returns {Behaviour} */
  #behaviourAt(sinceStart) {
    /** @type {Behaviour} */
    const behaviour = {};
    for (const { fromS, toS = Infinity, ...episode } of this.service.episodes)
      if (sinceStart >= fromS && sinceStart < toS) Object.assign(behaviour, episode);
    return Object.assign(behaviour, this.told);
  }

  /** A number from 0 to 1; a linear congruential generator, so that the same start gives the same history. */
  #random() {
    this.noise = (Math.imul(this.noise, 1664525) + 1013904223) >>> 0;
    return this.noise / 2 ** 32;
  }
}

/** How much there is to do at a time of the day and of the week, around 1. @param {number} at Unix time in seconds */
function rhythmAt(at) {
  const weekday = new Date(at * 1000).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  return (isWeekend ? 0.6 : 1.05) * (1 + 0.4 * Math.sin(2 * Math.PI * ((at % day) / day - 0.33)));
}

/**
 * @param {InstanceCounters} instance
 * @param {number} requests
 * @param {number} errorRatio
 * @param {number} median in seconds
 */
function count(instance, requests, errorRatio, median) {
  const bad = requests * errorRatio;
  const good = requests - bad;
  // Log-logistic distribution: its shape is that of durations, and its share below a bound needs no table.
  for (const [at, bound] of bounds.entries())
    instance.buckets[at] = (instance.buckets[at] ?? 0) + good / (1 + (median / bound) ** shape);
  instance.good += good;
  instance.goodSeconds += good * median * meanOverMedian;
  instance.bad += bad;
  instance.badSeconds += bad * median * 2;
}
