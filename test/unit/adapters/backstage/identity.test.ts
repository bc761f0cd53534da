import assert from 'node:assert/strict';
import { guestToken, ownershipRefs } from '../../../../src/adapters/backstage/identity.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const NOW = 1_000_000;

describe('the identity of a person at Backstage', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  const client = () => clientRig(server, { token: 'canary' }).client;

  const identity = { token: 't', expiresInSeconds: 3600, identity: { userEntityRef: 'user:development/guest' } };
  const good: readonly (readonly [string, object, { userRef: string; expiresAt: number }])[] = [
    ['as the server says', {}, { userRef: 'user:development/guest', expiresAt: NOW + 3_600_000 }],
    [
      'without a time',
      { expiresInSeconds: undefined },
      { userRef: 'user:development/guest', expiresAt: NOW + 300_000 },
    ],
    ['with a time past', { expiresInSeconds: -1 }, { userRef: 'user:development/guest', expiresAt: NOW + 300_000 }],
    ['without a name', { identity: null }, { userRef: 'user:default/guest', expiresAt: NOW + 3_600_000 }],
  ];
  for (const [what, changes, expected] of good)
    it(`is a guest’s, ${what}`, async () => {
      server.answer(json({ backstageIdentity: { ...identity, ...changes } }));
      assert.deepEqual(valueOf(await guestToken(client(), NOW, never())), { token: 't', ...expected });
      assert.equal(server.requests.at(-1)?.headers.authorization, undefined);
    });

  for (const answer of [null, {}, { backstageIdentity: null }, { backstageIdentity: { token: '' } }, { token: 't' }])
    it(`is not a guest’s where the answer is ${JSON.stringify(answer)}`, async () => {
      server.answer(json(answer));
      assert.equal(problemOf(await guestToken(client(), NOW, never())).kind, 'invalid');
    });

  for (const [status, kind] of [
    [401, 'unauthorised'],
    [403, 'forbidden'],
    [404, 'notFound'],
  ] as const)
    it(`is not known: HTTP ${status}`, async () => {
      server.answer(json({}, status));
      assert.equal(problemOf(await guestToken(client(), NOW, never())).kind, kind);
      assert.equal(problemOf(await ownershipRefs(client(), never())).kind, kind);
    });

  const claims: readonly (readonly [unknown, readonly string[]])[] = [
    [
      { claims: { sub: 'User:Default/Ada', ent: ['user:default/ada', 'Group:default/Payments', 7, null] } },
      ['user:default/ada', 'group:default/payments'],
    ],
    [{ claims: { sub: 'user:default/ada' } }, ['user:default/ada']],
    [{ claims: { sub: 7, ent: 'group:default/a' } }, []],
    [{ claims: null }, []],
    [{}, []],
    [null, []],
  ];
  for (const [answer, expected] of claims)
    it(`owns things by ${JSON.stringify(expected)}`, async () => {
      server.answer(json(answer));
      assert.deepEqual(valueOf(await ownershipRefs(client(), never())), expected);
      assert.equal(server.requests.at(-1)?.headers.authorization, 'Bearer canary');
    });
});
