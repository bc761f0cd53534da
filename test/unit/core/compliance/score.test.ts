import assert from 'node:assert/strict';
import type { Level } from '../../../../src/core/compliance/levels.js';
import type { ProfileChoice } from '../../../../src/core/compliance/scan/scanSettings.js';
import {
  scoreOfFile,
  scoreServices,
  type FindingsByFile,
  type ScoredService,
} from '../../../../src/core/compliance/score.js';
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
  ([...(['base', 'golden'] as const).map(profile => [profile, profile] as const), ['off', 'base']] as const).map(
    ([name, profile]) => [`a/${name}`, { id: `a/${name}`, profile } as RuleInfo],
  ),
);

const byFile = (findings: readonly ReportedFinding[]): FindingsByFile => {
  const files = new Map<string, ReportedFinding[]>();
  for (const each of findings) files.set(each.path, [...(files.get(each.path) ?? []), each]);
  return files;
};
const optionsOf = (profile: ProfileChoice, levels?: readonly Level[]) => ({
  rules: RULES,
  settings: { profile, rules: new Map([['a/off', { severity: 'off' } as const]]), ...(levels ? { levels } : {}) },
});
const scored = (services: readonly ScoredService[], found: readonly ReportedFinding[], profile: ProfileChoice) =>
  scoreServices(services, byFile(found), optionsOf(profile));

describe('how services stand', () => {
  it('is counted from what is found below the nearest descriptor', () => {
    const services = [service('shop', ''), service('cart', 'cart/')];
    const found = [
      finding('cart/k8s/a.yaml', 'error'),
      finding('k8s/a.yaml', 'warning'),
      finding('k8s/b.yaml', 'info'),
    ];
    const scores = scored(services, found, 'golden');
    assert.deepEqual(
      scores.map(({ service: { title }, points, level, next }) => [title, points, level, next?.level]),
      [
        ['cart', 90, undefined, 'bronze'],
        ['shop', 96, 'bronze', 'silver'],
      ],
    );
  });

  it('is not worsened by what is waived', () => {
    const [score] = scored([service('a', '')], [finding('a.yaml', 'error', 'a/base', true)], 'golden');
    assert.equal(score?.points, 100);
    assert.equal(score?.level, 'gold');
    assert.equal(score?.counts.waived, 1);
    assert.equal(score?.next, undefined);
  });

  it('reaches gold only where the rules of the golden path were on', () => {
    const [score] = scored([service('a', '')], [], 'base');
    assert.equal(score?.level, 'silver');
    assert.deepEqual(score?.next, { level: 'gold', findings: 0, needsProfile: 'golden' });
    const [golden] = scored([service('a', '')], [finding('a.yaml', 'warning', 'a/golden')], 'golden');
    assert.equal(golden?.level, 'silver');
    assert.deepEqual(golden?.next, { level: 'gold', findings: 1 });
    // Another profile is on, so that both are only there with all.
    const [strict] = scored([service('a', '')], [], 'strict');
    assert.deepEqual(strict?.next, { level: 'gold', findings: 0, needsProfile: 'all' });
  });

  it('never falls below nothing', () => {
    const many = Array.from({ length: 50 }, () => finding('a.yaml', 'error'));
    assert.equal(scored([service('a', '')], many, 'base')[0]?.points, 0);
  });

  it('is shared by services of one folder', () => {
    const scores = scored([service('a', 'x/'), service('b', 'x/')], [finding('x/a.yaml', 'warning')], 'base');
    assert.deepEqual(
      scores.map(({ points }) => points),
      [97, 97],
    );
  });

  it('is said of a file as it is said in the list', () => {
    const services = [
      service('shop', ''),
      service('cart', 'cart/'),
      service('till', 'cart/'),
      service('old', 'cart/old/'),
    ];
    const files = byFile([
      finding('cart/k8s/a.yaml', 'error'),
      finding('cart/old/a.yaml', 'error', 'a/golden'),
      finding('cart/older/a.yaml', 'info'),
      finding('k8s/a.yaml', 'warning'),
    ]);
    const all = scoreServices(services, files, optionsOf('golden'));
    for (const [path, ref] of [
      ['cart/k8s/a.yaml', 'cart'],
      ['cart/old/k8s/deep/a.yaml', 'old'],
      ['cart/older/a.yaml', 'cart'],
      ['README.yaml', 'shop'],
    ] as const)
      assert.deepEqual(
        scoreOfFile(path, services, files, optionsOf('golden')),
        all.find(({ service: { title } }) => title === ref),
      );
    assert.equal(scoreOfFile('a.yaml', services.slice(1), files, optionsOf('golden')), undefined);
  });
});

describe('the levels of an organisation', () => {
  const levels: readonly Level[] = [
    { name: 'seed', profiles: ['base'], rules: ['a/base'] },
    { name: 'tree', severity: 'info', profiles: ['base'], rules: [] },
  ];
  const levelOf = (found: readonly ReportedFinding[], own = levels, profile: ProfileChoice = 'base') => {
    const [score] = scoreServices([service('a', '')], byFile(found), optionsOf(profile, own));
    return [score?.level, score?.next];
  };

  it('ask for what they say, one after the other', () => {
    assert.deepEqual(levelOf([]), ['tree', undefined]);
    assert.deepEqual(levelOf([finding('a.yaml', 'info')]), [undefined, { level: 'seed', findings: 1 }]);
    assert.deepEqual(levelOf([finding('a.yaml', 'info', 'a/another')]), ['seed', { level: 'tree', findings: 1 }]);
    assert.deepEqual(levelOf([finding('a.yaml', 'error', 'a/base', true)]), ['tree', undefined]);
  });

  it('are not reached by a rule that is off or that nobody knows', () => {
    for (const rule of ['a/off', 'a/golden', 'a/nobody-knows'])
      assert.deepEqual(levelOf([], [{ name: 'seed', profiles: ['base'], rules: [rule] }]), [
        undefined,
        { level: 'seed', findings: 0, needsRule: rule },
      ]);
    assert.deepEqual(levelOf([], [{ name: 'seed', profiles: ['base'], rules: ['a/golden'] }], 'golden'), [
      'seed',
      undefined,
    ]);
  });
});
