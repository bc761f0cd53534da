import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { CANCELLED, type Problem } from '../../../../src/core/common/problem.js';
import { never, problemOf } from '../../values.js';
import { entity } from './entities.js';
import { MemoryCatalogue } from './memoryCatalogue.js';
import { memoryServer, modelRig, summary } from './modelRig.js';

const old = entity('Component:old');
const fresh = entity('Component:fresh');
const local = entity('Component:local', { local: 'file:///a.yaml' });
const UNREACHABLE: Problem = { kind: 'unreachable', message: 'Nobody there.' };

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
