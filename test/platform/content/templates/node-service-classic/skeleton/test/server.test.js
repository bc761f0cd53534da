import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { createService } from '../src/server.js';

it('answers, and counts what it answered', async () => {
  const server = createService('sample').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const ask = (/** @type {string} */ path) => fetch(`http://127.0.0.1:${port}${path}`);
  assert.equal(await (await ask('/')).text(), 'sample');
  assert.equal((await ask('/nothing')).status, 404);
  assert.equal((await ask('/healthz')).status, 200);
  assert.match(await (await ask('/metrics')).text(), /^http_requests_total\{service="sample"\} 2$/m);
  server.closeAllConnections();
  server.close();
});
