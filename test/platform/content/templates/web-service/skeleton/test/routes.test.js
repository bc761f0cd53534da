import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createService } from '../src/service.js';
import { readSettings } from '../src/settings.js';

describe('The routes', () => {
  /** @type {string[]} */
  const lines = [];
  const service = createService(readSettings({ PORT: '0', OTEL_SERVICE_NAME: 'sample' }), line => lines.push(line));
  let url = '';

  before(async () => {
    url = `http://127.0.0.1:${await service.start()}`;
  });
  after(() => service.stop());

  it('say which service answers, in which version', async () => {
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/json');
    const body = /** @type {{ name: string, version: string }} */ (await response.json());
    assert.equal(body.name, 'sample');
    assert.match(body.version, /^\d+\.\d+\.\d+/);
  });

  for (const [path, status] of [
    ['/healthz', 'ok'],
    ['/readyz', 'ready'],
  ])
    it(`answer ${path}`, async () => {
      const response = await fetch(url + path);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { status });
    });

  it('answer HEAD without a body', async () => {
    const response = await fetch(`${url}/healthz`, { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
  });

  it('ignore the query', async () => {
    assert.equal((await fetch(`${url}/?from=somewhere`)).status, 200);
  });

  it('refuse an unknown path and another method with a problem document', async () => {
    const missing = await fetch(`${url}/no/such/path`);
    assert.equal(missing.status, 404);
    assert.equal(missing.headers.get('content-type'), 'application/problem+json');
    const { status } = /** @type {{ status: number }} */ (await missing.json());
    assert.equal(status, 404);
    const posted = await fetch(url, { method: 'POST', body: '{}' });
    assert.equal(posted.status, 405);
    assert.equal(posted.headers.get('allow'), 'GET, HEAD');
    assert.equal(posted.headers.get('content-type'), 'application/problem+json');
  });

  it('log each request of a user as one line of JSON, with the trace it belongs to', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await fetch(url, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
    await fetch(`${url}/healthz`);
    const entries = lines.map(line => JSON.parse(line));
    const own = entries.find(entry => entry.trace_id === traceId);
    assert.deepEqual(
      { level: own.level, service: own.service, method: own.method, path: own.path, status: own.status },
      { level: 'info', service: 'sample', method: 'GET', path: '/', status: 200 },
    );
    assert.ok(!entries.some(entry => entry.path === '/healthz'));
  });
});
