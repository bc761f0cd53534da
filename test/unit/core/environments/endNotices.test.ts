import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  planEndNotices,
  readNoticeMemory,
  snoozeNotice,
  type NoticeMemory,
} from '../../../../src/core/environments/endNotices.js';
import { stateAsOf } from '../../../../src/core/environments/environmentState.js';
import { DAY, environment, HOUR, MINUTE, NOW } from './environmentSamples.js';

const END = NOW + 3 * DAY;

/** Looks at an environment at times before its end, and says what was told at which of them. */
function told(hoursBefore: readonly number[], parts: Parameters<typeof environment>[1] = {}, start: NoticeMemory = {}) {
  let memory = start;
  const notices = hoursBefore.flatMap(hours => {
    const now = END - hours * HOUR;
    const one = environment('a', { expiresAt: END, createdAt: NOW, state: stateAsOf('ready', END, now), ...parts });
    const plan = planEndNotices(memory, [one], now);
    memory = plan.memory;
    return plan.tell.map(({ time }) => `${time}@${hours}`);
  });
  return { notices, memory };
}

describe('the end of an environment', () => {
  it('is told of a day and an hour before, once each', () =>
    assert.deepEqual(told([48, 25, 24, 23.9, 20, 2, 1, 0.9, 0.1]).notices, ['day@24', 'hour@1']));

  it('is told of once to who comes late', () => assert.deepEqual(told([0.5, 0.4]).notices, ['hour@0.5']));

  it('is told of no more when it is past', () => assert.deepEqual(told([0, -1]).notices, []));

  it('is not told of in time spans that the person has just chosen', () => {
    assert.deepEqual(told([4, 3, 1], { createdAt: END - 4 * HOUR }).notices, ['hour@1']);
    assert.deepEqual(told([0.5, 0.2], { createdAt: END - 0.5 * HOUR }).notices, []);
  });

  it('is not told of what does not run', () => {
    for (const state of ['failed', 'destroying', 'destroyed', 'requested'] as const)
      assert.deepEqual(told([24, 1], { state }).notices, []);
  });

  it('is told of anew after it was put off', () => {
    const { memory } = told([24, 1]);
    const later = environment('a', { expiresAt: END + DAY, createdAt: NOW });
    const plan = planEndNotices(memory, [later], END - HOUR);
    assert.deepEqual(plan.tell, []);
    assert.deepEqual(
      planEndNotices(plan.memory, [later], END).tell.map(({ time }) => time),
      ['day'],
    );
  });

  it('is told of again when a snooze is over, and once', () => {
    const { memory } = told([24]);
    const snoozed = snoozeNotice(memory, 'resource:default/a', END - 20 * HOUR);
    assert.deepEqual(told([23, 21, 20, 19, 1], {}, snoozed).notices, ['day@20', 'hour@1']);
  });

  it('is not told of in a snooze', () => {
    const { memory } = told([24, 1]);
    const snoozed = snoozeNotice(memory, 'resource:default/a', END - 30 * MINUTE);
    assert.deepEqual(told([0.9, 0.6, 0.5, 0.4], {}, snoozed).notices, ['hour@0.5']);
  });

  it('is forgotten when it has passed, and not while its environment has only not been read', () => {
    const { memory } = told([24]);
    assert.deepEqual(planEndNotices(memory, [], END - 1).memory, memory);
    assert.deepEqual(planEndNotices(memory, [], END).memory, {});
  });

  it('is told of the nearest first', () => {
    const all = [environment('b', { expiresAt: NOW + 3 * HOUR }), environment('a', { expiresAt: NOW + 2 * HOUR })];
    assert.deepEqual(
      planEndNotices({}, all, NOW).tell.map(({ environment: { name } }) => name),
      ['a', 'b'],
    );
  });

  it('is told of at most twice however often it is looked at, and after a reload', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 60, noNaN: true }), { maxLength: 60 }), looks => {
        const order = [...looks].sort((a, b) => b - a);
        const half = Math.floor(order.length / 2);
        const first = told(order.slice(0, half));
        const kept = readNoticeMemory(JSON.parse(JSON.stringify(first.memory)));
        const { notices } = told(order.slice(half), {}, kept);
        const all = [...first.notices, ...notices].map(notice => notice.replace(/@.*/, ''));
        assert.ok(all.length <= 2 && new Set(all).size === all.length, all.join(' '));
      }),
    ));

  it('is remembered by whatever was kept', () =>
    fc.assert(
      fc.property(fc.anything(), kept => {
        planEndNotices(readNoticeMemory(kept), [environment('a', { expiresAt: END })], NOW);
      }),
    ));
});
