import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { CANCELLED, failure, type Problem } from '../../../../src/core/common/problem.js';
import { never, problemOf } from '../../values.js';
import { entity } from './entities.js';
import { MemoryCatalogue } from './memoryCatalogue.js';
import { memoryServer, modelRig, summary } from './modelRig.js';

const old = entity('Component:old');
const fresh = entity('Component:fresh');
const local = entity('Component:local', { local: 'file:///a.yaml' });

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

describe('being signed out by the server', () => {
  const ENDED: Problem = { kind: 'unauthorised', message: 'You were signed out by the server.' };

  it('leaves what is known, with its age and whose it is, here and on the disk', async () => {
    const { model, clock } = modelRig();
    const server = memoryServer([fresh]);
    model.setServer(server);
    await model.refresh(never());
    const { mine } = model.state;
    clock.time = 9000;
    server.source.failWith(ENDED);
    server.ownership = failure(ENDED);
    await model.refresh(never());
    assert.equal(summary(model.state), 'failed@1000 unauthorised | absent | fresh');
    assert.equal(model.state.mine, mine);
    assert.equal(server.snapshots.kept?.takenAt, 1000);
  });

  it('is over as soon as somebody signs in again', async () => {
    const { model } = modelRig();
    const server = memoryServer([old]);
    model.setServer(server);
    await model.refresh(never());
    server.source.failWith(ENDED);
    await model.refresh(never());
    server.source.failWith(undefined);
    server.source.entities = [fresh];
    await model.refresh(never());
    assert.equal(summary(model.state), 'ready@1000 | absent | fresh');
  });

  it('shows what was kept to a window that opens later', async () => {
    const { model } = modelRig();
    const kept = { origin: 'https://backstage.example.com', takenAt: 10, entities: [old] };
    const server = memoryServer([fresh], { kept });
    server.source.failWith(ENDED);
    server.ownership = failure(ENDED);
    model.setServer(server);
    await model.refresh(never());
    assert.equal(summary(model.state), 'failed@10 unauthorised | absent | old');
    assert.equal(server.snapshots.kept, kept);
  });
});
