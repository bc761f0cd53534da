import assert from 'node:assert/strict';
import { failure, type Problem } from '../../../../src/core/common/problem.js';
import { knowsEverything } from '../../../../src/core/catalogue/language/knowledge.js';
import { never } from '../../values.js';
import { entity, manyEntities } from './entities.js';
import { MemoryCatalogue } from './memoryCatalogue.js';
import { memoryServer, modelRig, type MemoryServer } from './modelRig.js';

const UNREACHABLE: Problem = { kind: 'unreachable', message: 'Nobody there.' };

/** Has the server fail at the page at a cursor. */
function cutAt(server: MemoryServer, cursor: string): () => void {
  const page = server.source.page.bind(server.source);
  server.source.page = async (request, signal) =>
    request.cursor === cursor ? failure(UNREACHABLE) : page(request, signal);
  return () => (server.source.page = page);
}

describe('the first reading of a catalogue', () => {
  it('shows what has come, called partial, and is complete in the end', async () => {
    const { model, states } = modelRig();
    model.setServer(memoryServer(manyEntities(2500)));
    await model.refresh(never());
    const seen = states.filter(({ index }) => index.size > 0);
    assert.deepEqual(
      seen.map(({ index, server }) => [index.size, server.phase, server.partial ?? false, index.isComplete]),
      [
        [1000, 'loading', true, false],
        [2000, 'loading', true, false],
        [2500, 'ready', false, true],
      ],
    );
  });

  it('claims to know everything only when it is over', async () => {
    const { model, states } = modelRig();
    model.setServer(memoryServer(manyEntities(2500)));
    await model.refresh(never());
    let knows = false;
    const answers = states.map(state => (knows = knowsEverything(state, knows)));
    assert.deepEqual(new Set(answers.slice(0, -1)), new Set([false]));
    assert.equal(answers.at(-1), true);
  });

  it('shows ever more rarely what has come, so that a large catalogue is not sorted for each page', async () => {
    const { model, states } = modelRig();
    model.setServer(memoryServer(manyEntities(20_000)));
    await model.refresh(never());
    const sizes = [...new Set(states.map(({ index }) => index.size))];
    assert.deepEqual(sizes, [0, 1000, 2000, 3000, 5000, 8000, 12_000, 18_000, 20_000]);
  });

  it('shows nothing beforehand where all is on one page', async () => {
    const { model, states } = modelRig();
    model.setServer(memoryServer(manyEntities(800)));
    await model.refresh(never());
    assert.ok(states.every(({ server }) => !server.partial));
  });

  it('lays the open folder over what has come', async () => {
    const { model, states } = modelRig();
    const [first] = manyEntities(1);
    model.setWorkspace(new MemoryCatalogue([{ ...first!, title: 'Mine', local: { uri: 'file:///a.yaml', line: 0 } }]));
    await model.readWorkspace();
    model.setServer(memoryServer(manyEntities(1500)));
    await model.refresh(never());
    const partial = states.find(({ server }) => server.partial);
    assert.equal(partial?.index.get(first!.ref)?.title, 'Mine');
  });

  it('that is cut leaves what has come, called partial, and keeps nothing for another window', async () => {
    const { model } = modelRig();
    const server = memoryServer(manyEntities(2500));
    cutAt(server, '2000');
    model.setServer(server);
    await model.refresh(never());
    const { server: side, index } = model.state;
    assert.deepEqual(
      [side.phase, side.problem?.kind, side.partial, side.readAt],
      ['failed', 'unreachable', true, undefined],
    );
    assert.deepEqual([index.size, index.isComplete], [2000, false]);
    assert.equal(knowsEverything(model.state, true), false);
    assert.equal(server.snapshots.kept, undefined);
  });

  it('that is stopped leaves what has come, called partial', async () => {
    const { model } = modelRig();
    const server = memoryServer(manyEntities(2500));
    model.setServer(server);
    const stop = new AbortController();
    const listener = model.onDidChange(({ server: side }) => side.partial && stop.abort());
    await model.refresh(stop.signal);
    listener.dispose();
    assert.deepEqual([model.state.server.problem?.kind, model.state.server.partial], ['cancelled', true]);
    assert.equal(model.state.index.size, 1000);
    assert.equal(server.snapshots.kept, undefined);
  });

  it('that begins anew never shows less than there was, and ends complete', async () => {
    const { model, states } = modelRig();
    const server = memoryServer(manyEntities(2500));
    const mend = cutAt(server, '2000');
    model.setServer(server);
    await model.refresh(never());
    states.length = 0;
    mend();
    await model.refresh(never());
    assert.ok(states.every(({ index }) => index.size >= 2000));
    assert.deepEqual([model.state.index.size, model.state.index.isComplete], [2500, true]);
    assert.equal(server.snapshots.kept?.entities.length, 2500);
  });

  it('that begins anew and finds no more is complete all the same', async () => {
    const { model } = modelRig();
    const server = memoryServer(manyEntities(2500));
    const mend = cutAt(server, '2000');
    model.setServer(server);
    await model.refresh(never());
    mend();
    server.source.entities = manyEntities(2000);
    await model.refresh(never());
    assert.deepEqual([model.state.index.size, model.state.index.isComplete], [2000, true]);
  });

  it('that was cut gives way to a snapshot that another window kept', async () => {
    const { model, states } = modelRig();
    const server = memoryServer(manyEntities(2500));
    cutAt(server, '2000');
    model.setServer(server);
    await model.refresh(never());
    states.length = 0;
    const entities = [entity('Component:old')];
    server.snapshots.kept = { origin: server.origin, takenAt: 10, entities };
    server.source.failWith(UNREACHABLE);
    await model.refresh(never());
    const { server: side, index } = model.state;
    assert.deepEqual([side.readAt, side.kept, side.partial], [10, true, undefined]);
    assert.deepEqual([index.size, index.isComplete], [1, true]);
  });

  it('is forgotten with the instance', async () => {
    const { model } = modelRig();
    const server = memoryServer(manyEntities(2500));
    cutAt(server, '2000');
    model.setServer(server);
    await model.refresh(never());
    await model.forgetServer();
    assert.deepEqual([model.state.index.size, model.state.index.isComplete], [0, true]);
    assert.equal(model.state.server.partial, undefined);
  });
});

describe('a later reading of a catalogue', () => {
  it('shows nothing of itself before it is over', async () => {
    const { model, states } = modelRig();
    const kept = { origin: 'https://backstage.example.com', takenAt: 10, entities: manyEntities(1500) };
    const server = memoryServer(manyEntities(2500, 'Component', 'other'), { kept });
    model.setServer(server);
    await model.refresh(never());
    assert.deepEqual([...new Set(states.map(({ index }) => index.size))], [0, 1500, 2500]);
    assert.ok(states.every(({ server: side }) => !side.partial));
  });
});
