import assert from 'node:assert/strict';
import type { AcceptAnswer } from '../../../../src/adapters/backstage/oauthLoopback.js';
import type { OAuthServer } from '../../../../src/adapters/backstage/oauthServer.js';
import type { SignInBrowser } from '../../../../src/adapters/backstage/oauthSignIn.js';
import { findSignInWay } from '../../../../src/adapters/backstage/oauthWay.js';
import { never, problemOf, valueOf } from '../../values.js';
import { hangUp, json, localServer, redirect, type Answer, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const CLIENT_ID = 'https://idp.example/api/auth/.well-known/oauth-client/cli.json';
const EDITOR = 'vscode://golden-path.golden-path/callback?windowId=1';
const PUBLISHES: OAuthServer = { publishedClientId: CLIENT_ID, registers: false, renews: true };
const BOTH: OAuthServer = { ...PUBLISHES, registers: true };

const LEADS_ON = redirect('https://portal.example/oauth2/authorize/1');
const REGISTERED = json({ client_id: 'id', client_secret: 'hush' }, 201);
const REFUSED = json({ error: { name: 'InputError', message: 'Invalid client_id' } }, 400);

describe('the way to sign in by the browser', () => {
  let server: LocalServer;
  let open: string[];
  const accept: AcceptAnswer = () => false;

  beforeEach(async () => {
    open = [];
    server = await localServer();
  });
  afterEach(() => server.close());

  const browser = (more: Partial<SignInBrowser> = {}): SignInBrowser => ({
    open: () => assert.fail('no browser is opened while the way is looked for'),
    editorTarget: async () => {
      open.push(EDITOR);
      return {
        uri: EDITOR,
        answer: new Promise<URLSearchParams>(() => undefined),
        dispose: () => void open.splice(open.indexOf(EDITOR), 1),
      };
    },
    loopbackAddress: async uri => uri,
    texts: { title: 'T', done: 'D', denied: 'N', unknown: 'U' },
    ...more,
  });

  const find = async (offers: OAuthServer, who: SignInBrowser, signal: AbortSignal, ...answers: readonly Answer[]) => {
    if (answers.length > 0) server.answer(...answers);
    const { client } = clientRig(server, { token: 'secret-token' });
    const found = await findSignInWay(offers, {
      client,
      baseUrl: server.url,
      browser: who,
      scope: 'openid',
      accept,
      signal,
    });
    if (found.ok) found.value.target.dispose();
    return found;
  };
  const way = async (offers: OAuthServer, answers: readonly Answer[], who = browser()) =>
    valueOf(await find(offers, who, never(), ...answers));
  const noWay = async (offers: OAuthServer, answers: readonly Answer[], who = browser()) =>
    problemOf(await find(offers, who, never(), ...answers));
  const asked = (): string[] => server.requests.map(({ line }) => line.split('?')[0] ?? '');
  const REGISTER = 'POST /api/auth/v1/register';
  const AUTHORIZE = 'GET /api/auth/v1/authorize';

  it('is a client of our own name at this machine’s address, where an instance offers everything', async () => {
    const { identity, target } = await way(BOTH, [REGISTERED, LEADS_ON]);
    assert.deepEqual(identity, { clientId: 'id', clientSecret: 'hush' });
    assert.match(target.uri, /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    const registration = JSON.parse(server.requests[0]?.body ?? '') as Record<string, unknown>;
    assert.equal(registration['client_name'], 'Golden Path');
    assert.deepEqual(registration['redirect_uris'], [target.uri]);
    assert.deepEqual(asked(), [REGISTER, AUTHORIZE]);
  });

  it('is the editor’s address where this machine’s cannot be reached, or is not allowed', async () => {
    const unreachable = browser({ loopbackAddress: async () => undefined });
    assert.equal((await way(BOTH, [REGISTERED, LEADS_ON], unreachable)).target.uri, EDITOR);
    assert.equal((await way(BOTH, [REFUSED, REGISTERED, LEADS_ON])).target.uri, EDITOR);
  });

  it('is the client that the instance publishes, where none can be registered', async () => {
    const { identity, target } = await way(PUBLISHES, [LEADS_ON]);
    assert.deepEqual(identity, { clientId: CLIENT_ID });
    assert.match(target.uri, /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    assert.deepEqual(asked(), [AUTHORIZE]);
  });

  for (const status of [400, 401, 403, 404, 405])
    it(`is the published client where registering answers ${status}`, async () => {
      const refuse = json({ error: 'x' }, status);
      const { identity } = await way(BOTH, [refuse, refuse, LEADS_ON]);
      assert.equal(identity.clientId, CLIENT_ID);
      assert.deepEqual(asked(), [REGISTER, REGISTER, AUTHORIZE]);
      assert.deepEqual(open, [], 'what was not allowed is not waited for');
    });

  it('is another one where the instance registers a client, but does not let it ask', async () => {
    const { identity } = await way(BOTH, [REGISTERED, REFUSED, REGISTERED, REFUSED, LEADS_ON]);
    assert.equal(identity.clientId, CLIENT_ID);
  });

  it('is another one where the instance sends the refusal back to the program', async () => {
    const back: Answer = (response, { line }) => {
      const asks = new URL(line.split(' ')[1] ?? '', server.url).searchParams;
      redirect(`${asks.get('redirect_uri')}?error=invalid_scope&state=${asks.get('state')}`)(response, {
        line,
        headers: {},
        body: '',
      });
    };
    assert.equal((await noWay(PUBLISHES, [back])).kind, 'unsupported');
    assert.equal((await way(BOTH, [REGISTERED, back, REGISTERED, LEADS_ON])).target.uri, EDITOR);
  });

  it('is not allowed, with the server’s reason in the log, where the instance refuses every one', async () => {
    const problem = await noWay(BOTH, [REFUSED]);
    assert.equal(problem.kind, 'unsupported');
    assert.match(problem.message, /does not allow Golden Path/);
    assert.match(problem.detail ?? '', /Invalid client_id/);
    assert.deepEqual(open, []);
  });

  it('is none where the browser cannot come back', async () => {
    const nowhere = browser({ loopbackAddress: async () => undefined, editorTarget: async () => undefined });
    assert.equal((await noWay(BOTH, [LEADS_ON], nowhere)).kind, 'unsupported');
    assert.deepEqual(server.requests, []);
  });

  for (const [name, answer, kind] of [
    ['fails', json({}, 500), 'internal'],
    ['cuts the connection', hangUp, 'unreachable'],
    ['has had too many requests', json({}, 429, { 'retry-after': '600' }), 'rateLimited'],
  ] as const)
    it(`is not known where the instance ${name}: then no other one is tried`, async () => {
      assert.equal((await noWay(BOTH, [REGISTERED, answer])).kind, kind);
      assert.equal(asked().filter(line => line === REGISTER).length, 1);
    });

  for (const status of [401, 403])
    it(`is left to the browser where something before the instance answers ${status} to programs`, async () => {
      assert.equal((await way(PUBLISHES, [json({}, status)])).identity.clientId, CLIENT_ID);
    });

  it('is tried without a token, following no redirect', async () => {
    await way(PUBLISHES, [redirect(`${server.url}/elsewhere`)]);
    assert.deepEqual(asked(), [AUTHORIZE]);
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  it('is tried with a state and a challenge of their own each time, which no answer can use', async () => {
    const offered: URLSearchParams[] = [];
    const { client } = clientRig(server);
    server.answer(REFUSED);
    const options = { client, baseUrl: server.url, browser: browser(), scope: 'openid', signal: never() };
    await findSignInWay(PUBLISHES, { ...options, accept: answer => (offered.push(answer), false) });
    await findSignInWay(PUBLISHES, { ...options, accept });
    const seen = server.requests.map(({ line }) => new URL(line.split(' ')[1] ?? '', server.url).searchParams);
    for (const name of ['state', 'code_challenge']) {
      const values = seen.map(parameters => parameters.get(name));
      assert.ok(values.every(value => value !== null && value.length >= 43));
      assert.equal(new Set(values).size, 2, name);
    }
    assert.ok(seen.every(parameters => parameters.get('code_challenge_method') === 'S256'));
    assert.deepEqual(offered, []);
  });

  it('is not looked for any further once the person has stopped', async () => {
    const stop = new AbortController();
    const stopping: Answer = (response, arrived) => {
      stop.abort();
      REFUSED(response, arrived);
    };
    assert.equal(problemOf(await find(BOTH, browser(), stop.signal, stopping)).kind, 'cancelled');
    assert.equal(server.requests.length, 1);
  });
});
