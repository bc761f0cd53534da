import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testRules } from '../../../src/cli/testRules.js';

const EXAMPLE = 'test/fixtures/packs/acme.yaml';

describe('golden-path test-rules', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rules-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function run(paths: readonly string[], reporter: 'text' | 'junit' = 'text') {
    let output = '';
    let errors = '';
    const code = await testRules(
      { paths, reporter },
      text => (output += text),
      text => (errors += text),
    );
    return { code, output, errors };
  }

  /** The example with something changed, in a folder of its own. */
  async function changed(from: string, to: string): Promise<string> {
    const text = await readFile(EXAMPLE, 'utf8');
    assert.ok(text.includes(from));
    const path = join(folder, 'pack.yaml');
    await writeFile(path, text.replace(from, to));
    return path;
  }

  it('passes where every rule finds what it is to find, and mends it', async () => {
    const { code, output } = await run(['test/fixtures/packs']);
    assert.equal(code, 0, output);
    assert.match(output, /✓ acme\/owner-label: another owner/);
    assert.match(output, /6 passed, 0 failed/);
  });

  it('says in which line something else is found', async () => {
    const { code, output } = await run([await changed('expect: [{ line: 9 }]', 'expect: [{ line: 8 }]')]);
    // The files of the other tests are not beside this copy.
    assert.equal(code, 2);
    assert.match(output, /Nothing is found in line 8\./);
    assert.match(output, /Line 9 was not expected: “proxy runs docker\.io\/envoy:1/);
    assert.match(output, /There is no file tests\/owner-other\.yaml\./);
  });

  it('says where a pack is wrong', async () => {
    const { code, output } = await run([
      await changed('object.image.startsWith(registry)', 'object.image.beginsWith(registry)'),
    ]);
    assert.equal(code, 2);
    assert.match(output, /pack\/expression in line 44/);
    assert.match(output, /44:48 There is no function beginsWith\./);
  });

  it('fails where a rule has no test that passes', async () => {
    const text = (await readFile(EXAMPLE, 'utf8')).replace(
      / {2}- id: acme\/owner-label[\s\S]*?(?= {2}- id: acme\/own-registry)/,
      '',
    );
    const path = join(folder, 'pack.yaml');
    await writeFile(path, text.replace(/ {6}- name: ours[\s\S]*?expect: \[\]\n/, ''));
    const { code, output } = await run([path]);
    assert.equal(code, 1);
    assert.match(output, /no test in which it finds nothing/);
  });

  it('shows what a fix makes of the file', async () => {
    const text = await readFile(EXAMPLE, 'utf8');
    const path = join(folder, 'pack.yaml');
    await writeFile(
      path,
      text.replace('fixed: tests/owner-fixed.yaml', 'fixedText: other').replaceAll('tests/owner', 'owner'),
    );
    for (const name of ['owner-other.yaml', 'owner-fixed.yaml'])
      await writeFile(join(folder, name), await readFile(`test/fixtures/packs/tests/${name}`, 'utf8'));
    const { code, output } = await run([path]);
    assert.equal(code, 1, output);
    assert.match(output, /The fixed file is another one\./);
    assert.match(output, /-other/);
    assert.match(output, /\+ {8}owner: payments # since 2019/);
  });

  it('writes a report that machines read', async () => {
    const { code, output } = await run([EXAMPLE], 'junit');
    assert.equal(code, 0);
    assert.match(output, /<testsuite name="test\/fixtures\/packs\/acme\.yaml" tests="6" failures="0" errors="0"/);
  });

  it('tells of what is not there', async () => {
    assert.equal((await run([join(folder, 'nothing')])).code, 2);
    assert.match((await run(['src/cli'])).errors, /There are no packs of rules in src\/cli/);
  });
});
