import assert from 'node:assert/strict';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { EnvironmentsModel } from '../../../../src/core/environments/environmentsModel.js';
import { entity, manyEntities } from '../catalogue/entities.js';
import { memoryServer, modelRig } from '../catalogue/modelRig.js';
import { DAY, environment, MINUTE, NOW } from './environmentSamples.js';
import { MemoryProvider } from './memoryProvider.js';

const signal = new AbortController().signal;

function recorded(name: string, status = 'ready', expiresAt = NOW + DAY) {
  return entity(`Resource:${name}`, {
    spec: { type: 'environment' },
    annotations: {
      'goldenpath.dev/environment-of': 'component:default/checkout',
      'goldenpath.dev/branch': 'main',
      'goldenpath.dev/status': status,
      'goldenpath.dev/created-at': new Date(NOW).toISOString(),
      'goldenpath.dev/expires-at': new Date(expiresAt).toISOString(),
    },
  });
}

function rig(entities = [recorded('a')]) {
  const { clock, model: catalogue } = modelRig();
  clock.time = NOW;
  const server = memoryServer([...entities, ...manyEntities(3)]);
  catalogue.setServer(server);
  const local = new MemoryProvider();
  const due: { readonly ms: number; readonly call: () => void }[] = [];
  const model = new EnvironmentsModel({
    ...{ catalogue, clock, local },
    translate: plainTranslate,
    after: (ms, call) => {
      const entry = { ms, call };
      due.push(entry);
      return {
        dispose: () => {
          if (due.includes(entry)) due.splice(due.indexOf(entry), 1);
        },
      };
    },
    onProblem: () => undefined,
  });
  let changes = 0;
  model.onDidChange(() => changes++);
  return { clock, catalogue, server, local, model, due, changes: () => changes };
}

const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('the environments of a window', () => {
  it('are those of the catalogue and of this machine', async () => {
    const { catalogue, local, model } = rig();
    await catalogue.refresh(signal);
    local.put(environment('l', { id: 'local:l', provider: 'local' }));
    await settled();
    assert.deepEqual(
      model.environments.map(({ id }) => id),
      ['resource:default/a', 'local:l'],
    );
    assert.equal(model.get('local:l')?.name, 'l');
  });

  it('change once for each reading that changes one, and not for others', async () => {
    const { catalogue, model, changes, server } = rig();
    await catalogue.refresh(signal);
    const before = changes();
    await catalogue.refresh(signal);
    assert.equal(changes(), before);
    server.source.entities = [...server.source.entities, recorded('b')];
    await catalogue.refresh(signal);
    assert.equal(changes(), before + 1);
    assert.equal(model.environments.length, 2);
  });

  it('are the same array until the clock changes one', async () => {
    const { catalogue, model, clock } = rig();
    await catalogue.refresh(signal);
    const first = model.environments;
    assert.equal(model.environments, first);
    clock.time = NOW + DAY;
    assert.deepEqual(
      model.environments.map(({ state }) => state),
      ['expired'],
    );
  });

  it('stay as they were where this machine cannot be read', async () => {
    const { local, model } = rig([]);
    local.put(environment('l', { id: 'local:l', provider: 'local' }));
    await settled();
    local.problem = { kind: 'internal', message: 'The disk is full.' };
    const read = await model.readLocal();
    assert.equal(read.ok, false);
    assert.equal(model.environments.length, 1);
    assert.equal(model.problem?.message, 'The disk is full.');
  });

  it('are found by the branch', async () => {
    const { catalogue, model } = rig();
    await catalogue.refresh(signal);
    assert.equal(model.ofBranch('component:default/checkout', 'main').length, 1);
    assert.equal(model.ofBranch(undefined, 'main').length, 1);
    assert.equal(model.ofBranch('component:default/cart', 'main').length, 0);
    assert.equal(model.ofBranch('component:default/checkout', 'other').length, 0);
  });

  it('are looked at again while one is on its way and somebody looks', async () => {
    const { catalogue, model, due, server } = rig([recorded('a', 'provisioning')]);
    await catalogue.refresh(signal);
    assert.equal(due.length, 0);
    model.watch(true);
    assert.equal(due.length, 1);
    model.watch(false);
    assert.equal(due.length, 0);
    model.watch(true);
    server.source.entities = [recorded('a', 'ready')];
    due.pop()?.call();
    for (let turn = 0; turn < 5; turn++) await settled();
    assert.equal(model.environments[0]?.state, 'ready');
    assert.equal(due.length, 0);
  });

  it('are not looked at for ever where one never arrives', async () => {
    const { catalogue, model, due, clock } = rig([recorded('a', 'requested')]);
    await catalogue.refresh(signal);
    clock.time = NOW + 61 * MINUTE;
    model.watch(true);
    assert.equal(due.length, 0);
  });

  it('are listed at once, two hundred of them', async () => {
    const { catalogue, model } = rig(Array.from({ length: 200 }, (_, at) => recorded(`e${at}`)));
    await catalogue.refresh(signal);
    assert.equal(model.environments.length, 200);
  });
});
