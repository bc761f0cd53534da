// Puts the parts together. Whatever has state is made here, so that a test can run several pipelines at once.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from './log.js';
import { createMetrics } from './metrics.js';
import { createOperationsServer } from './operationsServer.js';
import { RunFailed, runPipeline } from './pipeline.js';
import { nextRun } from './schedule.js';
import { createTracer, SPAN_KIND } from './tracer.js';

/** Seconds. */
const BOUNDS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600];

/**
 * @typedef {object} Service
 * @property {import('./log.js').Log} log
 * @property {() => Promise<boolean>} runOnce runs now and says whether that succeeded
 * @property {() => Promise<number>} start runs now and whenever it is due, listens, and gives the port
 * @property {() => Promise<void>} stop finishes the run that is going on, and closes; a second call waits for the first
 */

/**
 * Makes a pipeline that does not run yet.
 * @param {import('./settings.js').Settings} settings
 * @param {(line: string) => void} [write] receives each log line; standard output unless a test wants to read them
 * @returns {Service}
 */
export function createService(settings, write = line => process.stdout.write(line)) {
  const log = createLog({ service: settings.serviceName, level: settings.logLevel, write });
  const metrics = createMetrics(settings);
  const tracer = createTracer(settings, log);
  const durations = metrics.histogram('pipeline_run_duration_seconds', 'How long a run took.', BOUNDS);
  for (const outcome of ['success', 'failure']) durations.expect({ outcome });
  const rows = metrics.counter('pipeline_rows_total', 'Rows that were read, by what became of them.');
  for (const { name: source } of settings.sources)
    for (const outcome of ['kept', 'refused']) rows.add({ source, outcome }, 0);
  // On the disk, since the age of the data does not begin anew with the process.
  const successFile = join(settings.dataFolder, 'last-success');
  /** @type {number | undefined} */
  let lastSuccess;
  metrics.gauge('pipeline_last_success_timestamp_seconds', 'End of the last run that succeeded.', () => lastSuccess);
  let ready = false;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<boolean> | undefined} */
  let running;
  /** @type {Promise<void> | undefined} */
  let stopping;

  const server = createOperationsServer({ metrics, log, ready: () => ready });

  async function run() {
    const started = process.hrtime.bigint();
    const span = tracer.startSpan('run pipeline', SPAN_KIND.internal);
    let succeeded = false;
    try {
      const result = await runPipeline(settings, {
        log,
        now: Date.now(),
        onFile({ source, kept, refused }) {
          rows.add({ source, outcome: 'kept' }, kept);
          rows.add({ source, outcome: 'refused' }, refused);
        },
      });
      succeeded = true;
      await writeFile(successFile, '');
      lastSuccess = Date.now() / 1000;
      log.info('Run ended', { ...result, trace_id: span.traceId });
    } catch (error) {
      // What arrived broken is no surprise and needs no stack; anything else does.
      const reason = error instanceof RunFailed ? { reason: error.message } : { error };
      log.error('Run failed', { ...reason, trace_id: span.traceId });
    }
    durations.observe(Number(process.hrtime.bigint() - started) / 1e9, { outcome: succeeded ? 'success' : 'failure' });
    span.end({ failed: !succeeded });
    return succeeded;
  }

  /** One after the other: two runs at once would take the same files. */
  const runOnce = () =>
    (running ??= run().finally(() => {
      running = undefined;
    }));

  function schedule() {
    const due = nextRun(settings.schedule, Date.now());
    log.info('Next run', { at: new Date(due).toISOString() });
    timer = setTimeout(() => void runOnce().then(() => stopping ?? schedule()), due - Date.now());
  }

  const drain = async () => {
    ready = false;
    clearTimeout(timer);
    const closed = new Promise(resolve => server.close(resolve));
    server.closeIdleConnections();
    const deadline = setTimeout(() => {
      log.warn('A run was still going on at the end of the grace period; the next start repeats it');
      process.exit(1);
    }, settings.shutdownTimeoutMs);
    await Promise.all([closed, running]);
    clearTimeout(deadline);
    await tracer.stop();
    metrics.stop();
    log.info('Stopped');
  };

  return {
    log,
    runOnce,
    async start() {
      await mkdir(settings.dataFolder, { recursive: true });
      lastSuccess = await modifiedSeconds(successFile);
      await new Promise((resolve, reject) => {
        server.once('error', reject).listen(settings.port, settings.host, () => resolve(undefined));
      });
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : settings.port;
      ready = true;
      log.info('Listening', { port, version: settings.serviceVersion });
      void runOnce().then(() => stopping ?? schedule());
      return port;
    },
    stop: () => (stopping ??= drain()),
  };
}

/** @param {string} path @returns {Promise<number | undefined>} in seconds since the epoch; undefined when there is no such file */
async function modifiedSeconds(path) {
  try {
    return (await stat(path)).mtimeMs / 1000;
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}
