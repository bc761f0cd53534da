import assert from 'node:assert/strict';
import { chmod, symlink } from 'node:fs/promises';
import { DiskFiles } from '../../../../src/adapters/files/diskFiles.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { never, problemOf, valueOf } from '../../values.js';

describe('the files of a folder on the disk', () => {
  let folder: TemporaryFolder;
  let outside: TemporaryFolder;
  let files: DiskFiles;

  before(async () => {
    outside = await temporaryFolder({ 'catalog-info.yaml': 'outside', 'secret.yaml': 'outside' });
    folder = await temporaryFolder({
      'catalog-info.yaml': 'root',
      'services/orders/catalog-info.yml': 'orders',
      'services/basket/catalog-info.yaml': 'basket',
      'services/basket/other.yaml': 'other',
      'services/with space #1/catalog-info.yaml': 'ünïcode',
      'node_modules/dependency/catalog-info.yaml': 'not ours',
      'deep/down/node_modules/catalog-info.yaml': 'not ours',
      '.git/catalog-info.yaml': 'not ours',
      'catalog-info.yaml.bak': 'no descriptor',
      'my-catalog-info.yaml': 'no descriptor',
      'folder/catalog-info.yaml/inner.txt': 'a folder that is named like a descriptor',
    });
    await symlink(outside.path, folder.at('services/linked'));
    await symlink(outside.at('secret.yaml'), folder.at('services/secret.yaml'));
    await symlink(folder.at('services'), folder.at('services/circle'));
    await symlink(folder.at('nowhere'), folder.at('services/broken.yaml'));
    files = new DiskFiles(folder.path);
  });
  after(async () => {
    await folder.dispose();
    await outside.dispose();
  });

  const found = async (): Promise<readonly string[]> =>
    valueOf(await files.findDescriptors(never())).map(uri => folder.nameOf(uri));

  it('are found by their names, but not behind links, nor what belongs to others', async () => {
    assert.deepEqual([...(await found())].sort(), [
      'catalog-info.yaml',
      'services/basket/catalog-info.yaml',
      'services/orders/catalog-info.yml',
      'services/with space #1/catalog-info.yaml',
    ]);
  });

  it('are found although a folder below cannot be read', async function () {
    if (process.getuid?.() === 0) this.skip();
    await folder.write({ 'closed/catalog-info.yaml': 'closed' });
    await chmod(folder.at('closed'), 0);
    try {
      assert.equal((await found()).length, 4);
    } finally {
      await chmod(folder.at('closed'), 0o700);
    }
  });

  it('are found although a folder goes away meanwhile', async () => {
    const racing = await temporaryFolder({ 'a/catalog-info.yaml': 'a', 'catalog-info.yaml': 'root' });
    const finding = new DiskFiles(racing.path).findDescriptors(never());
    await racing.dispose();
    const result = await finding;
    assert.ok(result.ok || result.problem.kind === 'notFound');
  });

  it('are a problem where the folder itself is not there, or is none', async () => {
    assert.equal(problemOf(await new DiskFiles(folder.at('nowhere')).findDescriptors(never())).kind, 'notFound');
    assert.equal(
      problemOf(await new DiskFiles(folder.at('catalog-info.yaml')).findDescriptors(never())).kind,
      'notFound',
    );
  });

  it('are no longer looked for once that is cancelled', async () => {
    assert.equal(problemOf(await files.findDescriptors(AbortSignal.abort())).kind, 'cancelled');
  });

  it('have a size in bytes and a text', async () => {
    const uri = folder.uri('services/with space #1/catalog-info.yaml');
    assert.equal(valueOf(await files.size(uri)), 9);
    assert.equal(valueOf(await files.read(uri)), 'ünïcode');
  });

  for (const [uri, kind] of [
    ['nowhere.yaml', 'notFound'],
    ['catalog-info.yaml/inside.yaml', 'notFound'],
    ['services', 'internal'],
  ] as const)
    it(`are a problem of kind ${kind}: ${uri}`, async () => {
      assert.equal(problemOf(await files.read(folder.uri(uri))).kind, kind);
      if (kind === 'notFound') assert.equal(problemOf(await files.size(folder.uri(uri))).kind, kind);
    });

  it('are a problem, no exception, where the URI is not one of a file', async () => {
    for (const uri of ['https://example.com/a.yaml', 'untitled:a', 'nonsense', '']) {
      assert.equal(problemOf(await files.read(uri)).kind, 'internal');
      assert.equal(problemOf(await files.size(uri)).kind, 'internal');
    }
  });

  const targets: readonly (readonly [string, string, readonly string[] | 'forbidden'])[] = [
    ['catalog-info.yaml', './services/orders/catalog-info.yml', ['services/orders/catalog-info.yml']],
    [
      'catalog-info.yaml',
      'services/*/catalog-info.y*ml',
      [
        'services/basket/catalog-info.yaml',
        'services/orders/catalog-info.yml',
        'services/with space #1/catalog-info.yaml',
      ],
    ],
    [
      'services/orders/catalog-info.yml',
      '../basket/*.yaml',
      ['services/basket/catalog-info.yaml', 'services/basket/other.yaml'],
    ],
    ['services/orders/catalog-info.yml', '../../catalog-info.yaml', ['catalog-info.yaml']],
    ['catalog-info.yaml', 'services/with space #1/*', ['services/with space #1/catalog-info.yaml']],
    ['catalog-info.yaml', 'nowhere.yaml', []],
    ['catalog-info.yaml', 'services', []],
    ['catalog-info.yaml', 'services/*', []],
    ['catalog-info.yaml', '.', []],
    ['services/orders/catalog-info.yml', '..', []],
    ['catalog-info.yaml', 'catalog-info.yaml/x', []],
    // Links are not followed, wherever they lead.
    ['catalog-info.yaml', 'services/secret.yaml', []],
    ['catalog-info.yaml', 'services/linked/secret.yaml', []],
    ['catalog-info.yaml', 'services/*/secret.yaml', []],
    ['catalog-info.yaml', 'services/broken.yaml', []],
    ['catalog-info.yaml', 'services/circle/basket/catalog-info.yaml', []],
    ['catalog-info.yaml', '../secret.yaml', 'forbidden'],
    ['services/orders/catalog-info.yml', '../../../secret.yaml', 'forbidden'],
    ['catalog-info.yaml', '/etc/passwd', 'forbidden'],
    ['catalog-info.yaml', 'services/../../secret.yaml', 'forbidden'],
  ];
  for (const [from, target, expected] of targets)
    it(`a target “${target}” in ${from} is ${expected === 'forbidden' ? expected : expected.join(', ') || 'no file'}`, async () => {
      const result = await files.expand(folder.uri(from), target);
      if (expected === 'forbidden') assert.equal(problemOf(result).kind, expected);
      else
        assert.deepEqual(
          valueOf(result),
          expected.map(path => folder.uri(path)),
        );
    });

  it('may lie below a link that was opened as the folder', async () => {
    const linked = new DiskFiles(folder.at('services/circle'));
    const uri = folder.uri('services/circle/orders/catalog-info.yml');
    assert.ok(valueOf(await linked.findDescriptors(never())).includes(uri));
    assert.deepEqual(valueOf(await linked.expand(uri, '../basket/other.yaml')), [
      folder.uri('services/circle/basket/other.yaml'),
    ]);
  });

  it('never say that they have changed', () => {
    files.onDidChange(() => assert.fail('told')).dispose();
  });
});
