import assert from 'node:assert/strict';
import {
  advanceRun,
  currentStep,
  hasEnded,
  runOf,
  settleRun,
  stepsDone,
  type Run,
} from '../../../../src/core/templates/run.js';
import type { TaskEvent } from '../../../../src/core/templates/scaffolder.js';
import { eventMaker, taskRecord } from './runEvents.js';

const states = ({ steps }: Run): string => steps.map(({ state }) => state).join(' ');
const texts = ({ log }: Run): string[] => log.from(0).map(({ text }) => text);

describe('a run', () => {
  let make: ReturnType<typeof eventMaker>;
  const after = (...events: readonly TaskEvent[]): Run => advanceRun(runOf(taskRecord()), events);

  beforeEach(() => {
    make = eventMaker();
  });

  it('waits for its first event', () => {
    const run = runOf(taskRecord({ status: 'open' }));
    assert.deepEqual([run.state, run.title, states(run)], ['waiting', 'Web service', 'waiting waiting waiting']);
    assert.equal(hasEnded(run), false);
  });

  it('knows which step runs, since when, and which were left out', () => {
    const run = after(
      make.log('Starting up task with 3 steps'),
      make.step('fetch', 'processing'),
      make.log('\u001b[32minfo\u001b[39m: Fetching', 'fetch'),
      make.step('fetch', 'completed'),
      make.step('maybe', 'processing'),
      make.step('maybe', 'skipped'),
      make.step('publish', 'processing'),
    );
    assert.equal(states(run), 'completed skipped running');
    assert.deepEqual([run.steps[0]?.startedAt, run.steps[0]?.endedAt, run.steps[0]?.line], [3_000, 5_000, 1]);
    assert.equal(currentStep(run)?.id, 'publish');
    assert.equal(stepsDone(run), 2);
    assert.equal(texts(run)[2], 'info: Fetching');
    assert.equal(run.lastEvent, 7);
  });

  it('completes with its output', () => {
    const run = after(make.step('fetch', 'processing'), make.step('fetch', 'completed'), make.completed());
    assert.equal(run.state, 'completed');
    assert.equal(run.output?.links[0]?.title, 'Repository');
    assert.equal(run.endedAt, 4_000);
  });

  it('fails with the reason, and says where', () => {
    const run = after(
      make.step('fetch', 'processing'),
      make.log('one', 'fetch'),
      make.step('fetch', 'failed', 'Error: no such host\n    at here (x.js:1)\n    at there'),
      make.failed('no such host'),
    );
    assert.deepEqual([run.state, run.error, states(run)], ['failed', 'no such host', 'failed waiting waiting']);
    assert.equal(run.log.from(run.steps[0]!.line!)[0]?.text, 'Error: no such host');
    assert.deepEqual(
      run.log.from(2).map(({ isHeading }) => isHeading),
      [true, false, false, true],
    );
  });

  it('does not take for conditional what is left out after a failure', () => {
    const run = after(
      make.step('fetch', 'processing'),
      make.step('fetch', 'failed'),
      make.step('maybe', 'skipped', 'Skipping step maybe because a previous step failed'),
      make.step('publish', 'processing'),
      make.step('publish', 'skipped'),
      make.failed('boom'),
    );
    assert.equal(states(run), 'failed waiting skipped');
    assert.equal(currentStep(run)?.id, 'fetch');
  });

  it('is cancelled by the word of its events: the server calls that failed', () => {
    const events = [make.step('fetch', 'processing'), make.cancelled('fetch')];
    const cancelling = after(...events);
    assert.deepEqual([cancelling.state, cancelling.isCancelling], ['running', true]);
    const run = advanceRun(cancelling, [
      make.step('fetch', 'failed', 'Error: Step fetch has been cancelled.'),
      make.failed('Step fetch has been cancelled.'),
    ]);
    assert.deepEqual([run.state, run.error, states(run)], ['cancelled', undefined, 'cancelled waiting waiting']);
    assert.equal(settleRun(run, taskRecord({ status: 'failed' })).state, 'cancelled');
  });

  it('begins anew after a retry, with the log going on', () => {
    const failed = after(make.step('fetch', 'processing'), make.step('fetch', 'failed'), make.failed('boom'));
    const again = advanceRun(failed, [make.recovered(), make.step('fetch', 'processing')]);
    assert.deepEqual([again.state, again.attempt, again.error, again.endedAt], ['running', 2, undefined, undefined]);
    assert.equal(states(again), 'running waiting waiting');
    assert.equal(again.steps[0]?.line, 3);
    const done = advanceRun(again, [make.step('fetch', 'completed'), make.completed()]);
    assert.equal(done.state, 'completed');
    assert.equal(texts(done).length, 6);
  });

  it('takes each event once, and changes nothing for none', () => {
    const events = [make.step('fetch', 'processing'), make.log('one', 'fetch')];
    const run = after(...events);
    assert.equal(advanceRun(run, events), run);
    assert.equal(texts(run).length, 2);
  });

  it('ends by the status where no completion has come', () => {
    const run = settleRun(
      after(make.step('fetch', 'processing')),
      taskRecord({ status: 'failed', lastHeartbeatAt: 9_000 }),
    );
    assert.deepEqual([run.state, run.endedAt, states(run)], ['failed', 9_000, 'failed waiting waiting']);
  });

  it('believes the status where the completion is unclear', () => {
    const unclear = after({ ...make.completed(), output: undefined } as unknown as TaskEvent);
    assert.equal(unclear.state, 'failed');
    assert.equal(settleRun(unclear, taskRecord({ status: 'completed' })).state, 'completed');
  });

  it('goes on where the list says that somebody has retried it', () => {
    const failed = after(make.failed('boom'));
    assert.equal(settleRun(failed, taskRecord()).state, 'running');
  });

  it('learns its steps from the server where it was started with none', () => {
    const started = runOf(taskRecord({ steps: [], status: 'open' }));
    assert.equal(settleRun(started, taskRecord()).steps.length, 3);
  });

  it('lets events of steps pass that it does not know', () => {
    assert.equal(
      states(after(make.step('__proto__', 'processing'), make.step('0', 'failed'))),
      'waiting waiting waiting',
    );
  });

  it('shares its log with what it was before, and takes 20,000 lines without copying them', () => {
    let run = runOf(taskRecord());
    const { log } = run;
    for (let batch = 0; batch < 200; batch++)
      run = advanceRun(
        run,
        Array.from({ length: 100 }, (_, line) => make.log(`line ${batch * 100 + line}`, 'fetch')),
      );
    assert.equal(run.log, log);
    assert.equal(log.length, 20_000);
    assert.equal(log.from(19_999)[0]?.text, 'line 19999');
  });
});
