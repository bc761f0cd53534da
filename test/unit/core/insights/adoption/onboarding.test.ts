import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  newcomersOf,
  onboardingCohorts,
  SMALLEST_COHORT,
  type AuthoredCommit,
  type Newcomer,
} from '../../../../../src/core/insights/adoption/onboarding.js';
import { QualityNotes } from '../../../../../src/core/insights/ledger/qualityNotes.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-28T12:00:00Z');
const WINDOW = { from: Date.parse('2026-01-01'), now: NOW };
const start = Date.parse('2026-04-10');

function commit(sha: string, author: string, committedAt: number, more: Partial<AuthoredCommit> = {}): AuthoredCommit {
  return { sha, author, committedAt, ...more };
}

describe('newcomersOf', () => {
  const ten = Array.from({ length: 10 }, (_, day) => commit(`a${day}`, 'a', start + day * DAY));

  it('tells the first deployment with a commit of theirs and the tenth change', () => {
    const [found] = newcomersOf(
      ten,
      [
        { at: start + 5 * DAY, shas: ['a4', 'x'] },
        { at: start + 9 * DAY, shas: ['a4', 'a8'] },
      ],
      NOW,
      new QualityNotes(),
    );
    assert.deepEqual(found, { startedAt: start, firstDeploymentAt: start + 5 * DAY, tenthChangeAt: start + 9 * DAY });
  });

  it('counts changes of several commits once', () => {
    const two = ten.map((each, place) => ({ ...each, changeId: String(Math.floor(place / 2)) }));
    assert.equal(newcomersOf(two, undefined, NOW, new QualityNotes())[0]?.tenthChangeAt, undefined);
  });

  it('leaves out bots and merges, and counts what has a date that cannot be', () => {
    const quality = new QualityNotes();
    const commits = [
      commit('1', 'bot', start, { isBot: true }),
      commit('2', 'a', start, { isMerge: true }),
      commit('3', 'a', start + DAY),
      commit('4', 'a', NOW + 3 * DAY),
      commit('5', 'a', NaN),
    ];
    assert.deepEqual(newcomersOf(commits, [], NOW, quality), [{ startedAt: start + DAY }]);
    assert.deepEqual(
      quality.list().map(({ kind, count }) => [kind, count]),
      [
        ['botCommit', 1],
        ['futureCommit', 2],
      ],
    );
  });

  it('never lets a clock that is behind make a negative time', () => {
    const [found] = newcomersOf([commit('1', 'a', start)], [{ at: start - DAY, shas: ['1'] }], NOW, new QualityNotes());
    assert.equal(found?.firstDeploymentAt, start);
  });
});

describe('onboardingCohorts', () => {
  const people = (count: number, startedAt: number, more: Partial<Newcomer> = {}): Newcomer[] =>
    Array.from({ length: count }, () => ({ startedAt, ...more }));

  it('counts those who have not arrived as waiting', () => {
    const newcomers = [
      ...people(3, start, { firstDeploymentAt: start + 4 * DAY }),
      ...people(3, start, { tenthChangeAt: start + DAY }),
    ];
    assert.deepEqual(onboardingCohorts(newcomers, WINDOW, new QualityNotes()), [
      {
        cohort: '2026-Q2',
        people: 6,
        // The curve is level at one half from four days to the end, which nobody has reached.
        toFirstDeployment: { medianMs: 4 * DAY, arrived: 3 },
        toTenthChange: { medianMs: DAY, arrived: 3 },
      },
    ]);
  });

  it('puts small quarters together, the newest first and the others last', () => {
    const newcomers = [
      ...people(5, Date.parse('2026-02-01')),
      ...people(2, Date.parse('2026-05-01')),
      ...people(3, Date.parse('2026-08-01')),
      ...people(6, Date.parse('2026-10-01')),
    ];
    const cohorts = onboardingCohorts(newcomers, WINDOW, new QualityNotes());
    assert.deepEqual(
      cohorts.map(({ cohort, people: count }) => [cohort, count]),
      [
        ['2026-Q4', 6],
        ['2026-Q1', 5],
        ['others', 5],
      ],
    );
  });

  it('hides what is still small, and says so', () => {
    const quality = new QualityNotes();
    assert.deepEqual(onboardingCohorts(people(4, start), WINDOW, quality), []);
    assert.deepEqual(
      quality.list().map(({ kind }) => kind),
      ['smallCohort'],
    );
  });

  it('never shows fewer than five people, and nobody twice', () => {
    const newcomer = fc.record({ startedAt: fc.integer({ min: WINDOW.from - 90 * DAY, max: NOW + 90 * DAY }) });
    fc.assert(
      fc.property(fc.array(newcomer, { maxLength: 40 }), newcomers => {
        const cohorts = onboardingCohorts(newcomers, WINDOW, new QualityNotes());
        const inside = newcomers.filter(({ startedAt }) => startedAt >= WINDOW.from && startedAt <= NOW).length;
        const shown = cohorts.reduce((sum, { people: count }) => sum + count, 0);
        assert.ok(cohorts.every(({ people: count }) => count >= SMALLEST_COHORT));
        assert.ok(shown <= inside && inside - shown < SMALLEST_COHORT);
      }),
    );
  });
});
