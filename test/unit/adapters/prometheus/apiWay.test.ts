import assert from 'node:assert/strict';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, send, type Answer, type LocalServer } from '../localServer.js';
import { proxyRig, refusal, vector } from './sourceRig.js';

const PREFIX = '/api/proxy/prometheus';

/** A proxy that leads to an API below one path by some methods, and has nothing elsewhere. */
function proxy(base: string, methods: readonly string[], answer: Answer = vector()): Answer {
  return (response, arrived) => {
    const [method = '', path = ''] = arrived.line.split(' ');
    const isThere = methods.includes(method) && path.split('?')[0] === `${PREFIX}${base}/query`;
    (isThere ? answer : send('404 page not found', 404))(response, arrived);
  };
}

describe('the way to an API behind a proxy', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  let start = 0;
  beforeEach(() => (start = server.requests.length));
  const lines = () => server.requests.slice(start).map(({ line }) => line.split('?')[0]);

  for (const [base, methods, first] of [
    ['/api/v1', ['GET', 'POST'], 1],
    ['/api/v1', ['GET'], 2],
    ['', ['GET', 'POST'], 3],
    ['', ['GET'], 4],
    ['/api', ['GET', 'POST'], 5],
  ] as const)
    it(`is found below “${base}” by ${methods.join(' and ')}, and remembered`, async () => {
      server.answer(proxy(base, methods));
      const { instant } = proxyRig(server);
      valueOf(await instant());
      assert.equal(lines().length, first);
      valueOf(await instant());
      const method = methods.at(-1);
      assert.deepEqual(lines().slice(first), [`${method} ${PREFIX}${base}/query`]);
    });

  it('is looked for once, however many ask at the same time', async () => {
    server.answer(proxy('', ['GET', 'POST']));
    const { instant } = proxyRig(server);
    for (const answer of await Promise.all([instant(), instant(), instant(), instant()])) valueOf(answer);
    assert.equal(lines().length, 3 + 3);
  });

  it('is looked for once, too, where there is none', async () => {
    server.answer(send('', 404));
    const { instant } = proxyRig(server);
    for (const answer of await Promise.all([instant(), instant(), instant()]))
      assert.equal(problemOf(answer).kind, 'notFound');
    assert.equal(lines().length, 6);
  });

  it('is looked for by the others where the one who looked for it has gone', async () => {
    let answerFirst: (() => void) | undefined;
    server.answer((response, arrived) => (answerFirst = () => vector()(response, arrived)), vector());
    const { source } = proxyRig(server);
    const leaving = new AbortController();
    const first = source.instant('up', 1, leaving.signal);
    const second = source.instant('up', 2, never());
    while (!answerFirst) await new Promise(resolve => setTimeout(resolve, 2));
    leaving.abort();
    assert.equal(problemOf(await first).kind, 'cancelled');
    valueOf(await second);
  });

  it('is looked for anew when it leads nowhere any more', async () => {
    server.answer(proxy('/api/v1', ['POST']));
    const { instant } = proxyRig(server);
    valueOf(await instant());
    server.answer(proxy('', ['GET']));
    valueOf(await instant());
    valueOf(await instant());
    assert.equal(lines().at(-1), `GET ${PREFIX}/query`);
  });

  it('is known by a refusal of the API, too', async () => {
    server.answer(proxy('/api/v1', ['POST'], refusal(400, 'bad_data', 'parse error')));
    const { instant } = proxyRig(server);
    assert.equal(problemOf(await instant()).kind, 'invalid');
    assert.equal(problemOf(await instant()).kind, 'invalid');
    assert.equal(lines().length, 2);
  });

  it('is found where a wrong path is answered as VictoriaMetrics does', async () => {
    server.answer((response, arrived) =>
      (arrived.line === `POST ${PREFIX}/query` ? vector() : send('unsupported path requested', 400))(response, arrived),
    );
    valueOf(await proxyRig(server).instant());
  });

  it('is known by a 404 that the API writes', async () => {
    server.answer(refusal(404, 'not_found', 'no such tenant'));
    assert.equal(problemOf(await proxyRig(server).instant()).kind, 'notFound');
    assert.equal(lines().length, 1);
  });

  it('is not looked for while nothing answers', async () => {
    server.answer(send('Error occurred while trying to proxy', 504, { 'content-type': 'text/plain' }));
    const problem = problemOf(await proxyRig(server).instant());
    assert.equal(problem.kind, 'unreachable');
    assert.match(problem.message, /Prometheus cannot be reached behind \/api\/proxy\/prometheus/);
    assert.equal(lines().length, 1);
  });

  it('does not go by GET with a query that is too long for an address', async () => {
    server.answer(proxy('/api/v1', ['GET']));
    const { source } = proxyRig(server);
    valueOf(await source.instant('up', 1, never()));
    const problem = problemOf(await source.instant('x'.repeat(8000), 1, never()));
    assert.equal(problem.kind, 'unsupported');
    assert.equal(problem.status, 414);
  });

  it('is asked with the token of Backstage, and renews it where Backstage refuses it', async () => {
    server.answer(json({ error: { name: 'AuthenticationError', message: 'Illegal token' } }, 401));
    const { instant, refused } = proxyRig(server);
    assert.equal(problemOf(await instant()).kind, 'unauthorised');
    assert.deepEqual(refused, ['a-token']);
    assert.equal(server.requests.at(-1)?.headers.authorization, 'Bearer a-token');
  });

  it('does not take a refusal of the server behind for one of Backstage', async () => {
    server.answer(send('Unauthorized', 401, { 'www-authenticate': 'Basic' }));
    const { instant, refused } = proxyRig(server);
    assert.match(problemOf(await instant()).message, /^Prometheus at/);
    assert.deepEqual(refused, []);
  });

  it('asks again where the connection was cut, but not where the server has an answer', async () => {
    server.answer(response => void response.destroy(), vector());
    valueOf(await proxyRig(server).instant());
    server.answer(refusal(503, 'timeout', 'too slow'));
    const { instant, waits } = proxyRig(server);
    assert.equal(problemOf(await instant()).kind, 'internal');
    assert.deepEqual(waits, []);
  });
});
