import assert from 'node:assert/strict';
import { main } from '../../../src/cli/main.js';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

describe('golden-path test-templates', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder({
      'a/bad.template-test.yaml': 'template: ./template.yaml\ntests: {}\n',
      'b/template.yaml': 'kind: Template\n',
      'b/good.template-test.yaml': 'template: ./template.yaml\ntests:\n  - {name: a, expect: {files: []}}\n',
      'empty/notes.txt': '',
    });
  });
  afterEach(() => folder.dispose());

  const run = async (...words: readonly string[]) => {
    const output: string[] = [];
    const errors: string[] = [];
    const code = await main(['test-templates', ...words], {
      output: text => output.push(text),
      errors: text => errors.push(text),
    });
    return { code, output: output.join(''), errors: errors.join('') };
  };
  const nobody = ['--server', 'http://127.0.0.1:9'];

  it('says what it needs', async () => {
    for (const [words, said] of [
      [[], /--server is missing/],
      [['--server', 'ftp://a'], /begins with https/],
      [['--server', 'http://a.example', '--token-env', 'PATH'], /only sent over https/],
      [[...nobody, '--token-env', 'GOLDEN_PATH_NO_SUCH_TOKEN'], /GOLDEN_PATH_NO_SUCH_TOKEN is empty/],
      [[...nobody, '--reporter', 'html'], /text or junit/],
      [[...nobody, '--format', 'json'], /no option --format/],
      [[...nobody, folder.at('nowhere')], /There is no such file or folder/],
      [[...nobody, folder.at('empty')], /There are no template tests/],
    ] as const) {
      const { code, errors } = await run(...words);
      assert.equal(code, 2, errors);
      assert.match(errors, said);
    }
  });
  it('tells a file that is wrong from a server that does not answer', async () => {
    const bad = await run(...nobody, folder.at('a'));
    assert.equal(bad.code, 2);
    assert.match(bad.output, /bad\.template-test\.yaml:2:1 “tests” is missing/);
    const good = await run(...nobody, folder.at('b'), '--reporter', 'junit');
    assert.equal(good.code, 2);
    assert.match(good.output, /<error message="/);
  });
});
