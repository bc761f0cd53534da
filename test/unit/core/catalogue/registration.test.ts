import assert from 'node:assert/strict';
import {
  awaitEntities,
  findConflicts,
  lookUntil,
  refreshAndAwait,
  sourceAddresses,
  type EntityVersion,
  type Registrar,
} from '../../../../src/core/catalogue/registration.js';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { failure, success, type Problem } from '../../../../src/core/common/problem.js';
import { never, problemOf, valueOf } from '../../values.js';
import { entity } from './entities.js';

const GONE: Problem = { kind: 'unreachable', message: 'Nobody there.' };

/** A registrar whose entities have these versions at each look, the last ones for ever. */
function registrarWith(...looks: readonly (readonly (EntityVersion | undefined)[])[]) {
  const refreshed: string[] = [];
  let look = 0;
  const registrar: Registrar = {
    validate: async () => success([]),
    preview: async () => success({ exists: false, refs: [] }),
    register: async () => success(undefined),
    refresh: async ref => {
      refreshed.push(ref);
      return success(undefined);
    },
    versions: async () => success(looks[Math.min(look++, looks.length - 1)] ?? []),
  };
  return { registrar, refreshed };
}

function patience() {
  const waits: number[] = [];
  return { waits, everyMs: 500, forMs: 2000, wait: async (ms: number) => void waits.push(ms) };
}

describe('registering', () => {
  it('knows what comes from elsewhere', () => {
    const versions = [
      { etag: 'a', origin: 'url:https://x.example/a' },
      undefined,
      { etag: 'b', origin: 'url:https://x.example/b' },
      { etag: 'c' },
    ];
    assert.deepEqual(findConflicts('https://x.example/a', ['a', 'b', 'c', 'd'], versions), [
      { ref: 'c', origin: 'https://x.example/b' },
    ]);
  });

  it('waits until the catalogue has everything', async () => {
    const { registrar } = registrarWith([undefined, { etag: '1' }], [{ etag: '1' }, { etag: '1' }]);
    const wait = patience();
    assert.deepEqual(valueOf(await awaitEntities(registrar, ['a', 'b'], wait, never())), []);
    assert.deepEqual(wait.waits, [500]);
  });

  it('says what has not come in time', async () => {
    const { registrar } = registrarWith([undefined, { etag: '1' }]);
    const wait = patience();
    assert.deepEqual(valueOf(await awaitEntities(registrar, ['a', 'b'], wait, never())), ['a']);
    assert.deepEqual(wait.waits, [500, 500, 500, 500]);
  });

  it('stops when it is told to, and at a problem', async () => {
    const stop = new AbortController();
    const look = async () => {
      stop.abort();
      return success(undefined);
    };
    assert.equal(problemOf(await lookUntil(look, patience(), stop.signal)).kind, 'cancelled');
    assert.equal(problemOf(await lookUntil(async () => failure(GONE), patience(), never())), GONE);
  });
});

describe('refreshing', () => {
  it('waits until the entity is another', async () => {
    const { registrar, refreshed } = registrarWith([{ etag: '1' }], [{ etag: '1' }], [{ etag: '2' }]);
    assert.equal(valueOf(await refreshAndAwait(registrar, 'a', patience(), never())), true);
    assert.deepEqual(refreshed, ['a']);
  });

  it('ends when nothing changes', async () => {
    const { registrar } = registrarWith([{ etag: '1' }]);
    assert.equal(valueOf(await refreshAndAwait(registrar, 'a', patience(), never())), false);
  });

  it('asks for nothing that the catalogue does not have', async () => {
    const { registrar, refreshed } = registrarWith([undefined]);
    assert.equal(problemOf(await refreshAndAwait(registrar, 'a', patience(), never())).kind, 'notFound');
    assert.deepEqual(refreshed, []);
  });
});

describe('the addresses in the catalogue', () => {
  it('are those of files on the web', () => {
    const annotations = {
      'backstage.io/managed-by-location': 'url:https://x.example/a',
      'backstage.io/source-location': 'file:/x',
    };
    assert.deepEqual(
      [...sourceAddresses(EntityIndex.of([entity('Component:a', { annotations })], []))],
      ['https://x.example/a'],
    );
  });
});
