import assert from 'node:assert/strict';
import { compareReports } from '../../../../../src/core/insights/dora/compareReports.js';
import { quickCheckScore } from '../../../../../src/core/insights/dora/quickCheck.js';
import { windowBefore, windowPreceding } from '../../../../../src/core/insights/dora/windows.js';
import { change, DAY, deployed, FROM, reportOn, TO } from '../deliveries.js';

describe('Two reports side by side', () => {
  it('say what became better and what worse, and of what nothing can be said', () => {
    const before = windowPreceding({ from: FROM, to: TO });
    assert.deepEqual(before, windowBefore(FROM, 7));
    const events = [
      deployed('d0', -24, { changes: [change('a', -25)] }),
      deployed('d1', 24, { changes: [change('b', 22)] }),
      deployed('d2', 48),
    ];
    const changes = compareReports(reportOn(events, before), reportOn(events));
    assert.deepEqual(
      changes.map(({ key, direction }) => [key, direction]),
      [
        ['deploymentFrequency', 'better'],
        ['leadTime', 'worse'],
        ['changeFailureRate', 'same'],
        ['failedDeploymentRecoveryTime', 'unknown'],
        ['timeToRestore', 'unknown'],
        ['reworkRate', 'same'],
      ],
    );
    assert.equal(changes[1]?.ratio, 2);
    assert.equal(changes[0]?.difference, 1 / 7);
    const other = compareReports(reportOn(events, { definition: 'devLake' }), reportOn(events));
    assert.ok(other.every(({ direction }) => direction === 'unknown'));
    assert.equal(TO - FROM, 7 * DAY);
  });
});

describe('The score of the Quick Check', () => {
  it('is the mean of what was answered', () => {
    const best = { leadTime: 6, deploymentFrequency: 6, recoveryTime: 6, changeFailureRate: 0, reworkRate: 0 };
    assert.equal(quickCheckScore(best), 10);
    assert.equal(quickCheckScore({ leadTime: 3.5 }), 5);
    assert.equal(quickCheckScore({ changeFailureRate: 50 }), 5);
    assert.equal(quickCheckScore({}), null);
  });
});
