// One span for each piece of work, sent to an OpenTelemetry collector (OTLP over HTTP, as JSON).
import { randomBytes } from 'node:crypto';

const BATCH = 512;
const QUEUE = 2048;
const INTERVAL_MS = 5_000;
const SEND_TIMEOUT_MS = 5_000;
const STATUS_ERROR = 2;

/** Kinds of spans, as OTLP numbers them. */
export const SPAN_KIND = { internal: 1, consumer: 5 };

/** @typedef {{ attributes?: Record<string, string | number>, failed?: boolean }} Outcome */
/** @typedef {{ traceId: string, end: (outcome?: Outcome) => void }} Span */

/**
 * @typedef {object} Tracer
 * @property {(name: string, kind: number, traceparent?: unknown) => Span} startSpan `traceparent`: the W3C context of what
 *   caused the work, if it came with one
 * @property {() => Promise<void>} stop sends what is left
 */

/**
 * Makes the tracer. Without a target it still gives trace ids for the log, and sends nothing.
 * @param {{ resource: Record<string, string>, traces: { url: string, headers: Record<string, string> } | undefined }} settings
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
          body: JSON.stringify({
            resourceSpans: [
              { resource: { attributes: attributeList(resource) }, scopeSpans: [{ scope: { name: 'work' }, spans }] },
            ],
          }),
          signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        });
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`The collector answered ${response.status}`);
        reachable = true;
      } catch (error) {
        // Telemetry gives way to the work: the batch is dropped, and one line says so until the collector is back.
        if (reachable) log.warn('Spans cannot be sent', { error });
        reachable = false;
        return;
      }
    }
  }

  return {
    startSpan(name, kind, traceparent) {
      const parent = parseTraceparent(traceparent);
      const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
      const startTimeUnixNano = nowInNanoseconds();
      return {
        traceId,
        end({ attributes = {}, failed = false } = {}) {
          if (!traces || parent?.sampled === false || queue.length >= QUEUE) return;
          queue.push({
            traceId,
            spanId: randomBytes(8).toString('hex'),
            ...(parent && { parentSpanId: parent.spanId }),
            name,
            kind,
            startTimeUnixNano,
            endTimeUnixNano: nowInNanoseconds(),
            attributes: attributeList(attributes),
            status: failed ? { code: STATUS_ERROR } : {},
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

/** @param {unknown} header */
function parseTraceparent(header) {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(String(header ?? ''));
  const [, traceId = '', spanId = '', flags = ''] = match ?? [];
  if (!match || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** @param {Record<string, string | number>} values */
function attributeList(values) {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  }));
}

function nowInNanoseconds() {
  return String(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n);
}
