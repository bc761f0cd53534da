import assert from 'node:assert/strict';
import { request } from 'node:http';
import {
  openLoopback,
  type LoopbackOptions,
  type RedirectTarget,
} from '../../../../src/adapters/backstage/oauthLoopback.js';

const TEXTS = { title: 'Golden <Path>', done: 'Done.', denied: 'Denied.', unknown: 'Unknown.' };

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly policy: string;
}

/** Asks the loopback server as a browser does, or with another host than its own. */
function ask(uri: string, path: string, options: { host?: string; method?: string } = {}): Promise<Reply> {
  const { port, host } = new URL(uri);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: { host: options.host ?? host } },
      response => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body,
            policy: String(response.headers['content-security-policy']),
          }),
        );
      },
    );
    sent.on('error', reject).end();
  });
}

describe('the address that the browser comes back to', () => {
  let target: RedirectTarget | undefined;
  let accepted: string[] = [];

  const open = async (options: Partial<LoopbackOptions> = {}): Promise<RedirectTarget> => {
    accepted = [];
    target = await openLoopback({
      texts: TEXTS,
      external: async uri => uri,
      accept: answer => {
        const good = answer.get('state') === 'good' && accepted.length === 0;
        if (good) accepted.push(answer.get('code') ?? '');
        return good;
      },
      ...options,
    });
    assert.ok(target);
    return target;
  };

  afterEach(() => target?.dispose());

  it('is one of this machine alone, on a free port', async () => {
    assert.match((await open()).uri, /^http:\/\/127\.0\.0\.1:\d{4,5}\/callback$/);
  });

  it('takes one answer, thanks for it and closes itself', async () => {
    const { uri, answer } = await open();
    const reply = await ask(uri, '/callback?state=good&code=c0de');
    assert.equal(reply.status, 200);
    assert.ok(reply.body.includes('Done.'));
    assert.equal((await answer).get('code'), 'c0de');
    await assert.rejects(ask(uri, '/callback?state=good&code=c0de'), /ECONNREFUSED|ECONNRESET/);
  });

  it('goes on waiting after an answer to something else', async () => {
    const { uri, answer } = await open();
    assert.equal((await ask(uri, '/callback?state=bad&code=evil')).status, 400);
    assert.equal((await ask(uri, '/callback')).status, 400);
    assert.equal((await ask(uri, '/callback?state=good&code=c0de')).status, 200);
    assert.equal((await answer).get('code'), 'c0de');
  });

  it('says so when the person was not let in', async () => {
    const { uri, answer } = await open();
    assert.ok((await ask(uri, '/callback?state=good&error=access_denied')).body.includes('Denied.'));
    assert.equal((await answer).get('error'), 'access_denied');
  });

  it('answers to its own name only', async () => {
    const { uri } = await open();
    for (const host of ['evil.example.com', `evil.example.com:${new URL(uri).port}`, `localhost:${new URL(uri).port}`])
      assert.equal((await ask(uri, '/callback?state=good&code=c', { host })).status, 403, host);
    assert.deepEqual(accepted, []);
  });

  it('has one page, and reads only', async () => {
    const { uri } = await open();
    assert.equal((await ask(uri, '/?state=good')).status, 404);
    assert.equal((await ask(uri, '/callback/more?state=good')).status, 404);
    assert.equal((await ask(uri, '/callback?state=good', { method: 'POST' })).status, 405);
    assert.deepEqual(accepted, []);
  });

  it('shows a page that runs nothing, with text as text', async () => {
    const { uri } = await open();
    const { body, policy } = await ask(uri, '/callback?state=<script>');
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|script-src/);
    assert.ok(body.includes('Golden &#60;Path&#62;'));
    assert.ok(!body.includes('<script'));
  });

  it('is told the name that the browser knows it by', async () => {
    const { uri } = await open({ external: async () => 'http://127.0.0.1:4999/callback' });
    assert.equal(uri, 'http://127.0.0.1:4999/callback');
  });

  it('is not there where the browser cannot reach it', async () => {
    let own = '';
    const external = async (uri: string): Promise<undefined> => void (own = uri);
    assert.equal(await openLoopback({ texts: TEXTS, accept: () => true, external }), undefined);
    await assert.rejects(ask(own, '/callback'), /ECONNREFUSED/);
  });
});
