import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  onboardingCohorts,
  SMALLEST_COHORT,
  type Newcomer,
} from '../../../../../src/core/insights/adoption/onboarding.js';
import { QualityNotes } from '../../../../../src/core/insights/ledger/qualityNotes.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-28T12:00:00Z');
const WINDOW = { from: Date.parse('2026-01-01'), now: NOW };
const start = Date.parse('2026-04-10');

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

  it('never makes a time negative, and counts those who begin in the future', () => {
    const quality = new QualityNotes();
    const early = people(5, start, { firstDeploymentAt: start - DAY });
    const [cohort] = onboardingCohorts([...early, ...people(2, NOW + DAY)], WINDOW, quality);
    assert.deepEqual(cohort?.toFirstDeployment, { medianMs: 0, arrived: 5 });
    assert.deepEqual(
      quality.list().map(({ kind, count }) => [kind, count]),
      [['futureCommit', 2]],
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
