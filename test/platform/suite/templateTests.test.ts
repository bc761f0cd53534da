import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../src/cli/main';
import type { Platform } from '../platform.mjs';
import { stageContent } from '../stageContent.mjs';
import { sharedPlatform } from './sharedPlatform';

const CONTENT = join('test', 'platform', 'content', 'templates', 'web-service');

describe('template tests, against a real Backstage', function () {
  this.timeout(90_000);
  let platform: Platform;
  let folder: string;

  before(async () => {
    ({ platform } = await sharedPlatform());
    process.env['SUITE_TOKEN'] = platform.tokens.admin;
  });
  after(() => {
    delete process.env['SUITE_TOKEN'];
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'golden-path-template-tests-'));
    stageContent(CONTENT, join(folder, 'web-service'), {
      gitHost: platform.gitHost,
      gitUrl: platform.gitUrl,
      backstageUrl: platform.url,
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...words: readonly string[]) => {
    const output: string[] = [];
    const errors: string[] = [];
    const code = await main(['test-templates', '--server', platform.url, '--token-env', 'SUITE_TOKEN', ...words], {
      output: text => output.push(text),
      errors: text => errors.push(text),
    });
    return { code, output: output.join(''), errors: errors.join('') };
  };

  it('pass for the golden path of the demo organisation', async () => {
    const { code, output, errors } = await run(folder);
    assert.equal(code, 0, output + errors);
    assert.match(output, /4 passed, 0 failed/);
  });

  it('say what has changed, as text and for machines', async () => {
    const path = join(folder, 'web-service', 'skeleton', 'Dockerfile');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('${{ values.port }}', '8080'));
    const text = await run(folder);
    assert.equal(text.code, 1, text.output);
    assert.match(text.output, /✗ a port of its own/);
    assert.match(text.output, /“Dockerfile” does not contain “9090”/);
    const junit = await run(folder, '--reporter', 'junit');
    assert.equal(junit.code, 1);
    assert.match(junit.output, /tests="4" failures="1" errors="0"/);
  });

  it('keep snapshots, and compare with them', async () => {
    const tests = join(folder, 'web-service', 'snapshot.template-test.yaml');
    copyFileSync(join(folder, 'web-service', 'web-service.template-test.yaml'), tests);
    writeFileSync(
      tests,
      readFileSync(tests, 'utf8').replace('    expect:\n', '    expect:\n      snapshot: snapshots/plain\n'),
    );
    const before = await run(tests);
    assert.equal(before.code, 1, before.output);
    assert.match(before.output, /There is no snapshot/);
    const written = await run(tests, '--update');
    assert.equal(written.code, 0, written.output);
    assert.match(written.output, /\d+ files written/);
    const snapshot = join(folder, 'web-service', 'snapshots', 'plain');
    assert.ok(readdirSync(snapshot).includes('catalog-info.yaml'));
    assert.equal((await run(tests)).code, 0);

    const readme = join(folder, 'web-service', 'skeleton', 'README.md');
    writeFileSync(readme, `${readFileSync(readme, 'utf8')}\nOne line more.\n`);
    cpSync(readme, join(folder, 'web-service', 'skeleton', 'MORE.md'));
    const changed = await run(tests);
    assert.equal(changed.code, 1);
    assert.match(changed.output, /“README.md” is not as in the snapshot/);
    assert.match(changed.output, /\n\s+\+One line more\./);
    assert.match(changed.output, /The snapshot has no “MORE.md”/);
  });

  it('tell of an action that the server lacks, and of a template that is none', async () => {
    const template = join(folder, 'web-service', 'template.yaml');
    writeFileSync(template, readFileSync(template, 'utf8').replace('publish:gitea', 'publish:nowhere'));
    const lacking = await run(folder);
    assert.equal(lacking.code, 1, lacking.output);
    assert.match(lacking.output, /publish:nowhere/);
    writeFileSync(template, 'kind: Component\n');
    const none = await run(folder);
    assert.equal(none.code, 2, none.output);
    assert.match(none.output, /There is no template in \.\/template\.yaml/);
  });

  it('cannot run with a token that is not accepted', async () => {
    process.env['SUITE_TOKEN'] = 'another';
    const { code, output } = await run(folder);
    process.env['SUITE_TOKEN'] = platform.tokens.admin;
    assert.equal(code, 2, output);
    assert.match(output, /4 could not run/);
  });
});
