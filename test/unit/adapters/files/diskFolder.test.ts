import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { DiskFolder } from '../../../../src/adapters/files/diskFolder.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { never, problemOf, valueOf } from '../../values.js';

describe('a folder that a preview is compared with', () => {
  let place: TemporaryFolder;
  let folder: DiskFolder;
  const read = async (path: string) => {
    const there = valueOf(await folder.read(path.split('/'), never()));
    return there && { text: new TextDecoder().decode(there.bytes), executable: there.executable };
  };

  beforeEach(async () => {
    place = await temporaryFolder({
      'a/b.txt': 'b',
      'run.sh': '#!/bin/sh',
      'node_modules/x/index.js': '',
      'a/.git/config': '',
      '.gitignore': 'x',
    });
    folder = new DiskFolder(place.path);
  });
  afterEach(() => place.dispose());

  it('lists its files, but neither those of git nor installed ones nor links', async () => {
    symlinkSync(place.at('run.sh'), place.at('link'));
    assert.deepEqual(valueOf(await folder.paths(never())), ['.gitignore', 'a/b.txt', 'run.sh']);
  });

  it('reads files with their rights', async function () {
    if (process.platform === 'win32') this.skip();
    chmodSync(place.at('run.sh'), 0o755);
    assert.deepEqual(await read('run.sh'), { text: '#!/bin/sh', executable: true });
    assert.deepEqual(await read('a/b.txt'), { text: 'b', executable: false });
  });

  it('has nothing where nothing is', async () => {
    for (const path of ['none', 'a/none', 'run.sh/below', 'none/none']) assert.equal(await read(path), undefined);
    assert.deepEqual(valueOf(await new DiskFolder(place.at('none')).paths(never())), []);
  });

  it('does not read through links', async () => {
    symlinkSync('/etc', place.at('leading-out'));
    assert.deepEqual(await read('leading-out/hostname'), { text: '/etc', executable: undefined });
  });

  it('is something else than a file where it is a folder, or too large a file', async () => {
    writeFileSync(place.at('large'), '');
    truncateSync(place.at('large'), 21 * 1024 * 1024);
    mkdirSync(place.at('d'));
    for (const path of ['large', 'd']) assert.deepEqual(await read(path), { text: '', executable: undefined });
  });

  it('gives all its files for a dry run', async () => {
    const all = valueOf(await folder.all(never()));
    assert.deepEqual(
      all.map(({ path, bytes }) => `${path}=${new TextDecoder().decode(bytes)}`),
      ['.gitignore=x', 'a/b.txt=b', 'run.sh=#!/bin/sh'],
    );
  });

  it('says before it reads them that they are too many for that', async () => {
    writeFileSync(place.at('film.mp4'), '');
    truncateSync(place.at('film.mp4'), 3 * 1024 * 1024 * 1024);
    const problem = problemOf(await folder.all(never()));
    assert.equal(problem.kind, 'unsupported');
    assert.match(problem.message, /film\.mp4 \(4096\.0 MB\)/);
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort();
    assert.equal(problemOf(await folder.paths(stopped)).kind, 'cancelled');
    assert.equal(problemOf(await folder.read(['run.sh'], stopped)).kind, 'cancelled');
  });
});
