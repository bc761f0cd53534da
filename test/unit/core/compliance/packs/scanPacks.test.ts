import assert from 'node:assert/strict';
import { plainTranslate } from '../../../../../src/core/common/translate.js';
import { FileScanner } from '../../../../../src/core/compliance/scan/fileScanner.js';
import { fileFindings, reportFolder } from '../../../../../src/core/compliance/scan/folderReport.js';
import { rulesOfPlan, type PackText } from '../../../../../src/core/compliance/scan/scanPlan.js';
import { DEFAULT_SCAN_SETTINGS } from '../../../../../src/core/compliance/scan/scanSettings.js';
import { packOf } from './packCheck.js';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - name: shop
      image: shop:1
      securityContext: { privileged: true }
`;

const found = async (packs: readonly PackText[], path = 'deploy/pod.yaml', text = POD) => {
  const scanner = new FileScanner({ ...DEFAULT_SCAN_SETTINGS, packs });
  const { findings } = await scanner.scan(path, text);
  return {
    scanner,
    findings: findings.map(
      ({ finding }) => `${finding.rule} ${finding.severity} ${plainTranslate(finding.message, ...finding.values)}`,
    ),
  };
};

const override = (words: string): string =>
  `apiVersion: rules.golden-path.dev/v1\nkind: RulePack\nmetadata: { name: x }\noverrides:\n  - { rule: k8s/privileged, ${words} }\n`;

describe('A scan with packs', () => {
  const organisation = (text: string): PackText => ({ name: 'acme', from: 'organisation', text });
  const workspace = (text: string): PackText => ({ name: '.golden-path/rules/a.yaml', from: 'workspace', text });

  it('has their rules beside those that are built in', async () => {
    const { findings, scanner } = await found([
      organisation(packOf("    assert: object.metadata.name != 'shop'\n    message: Not shop.")),
    ]);
    assert.ok(findings.includes('acme/rule warning Not shop.'));
    assert.ok(findings.some(each => each.startsWith('k8s/privileged error')));
    assert.equal(scanner.rules.get('acme/rule')?.title, 'A rule');
  });

  it('has the severities that an organisation wants, and none that a repository would lower', async () => {
    const privileged = async (pack: PackText) =>
      (await found([pack])).findings.filter(each => each.startsWith('k8s/privileged'));
    assert.match((await privileged(organisation(override('severity: info'))))[0]!, /^k8s\/privileged info/);
    assert.deepEqual(await privileged(organisation(override('severity: "off"'))), []);
    assert.match((await privileged(workspace(override('severity: info'))))[0]!, /^k8s\/privileged error/);
    assert.equal((await privileged(workspace(override('severity: "off"')))).length, 1);
  });

  it('can no longer waive what a pack takes that from', async () => {
    const rules = await rulesOfPlan({ packs: [workspace(override('waivable: false'))] });
    assert.equal(rules.get('k8s/privileged')?.waivable, false);
    assert.equal((await rulesOfPlan({ packs: [] })).get('k8s/privileged')?.waivable, undefined);
  });

  it('keeps waivers to the time and the owners that a rule of a pack allows', async () => {
    const packs = [
      organisation(
        packOf(`    assert: object.metadata.name != 'shop'
    waivable: { maxDays: 30, owners: ["group:default/platform"] }`),
      ),
    ];
    const rules = await rulesOfPlan({ packs });
    const settings = { ...DEFAULT_SCAN_SETTINGS, packs };
    const waived = async (owner: string, expires: string): Promise<readonly string[]> => {
      const waivers = `waivers:
  - rule: acme/rule
    match: { kind: Pod, name: shop }
    reason: The shop is called so until it is sold in spring.
    owner: ${owner}
    expires: ${expires}
`;
      const scanner = new FileScanner(settings);
      const files = [
        fileFindings(await scanner.scan('deploy/pod.yaml', POD), rules),
        fileFindings(await scanner.scan('.golden-path/waivers.yaml', waivers), rules),
      ];
      return reportFolder(files, { settings, rules, now: Date.parse('2026-11-28T12:00:00Z'), complete: true })
        .filter(({ rule }) => /^(?:acme|waiver)\//.test(rule))
        .map(({ rule, waiver }) => (waiver ? `${rule} waived` : rule));
    };
    assert.deepEqual(await waived('group:default/platform', '2026-12-20'), ['acme/rule waived']);
    assert.deepEqual(await waived('group:default/sales', '2026-12-20'), ['waiver/not-waivable', 'acme/rule']);
    assert.deepEqual(await waived('group:default/platform', '2027-01-31'), [
      'waiver/expires-too-far',
      'acme/rule waived',
    ]);
  });

  it('says in the pack of a repository what is wrong with it', async () => {
    const text = override('severity: info');
    const { findings } = await found([workspace(text)], '.golden-path/rules/a.yaml', text);
    assert.deepEqual(findings, ['pack/loosens error A pack of a repository cannot make k8s/privileged less grave.']);
    const typed = await found([workspace(text)], '.golden-path/rules/a.yaml', packOf('    assert: nothing'));
    assert.deepEqual(typed.findings, ['pack/expression error There is no variable nothing.']);
    const alone = await found([], '.golden-path/rules/b.yaml', packOf('    assert: nothing'));
    assert.deepEqual(alone.findings, ['pack/expression error There is no variable nothing.']);
  });

  it('looks at Dockerfiles with the rules of packs', async () => {
    const pack = packOf(
      "    when: object.keyword == 'FROM'\n    assert: object.words[0].startsWith('registry.acme.example/')",
    ).replace('kubernetes', 'dockerfile');
    const { findings } = await found([organisation(pack)], 'Dockerfile', 'FROM alpine:3\n');
    assert.ok(findings.includes('acme/rule warning A rule'), findings.join());
  });
});
