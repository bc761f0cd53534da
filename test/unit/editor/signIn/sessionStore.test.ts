import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Emitter } from '../../../../src/core/common/event.js';
import { SessionStore, type SessionChange, type StoredSession } from '../../../../src/editor/signIn/sessionStore.js';

const KEY = 'goldenPath.sessions';
const GRANT = { clientId: 'c', accessToken: 'a', expiresAt: 1, refreshToken: 'r' };
const ONE = 'https://one.example';
const guest = (id: string, origin = ONE): StoredSession => ({ id, origin, method: 'guest', label: 'Guest' });
const person = (id: string, origin = ONE): StoredSession => ({
  id,
  origin,
  baseUrl: origin,
  method: 'oauth',
  label: 'Ada',
  grant: GRANT,
});

/** The secret storage of the editor, as all its windows share it. */
function secretStorage(first?: string): vscode.SecretStorage {
  const kept = new Map<string, string>(first === undefined ? [] : [[KEY, first]]);
  const changed = new Emitter<vscode.SecretStorageChangeEvent>();
  return {
    get: async key => kept.get(key),
    store: async (key, value) => {
      kept.set(key, value);
      changed.fire({ key });
    },
    delete: async key => void kept.delete(key),
    onDidChange: changed.event,
  };
}

function open(secrets: vscode.SecretStorage): { store: SessionStore; changes: SessionChange[] } {
  const store = new SessionStore(secrets);
  const changes: SessionChange[] = [];
  store.onDidChange(change => void changes.push(change));
  return { store, changes };
}

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 5));
const ids = (sessions: readonly StoredSession[]): string[] => sessions.map(({ id }) => id);

describe('the kept sessions', () => {
  it('are those of earlier versions, too', async () => {
    const old = [guest('1'), { id: '2', origin: 'https://two.example', method: 'token', label: 'Token', token: 't' }];
    assert.deepEqual(await open(secretStorage(JSON.stringify(old))).store.all(), old);
  });

  for (const text of ['', '{', '7', '{"id":"1"}', '[null, 7, {}]', JSON.stringify([{ ...person('1'), grant: {} }])])
    it(`are none where what is kept is damaged: ${text.slice(0, 20)}`, async () => {
      assert.deepEqual(await open(secretStorage(text)).store.all(), []);
    });

  it('are one for each origin', async () => {
    const { store, changes } = open(secretStorage());
    await store.all();
    await store.add(guest('1'));
    await store.add(guest('2', 'https://two.example'));
    await store.add(person('3'));
    await settled();
    assert.deepEqual(ids(await store.all()), ['2', '3']);
    assert.deepEqual(
      changes.map(({ added, removed }) => [ids(added), ids(removed)]),
      [
        [['1'], []],
        [['2'], []],
        [['3'], ['1']],
      ],
    );
  });

  it('come and go in every window, told once in each', async () => {
    const secrets = secretStorage();
    const [here, there] = [open(secrets), open(secrets)];
    await Promise.all([here.store.all(), there.store.all()]);
    await here.store.add(person('1'));
    await settled();
    await there.store.remove('1');
    await settled();
    const expected = [
      [['1'], []],
      [[], ['1']],
    ];
    for (const { changes } of [here, there])
      assert.deepEqual(
        changes.map(({ added, removed }) => [ids(added), ids(removed)]),
        expected,
      );
  });

  it('are renewed without a word, and not after they have ended', async () => {
    const { store, changes } = open(secretStorage(JSON.stringify([person('1')])));
    const next = { ...GRANT, refreshToken: 'r2' };
    assert.equal(await store.renew('1', next), true);
    assert.deepEqual((await store.all())[0]?.grant, next);
    await settled();
    assert.deepEqual(changes, []);
    await store.remove('1');
    assert.equal(await store.renew('1', next), false);
    assert.deepEqual(await store.all(), []);
  });

  it('keep nothing secret of one that the server has ended, in every window, and over a reload', async () => {
    const secrets = secretStorage(JSON.stringify([person('1')]));
    const [here, there] = [open(secrets), open(secrets)];
    await Promise.all([here.store.all(), there.store.all()]);
    await here.store.end('1', GRANT);
    await settled();
    const left = { id: '1', origin: ONE, baseUrl: ONE, method: 'oauth', label: 'Ada', ended: true };
    for (const { changes } of [here, there]) assert.deepEqual(changes, [{ added: [], removed: [], ended: [left] }]);
    assert.deepEqual(await open(secrets).store.all(), [left]);
    assert.doesNotMatch((await secrets.get(KEY)) ?? '', /"grant"|refreshToken|accessToken/);
  });

  it('keep one that another window has renewed meanwhile', async () => {
    const { store, changes } = open(secretStorage(JSON.stringify([person('1')])));
    await store.all();
    await store.renew('1', { ...GRANT, accessToken: 'newer' });
    await store.end('1', GRANT);
    assert.equal((await store.all())[0]?.grant?.accessToken, 'newer');
    assert.deepEqual(changes, []);
  });

  it('tell once of an end, and of signing out after it, or of signing in again', async () => {
    const { store, changes } = open(secretStorage(JSON.stringify([person('1')])));
    await store.all();
    await store.end('1', GRANT);
    await store.end('1', GRANT);
    await store.add(guest('2', 'https://two.example'));
    await store.add(person('3'));
    await store.end('3', GRANT);
    await store.remove('3');
    assert.deepEqual(
      changes.map(({ added, removed, ended }) => [ids(added), ids(removed), ids(ended)]),
      [
        [[], [], ['1']],
        [['2'], [], []],
        [['3'], ['1'], []],
        [[], [], ['3']],
        [[], ['3'], []],
      ],
    );
  });

  it('lose nothing when several change at once', async () => {
    const { store } = open(secretStorage());
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => store.add(guest(`${index}`, `https://${index}.example`))),
    );
    assert.equal((await store.all()).length, 10);
  });
});
