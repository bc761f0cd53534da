import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ComplianceSession } from '../../../../src/adapters/compliance/complianceSession.js';
import { main } from '../../../../src/cli/main.js';
import { findingJson } from '../../../../src/core/compliance/report/jsonReport.js';
import { LATEST_KUBERNETES } from '../../../../src/core/compliance/kubernetes/version.js';
import { DEFAULT_SCAN_SETTINGS } from '../../../../src/core/compliance/scan/scanSettings.js';
import { planOf } from '../../../../src/core/compliance/scan/scanPlan.js';
import { corpusFiles, hasCorpora } from '../../core/compliance/corpora.js';
import { allRules, PRIVILEGED, TODAY } from '../../core/compliance/scanText.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

const SHOP = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: shop }
spec: { type: service, lifecycle: production, owner: group:default/shop }
`;
const WAIVERS = `waivers:
  - rule: k8s/privileged
    match: { path: deploy/agent.yaml }
    reason: The agent loads a kernel module until the new driver is there.
    owner: group:default/platform
    expires: 2027-01-31
  - rule: k8s/host-ports
    match: { path: deploy/agent.yaml }
    reason: Nothing of that is found any more, so it can go.
    owner: group:default/platform
    expires: 2027-01-31
`;
const FILES = {
  'catalog-info.yaml': SHOP,
  'deploy/agent.yaml': PRIVILEGED,
  'deploy/broken.yaml':
    'a: [\n---\nkind: Service\napiVersion: v1\nmetadata: { name: a }\nspec: { selector: { app: a } }\n',
  'deploy/comment.yaml': PRIVILEGED.replace(
    'privileged: true',
    'privileged: true # golden-path: waive k8s/privileged owner=group:default/a until=2027-01-31 reason="for the driver of the node"',
  ),
  '.golden-path/waivers.yaml': WAIVERS,
  '.github/workflows/ci.yaml':
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n',
  Dockerfile: 'FROM node:latest\nADD a b\n',
  'compose.yaml': 'services:\n  a: { image: a, privileged: true }\n',
};

/** What the editor's session finds in a folder, as it stands in the report of the program. */
async function bySession(root: string, profile: 'base' | 'all', open: Readonly<Record<string, string>> = {}) {
  const session = new ComplianceSession({
    root,
    rules: await allRules(),
    plan: planOf({ ...DEFAULT_SCAN_SETTINGS, profile, kubernetesVersion: LATEST_KUBERNETES }, []),
    now: () => TODAY,
    onRuleFailed: words => assert.fail(words),
  });
  for (const [path, text] of Object.entries(open)) await session.update(path, text);
  await session.scanFolder(new AbortController().signal, () => undefined);
  return session.findings.map(findingJson);
}

async function byProgram(root: string, profile: 'base' | 'all') {
  const output: string[] = [];
  const code = await main(['scan', root, '--profile', profile, '--format', 'json'], {
    output: text => output.push(text),
    errors: text => assert.fail(text),
    now: () => TODAY,
  });
  assert.equal(code, 1);
  return (JSON.parse(output.join('')) as { findings: unknown[] }).findings;
}

describe('the editor and the program', () => {
  let folder: TemporaryFolder;
  before(async () => (folder = await temporaryFolder(FILES)));
  after(() => folder.dispose());

  for (const profile of ['base', 'all'] as const)
    it(`find the same, byte for byte: profile ${profile}`, async () => {
      const program = await byProgram(folder.at('.'), profile);
      assert.equal(JSON.stringify(await bySession(folder.at('.'), profile)), JSON.stringify(program));
      assert.ok(program.length > 10);
      // What is open in the editor and the same as on the disk makes no difference.
      assert.equal(JSON.stringify(await bySession(folder.at('.'), profile, FILES)), JSON.stringify(program));
    });

  it('find the same as the program that is shipped, in its files and threads', async function () {
    this.timeout(60_000);
    // The clock is its own: nothing that ends.
    const lasting = Object.fromEntries(Object.entries(FILES).filter(([, text]) => !text.includes('waive')));
    const templated = PRIVILEGED.replace(
      'containers:',
      'securityContext: {{ toYaml .x }}\n  containers:\n    - name: b\n      image: {{ .y }}',
    );
    const many = Object.fromEntries(Array.from({ length: 200 }, (_each, at) => [`more/${at}.yaml`, templated]));
    const files = await temporaryFolder({ ...lasting, ...many });
    try {
      const program = await byProgram(files.at('.'), 'all');
      const said: string = await new Promise(done =>
        execFile(
          process.execPath,
          ['dist/cli.js', 'scan', files.at('.'), '--profile', 'all', '--format', 'json', '--threads', '2'],
          { maxBuffer: 100_000_000 },
          (_error, stdout) => done(stdout),
        ),
      );
      assert.deepEqual((JSON.parse(said) as { findings: unknown[] }).findings, program);
    } finally {
      await files.dispose();
    }
  });

  for (const name of ['podinfo', 'kube-prometheus', 'polaris', 'starter-workflows', 'backstage-software-templates'])
    it(`find the same in ${name}`, async function () {
      this.timeout(120_000);
      if (!hasCorpora) {
        this.skip();
        return;
      }
      const files = Object.fromEntries(corpusFiles(name, /./).map(({ path, text }) => [path, text]));
      const corpus = await temporaryFolder(files);
      try {
        const program = await byProgram(corpus.at('.'), 'all');
        assert.equal(JSON.stringify(await bySession(corpus.at('.'), 'all')), JSON.stringify(program));
      } finally {
        await corpus.dispose();
      }
    });
});

describe('a session of the editor', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => (folder = await temporaryFolder(FILES)));
  afterEach(() => folder.dispose());
  const open = async () =>
    new ComplianceSession({
      root: folder.at('.'),
      rules: await allRules(),
      plan: planOf(DEFAULT_SCAN_SETTINGS, []),
      now: () => TODAY,
      onRuleFailed: words => assert.fail(words),
    });
  const rulesIn = (reports: readonly { path: string; findings: readonly { rule: string }[] }[], path: string) =>
    reports.find(report => report.path === path)?.findings.map(({ rule }) => rule);

  it('tells only of files in which something has changed', async () => {
    const session = await open();
    assert.deepEqual(
      (await session.update('deploy/agent.yaml', PRIVILEGED)).map(({ path }) => path),
      ['deploy/agent.yaml'],
    );
    assert.deepEqual(await session.update('deploy/agent.yaml', PRIVILEGED), []);
    const mended = await session.update(
      'deploy/agent.yaml',
      PRIVILEGED.replace('privileged: true', 'privileged: false'),
    );
    assert.ok(!rulesIn(mended, 'deploy/agent.yaml')?.includes('k8s/privileged'));
  });

  it('excuses at once when a waiver is written', async () => {
    const session = await open();
    await session.update('deploy/agent.yaml', PRIVILEGED);
    const after = await session.update('.golden-path/waivers.yaml', WAIVERS);
    const finding = after
      .find(({ path }) => path === 'deploy/agent.yaml')
      ?.findings.find(({ rule }) => rule === 'k8s/privileged');
    assert.equal(finding?.waiver?.expires, '2027-01-31');
  });

  it('gives fixes as changes of the text that is open', async () => {
    const session = await open();
    const moved = `# moved\n${PRIVILEGED}`;
    const [report] = await session.update('deploy/agent.yaml', moved);
    const finding = report?.findings.find(({ rule }) => rule === 'k8s/privileged');
    const fixes = await session.fixes('deploy/agent.yaml', finding?.fingerprint ?? '');
    assert.ok(fixes.length > 0);
    assert.ok((fixes[0]?.edits[0]?.range.startLine ?? 0) >= 10);
    assert.deepEqual(await session.fixes('deploy/agent.yaml', 'nothing'), []);
  });

  it('goes back to the disk when a file is closed', async () => {
    const session = await open();
    await session.scanFolder(new AbortController().signal, () => undefined);
    await session.update('deploy/agent.yaml', 'a: 1\n');
    const closed = await session.close('deploy/agent.yaml');
    assert.ok(rulesIn(closed, 'deploy/agent.yaml')?.includes('k8s/privileged'));
  });

  it('stops scanning when it is told to, and calls nothing missing then', async () => {
    const session = await open();
    await session.scanFolder(AbortSignal.abort(), () => undefined);
    assert.equal(session.isComplete, false);
  });

  it('knows the services of the folder', async () => {
    const session = await open();
    await session.scanFolder(new AbortController().signal, () => undefined);
    assert.deepEqual(
      session.services.map(({ ref, folder: where }) => [ref, where]),
      [['component:default/shop', '']],
    );
  });

  it('is not led out of the folder', async () => {
    const session = await open();
    assert.deepEqual(await session.readAgain('../outside.yaml'), []);
    assert.deepEqual(await session.readAgain(join('..', '..', 'etc', 'x.yaml')), []);
  });
});
