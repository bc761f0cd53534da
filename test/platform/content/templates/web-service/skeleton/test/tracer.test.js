import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { createService } from '../src/service.js';
import { readSettings } from '../src/settings.js';

/** A collector that keeps what it is sent. @param {number} [status] what it answers */
async function startCollector(status = 200) {
  /** @type {any[]} */
  const received = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    received.push({ path: request.url, body: JSON.parse(text) });
    response.writeHead(status).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { received, url: `http://127.0.0.1:${address.port}`, stop: () => server.close() };
}

describe('Traces', () => {
  it('reach the collector before the service ends, continue the trace of the caller and leave probes out', async () => {
    const collector = await startCollector();
    const service = createService(
      readSettings({ PORT: '0', OTEL_SERVICE_NAME: 'sample', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }),
      () => {},
    );
    const url = `http://127.0.0.1:${await service.start()}`;
    const parent = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    await fetch(url, { headers: { traceparent: `00-${parent.traceId}-${parent.spanId}-01` } });
    await fetch(url, { headers: { traceparent: `00-${'a'.repeat(32)}-${parent.spanId}-00` } });
    await fetch(`${url}/healthz`);
    await service.stop();
    collector.stop();

    assert.deepEqual(
      collector.received.map(({ path }) => path),
      ['/v1/traces'],
    );
    const [{ resource, scopeSpans }] = collector.received[0].body.resourceSpans;
    assert.ok(
      resource.attributes.some(
        (/** @type {any} */ { key, value }) => key === 'service.name' && value.stringValue === 'sample',
      ),
    );
    const { spans } = scopeSpans[0];
    assert.equal(spans.length, 1, 'a caller that does not sample is respected');
    assert.equal(spans[0].traceId, parent.traceId);
    assert.equal(spans[0].parentSpanId, parent.spanId);
    assert.equal(spans[0].name, 'GET /');
    assert.ok(BigInt(spans[0].endTimeUnixNano) >= BigInt(spans[0].startTimeUnixNano));
  });

  it('do not disturb the service when the collector refuses them', async () => {
    const collector = await startCollector(503);
    /** @type {string[]} */
    const lines = [];
    const service = createService(readSettings({ PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }), line =>
      lines.push(line),
    );
    const url = `http://127.0.0.1:${await service.start()}`;
    assert.equal((await fetch(url)).status, 200);
    await service.stop();
    collector.stop();
    assert.equal(lines.filter(line => line.includes('Spans cannot be sent')).length, 1);
  });
});
