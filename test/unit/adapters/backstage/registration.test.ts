import assert from 'node:assert/strict';
import { BackstageRegistrar } from '../../../../src/adapters/backstage/registration.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, send, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const ADDRESS = 'https://git.example/a/catalog-info.yaml';
const component = (name: string) => ({ kind: 'Component', metadata: { name } });

describe('registration at Backstage', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  const registrar = () => new BackstageRegistrar(clientRig(server).client);
  const last = () => server.requests.at(-1);

  it('finds no fault where the answer is empty', async () => {
    server.answer(send('', 200));
    assert.deepEqual(valueOf(await registrar().validate(component('a'), `url:${ADDRESS}`, never())), []);
    assert.equal(last()?.line, 'POST /api/catalog/validate-entity');
    assert.deepEqual(JSON.parse(last()?.body ?? ''), { entity: component('a'), location: `url:${ADDRESS}` });
  });

  it('gives the root of each fault', async () => {
    const errors = [
      { message: 'Outer; caused by inner', cause: { message: 'Inner' } },
      { message: 'Plain' },
      'odd',
      null,
    ];
    server.answer(json({ errors }, 400));
    assert.deepEqual(valueOf(await registrar().validate({}, '', never())), ['Inner', 'Plain']);
    server.answer(json({ error: { message: 'No entity at all' } }, 400));
    assert.deepEqual(valueOf(await registrar().validate({}, '', never())), ['No entity at all']);
  });

  it('takes nothing else for a verdict', async () => {
    server.answer(json({ reason: 'tired' }, 400));
    assert.equal(problemOf(await registrar().validate({}, '', never())).kind, 'invalid');
    server.answer(send('<html>', 400));
    assert.equal(problemOf(await registrar().validate({}, '', never())).kind, 'invalid');
    server.answer(json({ error: { message: 'no' } }, 403));
    assert.equal(problemOf(await registrar().validate({}, '', never())).kind, 'forbidden');
  });

  it('looks without registering', async () => {
    const entities = [
      { kind: 'Location', metadata: { name: 'generated-0123' } },
      component('a'),
      component('a'),
      { kind: 'API', metadata: { name: 'b', namespace: 'north' } },
    ];
    server.answer(json({ exists: true, entities }, 201));
    assert.deepEqual(valueOf(await registrar().preview(ADDRESS, never())), {
      exists: true,
      refs: ['component:default/a', 'api:north/b'],
    });
    assert.equal(last()?.line, 'POST /api/catalog/locations?dryRun=true');
    server.answer(json({ location: {} }, 201));
    assert.equal(problemOf(await registrar().preview(ADDRESS, never())).kind, 'invalid');
  });

  it('registers once, and says so where that was done before', async () => {
    server.answer(json({}, 201));
    valueOf(await registrar().register(ADDRESS, never()));
    assert.deepEqual(JSON.parse(last()?.body ?? ''), { type: 'url', target: ADDRESS });
    const count = server.requests.length;
    server.answer(json({ error: { message: 'Location already exists' } }, 409));
    assert.equal(problemOf(await registrar().register(ADDRESS, never())).kind, 'conflict');
    server.answer(json({}, 503));
    assert.equal(problemOf(await registrar().register(ADDRESS, never())).kind, 'internal');
    assert.equal(server.requests.length, count + 2, 'it may have been carried out: not tried again');
  });

  it('refreshes', async () => {
    server.answer(send('', 200));
    valueOf(await registrar().refresh('component:default/a', never()));
    assert.equal(last()?.line, 'POST /api/catalog/refresh');
    assert.deepEqual(JSON.parse(last()?.body ?? ''), { entityRef: 'component:default/a' });
  });

  it('knows the versions of entities', async () => {
    const annotations = { 'backstage.io/managed-by-origin-location': `url:${ADDRESS}` };
    server.answer(json({ items: [{ metadata: { etag: '1', annotations } }, null, { metadata: { etag: '2' } }] }));
    assert.deepEqual(valueOf(await registrar().versions(['a', 'b', 'c'], never())), [
      { etag: '1', origin: `url:${ADDRESS}` },
      undefined,
      { etag: '2' },
    ]);
    assert.deepEqual(valueOf(await registrar().versions([], never())), []);
    server.answer(json({ items: [null] }));
    assert.equal(problemOf(await registrar().versions(['a', 'b'], never())).kind, 'invalid');
  });
});
