import assert from 'node:assert/strict';
import { CodeOwners } from '../../../../src/core/catalogue/codeOwners.js';

const OWNERS = CodeOwners.parse(`# who looks after what
*              @parcels/all
*.js           @parcels/web # all of them
/build/        @parcels/ci
docs/*         docs@example.com
apps/          @parcels/apps @mara
/src/**/test   @parcels/quality
**/logs        @parcels/ops
/with\\ blank/ @parcels/odd
[Section]
^[Optional]
!important.md  @parcels/none
/free.txt
`);

describe('CODEOWNERS', () => {
  for (const [path, owners] of [
    ['README.md', ['@parcels/all']],
    ['deep/down/main.js', ['@parcels/web']],
    ['build/out/x', ['@parcels/ci']],
    ['sub/build/x', ['@parcels/all']],
    ['docs/a.md', ['docs@example.com']],
    ['docs/deep/a.md', ['@parcels/all']],
    ['x/apps/y/z', ['@parcels/apps', '@mara']],
    ['src/test/a', ['@parcels/quality']],
    ['src/a/b/test/c', ['@parcels/quality']],
    ['a/logs/x', ['@parcels/ops']],
    ['logs', ['@parcels/ops']],
    ['with blank/x', ['@parcels/odd']],
    ['important.md', ['@parcels/all']],
    ['free.txt', []],
  ] as const)
    it(path, () => assert.deepEqual(OWNERS.of(path), owners));

  it('knows nobody where the file is empty', () => assert.deepEqual(CodeOwners.parse('').of('x'), []));

  for (const [pattern, path, owned] of [
    ['*', 'a/b', true],
    ['**', 'a/b', true],
    ['/', 'a', true],
    ['/*', 'a/b', false],
    ['/a/**', 'a', false],
    ['/a/**', 'a/b/c', true],
    ['a/**/d', 'a/d', true],
    ['a/**/d', 'a/b/c/d/e', true],
    ['**/d/', 'a/d', false],
    ['/a?c/*.j*s', 'abc/x.mjs.js', true],
    ['/a?c/*.j*s', 'a/c/x.js', false],
    ['*.tar.gz', 'a/b.tar.tar.gz', true],
    ['a.c', 'abc', false],
  ] as const)
    it(`${pattern} ${owned ? 'holds' : 'leaves out'} ${path}`, () =>
      assert.deepEqual(CodeOwners.parse(`${pattern} @a`).of(path), owned ? ['@a'] : []));

  it('reads lines that nobody writes, in any number of wildcards', () => {
    const long = 100_000;
    const hostile = [
      `${'a'.repeat(long)} @a`,
      `${'(a+)+'.repeat(long / 5)} @a`,
      `${'*'.repeat(long)} @a`,
      `${' '.repeat(long)}# x`,
      `${'\\ '.repeat(long / 2)} @a`,
      `/${'**/a/'.repeat(800)}x @a`,
      `/${'*a'.repeat(2000)}b @a`,
      `docs ${'@a '.repeat(long / 3)}`,
    ].join('\n');
    const owners = CodeOwners.parse(hostile);
    assert.deepEqual(owners.of(`${'a/'.repeat(1500)}b`), []);
    assert.deepEqual(owners.of('a'.repeat(4000)), []);
    assert.equal(owners.of('docs/x')[0], '@a');
  });
});
