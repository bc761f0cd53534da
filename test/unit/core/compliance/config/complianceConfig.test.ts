import assert from 'node:assert/strict';
import {
  readComplianceConfig,
  tightenedBy,
  withConfig,
} from '../../../../../src/core/compliance/config/complianceConfig.js';
import { DEFAULT_SCAN_SETTINGS, isRuleOn, severityOf } from '../../../../../src/core/compliance/scan/scanSettings.js';
import { plainTranslate } from '../../../../../src/core/common/translate.js';

const RULE = { id: 'k8s/replicas', severity: 'warning', profile: 'base' } as const;
const STRICT = { id: 'k8s/volume-types', severity: 'warning', profile: 'strict' } as const;
const config = (text: string) => {
  const { config: read, problems } = readComplianceConfig(text);
  assert.deepEqual(problems, []);
  return read;
};

describe('a configuration', () => {
  it('says which rules are on, how grave they are, and with which parameters', () => {
    const settings = withConfig(
      DEFAULT_SCAN_SETTINGS,
      config(`profile: golden
kubernetesVersion: "1.34"
rules:
  k8s/cpu-limit: off
  k8s/host-ports: error
  k8s/replicas: { severity: info, options: { minimum: 3, kinds: [Deployment] } }
waivers: { inline: false, maxDays: { error: 30 } }
`),
    );
    assert.equal(settings.profile, 'golden');
    assert.deepEqual(settings.kubernetesVersion, { major: 1, minor: 34 });
    assert.equal(isRuleOn({ id: 'k8s/cpu-limit', profile: 'base' }, settings), false);
    assert.equal(severityOf(RULE, settings), 'info');
    assert.deepEqual({ ...settings.rules.get('k8s/replicas')?.options }, { minimum: 3, kinds: ['Deployment'] });
    assert.equal(settings.waivers.inline, false);
    assert.deepEqual(settings.waivers.maxDays, { error: 30, warning: 365, info: 730 });
  });

  it('names packs by path, or by address with a digest', () => {
    const sha256 = 'a'.repeat(64);
    const { packs } = config(
      `packs:\n  - rules/ours.yaml\n  - { url: https://rules.example.com/p.yaml, sha256: ${sha256} }\n`,
    );
    assert.deepEqual(packs, [{ from: 'rules/ours.yaml' }, { from: 'https://rules.example.com/p.yaml', sha256 }]);
  });

  it('says which levels there are, the lowest first', () => {
    const { levels } = config(`levels:
  - { name: seed, rules: [k8s/privileged, obs/slo-present] }
  - { name: tree, severity: warning, profiles: [base, golden] }
`);
    assert.deepEqual(levels, [
      { name: 'seed', profiles: ['base'], rules: ['k8s/privileged', 'obs/slo-present'] },
      { name: 'tree', severity: 'warning', profiles: ['base', 'golden'], rules: [] },
    ]);
  });

  it('has no levels where one of them is not understood', () => {
    const read = readComplianceConfig('levels:\n  - { name: seed, severity: error }\n  - { name: tree }\n');
    assert.equal(read.config.levels, undefined);
  });

  for (const [text, line, expected] of [
    ['profile: gold', 1, /base, strict, golden, all/],
    ['kubernetesVersion: newest', 1, /no version of Kubernetes/],
    ['rule: {}', 1, /no setting “rule”/],
    ['rules:\n  k8s/replicas: grave', 2, /error, warning, info, off/],
    ['rules: [k8s/replicas]', 1, /mapping from the name/],
    ['waivers:\n  maxDays: { error: 0 }', 2, /number of days/],
    ['waivers:\n  inline: maybe', 2, /true or false/],
    ['packs:\n  - { url: http://rules.example.com/p.yaml, sha256: aa }', 2, /https “url”/],
    ['packs:\n  - { url: https://rules.example.com/p.yaml }', 2, /sha256/],
    ['levels: gold', 1, /list, the lowest level first/],
    ['levels: []', 1, /list, the lowest level first/],
    ['levels:\n  - gold', 2, /level is a mapping/],
    ['levels:\n  - { severity: error }', 2, /“name” of 1 to 40/],
    ['levels:\n  - { name: seed }', 2, /“seed” asks for nothing/],
    ['levels:\n  - { name: seed, severity: grave }', 2, /error, warning, info/],
    ['levels:\n  - { name: seed, severity: error, profiles: [all] }', 2, /base, strict, golden/],
    ['levels:\n  - { name: seed, rules: k8s/privileged }', 2, /“rules” is a list/],
    ['levels:\n  - { name: seed, rules: [privileged] }', 2, /no name of a rule/],
    ['levels:\n  - { name: seed, severity: error, color: red }', 2, /no “color”/],
    ['levels:\n  - { name: a, severity: error }\n  - { name: a, severity: info }', 3, /another level “a”/],
    ['- a', 1, /is a mapping/],
    ['rules: [', 1, /./],
  ] as const)
    it(`that is not understood is told of: ${text.split('\n').at(-1) ?? ''}`, () => {
      const { problems } = readComplianceConfig(text);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      const [problem] = problems;
      assert.equal((problem?.range.startLine ?? 0) + 1, line);
      assert.match(plainTranslate(problem?.message ?? '', ...(problem?.values ?? [])), expected);
    });
});

describe('a configuration of a repository', () => {
  const organisation = withConfig(
    { ...DEFAULT_SCAN_SETTINGS, profile: 'golden' },
    config('rules: { k8s/replicas: error, k8s/privileged: { options: { a: 1 } } }\n'),
  );

  it('may ask for more', () => {
    const settings = tightenedBy(
      organisation,
      config(
        'profile: strict\nrules: { k8s/volume-types: error }\nwaivers: { inline: false, maxDays: { error: 7 } }\n',
      ),
    );
    assert.equal(settings.profile, 'all');
    assert.equal(severityOf(STRICT, settings), 'error');
    assert.equal(settings.waivers.inline, false);
    assert.equal(settings.waivers.maxDays.error, 7);
  });

  it('has levels of its own only where the organisation has none', () => {
    const own = config('levels: [{ name: mine, severity: error }]\n');
    const theirs = config('levels: [{ name: theirs, severity: error }]\n');
    assert.equal(tightenedBy(organisation, own).levels?.[0]?.name, 'mine');
    assert.equal(tightenedBy(withConfig(organisation, theirs), own).levels?.[0]?.name, 'theirs');
  });

  it('may not ask for less', () => {
    const settings = tightenedBy(
      organisation,
      config(`profile: base
rules: { k8s/replicas: info, k8s/volume-types: info, k8s/host-ports: off, k8s/privileged: { options: { a: 2 } } }
waivers: { inline: true, maxDays: { error: 9999 } }
`),
    );
    assert.equal(settings.profile, 'golden');
    assert.equal(severityOf(RULE, settings), 'error');
    assert.equal(severityOf(STRICT, settings), 'warning');
    assert.equal(isRuleOn({ id: 'k8s/host-ports', profile: 'base' }, settings), true);
    assert.deepEqual({ ...settings.rules.get('k8s/privileged')?.options }, { a: 1 });
    assert.equal(settings.waivers.maxDays.error, 180);
  });
});
