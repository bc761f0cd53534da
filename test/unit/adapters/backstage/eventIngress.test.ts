import assert from 'node:assert/strict';
import { BackstageEvents } from '../../../../src/adapters/backstage/eventIngress.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, type Answer, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const PAYLOAD = { id: '0b', itemId: 'dora.platform.ease', version: 1, answer: 4, week: '2026-W48' };

describe('the ingress of Backstage’s events', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  const publish = (...answers: readonly Answer[]) => {
    server.answer(...answers);
    return new BackstageEvents(clientRig(server).client).publish('goldenpath.survey', PAYLOAD, never());
  };

  it('gets one request with the payload as it is, and without a word on who sends it', async () => {
    const start = server.requests.length;
    valueOf(await publish(json({ status: 'accepted' }, 202)));
    const requests = server.requests.slice(start);
    assert.equal(requests.length, 1);
    const [{ line, headers, body } = { line: '', headers: {}, body: '' }] = requests;
    assert.equal(line, 'POST /api/events/http/goldenpath.survey');
    assert.equal(body, JSON.stringify(PAYLOAD));
    const names = Object.keys(headers).sort();
    assert.deepEqual(
      names.filter(
        name =>
          !['accept', 'accept-encoding', 'connection', 'content-length', 'content-type', 'host', 'user-agent'].includes(
            name,
          ),
      ),
      [],
    );
    assert.match(String(headers['user-agent']), /^axios\/[\d.]+$/);
  });

  it('says how a topic is taken that is not', async () => {
    const problem = problemOf(await publish(json({ error: { name: 'NotFoundError' } }, 404)));
    assert.equal(problem.kind, 'unsupported');
    assert.match(problem.message, /“goldenpath\.survey”.*events\.http\.topics/);
  });

  for (const status of [401, 403])
    it(`does not sign in where it is asked to: ${status}`, async () => {
      const start = server.requests.length;
      const problem = problemOf(await publish(json({ error: { name: 'AuthenticationError' } }, status)));
      assert.equal(problem.kind, 'unsupported');
      assert.match(problem.message, /who you are/);
      assert.ok(server.requests.slice(start).every(({ headers }) => headers.authorization === undefined));
    });
});
