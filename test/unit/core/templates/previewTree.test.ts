import assert from 'node:assert/strict';
import {
  changeOf,
  isBinary,
  PREVIEW_LIMITS,
  previewOf,
  previewTree,
} from '../../../../src/core/templates/previewTree.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (path: string, text = path) => ({ path, bytes: bytes(text) });
const reasons = (...paths: string[]): readonly string[] =>
  previewOf(paths.map(path => file(path))).refused.map(({ path, reason }) => `${path}: ${reason}`);

describe('the preview of a dry run', () => {
  it('holds the files by their paths, with what they are', () => {
    const { files, refused } = previewOf([
      file('src/main.js'),
      { path: 'logo.png', bytes: new Uint8Array([137, 80, 0, 1]) },
      { ...file('run.sh'), executable: true },
    ]);
    assert.deepEqual([...files.keys()], ['src/main.js', 'logo.png', 'run.sh']);
    assert.equal(files.get('logo.png')?.isBinary, true);
    assert.equal(files.get('run.sh')?.executable, true);
    assert.equal(files.get('src/main.js')?.executable, false);
    assert.deepEqual(refused, []);
  });

  it('refuses what leads out, and says why', () => {
    assert.deepEqual(reasons('ok', '../x'), ['../x: it leads out of the folder or goes in circles']);
  });

  it('refuses the second of two that collide', () => {
    assert.deepEqual(reasons('a', 'a'), ['a: it comes twice']);
    assert.deepEqual(reasons('README.md', 'readme.md'), ['readme.md: not every system tells it from README.md']);
    assert.deepEqual(reasons('é', 'e\u0301'), ['e\u0301: not every system tells it from é']);
    assert.deepEqual(reasons('Docs/a', 'docs/b'), ['docs/b: not every system tells its folder from Docs']);
    assert.deepEqual(reasons('a/b', 'a'), ['a: there is a folder of that name']);
    assert.deepEqual(reasons('a', 'a/b/c'), ['a/b/c: there is a file where it needs a folder: a']);
    assert.deepEqual(reasons('a', 'A/b'), ['A/b: there is a file where it needs a folder: A']);
  });

  it('keeps to its limits, and lists what is too much', () => {
    const many = Array.from({ length: PREVIEW_LIMITS.files + 3 }, (_, place) => file(`f${String(place)}`, ''));
    const { files, refused } = previewOf(many);
    assert.equal(files.size, PREVIEW_LIMITS.files);
    assert.equal(refused.length, 3);
    const large = previewOf([{ path: 'model.bin', bytes: new Uint8Array(100 * 1024 * 1024) }]);
    assert.deepEqual(large.refused, [{ path: 'model.bin', reason: 'it has 100 MB' }]);
  });
});

describe('the tree of a preview', () => {
  it('has folders before files, each by name', () => {
    const { files } = previewOf(['b.md', 'a.md', 'src/z.js', 'src/lib/y.js', 'docs/x.md'].map(path => file(path)));
    const tree = previewTree(files.values());
    assert.deepEqual(
      tree.map(({ name }) => name),
      ['docs', 'src', 'a.md', 'b.md'],
    );
    assert.deepEqual(
      tree[1]?.children.map(({ path }) => path),
      ['src/lib', 'src/z.js'],
    );
    assert.equal(tree[1]?.children[0]?.children[0]?.file?.path, 'src/lib/y.js');
  });
});

describe('what a file is', () => {
  it('is known by its content', () => {
    assert.ok(isBinary(new Uint8Array([65, 0])));
    assert.ok(!isBinary(bytes('Grüße')));
    assert.ok(!isBinary(new Uint8Array()));
  });

  it('and how it differs', () => {
    assert.equal(changeOf(bytes('a'), undefined), 'added');
    assert.equal(changeOf(bytes('a'), bytes('a')), 'same');
    assert.equal(changeOf(bytes('a'), bytes('b')), 'changed');
    assert.equal(changeOf(bytes('a'), bytes('ab')), 'changed');
  });
});
