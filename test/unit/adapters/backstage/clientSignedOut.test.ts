import assert from 'node:assert/strict';
import type { TokenSource } from '../../../../src/adapters/backstage/client.js';
import { problemOf, valueOf } from '../../values.js';
import { json, localServer, redirect, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const SIGNED_OUT = 'You were signed out by the server.';

describe('a request after the server has ended the sign-in', () => {
  let server: LocalServer;
  beforeEach(async () => {
    server = await localServer();
    server.answer(json({}, 401));
  });
  afterEach(() => server.close());

  const ask = async (tokens: Partial<TokenSource>) =>
    problemOf(
      await clientRig(server, { tokens: { token: async () => undefined, refused: () => undefined, ...tokens } }).get(),
    );

  it('says so', async () => {
    const { kind, message } = await ask({ ended: async () => true });
    assert.deepEqual([kind, message], ['unauthorised', SIGNED_OUT]);
  });

  it('says so where that becomes known by the very request', async () => {
    let token: string | undefined = 'old';
    const { message } = await ask({
      token: async () => token,
      refused: () => (token = undefined),
      ended: async () => token === undefined,
    });
    assert.equal(message, SIGNED_OUT);
  });

  it('says something else where nobody has signed in, or where a token is there and refused', async () => {
    for (const tokens of [{}, { ended: async () => false }, { token: async () => 'same', ended: async () => true }])
      assert.notEqual((await ask(tokens)).message, SIGNED_OUT);
  });
});

describe('a request whose answer is where it is sent on to', () => {
  it('gives the address, and does not go there', async () => {
    const server = await localServer();
    server.answer(redirect('https://elsewhere.example/page'));
    const { get } = clientRig(server);
    assert.equal(valueOf(await get({ redirectIsAnswer: true })), 'https://elsewhere.example/page');
    assert.equal(server.requests.length, 1);
    server.answer(json({ a: 1 }));
    assert.deepEqual(valueOf(await get({ redirectIsAnswer: true })), { a: 1 });
    await server.close();
  });
});
