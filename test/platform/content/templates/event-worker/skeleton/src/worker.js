// Takes events from the queue and hands them to their handlers, so many at once, until it is told to stop.
import { NoCloudEvent, requireEvent } from './cloudEvents.js';
import { Refused } from './handlers.js';
import { SPAN_KIND } from './tracer.js';

/** Seconds; the bounds that OpenTelemetry advises, and longer ones, since nobody waits for an answer here. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** @typedef {{ start: () => void, stop: () => Promise<void>, wake: () => void }} Worker */

/**
 * Makes a worker that does not work yet.
 * @param {object} parts
 * @param {import('./settings.js').Settings} parts.settings
 * @param {import('./queue.js').FolderQueue} parts.queue
 * @param {(type: string) => import('./handlers.js').Handler | undefined} parts.handlerOf
 * @param {import('./metrics.js').Metrics} parts.metrics
 * @param {import('./tracer.js').Tracer} parts.tracer
 * @param {import('./log.js').Log} parts.log
 * @returns {Worker}
 */
export function createWorker({ settings, queue, handlerOf, metrics, tracer, log }) {
  const durations = metrics.histogram('messaging_process_duration_seconds', 'How long handling an event took.', BOUNDS);
  const known = new Set(settings.eventTypes);
  for (const type of known) durations.expect({ messaging_event_type: type, error_type: '' });
  /** @type {Set<Promise<void>>} */
  const running = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let stopping = false;
  let again = false;
  /** @type {Promise<void> | undefined} */
  let looking;

  function wake() {
    again = true;
    if (stopping || looking) return;
    clearTimeout(timer);
    looking = look().finally(() => {
      looking = undefined;
      if (!stopping) timer = setTimeout(wake, again ? 0 : settings.pollMs);
    });
  }

  async function look() {
    try {
      do {
        again = false;
        const recovered = await queue.recover(Date.now());
        if (recovered > 0) log.warn('Taken back from an instance that is gone', { events: recovered });
        const free = settings.concurrency - running.size;
        const claims = stopping || free <= 0 ? [] : await queue.claim(free, Date.now());
        for (const claim of claims) {
          const work = handle(claim).finally(() => {
            running.delete(work);
            wake();
          });
          running.add(work);
        }
      } while (again && !stopping);
    } catch (error) {
      log.error('The queue cannot be read', { error });
    }
  }

  /** @param {import('./queue.js').Claim} claim */
  async function handle(claim) {
    const started = process.hrtime.bigint();
    const attempt = claim.entry?.attempt ?? 1;
    let type = '';
    let errorType = '';
    let span = tracer.startSpan('process event', SPAN_KIND.consumer);
    try {
      const event = requireEvent(claim.entry?.event);
      type = event.type;
      span = tracer.startSpan(`process ${known.has(type) ? type : 'event'}`, SPAN_KIND.consumer, event.traceparent);
      const handler = handlerOf(type);
      if (!handler) throw new Refused(`Nothing handles ${type}.`);
      await handler(event, { log });
      await queue.finish(claim);
    } catch (error) {
      const final = error instanceof NoCloudEvent || error instanceof Refused || attempt >= settings.attempts;
      errorType = error instanceof NoCloudEvent || error instanceof Refused ? 'refused' : final ? 'given_up' : 'retried';
      const reason = error instanceof Error ? error.message : String(error);
      log[final ? 'error' : 'warn']('Not handled', { file: claim.name, type, attempt, errorType, error, trace_id: span.traceId });
      const delay = settings.retryDelayMs * (settings.retryDoubles ? 2 ** (attempt - 1) : 1);
      await (final ? queue.fail(claim, reason) : queue.retry(claim, Date.now() + delay, reason));
    }
    // Anyone can send a made-up type; each would become a series of its own.
    const label = type === '' || known.has(type) ? type : '_OTHER';
    durations.observe(Number(process.hrtime.bigint() - started) / 1e9, { messaging_event_type: label, error_type: errorType });
    span.end({ failed: errorType !== '', attributes: { 'messaging.operation.type': 'process', 'event.attempt': attempt } });
  }

  return {
    start: wake,
    wake,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await looking;
      await Promise.allSettled([...running]);
    },
  };
}
