import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { CANCELLED, failure, success, type Problem, type ProblemKind } from '../../../../src/core/common/problem.js';
import { never, problemOf } from '../../values.js';
import { entity, manyEntities } from './entities.js';
import { MemoryCatalogue } from './memoryCatalogue.js';
import { memoryServer, modelRig, summary } from './modelRig.js';

const old = entity('Component:old');
const fresh = entity('Component:fresh');
const local = entity('Component:local', { local: 'file:///a.yaml' });
const UNREACHABLE: Problem = { kind: 'unreachable', message: 'Nobody there.' };

describe('the catalogue model', () => {
  it('knows nothing to begin with, and has nothing to read', async () => {
    const { model, states } = modelRig();
    assert.equal(summary(model.state), 'absent | absent |');
    assert.deepEqual(await model.refresh(never()), success(undefined));
    assert.deepEqual(states, []);
    assert.equal(model.state.origin, undefined);
    assert.equal(model.state.mine, undefined);
  });

  it('reads both sides, lays the folder over the platform, and announces each step', async () => {
    const { model, states } = modelRig();
    model.setServer(memoryServer([fresh]));
    model.setWorkspace(new MemoryCatalogue([local]));
    assert.equal(summary(model.state), 'loading | loading |');
    assert.deepEqual(await model.refresh(never()), success(undefined));
    assert.equal(summary(model.state), 'ready@1000 | ready@1000 | fresh local');
    assert.equal(model.state.origin, 'https://backstage.example.com');
    assert.equal(states.at(-1), model.state);
  });

  it('makes no new index where no entity has changed', async () => {
    const { model, states } = modelRig();
    model.setServer(memoryServer([fresh]));
    await model.refresh(never());
    const { index } = model.state;
    const reading = model.refresh(never());
    assert.equal(states.at(-1)?.server.phase, 'loading');
    assert.equal(states.at(-1)?.index, index);
    await reading;
  });

  it('makes no new index where a reading finds everything as it was', async () => {
    const { model } = modelRig();
    const server = memoryServer([old, fresh]);
    const folder = new MemoryCatalogue([local]);
    model.setServer(server);
    model.setWorkspace(folder);
    await model.refresh(never());
    const { index, mine } = model.state;
    server.source.entities = [{ ...fresh }, { ...old }];
    folder.entities = [{ ...local }];
    await model.refresh(never());
    assert.equal(model.state.index, index);
    assert.equal(model.state.mine, mine, 'and the same set of what is mine');
    assert.equal(server.snapshots.kept?.entities.length, 2);
  });

  it('makes a new index where one entity has changed, gone or been renamed', async () => {
    const { model } = modelRig();
    const server = memoryServer([old, fresh]);
    model.setServer(server);
    for (const now of [[{ ...old, title: 'New' }, fresh], [fresh], [entity('Component:renamed')]]) {
      await model.refresh(never());
      const { index } = model.state;
      server.source.entities = now;
      await model.refresh(never());
      assert.notEqual(model.state.index, index);
      assert.deepEqual(
        model.state.index.entities.map(({ ref }) => ref),
        now.map(({ ref }) => ref).sort((a, b) => (a === old.ref ? 1 : b === old.ref ? -1 : 0)),
      );
    }
  });

  it('tells how many entities have come', async () => {
    const { model } = modelRig();
    model.setServer(memoryServer(manyEntities(1200)));
    const heard: number[] = [];
    await model.refresh(never(), count => heard.push(count));
    assert.deepEqual(heard, [1000, 1200]);
  });

  it('keeps what it has when a reading fails, with its age and the reason', async () => {
    const { model, clock } = modelRig();
    const server = memoryServer([old]);
    model.setServer(server);
    await model.refresh(never());
    clock.time = 5000;
    server.source.failWith(UNREACHABLE);
    assert.deepEqual(problemOf(await model.refresh(never())), UNREACHABLE);
    assert.equal(summary(model.state), 'failed@1000 unreachable | absent | old');
    server.source.failWith(undefined);
    clock.time = 6000;
    await model.refresh(never());
    assert.equal(summary(model.state), 'ready@6000 | absent | old');
  });

  it('says why there is no instance although one is wanted', () => {
    const { model } = modelRig();
    model.setServer(undefined, { kind: 'invalid', message: 'no address' });
    assert.equal(summary(model.state), 'failed invalid | absent |');
  });
});

describe('what “mine” stands for', () => {
  const groups = [
    entity('Group:payments', { relations: ['parentOf group:default/refunds'] }),
    entity('Group:refunds'),
    entity('Group:other'),
  ];

  it('is the person, the groups, and all groups below them', async () => {
    const { model } = modelRig();
    model.setServer(memoryServer(groups));
    await model.refresh(never());
    assert.deepEqual([...model.state.mine!].sort(), [
      'group:default/payments',
      'group:default/refunds',
      'user:default/ada',
    ]);
  });

  const answers: readonly (readonly [ProblemKind, 'unknown' | 'as before'])[] = [
    ['unauthorised', 'unknown'],
    ['forbidden', 'unknown'],
    ['notFound', 'unknown'],
    ['invalid', 'unknown'],
    ['unreachable', 'as before'],
    ['rateLimited', 'as before'],
    ['internal', 'as before'],
  ];
  for (const [kind, expected] of answers)
    it(`is ${expected} when the instance answers “${kind}” to who is there`, async () => {
      const { model } = modelRig();
      const server = memoryServer(groups);
      model.setServer(server);
      await model.refresh(never());
      server.ownership = failure({ kind, message: '' });
      assert.ok((await model.refresh(never())).ok, 'the catalogue itself may well be open to guests');
      assert.equal(model.state.server.phase, 'ready');
      assert.equal(model.state.mine?.size, expected === 'unknown' ? undefined : 3);
    });
});

describe('the open folder', () => {
  it('is read again when it says that it has changed', async () => {
    const { model } = modelRig();
    const folder = new MemoryCatalogue([local]);
    model.setWorkspace(folder);
    await model.readWorkspace();
    folder.change([entity('Component:added')]);
    await turn();
    assert.equal(summary(model.state), 'absent | ready@1000 | added');
  });

  it('keeps what was known when it cannot be read', async () => {
    const { model } = modelRig();
    const folder = new MemoryCatalogue([local]);
    model.setWorkspace(folder);
    await model.readWorkspace();
    folder.failWith({ kind: 'internal', message: 'EACCES' });
    await model.readWorkspace();
    assert.equal(summary(model.state), 'absent | failed@1000 internal | local');
  });

  it('is no longer listened to once another one is open', async () => {
    const { model } = modelRig();
    const before = new MemoryCatalogue([local]);
    model.setWorkspace(before);
    before.hold();
    const reading = model.readWorkspace();
    model.setWorkspace(undefined);
    before.release();
    await reading;
    before.change([old]);
    await turn();
    assert.equal(summary(model.state), 'absent | absent |');
    assert.equal(before.pagesAsked, 1);
    await model.readWorkspace();
    assert.equal(before.pagesAsked, 1);
  });

  it('may be of a kind that never says when it has changed', async () => {
    const { model } = modelRig();
    const folder = new MemoryCatalogue([local]);
    model.setWorkspace({
      page: (request, signal) => folder.page(request, signal),
      byRefs: (refs, signal) => folder.byRefs(refs, signal),
    });
    await model.readWorkspace();
    assert.equal(summary(model.state), 'absent | ready@1000 | local');
  });
});

describe('a model that is put away', () => {
  it('stops what runs, and says nothing any more', async () => {
    const { model, states } = modelRig();
    const server = memoryServer([fresh]);
    const folder = new MemoryCatalogue([local]);
    model.setServer(server);
    model.setWorkspace(folder);
    server.source.hold();
    const reading = model.refresh(never());
    await turn();
    const said = states.length;
    model.dispose();
    server.source.release();
    assert.deepEqual(problemOf(await reading), CANCELLED);
    folder.change([]);
    await turn();
    assert.equal(states.length, said);
    assert.equal(server.snapshots.kept, undefined);
  });
});
