import assert from 'node:assert/strict';
import { entityDocuments } from '../../../../src/adapters/backstage/entityDocuments.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, send, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

describe('the whole entities of a Backstage', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  const read = (ref: string, signal = never()) => entityDocuments(clientRig(server).client).read(ref, signal);

  it('are asked for by kind, namespace and name', async () => {
    const whole = { kind: 'API', metadata: { name: 'x' }, spec: { definition: 'openapi: 3.1.0' } };
    server.answer(json(whole));
    assert.deepEqual(valueOf(await read('api:team-a/x?y')), whole);
    assert.equal(server.requests.at(-1)?.line, 'GET /api/catalog/entities/by-name/api/team-a/x%3Fy');
  });

  it('may not be there', async () => {
    server.answer(send('{}', 404));
    const problem = problemOf(await read('api:default/gone'));
    assert.equal(problem.kind, 'notFound');
    assert.match(problem.message, /api:default\/gone/);
  });

  it('have a reference, and reading them can be stopped', async () => {
    assert.equal(problemOf(await read('no reference at all')).kind, 'invalid');
    assert.equal(problemOf(await read('api:default/x', AbortSignal.abort())).kind, 'cancelled');
  });
});
