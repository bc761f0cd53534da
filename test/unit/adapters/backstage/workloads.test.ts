import assert from 'node:assert/strict';
import { BackstageWorkloads } from '../../../../src/adapters/backstage/workloads.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, send, type Answer, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const REF = 'component:default/checkout';
const ENTITY = {
  kind: 'Component',
  metadata: { name: 'checkout', annotations: { 'backstage.io/kubernetes-id': 'checkout' } },
};
const workload = (spec: unknown, status: unknown, ...images: readonly string[]) => ({
  spec: { ...(spec as object), template: { spec: { containers: images.map(image => ({ image })) } } },
  status,
});
const pod = (...restarts: readonly unknown[]) => ({
  status: { containerStatuses: restarts.map(restartCount => ({ restartCount })) },
});
const cluster = (resources: Readonly<Record<string, readonly unknown[]>>, errors: readonly unknown[] = []) => ({
  cluster: { name: 'c' },
  resources: Object.entries(resources).map(([type, objects]) => ({ type, resources: objects })),
  errors,
});

describe('the workloads that Backstage’s Kubernetes plugin finds', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  let start = 0;
  beforeEach(() => (start = server.requests.length));
  const ask = (answer: Answer, entity: unknown = ENTITY) => {
    server.answer(json(entity), answer);
    return new BackstageWorkloads(clientRig(server).client).workload(REF, never());
  };
  const found = async (...items: readonly unknown[]) => valueOf(await ask(json({ items })));

  it('are asked for with the whole entity', async () => {
    await ask(json({ items: [] }));
    const [entity, objects] = server.requests.slice(start);
    assert.equal(entity?.line, 'GET /api/catalog/entities/by-name/component/default/checkout');
    assert.equal(objects?.line, 'POST /api/kubernetes/services/checkout');
    assert.deepEqual(JSON.parse(objects?.body ?? ''), { auth: {}, entity: ENTITY });
  });

  it('are summed over clusters and kinds', async () => {
    assert.deepEqual(
      await found(
        cluster({
          deployments: [workload({ replicas: 3 }, { availableReplicas: 2 }, 'shop/checkout:2', 'proxy:1')],
          daemonsets: [workload({}, { desiredNumberScheduled: 4, numberAvailable: 4 }, 'agent:1')],
          pods: [pod(1, 0), pod(7)],
        }),
        cluster({ statefulsets: [workload({}, {}, 'shop/checkout:2')], pods: [pod('x'), {}, null] }),
      ),
      {
        entityRef: REF,
        desired: 8,
        available: 6,
        restarts: 8,
        images: ['agent:1', 'proxy:1', 'shop/checkout:2'],
      },
    );
  });

  it('are none of where nothing runs', async () => {
    const state = await found(cluster({ deployments: [workload({ replicas: 0 }, {})] }));
    assert.deepEqual(state, { entityRef: REF, desired: 0, available: 0, restarts: 0, images: [] });
  });

  it('are not asked for where the entity names none', async () => {
    const entity = { kind: 'Component', metadata: { name: 'checkout', annotations: { other: 'x' } } };
    assert.equal(valueOf(await ask(json({}), entity)), undefined);
    assert.equal(server.requests.length, start + 1);
  });

  it('are unknown, and not gone, where no cluster could be asked', async () => {
    const refused = { errorType: 'UNAUTHORIZED_ERROR', statusCode: 401, resourcePath: '/apis/apps/v1/deployments' };
    const lost = { errorType: 'FETCH_ERROR', message: 'connect ECONNREFUSED' };
    assert.equal(await found(cluster({ pods: [] })), undefined);
    assert.equal(problemOf(await ask(json({ items: [cluster({}, [refused])] }))).kind, 'forbidden');
    assert.equal(problemOf(await ask(json({ items: [cluster({}, [refused, lost])] }))).kind, 'unreachable');
  });

  it('are told as far as they are known', async () => {
    const lost = { errorType: 'FETCH_ERROR', message: 'connect ECONNREFUSED' };
    const state = await found(
      cluster({ deployments: [workload({ replicas: 1 }, { availableReplicas: 1 })] }),
      cluster({}, [lost]),
    );
    assert.equal(state?.desired, 1);
  });

  it('are no problem of theirs where Backstage has no such plugin, or answers oddly', async () => {
    assert.equal(problemOf(await ask(json({ error: { name: 'NotFoundError' } }, 404))).kind, 'unsupported');
    assert.equal(problemOf(await ask(json({ hello: 1 }))).kind, 'invalid');
    assert.equal(problemOf(await ask(json({}, 403))).kind, 'forbidden');
    assert.equal(problemOf(await ask(send('{"items": [', 200))).kind, 'unreachable');
    server.answer(json({}, 404));
    const workloads = new BackstageWorkloads(clientRig(server).client);
    assert.equal(problemOf(await workloads.workload(REF, never())).kind, 'notFound');
  });
});
