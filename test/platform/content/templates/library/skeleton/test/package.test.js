import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { problemsOf } from '../scripts/checkVersion.js';

const root = new URL('..', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

describe('The package', () => {
  it('can be imported by its own name, as its users import it', async () => {
    assert.deepEqual(Object.keys(await import(manifest.name)).sort(), Object.keys(await import('../src/index.js')).sort());
  });

  it('names files that exist', () => {
    const { exports, bin = {}, files } = manifest;
    for (const path of [...Object.values(exports['.']), ...Object.values(bin), ...files])
      assert.ok(existsSync(new URL(path, root)), path);
  });

  it('offers what its promise lists, and nothing else', async () => {
    const promised = JSON.parse(readFileSync(new URL('test/promised.json', root), 'utf8'));
    assert.deepEqual(Object.keys(await import('../src/index.js')).sort(), promised, 'see docs/releasing.md');
  });

  it('has a version that its change log knows', () => {
    assert.deepEqual(problemsOf(manifest, readFileSync(new URL('CHANGELOG.md', root), 'utf8')), []);
  });

  it('notices a version that was forgotten', () => {
    assert.deepEqual(problemsOf({ version: '1.2' }, ''), ['1.2 is no version of the form 1.2.3.']);
    assert.match(problemsOf({ version: '1.3.0' }, '## [1.2.0] - 2026-01-01\n').join(), /no section \[1\.3\.0\]/);
    assert.match(problemsOf({ version: '1.1.0' }, '## [1.2.0]\n## [1.1.0]\n').join(), /1\.2\.0 stands above/);
  });
});
