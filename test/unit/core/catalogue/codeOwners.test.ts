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
});
