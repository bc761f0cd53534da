import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FollowOptions } from '../../../../src/adapters/backstage/scaffolderFollow.js';
import { BackstageScaffolder } from '../../../../src/adapters/backstage/scaffolder.js';
import type { BackstageClientOptions } from '../../../../src/adapters/backstage/client.js';
import type { TaskEvent } from '../../../../src/core/templates/scaffolder.js';
import { never, problemOf, valueOf } from '../../values.js';
import { hangUp, json, localServer, send, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';
import {
  endEmpty,
  holdEmpty,
  inStream,
  sendAndEnd,
  sendAndHold,
  sentEvents,
  serveTask,
  type StreamAnswer,
} from './taskServer.js';

describe('following a run', () => {
  let server: LocalServer;
  let seen: TaskEvent[];
  let waits: number[];

  beforeEach(async () => {
    server = await localServer();
    seen = [];
    waits = [];
  });
  afterEach(() => server.close());

  const follow = (
    after = 0,
    options: FollowOptions = {},
    client: Partial<BackstageClientOptions> = {},
    stop = never(),
  ) => {
    const wait = async (ms: number): Promise<void> => void waits.push(ms);
    const rig = clientRig(server, client);
    const scaffolder = new BackstageScaffolder(rig.client, { silenceMs: 10_000, wait, random: () => 1, ...options });
    return scaffolder.follow('t', after, events => void seen.push(...events), stop);
  };
  const ids = (): number[] => seen.map(({ id }) => id);
  const asked = (what: string): number => server.requests.filter(({ line }) => line.includes(what)).length;

  it('passes on every event once, in order, and ends with the completion', async () => {
    const events = sentEvents(50);
    serveTask(server, events, [sendAndEnd]);
    valueOf(await follow());
    assert.deepEqual(
      ids(),
      events.map(({ id }) => id),
    );
    assert.equal(seen[0]?.message, 'line 0 äöü 🚚');
    assert.equal(seen[0].createdAt, Date.parse('2026-01-02T03:04:05Z'));
    assert.equal(seen.at(-1)?.type, 'completion');
    assert.equal(server.requests.length, 1);
  });

  it('ends where the server keeps the stream open after the completion, as it does for what can be recovered', async () => {
    serveTask(server, sentEvents(3), [sendAndHold]);
    valueOf(await follow());
    assert.equal(seen.length, 4);
  });

  it('ends at once where everything is known', async () => {
    const events = sentEvents(3);
    serveTask(server, events, [sendAndHold]);
    valueOf(await follow(events.at(-1)!.id));
    assert.deepEqual(seen, []);
  });

  it('loses and doubles nothing, wherever the connection is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1500), { minLength: 1, maxLength: 6 }), async cuts => {
        const events = sentEvents(20);
        seen = [];
        const pieces = cuts.map((cut): StreamAnswer => (response, due) => {
          const bytes = Buffer.from(inStream(due)).subarray(0, cut);
          response.write(bytes, () => setTimeout(() => response.destroy(), 1));
        });
        // A poll brings one event, so that the streams have the most of it to bring.
        serveTask(server, events, [...pieces, sendAndHold], 1);
        valueOf(await follow(0, {}, {}));
        assert.deepEqual(
          ids(),
          events.map(({ id }) => id),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('takes what comes twice once', async () => {
    const events = sentEvents(4);
    serveTask(server, events, [
      response => void response.end(inStream([...events.slice(0, 3), ...events.slice(0, 3), events[1]!])),
      response => void response.end(inStream(events)),
    ]);
    valueOf(await follow());
    assert.deepEqual(
      ids(),
      events.map(({ id }) => id),
    );
  });

  it('puts in order what comes in disorder', async () => {
    const events = sentEvents(4);
    serveTask(server, events, [
      response => void response.end(inStream([events[2]!, events[0]!, events[1]!, ...events.slice(3)])),
    ]);
    valueOf(await follow());
    assert.deepEqual(
      ids(),
      events.map(({ id }) => id),
    );
  });

  it('asks for what it has missed where the stream ends too early', async () => {
    const events = sentEvents(6);
    serveTask(server, events, [response => void response.end(inStream(events.slice(0, 3)))]);
    valueOf(await follow());
    assert.deepEqual(
      ids(),
      events.map(({ id }) => id),
    );
    assert.ok(server.requests[1]?.line.includes(`/events?after=${events[2]!.id}`), server.requests[1]?.line);
  });

  for (const status of [404, 405, 501])
    it(`asks for events where a stream is answered with ${status}`, async () => {
      const events = sentEvents(3);
      server.answer(send('', status), json(events.slice(0, 2)), json(events.slice(2)));
      valueOf(await follow());
      assert.deepEqual(
        ids(),
        events.map(({ id }) => id),
      );
      assert.equal(asked('/eventstream'), 1);
    });

  it('asks for events where something in between answers with something else than a stream', async () => {
    const events = sentEvents(3);
    server.answer(send('<html>', 200, { 'content-type': 'text/html' }), json(events));
    valueOf(await follow());
    assert.equal(seen.length, 4);
  });

  it('asks for events where a proxy holds the stream back', async () => {
    const events = sentEvents(3);
    let known = 0;
    server.answer((response, { line }) => {
      if (line.includes('/eventstream')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        holdEmpty(response, []);
      } else json([events[known++]])(response, { line, headers: {}, body: '' });
    });
    valueOf(await follow(0, { silenceMs: 20 }));
    assert.deepEqual(
      ids(),
      events.map(({ id }) => id),
    );
    assert.equal(asked('/eventstream'), 2, 'it is not tried for ever');
  });

  it('waits longer and longer for a server that has gone away, and goes on when it is back', async () => {
    const events = sentEvents(3);
    let refusals = 0;
    server.answer((response, arrived) => {
      if (refusals === 0) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(inStream(events.slice(0, 2)), () => setTimeout(() => response.destroy(), 5));
        refusals++;
      } else if (refusals++ < 9) hangUp(response, arrived);
      else {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(inStream(events.slice(2)));
      }
    });
    valueOf(await follow());
    assert.deepEqual(
      ids(),
      events.map(({ id }) => id),
    );
    assert.deepEqual(waits.slice(0, 3), [250, 500, 1000]);
  });

  it('gives up on a server that stays away', async () => {
    await server.close();
    const problem = problemOf(await follow(0, { patienceMs: 60_000 }));
    assert.equal(problem.kind, 'unreachable');
    assert.ok(waits.every(ms => ms <= 20_000));
    assert.ok(waits.reduce((all, ms) => all + ms, 0) >= 60_000);
    server = await localServer();
  });

  it('ends by the status of the task where no completion comes', async () => {
    const events = sentEvents(3).slice(0, 3);
    const task = serveTask(server, events, [sendAndEnd]);
    task.status = 'failed';
    valueOf(await follow());
    assert.equal(seen.length, 3);
  });

  it('goes on while the task does, however quiet it is', async () => {
    const events = [...sentEvents(3)];
    const completion = events.pop()!;
    serveTask(server, events, [endEmpty]);
    let quiet = 0;
    const wait = async (ms: number): Promise<void> => {
      waits.push(ms);
      if (++quiet === 4) events.push(completion);
    };
    valueOf(await follow(0, { wait }));
    assert.equal(seen.length, 4);
  });

  it('asks for a new token when the old one has ended on the way', async () => {
    const events = sentEvents(4);
    const tokens = ['old', 'new'];
    let current = 0;
    server.answer((response, arrived) => {
      const { authorization } = arrived.headers;
      if (server.requests.length > 1 && authorization === 'Bearer old') return json({}, 401)(response, arrived);
      response.writeHead(200, {
        'content-type': arrived.line.includes('stream') ? 'text/event-stream' : 'application/json',
      });
      const due = server.requests.length === 1 ? events.slice(0, 2) : events.slice(2);
      response.end(arrived.line.includes('stream') ? inStream(due) : JSON.stringify(due));
    });
    const source = { token: async () => tokens[current], refused: () => void (current = 1) };
    valueOf(await follow(0, {}, { tokens: source }));
    assert.deepEqual(
      ids(),
      events.map(({ id }) => id),
    );
  });

  it('tells of a sign-in that is needed', async () => {
    server.answer(json({}, 401));
    assert.equal(problemOf(await follow()).kind, 'unauthorised');
  });

  it('tells of a run that is not there', async () => {
    server.answer(json({ error: { name: 'NotFoundError', message: 'No task with id' } }, 404));
    const problem = problemOf(await follow());
    assert.equal(problem.kind, 'notFound');
    assert.match(problem.message, /no run t/);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    serveTask(server, sentEvents(3).slice(0, 2), [sendAndHold]);
    const following = follow(0, {}, {}, stop.signal);
    while (seen.length < 2) await new Promise(resolve => setTimeout(resolve, 5));
    stop.abort();
    assert.equal(problemOf(await following).kind, 'cancelled');
  });

  it('does not let a mistake of the listener pass for one of the network', async () => {
    serveTask(server, sentEvents(3), [sendAndHold]);
    const scaffolder = new BackstageScaffolder(clientRig(server).client);
    const fail = (): void => {
      throw new Error('defect');
    };
    await assert.rejects(scaffolder.follow('t', 0, fail, never()), /defect/);
  });
});
