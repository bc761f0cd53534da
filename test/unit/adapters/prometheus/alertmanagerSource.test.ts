import assert from 'node:assert/strict';
import { never, problemOf, valueOf } from '../../values.js';
import { hangUp, json, localServer, send, type LocalServer } from '../localServer.js';
import { directRig } from './sourceRig.js';

const alert = (more: Readonly<Record<string, unknown>> = {}) => ({
  fingerprint: 'f1',
  labels: { alertname: 'ServiceDown', service: 'a', severity: 'page' },
  annotations: { summary: 'It is down', runbook_url: 'https://runbooks.example/a' },
  status: { state: 'active', silencedBy: [], inhibitedBy: [] },
  startsAt: '2026-01-05T10:00:00.5Z',
  ...more,
});
const REQUEST = { matchers: [], startsAt: 1000, endsAt: 2000, createdBy: 'user:default/a', comment: 'known' };

describe('the source of alerts that speaks to Alertmanager', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  let start = 0;
  beforeEach(() => (start = server.requests.length));
  const asked = () => server.requests.slice(start);
  const alerts = async () => valueOf(await directRig(server).alerts.alerts(never()));

  it('reads alerts', async () => {
    server.answer(json([alert()]));
    assert.deepEqual(await alerts(), [
      {
        fingerprint: 'f1',
        name: 'ServiceDown',
        severity: 'page',
        state: 'firing',
        labels: { alertname: 'ServiceDown', service: 'a', severity: 'page' },
        summary: 'It is down',
        runbook: 'https://runbooks.example/a',
        since: Date.parse('2026-01-05T10:00:00.5Z') / 1000,
        silences: [],
      },
    ]);
    assert.equal(asked()[0]?.line, 'GET /api/v2/alerts');
  });

  for (const [name, status, state] of [
    ['silenced', { state: 'suppressed', silencedBy: ['s'], inhibitedBy: [] }, 'silenced'],
    ['inhibited', { state: 'suppressed', silencedBy: [], inhibitedBy: ['f2'] }, 'inhibited'],
    ['both', { state: 'suppressed', silencedBy: ['s'], inhibitedBy: ['f2'] }, 'silenced'],
    ['not looked at yet', { state: 'unprocessed' }, 'firing'],
    ['of a status that it does not know', 'odd', 'firing'],
  ] as const)
    it(`reads an alert that is ${name}`, async () => {
      server.answer(json([alert({ status })]));
      assert.equal((await alerts())[0]?.state, state);
    });

  it('leaves out what is no alert, and of an alert what cannot be read', async () => {
    const odd = alert({
      fingerprint: 7,
      labels: { alertname: 'Odd', n: 5 },
      annotations: { runbook_url: 'javascript:alert(1)', summary: null },
      startsAt: 'yesterday',
    });
    server.answer(json([null, 'x', {}, { labels: {} }, odd]));
    assert.deepEqual(await alerts(), [
      { name: 'Odd', severity: '', state: 'firing', labels: { alertname: 'Odd' }, silences: [] },
    ]);
  });

  it('finds the API below a target that has its path already', async () => {
    server.answer((response, arrived) =>
      (arrived.line === 'GET /alerts' ? json([alert()]) : json({ code: 404, message: 'path was not found' }, 404))(
        response,
        arrived,
      ),
    );
    assert.equal((await alerts()).length, 1);
  });

  it('reads silences of old servers, too', async () => {
    const silence = {
      id: 's1',
      status: { state: 'active' },
      matchers: [{ name: 'service', value: 'a', isRegex: false }, { name: 'x' }],
      startsAt: '1970-01-01T00:00:10Z',
      endsAt: '1970-01-01T00:01:00Z',
      createdBy: 'a',
      comment: 'b',
    };
    server.answer(json([silence, { ...silence, status: { state: 'odd' } }, { ...silence, endsAt: 'never' }, 3]));
    assert.deepEqual(valueOf(await directRig(server).alerts.silences(never())), [
      {
        id: 's1',
        state: 'active',
        matchers: [{ name: 'service', value: 'a', isRegex: false, isEqual: true }],
        startsAt: 10,
        endsAt: 60,
        createdBy: 'a',
        comment: 'b',
      },
    ]);
  });

  it('silences once, and only where an Alertmanager has answered', async () => {
    server.answer(json([]), json({ silenceID: 's9' }));
    const rig = directRig(server);
    assert.equal(valueOf(await rig.alerts.silence(REQUEST, never())), 's9');
    const [look, post] = asked();
    assert.equal(look?.line, 'GET /api/v2/silences');
    assert.equal(post?.line, 'POST /api/v2/silences');
    assert.deepEqual(JSON.parse(post?.body ?? ''), {
      matchers: [],
      startsAt: '1970-01-01T00:16:40.000Z',
      endsAt: '1970-01-01T00:33:20.000Z',
      createdBy: 'user:default/a',
      comment: 'known',
    });
    server.answer(hangUp);
    assert.equal(problemOf(await rig.alerts.silence(REQUEST, never())).kind, 'unreachable');
    assert.equal(asked().length, 3);
  });

  it('does not silence where something else answers', async () => {
    server.answer(send('<html>', 200, { 'content-type': 'text/html' }));
    assert.match(problemOf(await directRig(server).alerts.silence(REQUEST, never())).message, /web page/);
    assert.ok(asked().every(({ line }) => line.startsWith('GET')));
  });

  it('says why a silence was refused', async () => {
    const rig = directRig(server);
    server.answer(json([]), json('silence invalid: bad matcher', 400));
    assert.match(problemOf(await rig.alerts.silence(REQUEST, never())).message, /bad matcher/);
    server.answer(json({ code: 602, message: 'comment in body is required' }, 422));
    assert.equal(problemOf(await rig.alerts.silence(REQUEST, never())).said, 'comment in body is required');
    server.answer(json({ odd: true }));
    assert.equal(problemOf(await rig.alerts.silence(REQUEST, never())).kind, 'invalid');
  });

  it('takes a silence back by its id alone', async () => {
    const rig = directRig(server);
    server.answer(json([]), send('', 200));
    valueOf(await rig.alerts.unsilence('../../a b', never()));
    assert.equal(asked()[1]?.line, 'DELETE /api/v2/silence/..%2F..%2Fa%20b');
    server.answer(json('silence not found', 500));
    assert.match(problemOf(await rig.alerts.unsilence('s', never())).message, /silence not found/);
    server.answer(send('<html>sign in</html>', 200));
    assert.equal(problemOf(await rig.alerts.unsilence('s', never())).kind, 'invalid');
  });
});
