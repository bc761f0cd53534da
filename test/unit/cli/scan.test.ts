import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { main } from '../../../src/cli/main.js';
import { PRIVILEGED, TODAY } from '../core/compliance/scanText.js';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const CLEAN = 'a: 1\n';
const COMPONENT = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: shop, title: Shop }
spec: { type: service, lifecycle: production, owner: group:default/shop, system: store }
`;
const WAIVER = `waivers:
  - rule: k8s/privileged
    match: { path: deploy/agent.yaml }
    reason: The agent loads a kernel module until the new driver is there.
    owner: group:default/platform
    expires: 2027-01-31
`;
const PACK = `apiVersion: rules.golden-path.dev/v1
kind: RulePack
metadata: { name: acme, version: 1.0.0 }
rules:
  - id: acme/team-label
    title: Pods say whose they are
    severity: warning
    explanation: Who is woken at night must be found in one step.
    target: { files: kubernetes, kinds: [Pod] }
    assert: has(object.metadata.labels) && 'team' in object.metadata.labels
    at: metadata
    message: This pod has no label team.
`;

describe('golden-path scan', () => {
  let folder: TemporaryFolder;
  let home: string;
  beforeEach(async () => {
    folder = await temporaryFolder({ 'deploy/agent.yaml': PRIVILEGED, 'notes.yaml': CLEAN });
    home = process.cwd();
    process.chdir(folder.at('.'));
  });
  afterEach(async () => {
    process.chdir(home);
    await folder.dispose();
  });

  const run = async (words: readonly string[], stdin = '') => {
    const output: string[] = [];
    const errors: string[] = [];
    const code = await main(words, {
      output: text => output.push(text),
      errors: text => errors.push(text),
      now: () => TODAY,
      readStdin: () => Promise.resolve(new TextEncoder().encode(stdin)),
    });
    return { code, output: output.join(''), errors: errors.join('') };
  };
  const scan = (...words: readonly string[]) => run(['scan', ...words]);

  it('exits with 1 where there are errors, with 0 where there are none, with 2 where it cannot run', async () => {
    assert.equal((await scan()).code, 1);
    assert.equal((await scan('notes.yaml')).code, 0);
    assert.equal((await scan('--fail-on', 'never')).code, 0);
    const missing = await scan('nowhere');
    assert.equal(missing.code, 2);
    assert.match(missing.errors, /nowhere is not there/);
    for (const [words, said] of [
      [['--profile', 'gold'], /--profile is base, strict, golden or all, not “gold”/],
      [['--format', 'xml'], /--format is text, json, sarif, junit or github/],
      [['--kubernetes-version', 'new'], /--kubernetes-version is a version such as 1\.34/],
      [['--fail-on', 'all'], /--fail-on is error, warning, info or never/],
      [['--threads', '0'], /--threads is a number of threads/],
      [['--config', 'nowhere.yaml'], /--config: /],
      [['--baseline', 'notes.yaml'], /baseline/],
      [['--changed-since', '--upload-pack=x'], /no commit, branch or tag|expects? a|argument/i],
      [['--expiring', '3d'], /no option --expiring/],
    ] as const) {
      const { code, errors } = await scan(...words);
      assert.equal(code, 2, words.join(' '));
      assert.match(errors, said);
    }
  });

  it('reports what is grave enough', async () => {
    const all = (await scan()).output;
    const errors = (await scan('--severity', 'error')).output;
    assert.match(all, / warning /);
    assert.doesNotMatch(errors, / warning /);
    assert.match(errors, /11:21 {4}error .*k8s\/privileged/);
  });

  it('writes a report into a file, and the text to the terminal', async () => {
    const { output } = await scan('--format', 'sarif', '--output', 'report.sarif');
    assert.match(output, /k8s\/privileged/);
    assert.equal((JSON.parse(readFileSync('report.sarif', 'utf8')) as { version: string }).version, '2.1.0');
    const bad = await scan('--output', 'no/such/folder/report.json');
    assert.equal(bad.code, 2);
    assert.match(bad.errors, /The report cannot be written/);
  });

  it('reads one file from the standard input', async () => {
    const { code, output } = await run(['scan', '-', '--stdin-path', 'k8s/pod.yaml'], PRIVILEGED);
    assert.equal(code, 1);
    assert.match(output, /^k8s\/pod\.yaml\n/);
  });

  it('leaves out what git ignores, and does not follow links', async () => {
    await folder.write({
      '.gitignore': 'generated/\n*.tmp.yaml\n!keep.tmp.yaml\n',
      'generated/a.yaml': PRIVILEGED,
      'a.tmp.yaml': PRIVILEGED,
      'keep.tmp.yaml': PRIVILEGED,
      'node_modules/b.yaml': PRIVILEGED,
      'sub/.gitignore': 'c.yaml\n',
      'sub/c.yaml': PRIVILEGED,
    });
    symlinkSync(folder.at('.'), folder.at('sub/loop'));
    symlinkSync(folder.at('deploy/agent.yaml'), folder.at('sub/link.yaml'));
    const { output } = await scan('--severity', 'error');
    assert.deepEqual(
      output.split('\n').filter(line => line.endsWith('.yaml')),
      ['deploy/agent.yaml', 'keep.tmp.yaml'],
    );
    // What is named is taken.
    assert.match((await scan('generated/a.yaml')).output, /^generated\/a\.yaml/);
  });

  it('lets only what is new count, by a baseline', async () => {
    await scan('--format', 'json', '--output', 'baseline.out');
    const { code, output } = await scan('--baseline', 'baseline.out');
    assert.equal(code, 0);
    assert.match(output, /^0 errors, 0 warnings, \d+ known before/);
  });

  it('reports only what has changed since a commit', async () => {
    const git = (...words: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { stdio: 'pipe' });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'first');
    assert.equal((await scan('--changed-since', 'main')).code, 0);
    writeFileSync('deploy/new.yaml', PRIVILEGED);
    const { code, output } = await scan('--changed-since', 'main');
    assert.equal(code, 1);
    assert.match(output, /^deploy\/new\.yaml/);
    assert.doesNotMatch(output, /agent\.yaml/);
    assert.equal((await scan('--changed-since', 'no-such-branch')).code, 2);
    const elsewhere = git('commit-tree', '-m', 'other', git('write-tree').toString().trim()).toString().trim();
    const unrelated = await scan('--changed-since', elsewhere);
    assert.equal(unrelated.code, 2);
    assert.match(unrelated.errors, /have no commit in common/);
  });

  it('takes the configuration of the organisation, and of the repository what is stricter', async () => {
    await folder.write({ 'organisation.yaml': 'rules: { k8s/privileged: off }\n' });
    assert.equal((await scan('--config', 'organisation.yaml')).code, 0);
    await folder.write({ '.golden-path/compliance.yaml': 'rules: { k8s/privileged: off }\n' });
    assert.equal((await scan()).code, 1);
    await folder.write({ '.golden-path/compliance.yaml': 'profile: gold\n' });
    const wrong = await scan();
    assert.equal(wrong.code, 2);
    assert.match(wrong.errors, /^\.golden-path\/compliance\.yaml:1:10 A profile is one of/);
  });

  it('honours waivers of the folder also where only a part of it is scanned', async () => {
    await folder.write({ '.golden-path/waivers.yaml': WAIVER });
    const { code, output } = await scan('deploy');
    assert.equal(code, 0);
    assert.match(output, /1 waived/);
    assert.match((await run(['waivers'])).output, /k8s\/privileged {2}until 2027-01-31 \(64 days\)/);
    assert.equal((await run(['waivers', '--expiring', '14d'])).code, 0);
    const soon = await run(['waivers', '--expiring', '90d', '--format', 'json']);
    assert.equal(soon.code, 1);
    assert.equal((JSON.parse(soon.output) as { waivers: { daysLeft: number }[] }).waivers[0]?.daysLeft, 64);
  });

  it('leaves out of a report what is waived where that is wanted', async () => {
    await folder.write({ '.golden-path/waivers.yaml': WAIVER });
    const results = async (...words: readonly string[]) => {
      const { output } = await scan('--format', 'sarif', '--severity', 'error', ...words);
      const { runs } = JSON.parse(output) as { runs: { results: { suppressions?: unknown[] }[] }[] };
      return runs[0]?.results.map(({ suppressions = [] }) => suppressions.length);
    };
    assert.deepEqual(await results(), [1]);
    assert.deepEqual(await results('--waived', 'include'), [1]);
    assert.deepEqual(await results('--waived', 'omit'), []);
    assert.match((await scan('--waived', 'no')).errors, /--waived is include or omit, not “no”/);
  });

  it('says how the services stand, by the levels of the organisation', async () => {
    await folder.write({ 'catalog-info.yaml': COMPONENT });
    assert.match((await scan()).output, /\nShop: \d+ of 100 points, no level; 1 finding in the way of bronze\n/);
    assert.doesNotMatch((await scan('deploy', 'catalog-info.yaml')).output, /Shop:/);
    await folder.write({
      'levels.yaml': 'levels: [{ name: seed, rules: [k8s/host-ports] }, { name: tree, rules: [df/registry] }]\n',
    });
    assert.match(
      (await scan('--config', 'levels.yaml')).output,
      /\nShop: \d+ of 100 points, seed; tree asks for the rule df\/registry, which is off or does not exist\n/,
    );
    const { output } = await scan('--config', 'levels.yaml', '--format', 'json');
    const { services } = JSON.parse(output) as { services: readonly Record<string, unknown>[] };
    assert.deepEqual(
      services.map(({ ref, file, level, next }) => ({ ref, file, level, next })),
      [
        {
          ...{ ref: 'component:default/shop', file: 'catalog-info.yaml', level: 'seed' },
          next: { level: 'tree', findings: 0, needsRule: 'df/registry' },
        },
      ],
    );
    await folder.write({ 'levels.yaml': 'levels:\n  - { name: seed }\n' });
    const wrong = await scan('--config', 'levels.yaml');
    assert.equal(wrong.code, 2);
    assert.match(wrong.errors, /levels\.yaml:2:5 The level “seed” asks for nothing/);
  });

  it('knows by the whole catalogue which entities do not exist', async () => {
    const entity = (kind: string, name: string) => ({ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name } });
    const unresolved = async (...words: readonly string[]) => {
      const { output } = await scan('--format', 'json', ...words);
      const { findings } = JSON.parse(output) as { findings: { rule: string; severity: string }[] };
      return findings.filter(({ rule }) => rule.endsWith('-resolvable')).map(({ rule, severity }) => [rule, severity]);
    };
    await folder.write({
      'catalog-info.yaml': COMPONENT,
      'catalogue.json': JSON.stringify([entity('Group', 'checkout'), entity('System', 'store')]),
      'whole.json': JSON.stringify({ items: [entity('Group', 'shop'), entity('System', 'store')], pageInfo: {} }),
    });
    assert.deepEqual(await unresolved(), []);
    assert.deepEqual(await unresolved('--catalogue', 'catalogue.json'), [['cat/owner-resolvable', 'error']]);
    assert.deepEqual(await unresolved('--catalogue', 'whole.json'), []);
    // With less than the whole folder something may be described in what was not read.
    assert.deepEqual(await unresolved('catalog-info.yaml', '--catalogue', 'catalogue.json'), []);
  });

  it('takes nothing for a catalogue that is not all of one', async () => {
    for (const [text, said] of [
      ['{', /is no JSON/],
      ['{"entities": []}', /is no list of entities/],
      ['[]', /has no entity in it/],
      ['[{"kind": "Group"}]', /number 1 has no kind or no name/],
      [
        '{"items": [{"kind": "Group", "metadata": {"name": "a"}}], "pageInfo": {"nextCursor": "b"}}',
        /only one page of the catalogue/,
      ],
    ] as const) {
      await folder.write({ 'catalogue.json': text });
      const { code, errors } = await scan('--catalogue', 'catalogue.json');
      assert.equal(code, 2, text);
      assert.match(errors, said);
    }
    assert.match((await scan('--catalogue', 'nowhere.json')).errors, /--catalogue: .*nowhere\.json/);
    assert.match((await run(['scan', '-', '--catalogue', 'catalogue.json'], 'a: 1')).errors, /no use with “-”/);
  });

  it('fixes what is safe, and keeps byte order mark, line ends and comments', async () => {
    const before = `\ufeffFROM registry.example.com/node:22.1.0\r\n# the sources\r\nADD src /app\r\nUSER node\r\nCMD ["node", "/app"]\r\n`;
    await folder.write({ Dockerfile: before });
    const { errors } = await scan('--fix', 'Dockerfile');
    assert.match(errors, /1 finding was fixed/);
    assert.equal(readFileSync('Dockerfile', 'utf8'), before.replace('ADD src', 'COPY src'));
  });

  it('says of a file that is no text that it is none', async () => {
    writeFileSync('deploy/binary.yaml', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x00]));
    const { output } = await scan();
    assert.match(output, /deploy\/binary\.yaml\n {2}1:1 .*engine\/unreadable/);
  });

  it('reads no more of a folder outside than that folder', async () => {
    const elsewhere = await temporaryFolder({ 'a.yaml': PRIVILEGED });
    try {
      assert.match((await scan(elsewhere.at('.'))).output, /^a\.yaml\n/);
      const both = await scan(elsewhere.at('.'), '.');
      assert.equal(both.code, 2);
      assert.match(both.errors, /outside of this folder/);
    } finally {
      await elsewhere.dispose();
    }
  });
});

describe('golden-path explain and rules', () => {
  const run = async (...words: readonly string[]) => {
    const output: string[] = [];
    const errors: string[] = [];
    const code = await main(words, { output: text => output.push(text), errors: text => errors.push(text) });
    return { code, output: output.join(''), errors: errors.join('') };
  };

  it('show the page of a rule, or the nearest name', async () => {
    assert.match((await run('explain', 'k8s/privileged')).output, /^# Containers are not privileged/);
    const wrong = await run('explain', 'k8s/priviledged');
    assert.equal(wrong.code, 2);
    assert.match(wrong.errors, /Did you mean k8s\/privileged\?/);
    assert.equal((await run('explain')).code, 2);
  });

  it('list every rule with the controls that it stands for', async () => {
    const { rules } = JSON.parse((await run('rules', '--format', 'json')).output) as {
      rules: { id: string; frameworks: { tag: string }[] }[];
    };
    assert.ok(rules.length > 100);
    const tags = rules.find(({ id }) => id === 'k8s/host-namespaces')?.frameworks.map(({ tag }) => tag);
    assert.ok(tags?.includes('PSS-baseline/hostNamespaces'));
    assert.match((await run('rules')).output, /\n\d+ rules\n$/);
  });

  it('have the rules of the packs of the folder and of the organisation', async () => {
    const folder = await temporaryFolder({
      '.golden-path/rules/acme.yaml': PACK,
      'organisation/config.yaml': 'packs: [packs/theirs.yaml]\n',
      'organisation/packs/theirs.yaml': PACK.replaceAll('acme', 'theirs'),
    });
    const home = process.cwd();
    process.chdir(folder.at('.'));
    try {
      assert.match((await run('rules')).output, /^acme\/team-label +warning +base +Pods say whose they are$/m);
      assert.doesNotMatch((await run('rules')).output, /theirs/);
      const all = await run('rules', '--config', 'organisation/config.yaml', '--format', 'json');
      assert.match(all.output, /"theirs\/team-label"/);
      assert.match((await run('explain', 'acme/team-label')).output, /^# Pods say whose they are[^]*woken at night/);
      assert.equal((await run('explain', 'theirs/team-label')).code, 2);
      assert.equal((await run('explain', 'theirs/team-label', '--config', 'organisation/config.yaml')).code, 0);
      await folder.write({ '.golden-path/rules/acme.yaml': PACK.replace('severity: warning', 'severity: grave') });
      const wrong = await run('rules');
      assert.equal(wrong.code, 0);
      assert.match(wrong.errors, /^\.golden-path\/rules\/acme\.yaml:7:15 /);
    } finally {
      process.chdir(home);
      await folder.dispose();
    }
  });
});
