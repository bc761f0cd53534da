import assert from 'node:assert/strict';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { advanceRun, runOf } from '../../../../src/core/templates/run.js';
import { RunText } from '../../../../src/core/templates/runText.js';
import { eventMaker, taskRecord } from './runEvents.js';

const options = { translate: plainTranslate, time: (at: number) => new Date(at).toISOString().slice(14, 19) };

describe('the text of a run', () => {
  it('folds below each step what it says', () => {
    const make = eventMaker();
    const text = new RunText(options);
    let run = advanceRun(runOf(taskRecord()), [make.log('Starting up'), make.step('fetch', 'processing', 'Beginning')]);
    assert.equal(
      text.of(run),
      'Web service (template:default/web-service)\nRun t1\n\n00:02 Starting up\n00:03 Beginning\n',
    );
    run = advanceRun(run, [
      make.log('one\ntwo', 'fetch'),
      make.step('fetch', 'failed', 'Error: x\n at y'),
      make.failed('x'),
    ]);
    assert.equal(
      text.of(run).split('\n').slice(5).join('\n'),
      '00:04   one\n00:04   two\n00:05 Error: x\n00:05    at y\n00:06 Run completed with status: failed\n\nThe run has failed: x\n',
    );
    assert.equal(text.of(run).split('\n')[RunText.HEAD_LINES + run.steps[0]!.line!], '00:05 Error: x');
  });

  it('is the same whether it is asked for once or all the time', () => {
    const make = eventMaker();
    const often = new RunText(options);
    let run = runOf(taskRecord());
    for (let line = 0; line < 500; line++) {
      run = advanceRun(run, [make.log(`line ${line}`, 'fetch')]);
      often.of(run);
    }
    assert.equal(often.of(run), new RunText(options).of(run));
  });

  it('leaves out the beginning of what is too long, and every line keeps its place', () => {
    const make = eventMaker();
    const text = new RunText(options);
    let run = runOf(taskRecord());
    for (let batch = 0; batch < 25; batch++) {
      const lines = Array.from({ length: 100 }, (_, line) =>
        make.log(`${batch * 100 + line} ${'x'.repeat(9_000)}`, 'fetch'),
      );
      run = advanceRun(run, lines);
      text.of(run);
    }
    const whole = text.of(run);
    assert.ok(whole.length < 25_000_000);
    assert.match(whole.split('\n')[RunText.HEAD_LINES] ?? '', /^… \d+ lines are left out\.$/);
    assert.match(whole.split('\n')[RunText.HEAD_LINES + 2_499] ?? '', /2499 x/);
  });
});
