// Puts the parts together. Whatever has state is made here, so that a test can run several services at once.
import { NoCloudEvent, readEvent } from './cloudEvents.js';
import { createHandlers } from './handlers.js';
import { createLog } from './log.js';
import { createMetrics } from './metrics.js';
import { createOperationsServer, problem } from './operationsServer.js';
import { FolderQueue } from './queue.js';
import { isSigned } from './signature.js';
import { createTracer } from './tracer.js';
import { createWorker } from './worker.js';

/** The header that carries the signature of a posted event. */
export const SIGNATURE_HEADER = 'x-signature-256';

/**
 * @typedef {object} Service
 * @property {import('./log.js').Log} log
 * @property {() => Promise<number>} start works and listens, and gives the port: one the system chose where the settings say 0
 * @property {() => Promise<void>} stop finishes what is being handled, and closes; a second call waits for the first
 */

/**
 * Makes a service that does not run yet.
 * @param {import('./settings.js').Settings} settings
 * @param {{ write?: (line: string) => void, handlerOf?: (type: string) => import('./handlers.js').Handler | undefined }} [options]
 *   `write` receives each log line, standard output otherwise; `handlerOf` takes the place of the service's own handlers
 * @returns {Service}
 */
export function createService(settings, { write = line => process.stdout.write(line), handlerOf } = {}) {
  const log = createLog({ service: settings.serviceName, level: settings.logLevel, write });
  const metrics = createMetrics(settings);
  const tracer = createTracer(settings, log);
  const queue = new FolderQueue(settings);
  const handlers = handlerOf ?? createHandlers(settings.eventTypes);
  const worker = createWorker({ settings, queue, handlerOf: handlers, metrics, tracer, log });
  const received = metrics.counter('messaging_client_received_messages_total', 'Events that were posted, by what became of them.');
  for (const outcome of ['accepted', 'refused']) received.add({ outcome }, 0);
  /** @type {import('./queue.js').Depth | undefined} */
  let depth;
  metrics.gauge('event_queue_waiting', 'Events that wait in the inbox.', () => depth?.waiting);
  metrics.gauge('event_queue_failed', 'Events that were set aside for a person.', () => depth?.failed);
  metrics.gauge('event_queue_oldest_seconds', 'Age of the oldest event that waits.', () => depth?.oldestSeconds);
  let ready = false;
  /** @type {NodeJS.Timeout | undefined} */
  let measuring;
  /** @type {Promise<void> | undefined} */
  let stopping;

  const measure = async () => {
    try {
      depth = await queue.depth(Date.now());
    } catch (error) {
      depth = undefined;
      log.error('The queue cannot be measured', { error });
    }
  };

  /** @type {import('./operationsServer.js').Receiver} */
  const receive = async ({ headers, body }) => {
    if (settings.secret !== undefined && !isSigned(body, settings.secret, headers[SIGNATURE_HEADER])) {
      received.add({ outcome: 'refused' });
      return problem(401, `The signature in ${SIGNATURE_HEADER} does not fit the body.`);
    }
    try {
      await queue.put(readEvent(headers, body));
    } catch (error) {
      if (!(error instanceof NoCloudEvent)) throw error;
      received.add({ outcome: 'refused' });
      return problem(400, error.message);
    }
    // Only what is on the disk is acknowledged: a sender that hears 202 may forget the event.
    received.add({ outcome: 'accepted' });
    worker.wake();
    return { status: 202, body: { status: 'accepted' } };
  };

  const server = createOperationsServer({
    ...{ metrics, log, ready: () => ready },
    ...(settings.source === 'webhook' && { receiver: { path: settings.path, receive } }),
  });

  const drain = async () => {
    ready = false;
    clearInterval(measuring);
    const closed = new Promise(resolve => server.close(resolve));
    server.closeIdleConnections();
    const deadline = setTimeout(() => {
      log.warn('Events were still being handled at the end of the grace period; another instance will take them');
      process.exit(1);
    }, settings.shutdownTimeoutMs);
    await Promise.all([closed, worker.stop()]);
    clearTimeout(deadline);
    await tracer.stop();
    metrics.stop();
    log.info('Stopped');
  };

  return {
    log,
    async start() {
      await queue.open();
      await measure();
      measuring = setInterval(() => void measure(), Math.max(settings.pollMs, 1000));
      measuring.unref();
      worker.start();
      await new Promise((resolve, reject) => {
        server.once('error', reject).listen(settings.port, settings.host, () => resolve(undefined));
      });
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : settings.port;
      ready = true;
      log.info('Listening', { port, version: settings.serviceVersion, source: settings.source });
      return port;
    },
    stop: () => (stopping ??= drain()),
  };
}
