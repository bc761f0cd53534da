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

describe('the snapshot of a catalogue', () => {
  const kept = { origin: 'https://backstage.example.com', takenAt: 10, entities: [old] };

  it('is shown until something newer comes, and then replaced', async () => {
    const { model, states } = modelRig();
    const server = memoryServer([fresh], { kept });
    model.setServer(server);
    await model.refresh(never());
    assert.deepEqual(states.map(summary), [
      'loading | absent |',
      'loading | absent |',
      'loading@10 | absent | old',
      'ready@1000 | absent | fresh',
    ]);
    assert.deepEqual(server.snapshots.kept, { origin: server.origin, takenAt: 1000, entities: [fresh] });
  });

  it('stays, with its age, when nobody answers', async () => {
    const { model } = modelRig();
    const server = memoryServer([fresh], { kept });
    server.source.failWith(UNREACHABLE);
    model.setServer(server);
    await model.refresh(never());
    assert.equal(summary(model.state), 'failed@10 unreachable | absent | old');
    assert.equal(server.snapshots.kept, kept);
  });

  it('makes no new index where the platform is still as it was', async () => {
    const { model, states } = modelRig();
    model.setServer(memoryServer([{ ...old }], { kept }));
    await model.refresh(never());
    const shown = states.filter(({ index }) => index.size > 0);
    assert.equal(new Set(shown.map(({ index }) => index)).size, 1);
    assert.deepEqual(
      shown.map(({ server }) => server.kept ?? false),
      [true, false],
    );
  });

  it('is still called so when nobody answers, however often', async () => {
    const { model } = modelRig();
    const server = memoryServer([fresh], { kept });
    server.source.failWith(UNREACHABLE);
    model.setServer(server);
    await model.refresh(never());
    await model.refresh(never());
    assert.equal(model.state.server.kept, true);
    server.source.failWith(undefined);
    await model.refresh(never());
    assert.equal(model.state.server.kept, undefined);
  });

  it('is left whole by a reading that is cut in the middle', async () => {
    const { model } = modelRig();
    const many = manyEntities(1500);
    const server = memoryServer(many, { kept: { ...kept, entities: many } });
    model.setServer(server);
    server.source.entities = manyEntities(2500, 'Component', 'other');
    const { source } = server;
    const page = source.page.bind(source);
    source.page = async (request, signal) => (request.cursor ? failure(UNREACHABLE) : page(request, signal));
    await model.refresh(never());
    assert.equal(model.state.server.phase, 'failed');
    assert.equal(model.state.index.size, 1500);
    assert.equal(server.snapshots.kept?.entities, many);
  });

  it('of each instance is its own, although both have the same entity', async () => {
    const { model } = modelRig();
    const first = memoryServer([entity('Component:same', { title: 'First' })]);
    const second = memoryServer([entity('Component:same', { title: 'Second' })], { origin: 'https://b.example.com' });
    for (const [server, title] of [
      [first, 'First'],
      [second, 'Second'],
      [first, 'First'],
    ] as const) {
      model.setServer(server);
      await model.refresh(never());
      assert.equal(model.state.index.get('component:default/same')?.title, title);
    }
    assert.deepEqual(
      [first, second].map(({ snapshots }) => snapshots.kept?.entities[0]?.title),
      ['First', 'Second'],
    );
  });

  it('is not shown again once the platform has been read', async () => {
    const { model, states } = modelRig();
    const server = memoryServer([fresh]);
    model.setServer(server);
    await model.refresh(never());
    server.snapshots.kept = kept;
    await model.refresh(never());
    assert.ok(!states.some(state => summary(state).includes('old')));
  });

  it('of another instance is never shown', async () => {
    const { model, states } = modelRig();
    const server = memoryServer([fresh], { kept: { ...kept, origin: 'https://other.example.com' } });
    server.source.failWith(UNREACHABLE);
    model.setServer(server);
    await model.refresh(never());
    assert.ok(states.every(({ index }) => index.size === 0));
  });
});

describe('a newer reading', () => {
  it('wins over an older one that answers later', async () => {
    const { model } = modelRig();
    const server = memoryServer([old]);
    model.setServer(server);
    const answerFirst = server.source.hold();
    const first = model.refresh(never());
    await turn();
    server.source.release();
    server.source.hold();
    server.source.entities = [fresh];
    const second = model.refresh(never());
    await turn();
    answerFirst();
    assert.deepEqual(problemOf(await first), CANCELLED);
    assert.equal(summary(model.state), 'loading | absent |', 'the older one must not end the newer one');
    server.source.release();
    assert.ok((await second).ok);
    assert.equal(summary(model.state), 'ready@1000 | absent | fresh');
  });

  it('of three is the last one, whatever the order of the answers', async () => {
    const { model } = modelRig();
    const server = memoryServer([]);
    model.setServer(server);
    const answers: (() => void)[] = [];
    const readings = [];
    for (const name of ['one', 'two', 'three']) {
      server.source.entities = [entity(`Component:${name}`)];
      answers.push(server.source.hold());
      readings.push(model.refresh(never()));
      await turn();
    }
    for (const answer of [answers[0]!, answers[2]!, answers[1]!]) {
      answer();
      await turn();
    }
    const results = await Promise.all(readings);
    assert.deepEqual(
      results.map(({ ok }) => ok),
      [false, false, true],
    );
    assert.equal(summary(model.state), 'ready@1000 | absent | three');
    assert.equal(server.snapshots.kept?.entities[0]?.name, 'three');
  });
});

describe('a reading that the person stops', () => {
  async function stopped(
    prepare: (server: ReturnType<typeof memoryServer>, refresh: () => Promise<unknown>) => Promise<void>,
  ) {
    const { model, clock } = modelRig();
    const server = memoryServer([old]);
    model.setServer(server);
    await prepare(server, () => model.refresh(never()));
    clock.time = 9000;
    server.source.entities = [fresh];
    server.source.hold();
    const controller = new AbortController();
    const reading = model.refresh(controller.signal);
    await turn();
    controller.abort();
    server.source.release();
    assert.deepEqual(problemOf(await reading), CANCELLED);
    return model;
  }

  it('leaves the first attempt as a failure that is nobody’s fault', async () => {
    const model = await stopped(() => Promise.resolve());
    assert.equal(summary(model.state), 'failed cancelled | absent |');
  });

  it('leaves what was known', async () => {
    const model = await stopped(async (_, refresh) => {
      await refresh();
    });
    assert.equal(summary(model.state), 'ready@1000 | absent | old');
  });

  it('leaves the problem of the reading before', async () => {
    const model = await stopped(async (server, refresh) => {
      await refresh();
      server.source.failWith(UNREACHABLE);
      await refresh();
      server.source.failWith(undefined);
    });
    assert.equal(summary(model.state), 'failed@1000 unreachable | absent | old');
  });

  it('leaves the snapshot that is shown meanwhile', async () => {
    const { model } = modelRig();
    const kept = { origin: 'https://backstage.example.com', takenAt: 10, entities: [old] };
    const server = memoryServer([fresh], { kept });
    model.setServer(server);
    server.source.hold();
    const controller = new AbortController();
    const reading = model.refresh(controller.signal);
    await turn();
    controller.abort();
    server.source.release();
    await reading;
    assert.equal(summary(model.state), 'ready@10 | absent | old');
  });

  it('leaves a problem together with the snapshot that came after it', async () => {
    const { model } = modelRig();
    const server = memoryServer([fresh]);
    model.setServer(server);
    server.source.failWith(UNREACHABLE);
    await model.refresh(never());
    server.snapshots.kept = { origin: server.origin, takenAt: 10, entities: [old] };
    server.source.hold();
    const controller = new AbortController();
    const reading = model.refresh(controller.signal);
    await turn();
    controller.abort();
    server.source.release();
    await reading;
    assert.equal(summary(model.state), 'failed@10 unreachable | absent | old');
  });

  it('may have been stopped before it began', async () => {
    const { model } = modelRig();
    const server = memoryServer([fresh]);
    model.setServer(server);
    assert.deepEqual(problemOf(await model.refresh(AbortSignal.abort())), CANCELLED);
    assert.equal(server.snapshots.kept, undefined);
  });

  it('is stopped for both sides', async () => {
    const { model } = modelRig();
    model.setServer(memoryServer([fresh]));
    model.setWorkspace(new MemoryCatalogue([local]));
    await model.refresh(AbortSignal.abort());
    assert.equal(summary(model.state), 'failed cancelled | failed cancelled |');
  });
});

describe('changing the instance', () => {
  it('forgets what was known of the one before', async () => {
    const { model } = modelRig();
    model.setServer(memoryServer([old]));
    await model.refresh(never());
    assert.ok(model.state.mine);
    model.setServer(memoryServer([fresh], { origin: 'https://other.example.com' }));
    assert.equal(summary(model.state), 'loading | absent |');
    assert.equal(model.state.mine, undefined);
    assert.equal(model.state.origin, 'https://other.example.com');
    model.setServer(undefined);
    assert.equal(summary(model.state), 'absent | absent |');
    assert.equal(model.state.origin, undefined);
  });

  it('drops an answer of the one before', async () => {
    const { model } = modelRig();
    const before = memoryServer([old]);
    model.setServer(before);
    before.source.hold();
    const reading = model.refresh(never());
    await turn();
    model.setServer(memoryServer([fresh], { origin: 'https://other.example.com' }));
    before.source.release();
    assert.deepEqual(problemOf(await reading), CANCELLED);
    assert.equal(summary(model.state), 'loading | absent |');
    assert.equal(before.snapshots.kept, undefined);
  });

  it('leaves the folder as it is', async () => {
    const { model } = modelRig();
    model.setWorkspace(new MemoryCatalogue([local]));
    await model.refresh(never());
    model.setServer(memoryServer([]));
    assert.equal(summary(model.state), 'loading | ready@1000 | local');
  });
});

describe('signing out', () => {
  it('forgets what is known of the instance, on the disk as well', async () => {
    const { model } = modelRig();
    const server = memoryServer([fresh]);
    model.setServer(server);
    await model.refresh(never());
    assert.ok(server.snapshots.kept);
    await model.forgetServer();
    assert.equal(summary(model.state), 'failed unauthorised | absent |');
    assert.equal(model.state.mine, undefined);
    assert.equal(server.snapshots.kept, undefined);
  });

  it('drops an answer that is under way', async () => {
    const { model } = modelRig();
    const server = memoryServer([fresh]);
    model.setServer(server);
    server.source.hold();
    const reading = model.refresh(never());
    await turn();
    const forgotten = model.forgetServer();
    server.source.release();
    await Promise.all([reading, forgotten]);
    assert.equal(summary(model.state), 'failed unauthorised | absent |');
    assert.equal(server.snapshots.kept, undefined);
  });

  it('of no instance changes nothing', async () => {
    const { model } = modelRig();
    await model.forgetServer();
    assert.equal(summary(model.state), 'absent | absent |');
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
