import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refused } from '../src/handlers.js';
import { createService, SIGNATURE_HEADER } from '../src/service.js';
import { readSettings } from '../src/settings.js';
import { signatureOf } from '../src/signature.js';

const root = mkdtempSync(join(tmpdir(), 'worker-'));
/** @type {import('../src/service.js').Service[]} */
const services = [];
after(async () => {
  // One whose test failed still runs, and would keep the tests from ending.
  await Promise.all(services.map(service => service.stop()));
  rmSync(root, { recursive: true, force: true });
});
let number = 0;

/** @param {string} id @param {object} [more] */
const event = (id, more = {}) => ({ specversion: '1.0', id, source: '/test', type: 'test.done', data: { id }, ...more });

/**
 * A service with a queue of its own.
 * @param {Record<string, string>} env
 * @param {import('../src/handlers.js').Handler} [handler]
 */
async function running(env = {}, handler = async () => {}) {
  const queueFolder = join(root, String(number++));
  const settings = {
    ...readSettings({ PORT: '0', OTEL_SERVICE_NAME: 'sample', EVENT_SOURCE: 'webhook', POLL_MS: '20', QUEUE_FOLDER: queueFolder, RETRY_DELAY_MS: '10', ...env }),
    ...{ path: '/events', eventTypes: ['test.done'] },
  };
  /** @type {any[]} */
  const lines = [];
  const service = createService(settings, {
    write: line => lines.push(JSON.parse(line)),
    handlerOf: type => (type === 'test.done' ? handler : undefined),
  });
  services.push(service);
  const url = `http://127.0.0.1:${await service.start()}`;
  /** @param {unknown} body @param {Record<string, string>} [headers] */
  const post = (body, headers = {}) =>
    fetch(`${url}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', ...headers },
      body: JSON.stringify(body),
    });
  return { service, url, post, lines, queueFolder, filesIn: (/** @type {string} */ name) => readdirSync(join(queueFolder, name)) };
}

/** @param {() => boolean} check */
async function becomes(check) {
  for (const end = Date.now() + 20_000; !check();) {
    assert.ok(Date.now() < end, 'it did not happen within twenty seconds');
    await sleep(10);
  }
}

describe('The worker', () => {
  it('handles what is posted, in either form, and forgets it afterwards', async () => {
    /** @type {unknown[]} */
    const seen = [];
    const { service, url, post, filesIn } = await running({}, async ({ id, data }) => void seen.push([id, data]));
    assert.equal((await post(event('1'))).status, 202);
    const binary = { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': '2', 'ce-source': '/test', 'ce-type': 'test.done' };
    assert.equal((await post({ plain: true }, binary)).status, 202);
    await becomes(() => seen.length === 2);
    await becomes(() => filesIn('inbox').length + filesIn('working').length === 0);
    assert.deepEqual(seen.sort(), [['1', { id: '1' }], ['2', { plain: true }]]);
    const page = await (await fetch(`${url}/metrics`)).text();
    assert.match(page, /^messaging_process_duration_seconds_count\{service="sample",messaging_event_type="test.done",error_type=""\} 2$/m);
    assert.match(page, /^messaging_client_received_messages_total\{service="sample",outcome="accepted"\} 2$/m);
    for (const line of page.trimEnd().split('\n'))
      assert.match(line, /^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+\{([a-z_0-9]+="[^"]*",?)+\} [0-9.e+-]+)$/);
    await service.stop();
  });

  it('tries again, and sets aside what never works', async () => {
    let calls = 0;
    const { service, post, filesIn, queueFolder } = await running({ ATTEMPTS: '3' }, async () => {
      calls++;
      throw new Error('The other side is away.');
    });
    await post(event('1'));
    await becomes(() => filesIn('failed').length === 1);
    assert.equal(calls, 3);
    const entry = JSON.parse(readFileSync(join(queueFolder, 'failed', filesIn('failed')[0] ?? ''), 'utf8'));
    assert.deepEqual([entry.attempt, entry.error, entry.event.id], [3, 'The other side is away.', '1']);
    await service.stop();
  });

  it('sets aside at once what no attempt would mend', async () => {
    let calls = 0;
    const { service, post, filesIn, queueFolder } = await running({}, async () => {
      calls++;
      throw new Refused('Never.');
    });
    await post(event('1'));
    await post(event('2', { type: 'made.up' }));
    writeFileSync(join(queueFolder, 'inbox', 'broken.json'), '{');
    await becomes(() => filesIn('failed').length === 3);
    assert.equal(calls, 1);
    await service.stop();
  });

  it('refuses what is no event, what is too large, and what is not signed', async () => {
    const secret = 'a secret of the test alone';
    const { service, url, post, filesIn } = await running({ WEBHOOK_SECRET: secret });
    const signed = (/** @type {unknown} */ body) => ({ [SIGNATURE_HEADER]: signatureOf(JSON.stringify(body), secret) });
    assert.equal((await post(event('1'))).status, 401);
    assert.equal((await post(event('1'), { [SIGNATURE_HEADER]: 'sha256=00' })).status, 401);
    assert.equal((await post({ id: '1' }, signed({ id: '1' }))).status, 400);
    assert.equal((await post(event('1', { data: 'x'.repeat(2_000_000) }))).status, 413);
    assert.equal((await fetch(`${url}/events`)).status, 405);
    assert.equal((await fetch(`${url}/else`)).status, 404);
    assert.deepEqual(filesIn('inbox'), []);
    assert.equal((await post(event('1'), signed(event('1')))).status, 202);
    await service.stop();
  });

  it('takes nothing over HTTP where events come as files', async () => {
    /** @type {string[]} */
    const seen = [];
    const { service, post, queueFolder } = await running({ EVENT_SOURCE: 'folder' }, async ({ id }) => void seen.push(id));
    assert.equal((await post(event('1'))).status, 405);
    writeFileSync(join(queueFolder, 'inbox', 'a.json'), JSON.stringify(event('9')));
    await becomes(() => seen.length === 1);
    assert.deepEqual(seen, ['9']);
    await service.stop();
  });

  it('finishes what it has begun before it stops', async () => {
    let ended = false;
    let begun = false;
    const { service, post, filesIn } = await running({}, async () => {
      begun = true;
      await sleep(200);
      ended = true;
    });
    await post(event('1'));
    await becomes(() => begun);
    await service.stop();
    assert.ok(ended);
    assert.deepEqual([...filesIn('inbox'), ...filesIn('working')], []);
  });

  it('continues the trace of the sender', async () => {
    /** @type {any[]} */
    const received = [];
    const collector = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      received.push(JSON.parse(text));
      response.end('{}');
    });
    await once(collector.listen(0, '127.0.0.1'), 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (collector.address());
    const { service, post, filesIn } = await running({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await post(event('1', { traceparent: `00-${traceId}-00f067aa0ba902b7-01` }));
    await becomes(() => filesIn('inbox').length + filesIn('working').length === 0);
    await service.stop();
    collector.close();
    const spans = received.flatMap(({ resourceSpans }) => resourceSpans[0].scopeSpans[0].spans);
    assert.deepEqual(
      spans.map(({ traceId: id, name, parentSpanId }) => ({ id, name, parentSpanId })),
      [{ id: traceId, name: 'process test.done', parentSpanId: '00f067aa0ba902b7' }],
    );
  });
});
