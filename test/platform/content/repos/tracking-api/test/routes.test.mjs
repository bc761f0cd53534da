// Asks the real server, over the network, on a free port.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHttpServer } from '../src/httpServer.mjs';
import { Metrics } from '../src/metrics.mjs';
import { Parcels } from '../src/parcels.mjs';
import { createRoutes } from '../src/routes.mjs';
import { readSettings } from '../src/settings.mjs';

const parcels = new Parcels(readSettings({}).parcelsFile);
const metrics = new Metrics();
const server = createHttpServer({ routes: createRoutes({ parcels, metrics }), metrics });
let address = '';

before(async () => {
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const bound = server.address();
  address = `http://127.0.0.1:${bound && typeof bound === 'object' ? bound.port : ''}`;
});

after(() => server.close());

test('is alive at once, and ready when it has a snapshot', async () => {
  assert.equal((await fetch(`${address}/healthz`)).status, 200);
  assert.equal((await fetch(`${address}/readyz`)).status, 503);
  await parcels.refresh();
  assert.equal((await fetch(`${address}/readyz`)).status, 200);
});

test('shows a parcel with its last event', async () => {
  const response = await fetch(`${address}/v1/parcels/PW1000000017`);
  assert.equal(response.status, 200);
  const parcel = await response.json();
  assert.equal(parcel.state, 'out-for-delivery');
  assert.equal(parcel.lastEvent.kind, 'out-for-delivery');
  assert.equal('events' in parcel, false);
});

test('lists events, newest first', async () => {
  const events = await (await fetch(`${address}/v1/parcels/PW1000000024/events`)).json();
  assert.deepEqual([events[0].kind, events.at(-1).kind], ['delivered', 'announced']);
});

test('looks up several parcels and leaves out those it does not know', async () => {
  const response = await fetch(`${address}/v1/parcels?numbers=PW1000000031,PW9999999999,PW1000000055`);
  const found = await response.json();
  assert.deepEqual(
    found.map(parcel => parcel.number),
    ['PW1000000031', 'PW1000000055'],
  );
});

for (const [path, status] of [
  ['/v1/parcels/PW9999999999', 404],
  ['/v1/parcels/hello', 400],
  ['/v1/parcels', 400],
  [`/v1/parcels?numbers=${Array(51).fill('PW1000000017').join(',')}`, 400],
  ['/nothing/here', 404],
])
  test(`answers ${status} for ${String(path).slice(0, 40)}`, async () => {
    const response = await fetch(`${address}${path}`);
    assert.equal(response.status, status);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.equal((await response.json()).status, status);
  });

test('answers GET alone', async () => {
  assert.equal((await fetch(`${address}/v1/parcels/PW1000000017`, { method: 'DELETE' })).status, 405);
});

test('measures requests by route, and probes not at all', async () => {
  const text = await (await fetch(`${address}/metrics`)).text();
  assert.match(
    text,
    /_count\{http_request_method="GET",http_response_status_code="200",http_route="\/v1\/parcels\/\{number\}"\} 1/,
  );
  assert.doesNotMatch(text, /healthz|PW1000000017/);
  assert.match(text, /^tracking_parcels 5$/m);
});
