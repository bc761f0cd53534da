import assert from 'node:assert/strict';
import { main } from '../../../src/cli/main.js';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const clean = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  title: Order Service
  annotations:
    backstage.io/techdocs-ref: dir:.
spec:
  type: service
  lifecycle: production
  owner: payments
---
kind: API
metadata: {name: orders}
`;

async function run(...words: readonly string[]) {
  const output: string[] = [];
  const errors: string[] = [];
  const code = await main(words, { output: text => output.push(text), errors: text => errors.push(text) });
  return { code, output: output.join(''), errors: errors.join('') };
}

describe('the command line program', () => {
  const cases: readonly (readonly [readonly string[], number, 'output' | 'errors', RegExp])[] = [
    [[], 2, 'output', /^Golden Path: .*\nUsage: golden-path scan/s],
    [['--help'], 0, 'output', /Usage: /],
    [['catalogue', '--help'], 0, 'output', /Usage: /],
    [['--version'], 0, 'output', /^(?:\d+\.\d+\.\d+|development)\n$/],
    [['catalog'], 2, 'errors', /^There is no such command: catalog\n\nGolden Path/s],
    [['catalogue', 'a', 'b'], 2, 'errors', /no such command: catalogue a b/],
    [['catalogue', '--format', 'xml'], 2, 'errors', /^--format is text or json, not “xml”\.\n$/],
    [['catalogue', '--format='], 2, 'errors', /--format/],
    [['catalogue', '--colour'], 2, 'errors', /^catalogue has no option --colour\.\n\nGolden Path: .*Usage: /s],
    [['--help=yes'], 2, 'errors', /Usage: /],
  ];
  for (const [words, code, where, expected] of cases)
    it(`“${words.join(' ')}” ends with ${code} and writes to its ${where}`, async () => {
      const ended = await run(...words);
      assert.equal(ended.code, code);
      assert.match(ended[where], expected);
      assert.equal(ended[where === 'output' ? 'errors' : 'output'], '');
      assert.ok(ended[where].endsWith('\n'));
    });
});

describe('listing the catalogue of a folder', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder({
      'clean/catalog-info.yaml': clean,
      'empty/README.md': '',
      'broken/catalog-info.yaml': `${clean}---\nkind: [Component\n`,
      'broken/sub/catalog-info.yaml': 'kind: Location\nmetadata: {name: all}\nspec: {target: ./gone.yaml}\n',
      'warned/catalog-info.yaml': 'kind: Widget\nmetadata: {name: w}\n',
    });
  });
  after(() => folder.dispose());

  it('ends with 0 where all is well', async () => {
    assert.deepEqual(await run('catalogue', folder.at('clean')), {
      code: 0,
      output: [
        'component:default/orders  Order Service  service  production  group:default/payments',
        'api:default/orders        orders',
        '2 entities, 0 problems',
        '',
      ].join('\n'),
      errors: '',
    });
  });

  it('ends with 0 where there is nothing', async () => {
    assert.deepEqual(await run('catalogue', folder.at('empty')), {
      code: 0,
      output: '0 entities, 0 problems\n',
      errors: '',
    });
  });

  it('ends with 0 where there are only warnings', async () => {
    const { code, output } = await run('catalogue', folder.at('warned'));
    assert.equal(code, 0);
    assert.match(output, /^catalog-info\.yaml:1:7 warning descriptor-unknown-kind: .*“Widget”/m);
    assert.match(output, /^1 entity, 1 problem$/m);
  });

  it('ends with 1 where something is wrong, and says where', async () => {
    const { code, output } = await run('catalogue', folder.at('broken'));
    assert.equal(code, 1);
    assert.match(output, /^catalog-info\.yaml:\d+:\d+ error descriptor-syntax: YAML: /m);
    assert.match(
      output,
      /^sub.catalog-info\.yaml:3:16 error location-target-missing: There is no file “\.\/gone\.yaml”\.$/m,
    );
    assert.match(output, /^component:default\/orders /m);
  });

  for (const where of ['nowhere', 'clean/catalog-info.yaml'])
    it(`ends with 2 where there is no folder: ${where}`, async () => {
      for (const format of ['text', 'json']) {
        const { code, output, errors } = await run('catalogue', folder.at(where), '--format', format);
        assert.equal(code, 2);
        assert.equal(output, '');
        assert.match(errors, /cannot be read: .*\n$/);
      }
    });

  it('takes the current folder where none is named', async () => {
    assert.match((await run('catalogue')).output, /entit(?:y|ies), \d+ problems?\n$/);
  });

  it('writes JSON that holds the same', async () => {
    const { code, output } = await run('catalogue', folder.at('broken'), '--format', 'json');
    assert.equal(code, 1);
    const read = JSON.parse(output) as { entities: Record<string, unknown>[]; problems: Record<string, unknown>[] };
    assert.deepEqual(
      read.entities.map(({ ref, file, line }) => [ref, file, line]),
      [
        ['location:default/all', 'sub/catalog-info.yaml', 1],
        ['component:default/orders', 'catalog-info.yaml', 1],
        ['api:default/orders', 'catalog-info.yaml', 13],
      ],
    );
    assert.deepEqual(read.entities.find(({ ref }) => ref === 'component:default/orders')?.['annotations'], {
      'backstage.io/techdocs-ref': 'dir:.',
    });
    const missing = read.problems.find(({ code: itsCode }) => itsCode === 'location-target-missing');
    assert.deepEqual(missing, {
      file: 'sub/catalog-info.yaml',
      line: 3,
      column: 16,
      severity: 'error',
      code: 'location-target-missing',
      message: 'There is no file “./gone.yaml”.',
    });
  });
});
