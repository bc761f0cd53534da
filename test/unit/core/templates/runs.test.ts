import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { success, type Problem } from '../../../../src/core/common/problem.js';
import {
  TemplateRuns,
  type RememberedRun,
  type RunMemory,
  type RunsChange,
} from '../../../../src/core/templates/runs.js';
import { never, problemOf, valueOf } from '../../values.js';
import { memoryScaffolder } from './memoryScaffolder.js';
import { eventMaker, taskRecord } from './runEvents.js';

const REQUEST = { templateRef: 'template:default/x', title: 'X', values: { a: 1 }, secrets: { key: 'hush' } };
const GONE: Problem = { kind: 'unreachable', message: 'away' };

function memory(): RunMemory & { readonly kept: Map<string, readonly RememberedRun[]> } {
  const kept = new Map<string, readonly RememberedRun[]>();
  return { kept, read: origin => kept.get(origin) ?? [], write: (origin, runs) => void kept.set(origin, runs) };
}

describe('the runs of templates', () => {
  let server: ReturnType<typeof memoryScaffolder>;
  let kept: ReturnType<typeof memory>;
  let runs: TemplateRuns;
  let changes: RunsChange[];

  const connect = (): TemplateRuns => {
    const made = new TemplateRuns(kept, { now: () => 5_000 });
    made.setServer({
      origin: 'http://backstage.example',
      scaffolder: server.scaffolder,
      user: async () => success('user:default/guest'),
    });
    return made;
  };
  const settled = async (): Promise<void> => {
    for (let count = 0; count < 5; count++) await turn();
  };
  const ended = (): string[] => changes.flatMap(change => (change.type === 'ended' ? change.run.id : []));

  beforeEach(() => {
    server = memoryScaffolder();
    kept = memory();
    runs = connect();
    changes = [];
    runs.onDidChange(change => void changes.push(change));
  });
  afterEach(() => runs.dispose());

  it('start, are followed, and tell of their end once', async () => {
    const make = eventMaker();
    const id = valueOf(await runs.start(REQUEST, never()));
    await settled();
    assert.deepEqual(
      runs.open.map(run => run.id),
      [id],
    );
    assert.equal(runs.get(id)?.steps.length, 3);
    server.happen(id, make.step('fetch', 'processing'));
    await settled();
    assert.equal(runs.get(id)?.steps[0]?.state, 'running');
    server.put(taskRecord({ id, status: 'completed' }));
    server.happen(id, make.completed());
    await settled();
    assert.equal(runs.get(id)?.state, 'completed');
    assert.deepEqual(ended(), [id]);
    assert.deepEqual(runs.open, []);
  });

  it('go on side by side', async () => {
    const [one, other] = [valueOf(await runs.start(REQUEST, never())), valueOf(await runs.start(REQUEST, never()))];
    server.happen(other, eventMaker().completed());
    server.put(taskRecord({ id: other, status: 'completed' }));
    await settled();
    assert.deepEqual(ended(), [other]);
    assert.deepEqual(
      runs.open.map(run => run.id),
      [one],
    );
  });

  it('hand back what the server has against the values', async () => {
    server.problems.set('start', { kind: 'invalid', message: 'no', fields: [{ path: ['a'], message: 'no' }] });
    assert.equal(problemOf(await runs.start(REQUEST, never())).fields?.length, 1);
    assert.deepEqual(runs.runs, []);
  });

  it('are remembered without values and secrets, until their end is known', async () => {
    const id = valueOf(await runs.start(REQUEST, never()));
    assert.deepEqual([...kept.kept.values()], [[{ id, title: 'X' }]]);
    server.happen(id, eventMaker().completed());
    server.put(taskRecord({ id, status: 'completed' }));
    await settled();
    assert.deepEqual([...kept.kept.values()], [[]]);
  });

  it('are followed again after a reload', async () => {
    const id = valueOf(await runs.start(REQUEST, never()));
    runs.dispose();
    runs = connect();
    runs.onDidChange(change => void changes.push(change));
    assert.ok(runs.hasRemembered);
    assert.deepEqual(runs.runs, [], 'nothing is asked before somebody wants it');
    runs.resume();
    await settled();
    assert.equal(runs.get(id)?.state, 'running');
    server.happen(id, eventMaker().completed());
    server.put(taskRecord({ id, status: 'completed' }));
    await settled();
    assert.deepEqual(ended(), [id]);
    assert.equal(runs.hasRemembered, false);
  });

  it('that ended while the window was closed tell so', async () => {
    kept.write('http://backstage.example', [{ id: 't1', title: 'X' }]);
    server.put(taskRecord({ status: 'failed' }));
    server.happen('t1', eventMaker().failed('boom'));
    runs.resume();
    await settled();
    assert.deepEqual(ended(), ['t1']);
    assert.equal(runs.get('t1')?.error, 'boom');
  });

  it('that the server does not know any more are forgotten', async () => {
    kept.write('http://backstage.example', [{ id: 't1', title: 'X' }]);
    runs.resume();
    await settled();
    assert.equal(runs.problemOf('t1')?.kind, 'notFound');
    assert.equal(runs.hasRemembered, false);
    assert.deepEqual(ended(), []);
  });

  it('that cannot be followed for now are taken up again', async () => {
    const make = eventMaker();
    server.problems.set('follow', GONE);
    const id = valueOf(await runs.start(REQUEST, never()));
    await settled();
    assert.equal(runs.problemOf(id)?.kind, 'unreachable');
    server.happen(id, make.step('fetch', 'processing'));
    assert.equal(runs.get(id)?.steps[0]?.state, 'waiting');
    runs.resume();
    await settled();
    assert.equal(runs.problemOf(id), undefined);
    assert.equal(runs.get(id)?.steps[0]?.state, 'running');
  });

  it('are listed from the server, page by page, the newest first', async () => {
    for (let index = 0; index < 45; index++)
      server.put(taskRecord({ id: `t${index}`, createdAt: index, status: 'completed' }));
    valueOf(await runs.refresh(never()));
    assert.deepEqual([runs.runs.length, runs.history.hasMore, runs.runs[0]?.id], [20, true, 't44']);
    assert.ok(server.calls.includes('tasks user:default/guest'));
    valueOf(await runs.readMore(never()));
    valueOf(await runs.readMore(never()));
    assert.deepEqual([runs.runs.length, runs.history.hasMore], [45, false]);
    valueOf(await runs.readMore(never()));
    assert.ok(!server.calls.some(call => call.startsWith('follow')), 'what has ended is read when it is looked at');
  });

  it('that somebody has started elsewhere are followed, without a word at their end', async () => {
    server.put(taskRecord({ id: 'web' }));
    valueOf(await runs.refresh(never()));
    await settled();
    server.happen('web', eventMaker().step('fetch', 'processing'));
    await settled();
    assert.equal(runs.get('web')?.steps[0]?.state, 'running');
    server.put(taskRecord({ id: 'web', status: 'completed' }));
    server.happen('web', eventMaker(2).completed());
    await settled();
    assert.equal(runs.get('web')?.state, 'completed');
    assert.deepEqual(ended(), []);
  });

  it('show why the list could not be read', async () => {
    server.problems.set('tasks', GONE);
    assert.equal(problemOf(await runs.refresh(never())).kind, 'unreachable');
    assert.deepEqual([runs.history.phase, runs.history.problem?.kind], ['failed', 'unreachable']);
  });

  it('of earlier are read when they are looked at', async () => {
    server.put(taskRecord({ status: 'completed' }));
    server.happen('t1', eventMaker().step('fetch', 'completed'), eventMaker(2).completed());
    valueOf(await runs.refresh(never()));
    await runs.follow('t1');
    assert.equal(runs.get('t1')?.steps[0]?.state, 'completed');
    assert.equal(runs.get('t1')?.output?.links.length, 1);
    assert.deepEqual(ended(), []);
  });

  it('that have failed are looked into: the list calls those failed that were cancelled', async () => {
    const make = eventMaker();
    server.put(taskRecord({ status: 'failed' }));
    server.happen('t1', make.step('fetch', 'processing'), make.cancelled('fetch'), make.failed('cancelled'));
    valueOf(await runs.refresh(never()));
    await settled();
    assert.equal(runs.get('t1')?.state, 'cancelled');
  });

  it('are tried again where their events left off', async () => {
    const make = eventMaker();
    server.put(taskRecord({ status: 'failed' }));
    server.happen('t1', make.step('fetch', 'failed'), make.failed('boom'));
    valueOf(await runs.refresh(never()));
    valueOf(await runs.retry('t1', {}, never()));
    assert.deepEqual([runs.get('t1')?.state, runs.get('t1')?.steps[0]?.state], ['waiting', 'waiting']);
    server.put(taskRecord());
    server.happen('t1', make.recovered(), make.step('fetch', 'processing'));
    await settled();
    assert.deepEqual([runs.get('t1')?.state, runs.get('t1')?.attempt], ['running', 2]);
    assert.ok(runs.hasRemembered);
  });

  it('are cancelled by the server', async () => {
    const id = valueOf(await runs.start(REQUEST, never()));
    valueOf(await runs.cancel(id, never()));
    assert.ok(server.calls.includes(`cancel ${id}`));
    server.problems.set('cancel', GONE);
    assert.equal(problemOf(await runs.cancel(id, never())).kind, 'unreachable');
  });

  it('belong to one instance', async () => {
    const id = valueOf(await runs.start(REQUEST, never()));
    await settled();
    runs.setServer(undefined);
    assert.deepEqual([runs.runs, runs.isConnected, runs.hasRemembered], [[], false, false]);
    assert.equal(problemOf(await runs.start(REQUEST, never())).kind, 'unsupported');
    server.happen(id, eventMaker().completed());
    await settled();
    assert.deepEqual(ended(), []);
    assert.equal(kept.kept.get('http://backstage.example')?.length, 1, 'it is followed when the instance is back');
  });
});
