// Puts the parts together. Whatever has state is made here, so that a test can run several services at once.
import { createHttpServer } from './httpServer.js';
import { createLog } from './log.js';
import { createMetrics } from './metrics.js';
import { createRoutes } from './routes.js';
import { createTracer } from './tracer.js';

/**
 * @typedef {object} Service
 * @property {import('./log.js').Log} log
 * @property {() => Promise<number>} start listens, and gives the port: one the system chose where the settings say 0
 * @property {() => Promise<void>} stop drains and closes; a second call waits for the first
 */

/**
 * Makes a service that does not listen yet.
 * @param {import('./settings.js').Settings} settings
 * @param {(line: string) => void} [write] receives each log line; standard output unless a test wants to read them
 * @returns {Service}
 */
export function createService(settings, write = line => process.stdout.write(line)) {
  const log = createLog({ service: settings.serviceName, level: settings.logLevel, write });
  const metrics = createMetrics(settings);
  const tracer = createTracer(settings, log);
  const readiness = { ready: false };
  const routes = createRoutes({ settings, metrics, readiness });
  const server = createHttpServer({ routes, log, metrics, tracer });
  /** @type {Promise<void> | undefined} */
  let stopping;

  const drain = async () => {
    readiness.ready = false;
    // Load balancers learn from the readiness probe that this instance leaves; until they did, requests still arrive.
    await new Promise(resolve => setTimeout(resolve, settings.shutdownDelayMs));
    const closed = new Promise(resolve => server.close(resolve));
    server.closeIdleConnections();
    const deadline = setTimeout(() => {
      log.warn('Requests were still open at the end of the grace period');
      server.closeAllConnections();
    }, settings.shutdownTimeoutMs);
    await closed;
    clearTimeout(deadline);
    await tracer.stop();
    metrics.stop();
    log.info('Stopped');
  };

  return {
    log,
    async start() {
      await new Promise((resolve, reject) => {
        server.once('error', reject).listen(settings.port, settings.host, () => resolve(undefined));
      });
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : settings.port;
      readiness.ready = true;
      log.info('Listening', { port, version: settings.serviceVersion });
      return port;
    },
    stop: () => (stopping ??= drain()),
  };
}
