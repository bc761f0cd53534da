import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Problem, ProblemKind } from '../../../../src/core/common/problem.js';
import { never, problemOf, valueOf } from '../../values.js';
import { hang, hangUp, json, localServer, redirect, send, type Answer, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const HTML = '<!DOCTYPE html><html><body>Backstage</body></html>';
const NOW = 'Mon, 05 Jan 2026 10:00:00 GMT';
const IN_SEVEN_SECONDS = 'Mon, 05 Jan 2026 10:00:07 GMT';
const IN_AN_HOUR = 'Mon, 05 Jan 2026 11:00:00 GMT';
const backstageError = (message: string) => ({ error: { name: 'SomeError', message } });

describe('the client of Backstage', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  let start = 0;
  beforeEach(() => (start = server.requests.length));
  const asked = () => server.requests.slice(start);

  it('asks for JSON below the address, each parameter as Backstage reads it', async () => {
    server.answer(json({ good: true }));
    const { client, log } = clientRig(server, { baseUrl: `${server.url}/portal` });
    const params = { filter: ['kind=api', 'kind=group'], limit: 5, cursor: undefined, fields: 'a,b' };
    assert.deepEqual(valueOf(await client.request({ path: '/api/thing', params, signal: never() })), { good: true });
    const [request] = asked();
    assert.equal(
      decodeURIComponent(request!.line),
      'GET /portal/api/thing?filter=kind=api&filter=kind=group&limit=5&fields=a,b',
    );
    assert.equal(request?.headers.accept, 'application/json');
    assert.match(log.lines.join('\n'), /^debug: GET \/api\/thing: 200 in \d+ ms$/);
  });

  it('sends a body as JSON', async () => {
    server.answer(json({}, 201));
    await clientRig(server).get({ method: 'POST', body: { refs: ['ä'] } });
    assert.equal(asked()[0]?.line, 'POST /api/thing');
    assert.equal(asked()[0]?.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(asked()[0]?.body ?? ''), { refs: ['ä'] });
  });

  it('asks for answers that are not packed within one machine', async () => {
    server.answer(json({}));
    await clientRig(server).get();
    assert.equal(asked()[0]?.headers['accept-encoding'], 'identity');
  });

  it('tells of the body of a good answer before it reads it', async () => {
    const bodies: string[] = [];
    const onBody = (body: string): void => void bodies.push(body);
    server.answer(json({ a: 1 }), json(backstageError('no'), 400));
    const { get } = clientRig(server);
    assert.deepEqual(valueOf(await get({ onBody })), { a: 1 });
    assert.deepEqual(bodies, ['{"a":1}']);
    assert.equal(problemOf(await get({ onBody })).kind, 'invalid');
    assert.equal(bodies.length, 1);
  });

  it('reads no answer that is cancelled when its body has come', async () => {
    server.answer(json({ a: 1 }));
    const stop = new AbortController();
    const onBody = (): void => stop.abort();
    assert.equal(problemOf(await clientRig(server).get({ onBody, signal: stop.signal })).kind, 'cancelled');
  });

  it('takes an empty answer for no value', async () => {
    server.answer(send('', 204));
    assert.equal(valueOf(await clientRig(server).get()), undefined);
  });

  describe('makes a problem of every other answer', () => {
    const cases: readonly (readonly [string, Answer, Partial<Problem> & { kind: ProblemKind }, RegExp])[] = [
      ['a web page', send(HTML, 200, { 'content-type': 'text/html' }), { kind: 'invalid', status: 200 }, /web page/],
      ['a web page that pretends to be JSON', send(HTML, 200), { kind: 'invalid', status: 200 }, /web page/],
      [
        'a web page by its type alone',
        send('x', 200, { 'content-type': 'text/html' }),
        { kind: 'invalid' },
        /web page/,
      ],
      ['400 with a reason', json(backstageError('Bad filter'), 400), { kind: 'invalid', status: 400 }, /^Bad filter$/],
      ['400 without a reason', send('', 400), { kind: 'invalid', status: 400 }, /answers HTTP 400/],
      ['401', json(backstageError('x'), 401), { kind: 'unauthorised', status: 401 }, /sign in/],
      ['403', json(backstageError('x'), 403), { kind: 'forbidden', status: 403 }, /not allowed/],
      ['404', json(backstageError('x'), 404), { kind: 'notFound', status: 404 }, /no \/api\/thing/],
      ['404 as a web page', send(HTML, 404), { kind: 'notFound', status: 404 }, /no \/api\/thing/],
      ['409', json(backstageError('Taken'), 409), { kind: 'conflict', status: 409 }, /^Taken$/],
      ['409 without a reason', send('', 409), { kind: 'conflict', status: 409 }, /exists already/],
      ['501', send('', 501), { kind: 'internal', status: 501 }, /HTTP 501/],
      ['a redirect to nowhere', send('', 304), { kind: 'invalid', status: 304 }, /HTTP 304/],
    ];
    for (const [what, answer, expected, message] of cases)
      it(what, async () => {
        server.answer(answer);
        const { get, waits } = clientRig(server);
        const problem = problemOf(await get());
        assert.deepEqual({ ...problem, ...expected }, problem);
        assert.match(problem.message, message);
        assert.match(problem.detail ?? '', new RegExp(`^/api/thing: HTTP ${problem.status}`));
        assert.equal(asked().length, 1);
        assert.deepEqual(waits, []);
      });

    it('shortened, however much the server says', async () => {
      server.answer(json(backstageError('x'.repeat(10_000)), 400));
      const problem = problemOf(await clientRig(server).get());
      assert.equal(problem.message.length, 300);
      server.answer(send('y'.repeat(10_000), 500));
      assert.ok((problemOf(await clientRig(server).get()).detail?.length ?? 0) < 300);
    });
  });

  describe('asks again', () => {
    for (const status of [429, 500, 502, 503, 504])
      it(`after HTTP ${status}, twice, with growing pauses`, async () => {
        server.answer(send('', status));
        const { get, waits } = clientRig(server);
        const problem = problemOf(await get());
        assert.equal(problem.kind, status === 429 ? 'rateLimited' : 'internal');
        assert.equal(problem.status, status);
        assert.equal(asked().length, 3);
        assert.deepEqual(waits, [300, 600]);
      });

    for (const [random, pauses] of [
      [0, [150, 300]],
      [1, [450, 900]],
    ] as const)
      it(`after pauses that chance spreads: ${pauses.join(' and ')} ms`, async () => {
        server.answer(send('', 503));
        const { get, waits } = clientRig(server, { random: () => random });
        await get();
        assert.deepEqual(waits, pauses);
      });

    const retryAfter: readonly (readonly [number, Record<string, string>, readonly number[]])[] = [
      [429, { 'retry-after': '7' }, [7000, 7000]],
      [429, { 'retry-after': '0' }, [0, 0]],
      [503, { 'retry-after': '2' }, [2000, 2000]],
      [429, { 'retry-after': IN_SEVEN_SECONDS, date: NOW }, [7000, 7000]],
      [429, { 'retry-after': NOW, date: IN_SEVEN_SECONDS }, [0, 0]],
      [429, { 'retry-after': '-5' }, [0, 0]],
      [429, { 'retry-after': 'soon' }, [300, 600]],
      [429, { 'retry-after': ' ' }, [300, 600]],
      [502, { 'retry-after': '7' }, [300, 600]],
      [429, { 'retry-after': '21' }, []],
      [503, { 'retry-after': '3600' }, []],
      [429, { 'retry-after': IN_AN_HOUR, date: NOW }, []],
    ];
    for (const [status, headers, pauses] of retryAfter)
      it(`after HTTP ${status} with ${JSON.stringify(headers)} and pauses of ${pauses.join(', ') || 'none'}`, async () => {
        server.answer(json({}, status, headers));
        const { get, waits } = clientRig(server);
        assert.equal(problemOf(await get()).status, status);
        assert.deepEqual(waits, pauses);
        assert.equal(asked().length, pauses.length + 1);
      });

    it('until it is answered', async () => {
      server.answer(send('', 502), json({}, 429, { 'retry-after': '1' }), json({ at: 'last' }));
      const { get, waits, log } = clientRig(server);
      assert.deepEqual(valueOf(await get()), { at: 'last' });
      assert.deepEqual(waits, [300, 1000]);
      assert.equal(log.lines.filter(line => line.includes('Trying again')).length, 2);
    });

    for (const [what, cut] of [
      ['the connection was cut', hangUp],
      ['the body was cut', cutBody],
    ] as const)
      it(`when ${what}`, async () => {
        server.answer(cut, json({ good: true }));
        assert.deepEqual(valueOf(await clientRig(server).get()), { good: true });
        assert.equal(asked().length, 2);
      });

    for (const [what, answer] of [
      ['the connection was cut', hangUp],
      ['the body was cut', cutBody],
      ['the answer is no JSON', send('{"items": [', 200)],
    ] as const)
      it(`not for something that may have been done: ${what}`, async () => {
        server.answer(answer);
        const problem = problemOf(await clientRig(server).get({ method: 'POST', body: {} }));
        assert.equal(problem.kind, 'unreachable');
        assert.equal(asked().length, 1);
      });

    it('for something that the server has put off', async () => {
      server.answer(json({}, 429, { 'retry-after': '1' }), json({ done: true }));
      assert.deepEqual(valueOf(await clientRig(server).get({ method: 'POST', body: {} })), { done: true });
    });
  });

  describe('says why nobody answers', () => {
    it('the connection is cut', async () => {
      server.answer(hangUp);
      const problem = problemOf(await clientRig(server).get());
      assert.equal(problem.kind, 'unreachable');
      assert.match(problem.message, /cannot be reached: the connection was cut\.$/);
      assert.equal(asked().length, 3);
    });

    it('the answer is cut', async () => {
      server.answer(cutBody);
      assert.equal(problemOf(await clientRig(server).get()).kind, 'unreachable');
    });

    it('the answer is no JSON', async () => {
      server.answer(send('{"items": ['));
      const problem = problemOf(await clientRig(server).get());
      assert.equal(problem.kind, 'unreachable');
      assert.match(problem.message, /cut off or no JSON/);
      assert.match(problem.detail ?? '', /\{"items": \[/);
    });

    it('nothing listens there, which does not change by asking again', async () => {
      const gone = await localServer();
      await gone.close();
      const { get, waits } = clientRig(gone);
      const problem = problemOf(await get());
      assert.equal(problem.kind, 'unreachable');
      assert.match(problem.message, /nothing listens there/);
      assert.deepEqual(waits, []);
    });

    it('it does not answer in time', async () => {
      server.answer(hang);
      const problem = problemOf(await clientRig(server, { timeoutMs: 20 }).get());
      assert.equal(problem.kind, 'unreachable');
      assert.match(problem.message, /does not answer in time/);
      assert.equal(asked().length, 3);
    });

    for (const [what, answer] of [
      ['stops in the middle of its answer', stall],
      ['answers drop by drop', drip],
    ] as const)
      it(`it ${what}`, async () => {
        server.answer(answer);
        const problem = problemOf(await clientRig(server, { timeoutMs: 40 }).get());
        assert.equal(problem.kind, 'unreachable');
        assert.match(problem.message, /does not answer in time/);
      });

    it('it speaks no HTTP', async () => {
      server.answer(response => void response.socket?.end('220 mail.example.com ESMTP\r\n'));
      assert.equal(problemOf(await clientRig(server).get()).kind, 'unreachable');
    });

    it('it sends too much', async () => {
      const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
      server.answer(send(bomb, 200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }));
      const problem = problemOf(await clientRig(server).get());
      assert.equal(problem.kind, 'invalid');
      assert.match(problem.message, /too large/);
      assert.equal(asked().length, 1);
    });
  });

  describe('follows a redirect', () => {
    it('on the same origin, with the token', async () => {
      server.answer(redirect('/elsewhere'), json({ good: true }));
      assert.deepEqual(valueOf(await clientRig(server, { token: 'canary' }).get()), { good: true });
      assert.deepEqual(
        asked().map(({ line, headers }) => [line, headers.authorization]),
        [
          ['GET /api/thing', 'Bearer canary'],
          ['GET /elsewhere', 'Bearer canary'],
        ],
      );
    });

    it('but not in a circle', async () => {
      server.answer(redirect('/api/thing'));
      assert.ok(!(await clientRig(server).get()).ok);
    });

    for (const status of [301, 302, 303, 307, 308])
      it(`but not to another origin, where no token arrives: HTTP ${status}`, async () => {
        const other = await localServer();
        try {
          server.answer(redirect(`${other.url}/api/thing`, status));
          const problem = problemOf(await clientRig(server, { token: 'canary' }).get());
          assert.equal(problem.kind, 'invalid');
          assert.ok(problem.message.includes(other.url), problem.message);
          assert.deepEqual(other.requests, []);
          assert.equal(asked().length, 1);
        } finally {
          await other.close();
        }
      });

    it('but not in two steps to another origin either', async () => {
      const other = await localServer();
      try {
        server.answer(redirect('/first'), redirect(other.url));
        assert.equal(problemOf(await clientRig(server, { token: 'canary' }).get()).kind, 'invalid');
        assert.deepEqual(other.requests, []);
      } finally {
        await other.close();
      }
    });
  });

  describe('sends a token', () => {
    const tokenOf = (position: number) => asked()[position]?.headers.authorization;

    it('where there is one', async () => {
      server.answer(json({}));
      await clientRig(server, { token: 'canary' }).get();
      assert.equal(tokenOf(0), 'Bearer canary');
    });

    it('only where there is one', async () => {
      server.answer(json({}, 401));
      const { get, refused } = clientRig(server);
      assert.equal(problemOf(await get()).kind, 'unauthorised');
      assert.equal(asked().length, 1);
      assert.equal(tokenOf(0), undefined);
      assert.deepEqual(refused, []);
    });

    it('not where the request must do without', async () => {
      server.answer(json({}, 401));
      const { get, refused } = clientRig(server, { token: 'canary' });
      await get({ anonymous: true });
      assert.equal(tokenOf(0), undefined);
      assert.deepEqual(refused, []);
    });

    for (const [what, second, answers, requests] of [
      ['a new one, once', 'second', [json({}, 401), json({ good: true })], ['Bearer first', 'Bearer second']],
      ['a new one, but only once', 'second', [json({}, 401)], ['Bearer first', 'Bearer second']],
      ['no other than the one refused', 'first', [json({}, 401)], ['Bearer first']],
      ['none where there is no new one', undefined, [json({}, 401)], ['Bearer first']],
    ] as const)
      it(`after it was refused: ${what}`, async () => {
        server.answer(...answers);
        const refused: string[] = [];
        const given = ['first', second];
        const tokens = { token: async () => given.shift(), refused: (token: string) => void refused.push(token) };
        const result = await clientRig(server, { tokens }).get();
        assert.equal(result.ok, answers.length > 1);
        assert.deepEqual(
          asked().map(({ headers }) => headers.authorization),
          requests,
        );
        assert.deepEqual(refused, ['first']);
      });

    it('and never writes it into a log or a problem', async () => {
      server.answer(send('', 503), hangUp, json({}, 403));
      const { get, log } = clientRig(server, { token: 'canary' });
      const problem = problemOf(await get());
      assert.doesNotMatch(JSON.stringify([log.lines, problem]), /canary/);
    });
  });

  describe('is cancelled', () => {
    it('before it asks', async () => {
      const problem = problemOf(await clientRig(server).get({ signal: AbortSignal.abort() }));
      assert.equal(problem.kind, 'cancelled');
      assert.equal(asked().length, 0);
    });

    const beginnings: readonly (readonly [string, (response: Parameters<Answer>[0]) => void])[] = [
      ['while it waits for an answer', () => undefined],
      ['while an answer comes', stall],
    ];
    for (const [what, begin] of beginnings)
      it(what, async () => {
        const controller = new AbortController();
        server.answer(response => {
          begin(response);
          setTimeout(() => controller.abort(), 5);
        });
        const problem = problemOf(await clientRig(server).get({ signal: controller.signal }));
        assert.equal(problem.kind, 'cancelled');
        assert.equal(asked().length, 1);
      });

    it('while it waits to ask again', async () => {
      server.answer(send('', 503));
      const controller = new AbortController();
      const wait = async (): Promise<void> => controller.abort();
      assert.equal(problemOf(await clientRig(server, { wait }).get({ signal: controller.signal })).kind, 'cancelled');
      assert.equal(asked().length, 1);
    });
  });

  it('waits and counts on chance by itself where nothing else is handed in', async () => {
    const { BackstageClient } = await import('../../../../src/adapters/backstage/client.js');
    const { log } = clientRig(server);
    const tokens = { token: async () => undefined, refused: () => undefined };
    const client = new BackstageClient({ baseUrl: server.url, tokens, log });
    server.answer(json({}, 429, { 'retry-after': '0.005' }), json({ good: true }));
    assert.ok((await client.request({ path: '/', signal: never() })).ok);
    const controller = new AbortController();
    server.answer(response => {
      send('', 503)(response, { line: '', headers: {}, body: '' });
      setTimeout(() => controller.abort(), 20);
    });
    const cut = problemOf(await client.request({ path: '/', signal: controller.signal }));
    assert.equal(cut.kind, 'cancelled');
  });
});

/** Promises more than it sends, then cuts the connection. */
function cutBody(response: Parameters<Answer>[0]): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"items": [', () => response.destroy());
}

/** Begins an answer and never goes on. */
function stall(response: Parameters<Answer>[0]): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"items": [');
}

/** Sends a little all the time and never ends. */
function drip(response: Parameters<Answer>[0]): void {
  stall(response);
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
}
