// One span for each request, in the trace of the caller, sent to an OpenTelemetry collector (OTLP over HTTP, as JSON).
import { randomBytes } from 'node:crypto';

const BATCH = 512;
const QUEUE = 2048;
const INTERVAL_MS = 5_000;
const SEND_TIMEOUT_MS = 5_000;
const KIND_SERVER = 2;
const STATUS_ERROR = 2;

/** @typedef {{ method: string, path: string, route: string, status: number }} RequestOutcome */
/** @typedef {{ traceId: string, end: (outcome: RequestOutcome) => void }} Span */

/**
 * @typedef {object} Tracer
 * @property {(traceparent: string | string[] | undefined) => Span} startSpan takes the W3C header of the request
 * @property {() => Promise<void>} stop sends what is left
 */

/**
 * Makes the tracer. Without a target it still gives trace ids for the log, and sends nothing.
 * @param {Pick<import('./settings.js').Settings, 'resource' | 'traces'>} settings
 * @param {import('./log.js').Log} log
 * @returns {Tracer}
 */
export function createTracer({ resource, traces }, log) {
  /** @type {object[]} */
  let queue = [];
  let reachable = true;
  const timer = traces && setInterval(() => void flush(), INTERVAL_MS);
  // Waiting spans are sent by stop(); the timer alone must not keep the process alive.
  timer?.unref();

  async function flush() {
    while (traces && queue.length > 0) {
      const spans = queue.slice(0, BATCH);
      queue = queue.slice(BATCH);
      try {
        const response = await fetch(traces.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...traces.headers },
          body: JSON.stringify(exportRequest(resource, spans)),
          signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        });
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`The collector answered ${response.status}`);
        reachable = true;
      } catch (error) {
        // Telemetry gives way to service: the batch is dropped, and one line says so until the collector is back.
        if (reachable) log.warn('Spans cannot be sent', { error });
        reachable = false;
        return;
      }
    }
  }

  return {
    startSpan(traceparent) {
      const parent = parseTraceparent(traceparent);
      const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
      const startTimeUnixNano = nowInNanoseconds();
      return {
        traceId,
        end({ method, path, route, status }) {
          if (!traces || parent?.sampled === false || queue.length >= QUEUE) return;
          queue.push({
            traceId,
            spanId: randomBytes(8).toString('hex'),
            ...(parent && { parentSpanId: parent.spanId }),
            name: route ? `${method} ${route}` : method,
            kind: KIND_SERVER,
            startTimeUnixNano,
            endTimeUnixNano: nowInNanoseconds(),
            attributes: attributes({
              'http.request.method': method,
              'url.path': path,
              'http.response.status_code': status,
              ...(route && { 'http.route': route }),
            }),
            status: status >= 500 ? { code: STATUS_ERROR } : {},
          });
        },
      };
    },
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** @param {string | string[] | undefined} header */
function parseTraceparent(header) {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(String(header ?? ''));
  const [, traceId = '', spanId = '', flags = ''] = match ?? [];
  if (!match || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** @param {Record<string, string>} resource @param {object[]} spans */
function exportRequest(resource, spans) {
  return {
    resourceSpans: [
      { resource: { attributes: attributes(resource) }, scopeSpans: [{ scope: { name: 'http-server' }, spans }] },
    ],
  };
}

/** @param {Record<string, string | number>} values */
function attributes(values) {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  }));
}

function nowInNanoseconds() {
  return String(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n);
}
