import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { createWebServer } from '../src/webServer.mjs';

const api = createServer((request, response) => {
  response.writeHead(request.url === '/v1/parcels/PW1000000017' ? 200 : 404, { 'content-type': 'application/json' });
  response.end('{"state":"delivered"}');
});
/** @type {import('node:http').Server} */
let web;
let address = '';

/** @param {import('node:http').Server} server */
async function listen(server) {
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const bound = server.address();
  return `http://127.0.0.1:${bound && typeof bound === 'object' ? bound.port : ''}`;
}

before(async () => {
  web = createWebServer({ trackingApi: await listen(api) });
  address = await listen(web);
});
after(() => {
  web.close();
  api.close();
  api.closeIdleConnections();
});

test('serves the page and what it needs', async () => {
  for (const path of ['/', '/page.mjs', '/styles.css', '/healthz'])
    assert.equal((await fetch(address + path)).status, 200, path);
});

test('passes questions on', async () => {
  const response = await fetch(`${address}/api/v1/parcels/PW1000000017`);
  assert.deepEqual([response.status, await response.json()], [200, { state: 'delivered' }]);
  assert.equal((await fetch(`${address}/api/v1/parcels/PW0000000000`)).status, 404);
});

test('passes nothing else on', async () => {
  for (const path of ['/api/v1/parcels', '/api/metrics', '/api/v1/parcels/../../metrics', '/package.json'])
    assert.equal((await fetch(address + path)).status, 404, path);
});

test('says so when the API does not answer', async () => {
  const alone = createWebServer({ trackingApi: 'http://127.0.0.1:1' });
  const response = await fetch(`${await listen(alone)}/api/v1/parcels/PW1000000017`);
  assert.equal(response.status, 502);
  alone.close();
});
