import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diskSurroundings } from '../../../../src/adapters/workspace/diskSurroundings.js';
import { temporaryFolder } from '../../temporaryFolder.js';

const GROUP = 'kind: Group\nmetadata: {name: checkout}\nspec: {type: team, children: []}\n';

describe('what is around the files of a folder on the disk', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.dispose());

  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      const place = join(folder.path, ...path.split('/'));
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, text);
    }
  };

  it('is its files and folders, listed and read', async () => {
    await write({ 'a/b.yaml': 'b', 'a/c/d.yaml': 'd', 'node_modules/x/e.yaml': 'e', 'f.yaml': 'f' });
    const around = await diskSurroundings(folder.path, { descriptors: [], isWhole: true });
    assert.deepEqual(around.files(''), ['a/b.yaml', 'a/c/d.yaml', 'f.yaml']);
    assert.deepEqual(around.files('a'), ['a/b.yaml', 'a/c/d.yaml']);
    assert.deepEqual(around.files('none'), []);
    assert.deepEqual([around.exists('a'), around.exists('a/b.yaml'), around.exists('a/z')], [true, true, false]);
    assert.deepEqual([around.read('f.yaml'), around.read('a'), around.read('none')], ['f', undefined, undefined]);
  });

  it('ends at links, which could lead anywhere', async function () {
    if (process.platform === 'win32') this.skip();
    await write({ 'inside/a.yaml': 'a' });
    await symlink('/', join(folder.path, 'out'));
    await symlink(join(folder.path, 'inside', 'a.yaml'), join(folder.path, 'inside', 'b.yaml'));
    const around = await diskSurroundings(folder.path, { descriptors: [], isWhole: true });
    assert.deepEqual(around.files(''), ['inside/a.yaml']);
    assert.deepEqual(around.files('out'), []);
    assert.equal(around.read('inside/b.yaml'), undefined);
    assert.equal(around.exists('out/etc'), false);
  });

  it('is the entities of its descriptors, with their places', async () => {
    await write({
      'catalog-info.yaml': GROUP,
      'copy/catalog-info.yaml': `---\n${GROUP}`,
      'left/catalog-info.yaml': GROUP,
    });
    const { entities } = await diskSurroundings(folder.path, {
      descriptors: ['catalog-info.yaml', 'copy/catalog-info.yaml'],
      isWhole: true,
    });
    assert.equal(entities.extent, 'folder');
    assert.equal(entities.get('group:default/checkout')?.name, 'checkout');
    assert.deepEqual(
      entities.places('group:default/checkout').map(({ path }) => path),
      ['catalog-info.yaml', 'copy/catalog-info.yaml'],
    );
  });

  it('is partly known where only a part is scanned', async () => {
    const { entities } = await diskSurroundings(folder.path, { descriptors: [], isWhole: false });
    assert.equal(entities.extent, 'part');
  });

  it('is the repository around it, with the owners at its root', async () => {
    await write({
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/config': '[remote "origin"]\n\turl = https://github.com/example/shop.git\n',
      CODEOWNERS: '* @example/everybody\n/orders/ @example/checkout\n',
      'orders/catalog-info.yaml': GROUP,
    });
    const around = await diskSurroundings(join(folder.path, 'orders'), { descriptors: [], isWhole: true });
    assert.equal(around.repository?.remote, 'https://github.com/example/shop.git');
    assert.deepEqual(around.repository.below, ['orders']);
    assert.equal(around.owner('catalog-info.yaml'), 'checkout');
  });
});
