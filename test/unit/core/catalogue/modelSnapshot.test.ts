import assert from 'node:assert/strict';
import { failure, type Problem } from '../../../../src/core/common/problem.js';
import { never } from '../../values.js';
import { entity, manyEntities } from './entities.js';
import { memoryServer, modelRig, summary } from './modelRig.js';

const old = entity('Component:old');
const fresh = entity('Component:fresh');
const UNREACHABLE: Problem = { kind: 'unreachable', message: 'Nobody there.' };

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
