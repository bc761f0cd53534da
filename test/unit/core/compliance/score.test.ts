import assert from 'node:assert/strict';
import { scoreServices, type ScoredService } from '../../../../src/core/compliance/score.js';
import type { ReportedFinding } from '../../../../src/core/compliance/report/reportedFinding.js';
import type { RuleInfo } from '../../../../src/core/compliance/rule.js';

const service = (name: string, folder: string): ScoredService => ({
  ...{ ref: `component:default/${name}`, title: name, folder },
  path: `${folder}catalog-info.yaml`,
});
const finding = (
  path: string,
  severity: ReportedFinding['severity'],
  rule = 'a/base',
  waived = false,
): ReportedFinding => ({
  ...{ rule, severity, path, message: '', values: [], related: [], fingerprint: '' },
  range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
  ...(waived
    ? { waiver: { reason: '', owner: '', expires: '2027-01-01', source: 'file', path: '', line: 0 } as const }
    : {}),
});
const RULES = new Map(
  (['base', 'golden'] as const).map(profile => [`a/${profile}`, { id: `a/${profile}`, profile } as RuleInfo]),
);

describe('how services stand', () => {
  it('is counted from what is found below the nearest descriptor', () => {
    const services = [service('shop', ''), service('cart', 'cart/')];
    const found = [
      finding('cart/k8s/a.yaml', 'error'),
      finding('k8s/a.yaml', 'warning'),
      finding('k8s/b.yaml', 'info'),
    ];
    const scores = scoreServices(services, found, RULES, 'golden');
    assert.deepEqual(
      scores.map(({ service: { title }, points, level, next }) => [title, points, level, next?.level]),
      [
        ['cart', 90, undefined, 'bronze'],
        ['shop', 96, 'bronze', 'silver'],
      ],
    );
  });

  it('is not worsened by what is waived', () => {
    const [score] = scoreServices([service('a', '')], [finding('a.yaml', 'error', 'a/base', true)], RULES, 'golden');
    assert.equal(score?.points, 100);
    assert.equal(score?.level, 'gold');
    assert.equal(score?.counts.waived, 1);
    assert.equal(score?.next, undefined);
  });

  it('reaches gold only where the rules of the golden path were on', () => {
    const [score] = scoreServices([service('a', '')], [], RULES, 'base');
    assert.equal(score?.level, 'silver');
    assert.deepEqual(score?.next, { level: 'gold', findings: 0, needsProfile: true });
    const [golden] = scoreServices([service('a', '')], [finding('a.yaml', 'warning', 'a/golden')], RULES, 'golden');
    assert.equal(golden?.level, 'silver');
    assert.deepEqual(golden?.next, { level: 'gold', findings: 1, needsProfile: false });
  });

  it('never falls below nothing', () => {
    const many = Array.from({ length: 50 }, () => finding('a.yaml', 'error'));
    assert.equal(scoreServices([service('a', '')], many, RULES, 'base')[0]?.points, 0);
  });

  it('is shared by services of one folder', () => {
    const scores = scoreServices(
      [service('a', 'x/'), service('b', 'x/')],
      [finding('x/a.yaml', 'warning')],
      RULES,
      'base',
    );
    assert.deepEqual(
      scores.map(({ points }) => points),
      [97, 97],
    );
  });
});
