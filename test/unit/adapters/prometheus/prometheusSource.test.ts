import assert from 'node:assert/strict';
import type { Problem, ProblemKind } from '../../../../src/core/common/problem.js';
import { MOST_SERIES } from '../../../../src/adapters/prometheus/prometheusAnswer.js';
import { never, problemOf, valueOf } from '../../values.js';
import { hang, hangUp, json, localServer, redirect, send, type Answer, type LocalServer } from '../localServer.js';
import { directRig, refusal, sample, vector } from './sourceRig.js';

const matrix = (...result: readonly unknown[]): Answer =>
  json({ status: 'success', data: { resultType: 'matrix', result } });
const stopsShort: Answer = response => {
  response.writeHead(200, { 'content-length': '500' });
  response.write('{"status"', () => response.destroy());
};
const RANGE = { start: 0, end: 120, step: 60 };

describe('the source of signals that speaks to Prometheus', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  let start = 0;
  beforeEach(() => (start = server.requests.length));
  const asked = () => server.requests.slice(start);

  it('asks by POST, with the query as a form', async () => {
    server.answer(vector());
    const { source } = directRig(server, { baseUrl: `${server.url}/prometheus/` });
    valueOf(await source.instant('sum(up{a="ä&b"})', 1000.5, never()));
    server.answer(matrix());
    valueOf(await source.range('up', RANGE, never()));
    const [instant, range] = asked();
    assert.equal(instant?.line, 'POST /prometheus/api/v1/query');
    assert.equal(instant?.headers['content-type'], 'application/x-www-form-urlencoded;charset=utf-8');
    assert.deepEqual(Object.fromEntries(new URLSearchParams(instant?.body)), {
      query: 'sum(up{a="ä&b"})',
      time: '1000.5',
    });
    assert.equal(range?.line, 'POST /prometheus/api/v1/query_range');
    assert.equal(range?.body, 'query=up&start=0&end=120&step=60');
  });

  it('asks for the source’s own now by leaving out the time', async () => {
    server.answer(vector());
    valueOf(await directRig(server).source.instant('up', undefined, never()));
    assert.equal(asked()[0]?.body, 'query=up');
  });

  it('reads values as Go writes them', async () => {
    const values = ['NaN', '+Inf', '-Inf', '0', '-0.5', '1e-07', '1.7976931348623157e+308', '42'];
    server.answer(vector(...values.map((value, at) => sample({ n: String(at) }, value))));
    const { series, warnings } = valueOf(await directRig(server).instant());
    assert.deepEqual(
      series.map(({ value }) => value),
      [NaN, Infinity, -Infinity, 0, -0.5, 1e-7, Number.MAX_VALUE, 42],
    );
    assert.deepEqual(warnings, []);
  });

  it('takes labels for what they are, whatever they say', async () => {
    const labels = { __name__: 'up', service: '<img src=x onerror=alert(1)>', constructor: 'x', ['__proto__']: 'y' };
    const text = JSON.stringify({ metric: labels, value: [1, '1'] }).replace(
      '{"__name__"',
      '{"__proto__":"y","__name__"',
    );
    server.answer(send(`{"status":"success","data":{"resultType":"vector","result":[${text}]}}`));
    const [series] = valueOf(await directRig(server).instant()).series;
    assert.equal(series?.labels['service'], '<img src=x onerror=alert(1)>');
    assert.deepEqual(Object.keys(series?.labels ?? {}), ['__proto__', '__name__', 'service', 'constructor']);
    assert.equal(Object.getPrototypeOf(series?.labels), Object.prototype);
  });

  it('keeps duplicate series and series without the label as they are', async () => {
    server.answer(vector(sample({ service: 'a' }, '1'), sample({ service: 'a' }, '2'), sample({}, '3')));
    assert.equal(valueOf(await directRig(server).instant()).series.length, 3);
  });

  it('reads a scalar as one series without labels', async () => {
    server.answer(json({ status: 'success', data: { resultType: 'scalar', result: [7, '12'] } }));
    assert.deepEqual(valueOf(await directRig(server).instant()).series, [{ labels: {}, value: 12, at: 7 }]);
  });

  it('passes on warnings, and says what could not be read', async () => {
    const result = [sample({ a: '1' }, '1'), sample({ a: '2' }, 'many'), { metric: { a: '3' }, histogram: [1, {}] }];
    server.answer(
      json({
        status: 'success',
        data: { resultType: 'vector', result },
        warnings: ['a store did not answer', 3],
        infos: ['renamed'],
      }),
    );
    const { series, warnings } = valueOf(await directRig(server).instant());
    assert.equal(series.length, 1);
    assert.deepEqual(warnings, ['a store did not answer', 'renamed', '2 series have no value that can be read.']);
  });

  it('takes a bounded number of series and says how many it left out', async () => {
    const result = Array.from({ length: 100_000 }, (_, at) => sample({ pod: `pod-${at}` }, '1'));
    server.answer(vector(...result));
    const { series, leftOut } = valueOf(await directRig(server).instant());
    assert.equal(series.length, MOST_SERIES);
    assert.equal(leftOut, 100_000 - MOST_SERIES);
  });

  it('refuses an answer larger than it takes', async () => {
    server.answer(send(Buffer.alloc(33 * 1024 * 1024, ' ')));
    const problem = problemOf(await directRig(server).instant());
    assert.equal(problem.kind, 'invalid');
    assert.match(problem.message, /too large/);
  });

  it('reads a range, without points that go back in time or cannot be read', async () => {
    const values = [
      [0, '1'],
      [60, 'NaN'],
      [60, '5'],
      [30, '6'],
      ['x', '7'],
      [120, '3'],
    ];
    server.answer(matrix({ metric: { service: 'a' }, values }, { metric: { service: 'b' }, values: [] }));
    const { series } = valueOf(await directRig(server).source.range('up', RANGE, never()));
    assert.deepEqual(series, [
      { labels: { service: 'a' }, times: [0, 60, 120], values: [1, NaN, 3] },
      { labels: { service: 'b' }, times: [], values: [] },
    ]);
  });

  it('does not ask for more points than a server gives', async () => {
    const { source } = directRig(server);
    const problem = problemOf(await source.range('up', { start: 0, end: 11_001, step: 1 }, never()));
    assert.equal(problem.kind, 'invalid');
    assert.match(problem.message, /11001 points/);
    assert.equal(asked().length, 0);
  });

  it('names the metrics', async () => {
    server.answer(json({ status: 'success', data: ['up', 'target_info', 7] }));
    assert.deepEqual(valueOf(await directRig(server).source.metricNames(never())), ['up', 'target_info']);
    assert.equal(asked()[0]?.line, 'GET /api/v1/label/__name__/values');
  });

  it('sends a token and a tenant', async () => {
    server.answer(vector());
    await directRig(server, { token: async () => 'secret', tenant: 'team-a' }).instant();
    await directRig(server).instant();
    assert.equal(asked()[0]?.headers.authorization, 'Bearer secret');
    assert.equal(asked()[0]?.headers['x-scope-orgid'], 'team-a');
    assert.equal(asked()[1]?.headers.authorization, undefined);
    assert.equal(asked()[1]?.headers['x-scope-orgid'], undefined);
  });

  describe('makes a problem of every other answer', () => {
    const html = '<!DOCTYPE html><title>Sign in</title>';
    const cases: readonly (readonly [string, Answer, Partial<Problem> & { kind: ProblemKind }, RegExp])[] = [
      [
        'a query that cannot be read',
        refusal(400, 'bad_data', 'parse error'),
        { kind: 'invalid', said: 'parse error' },
        /refuses this: parse error/,
      ],
      [
        'a query that cannot be computed',
        refusal(422, 'execution', 'many-to-many'),
        { kind: 'invalid', status: 422 },
        /many-to-many/,
      ],
      [
        'too many points',
        refusal(400, 'bad_data', 'exceeded maximum resolution of 11,000 points'),
        { kind: 'invalid' },
        /maximum resolution/,
      ],
      [
        'overload',
        refusal(503, 'timeout', 'query timed out', { 'retry-after': '7' }),
        { kind: 'internal', retryAfterMs: 7000 },
        /overloaded/,
      ],
      [
        'too many requests',
        send('slow down', 429, { 'retry-after': '30' }),
        { kind: 'rateLimited', retryAfterMs: 30_000 },
        /too many requests/,
      ],
      [
        'too many requests of Mimir',
        refusal(429, 'too_many_requests', 'limit'),
        { kind: 'rateLimited', said: 'limit' },
        /too many/,
      ],
      ['a failure', refusal(500, 'internal', 'disk'), { kind: 'internal', status: 500 }, /has failed: disk/],
      ['a gateway without a server', send('Bad Gateway', 502), { kind: 'unreachable' }, /cannot be reached/],
      ['a gateway that waits in vain', send('x', 504), { kind: 'unreachable' }, /cannot be reached/],
      ['a refused token', send('Unauthorized', 401), { kind: 'unauthorised' }, /token/],
      ['a refusal', send('Forbidden', 403), { kind: 'forbidden' }, /does not allow/],
      ['a tenant that is missing', send('no org id', 401), { kind: 'unauthorised' }, /token/],
      ['a query that is too long', send('', 414), { kind: 'unsupported' }, /too long/],
      ['a web page', send(html, 200, { 'content-type': 'text/html' }), { kind: 'invalid', status: 200 }, /web page/],
      ['a web page by its looks', send(html, 200), { kind: 'invalid' }, /web page/],
      ['a redirect', redirect('https://login.example/'), { kind: 'invalid', status: 302 }, /sends on/],
      ['half an answer', send('{"status":"success","data":{"resultType":"vec'), { kind: 'unreachable' }, /cut off/],
      ['an answer shorter than it says', stopsShort, { kind: 'unreachable' }, /cut|failed/],
      ['nothing', send(''), { kind: 'unreachable' }, /cut off/],
      ['JSON of something else', json({ hello: 'world' }), { kind: 'invalid' }, /something else/],
      ['a list', json([1, 2]), { kind: 'invalid' }, /something else/],
      ['success without data', json({ status: 'success' }), { kind: 'invalid' }, /something else/],
      ['a range where an instant was asked for', matrix(), { kind: 'invalid' }, /something else/],
      ['a cut connection', hangUp, { kind: 'unreachable' }, /cut/],
    ];
    for (const [name, answer, expected, message] of cases)
      it(name, async () => {
        server.answer(answer);
        const problem = problemOf(await directRig(server).instant());
        for (const [key, value] of Object.entries(expected)) assert.equal(problem[key as keyof Problem], value);
        assert.match(problem.message, message);
      });

    it('a server that never answers', async () => {
      server.answer(hang);
      assert.match(problemOf(await directRig(server, { timeoutMs: 60 }).instant()).message, /in time/);
    });

    it('a server that nobody has started', async () => {
      const gone = await localServer();
      await gone.close();
      const problem = problemOf(await directRig(gone).instant());
      assert.equal(problem.kind, 'unreachable');
    });

    it('a long saying, shortened', async () => {
      server.answer(refusal(400, 'bad_data', 'x'.repeat(5000)));
      assert.ok(problemOf(await directRig(server).instant()).message.length < 400);
    });
  });

  it('has no more than four requests under way, in order, and leaves out who has gone', async () => {
    const open: (() => void)[] = [];
    server.answer((response, arrived) => {
      if (arrived.body.startsWith('query=first')) vector()(response, arrived);
      else open.push(() => vector()(response, arrived));
    });
    const { source } = directRig(server);
    valueOf(await source.instant('first', 1, never()));
    const leaving = new AbortController();
    const answers = Array.from({ length: 8 }, (_, at) =>
      source.instant(`q${at}`, 1, at === 5 ? leaving.signal : never()),
    );
    const until = async (count: number): Promise<void> => {
      while (asked().length < count) await new Promise(resolve => setTimeout(resolve, 2));
    };
    await until(5);
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(asked().length, 5, 'the first and four more');
    leaving.abort();
    assert.equal(problemOf(await answers[5]!).kind, 'cancelled');
    open.shift()?.();
    await until(6);
    for (let count = 6; count < 8; count++) {
      open.shift()?.();
      await until(count + 1);
    }
    while (open.length > 0) open.shift()?.();
    const results = await Promise.all(answers);
    assert.equal(results.filter(({ ok }) => ok).length, 7);
    assert.ok(!asked().some(({ body }) => body.startsWith('query=q5')));
  });
});
