import assert from 'node:assert/strict';
import { loadPacks } from '../../../../../src/core/compliance/packs/loadPacks.js';
import type { PackText } from '../../../../../src/core/compliance/scan/scanPlan.js';
import { packOf, problemText } from './packCheck.js';

const BUILT_IN = new Map([
  ['k8s/privileged', { id: 'k8s/privileged', severity: 'warning' as const }],
  ['k8s/probes', { id: 'k8s/probes', severity: 'info' as const }],
]);

const overrides = (lines: string): string =>
  `apiVersion: rules.golden-path.dev/v1\nkind: RulePack\nmetadata: { name: x }\noverrides:\n${lines}`;

const load = (sources: readonly (readonly [PackText['from'], string])[], trusted = true) => {
  const loaded = loadPacks(
    sources.map(([from, text], index) => ({ from, text, name: `${index}` })),
    BUILT_IN,
    trusted,
  );
  const problems = loaded.packs.flatMap(({ name, problems: found }) =>
    found.map(problem => problemText(sources[Number(name)]![1], problem)),
  );
  return { ...loaded, problems };
};

describe('What packs may do', () => {
  const rule = packOf('    assert: "true"');

  it('an organisation changes what it wants', () => {
    const { settings, problems, notWaivable } = load([
      [
        'organisation',
        overrides(
          '  - { rule: k8s/privileged, severity: "off" }\n  - { rule: k8s/probes, severity: error, waivable: false }\n',
        ),
      ],
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [...settings],
      [
        ['k8s/privileged', { severity: 'off' }],
        ['k8s/probes', { severity: 'error' }],
      ],
    );
    assert.deepEqual([...notWaivable], ['k8s/probes']);
  });

  it('a repository makes rules graver, and nothing else', () => {
    const { settings, problems, notWaivable } = load([
      [
        'workspace',
        overrides(
          '  - { rule: k8s/privileged, severity: error, waivable: false }\n  - { rule: k8s/privileged, severity: info }\n  - { rule: k8s/privileged, severity: "off" }\n  - { rule: k8s/probes, waivable: true }\n',
        ),
      ],
    ]);
    assert.deepEqual([...settings], [['k8s/privileged', { atLeast: 'error' }]]);
    assert.deepEqual([...notWaivable], ['k8s/privileged']);
    assert.deepEqual(problems, [
      'pack/loosens “{ rule: k8s/privileged, severity: info }” A pack of a repository cannot make k8s/privileged less grave.',
      'pack/loosens “{ rule: k8s/privileged, severity: "off" }” A pack of a repository cannot switch k8s/privileged off.',
      'pack/loosens “{ rule: k8s/probes, waivable: true }” A pack of a repository cannot have k8s/probes waived.',
    ]);
  });

  it('a repository holds to what its organisation has set, in whatever order they come', () => {
    const { settings, problems } = load([
      [
        'workspace',
        overrides('  - { rule: k8s/privileged, severity: warning }\n  - { rule: k8s/probes, severity: error }\n'),
      ],
      [
        'organisation',
        overrides('  - { rule: k8s/privileged, severity: error }\n  - { rule: k8s/probes, severity: "off" }\n'),
      ],
    ]);
    assert.deepEqual(
      [...settings],
      [
        ['k8s/privileged', { severity: 'error' }],
        ['k8s/probes', { severity: 'off' }],
      ],
    );
    assert.equal(problems.length, 2);
  });

  it('nobody takes the place of a rule that is there', () => {
    const built = rule.replaceAll('acme/rule', 'k8s/privileged');
    const { rules, problems } = load([
      ['workspace', rule.replace('A rule', 'Ours')],
      ['organisation', rule],
      ['workspace', built],
    ]);
    assert.deepEqual(
      rules.map(({ title }) => title),
      ['A rule'],
    );
    assert.deepEqual(problems, [
      'pack/duplicate “acme/rule” There is a rule “acme/rule” already; this one is left out.',
      'pack/duplicate “k8s/privileged” There is a rule “k8s/privileged” already; this one is left out.',
    ]);
  });

  it('packs of a repository count only where it is trusted', () => {
    assert.equal(load([['workspace', rule]], false).rules.length, 0);
    assert.equal(load([['workspace', rule]], true).rules.length, 1);
    assert.equal(load([['organisation', rule]], false).rules.length, 1);
  });

  it('rules that do not exist are told of', () => {
    assert.deepEqual(load([['organisation', overrides('  - { rule: k8s/gone, severity: error }\n')]]).problems, [
      'pack/field “{ rule: k8s/gone, severity: error }” There is no rule “k8s/gone”.',
    ]);
  });
});
