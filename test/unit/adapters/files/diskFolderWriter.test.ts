import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { DiskFolderWriter } from '../../../../src/adapters/files/diskFolderWriter.js';
import { previewOf } from '../../../../src/core/templates/previewTree.js';
import type { FileToWrite } from '../../../../src/core/templates/folderWrite.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { never } from '../../values.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const toWrite = (path: string, text: string, before?: string, executable = false): FileToWrite => ({
  parts: path.split('/'),
  bytes: bytes(text),
  executable,
  before: before === undefined ? undefined : bytes(before),
});

/** Everything below a folder with what it holds; links as what they point to. */
function everything(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix ? `${prefix}/${entry.name}` : entry.name;
    if (entry.isDirectory()) Object.assign(found, { [`${path}/`]: '' }, everything(folder, path));
    else found[path] = entry.isSymbolicLink() ? 'a link' : readFileSync(join(folder, path), 'utf8');
  }
  return found;
}

describe('writing into a folder of the disk', () => {
  let place: TemporaryFolder;
  let folder: string;
  beforeEach(async () => {
    place = await temporaryFolder();
    folder = place.at('chosen');
  });
  afterEach(() => place.dispose());

  it('makes the folder, the folders in it and the files, with their rights', async () => {
    const { written, problem } = await new DiskFolderWriter(join(folder, 'new')).write(
      [toWrite('README.md', '# Hi'), toWrite('bin/run.sh', '#!/bin/sh', undefined, true)],
      never(),
    );
    assert.equal(problem, undefined);
    assert.deepEqual(written, ['README.md', 'bin/run.sh']);
    assert.deepEqual(everything(folder), {
      'new/': '',
      'new/README.md': '# Hi',
      'new/bin/': '',
      'new/bin/run.sh': '#!/bin/sh',
    });
    if (process.platform === 'win32') return;
    assert.equal(statSync(join(folder, 'new/bin/run.sh')).mode & 0o100, 0o100);
    assert.equal(statSync(join(folder, 'new/README.md')).mode & 0o100, 0);
  });

  it('takes everything back that it made, and nothing else', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const before = everything(place.path);
    const writer = new DiskFolderWriter(folder);
    await writer.write([toWrite('a/b/c', '1'), toWrite('d', '2'), toWrite('mine.txt', 'yours', 'mine')], never());
    assert.equal(readFileSync(join(folder, 'mine.txt'), 'utf8'), 'yours');
    assert.deepEqual(await writer.takeBack(), { left: [] });
    assert.deepEqual(everything(place.path), before);
  });

  it('takes back a folder that it had to make', async () => {
    const writer = new DiskFolderWriter(join(folder, 'x', 'y'));
    await writer.write([toWrite('a', '1')], never());
    await writer.takeBack();
    assert.deepEqual(everything(place.path), {});
  });

  it('leaves what somebody has changed since', async () => {
    const writer = new DiskFolderWriter(folder);
    await writer.write([toWrite('a', '1'), toWrite('b', '2')], never());
    writeFileSync(join(folder, 'a'), 'work');
    assert.deepEqual(await writer.takeBack(), { left: ['a'] });
    assert.deepEqual(everything(folder), { a: 'work' });
  });

  it('writes over nothing that the person has not seen, and then writes nothing at all', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'b'), 'new words');
    for (const before of [undefined, 'old words']) {
      const { written, problem } = await new DiskFolderWriter(folder).write(
        [toWrite('a', '1'), toWrite('b', '2', before)],
        never(),
      );
      assert.equal(problem?.kind, 'conflict');
      assert.deepEqual(written, []);
    }
    assert.deepEqual(everything(folder), { b: 'new words' });
  });

  it('does not bring back what somebody has removed', async () => {
    mkdirSync(folder);
    const { problem } = await new DiskFolderWriter(folder).write([toWrite('a', '1', 'gone')], never());
    assert.equal(problem?.kind, 'conflict');
  });

  it('keeps the rights of what it replaces', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(folder);
    writeFileSync(join(folder, 'a'), 'x');
    chmodSync(join(folder, 'a'), 0o640);
    await new DiskFolderWriter(folder).write([toWrite('a', 'y', 'x')], never());
    assert.equal(statSync(join(folder, 'a')).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('tells what was written before it failed, and takes that back', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    mkdirSync(join(folder, 'closed'), { recursive: true });
    chmodSync(join(folder, 'closed'), 0o500);
    const writer = new DiskFolderWriter(folder);
    const outcome = await writer.write([toWrite('a', '1'), toWrite('closed/b', '2'), toWrite('c', '3')], never());
    assert.deepEqual(outcome.written, ['a']);
    assert.equal(outcome.problem?.kind, 'forbidden');
    await writer.takeBack();
    chmodSync(join(folder, 'closed'), 0o700);
    assert.deepEqual(everything(folder), { 'closed/': '' });
  });

  it('tells what was written before something came into its way', async () => {
    const writer = new DiskFolderWriter(folder);
    const outcome = await writer.write([toWrite('a', '1'), toWrite('b', '2')], never(), count => {
      if (count === 1) writeFileSync(join(folder, 'b'), 'me first');
    });
    assert.deepEqual(outcome.written, ['a']);
    assert.equal(outcome.problem?.kind, 'conflict');
    assert.equal(readFileSync(join(folder, 'b'), 'utf8'), 'me first');
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const writer = new DiskFolderWriter(folder);
    const outcome = await writer.write([toWrite('a', '1'), toWrite('b', '2')], stop.signal, () => stop.abort());
    assert.deepEqual(outcome.written, ['a']);
    assert.equal(outcome.problem?.kind, 'cancelled');
  });

  it('does not go through links, whether they lead to files, folders or nowhere', async () => {
    mkdirSync(folder);
    mkdirSync(place.at('outside'));
    writeFileSync(place.at('outside/secret'), 's');
    symlinkSync(place.at('outside'), join(folder, 'folder'));
    symlinkSync(place.at('outside/secret'), join(folder, 'file'));
    symlinkSync(place.at('outside/none'), join(folder, 'nowhere'));
    for (const file of [
      ...[
        toWrite('folder/x', '1'),
        toWrite('folder/secret', '1', 's'),
        toWrite('file', '1', 's'),
        toWrite('file', '1'),
      ],
      ...[
        toWrite('nowhere', '1'),
        toWrite('..', '1'),
        toWrite('../x', '1'),
        toWrite('a/../../x', '1'),
        toWrite('', '1'),
      ],
    ]) {
      const { problem } = await new DiskFolderWriter(folder).write([file], never());
      assert.equal(problem?.kind, 'forbidden', file.parts.join('/'));
    }
    assert.deepEqual(everything(place.at('outside')), { secret: 's' });
  });

  it('writes nothing outside, whatever a server sends and whatever links are there', async function () {
    this.timeout(60_000);
    const piece = fc.oneof(
      fc.constantFrom('..', '.', 'a', 'b', 'A', 'link', 'chain', 'file', 'dangling', 'up', '.git', 'outside', 'secret'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const path = fc
      .tuple(
        fc.constantFrom('', '', '', '/', './', '../', 'C:/', '\\'),
        fc.array(piece, { minLength: 1, maxLength: 5 }),
      )
      .map(([start, pieces]) => start + pieces.join('/'));
    await fc.assert(
      fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 12 }), async paths => {
        const base = await temporaryFolder({ 'outside/secret': 's', 'chosen/here': 'h' });
        try {
          const inside = base.at('chosen');
          symlinkSync(base.at('outside'), join(inside, 'link'));
          symlinkSync('link', join(inside, 'chain'));
          symlinkSync('..', join(inside, 'up'));
          symlinkSync('../outside/secret', join(inside, 'file'));
          symlinkSync('../outside/new', join(inside, 'dangling'));
          const { files } = previewOf(paths.map(sent => ({ path: sent, bytes: bytes('x') })));
          // One by one, so that a refused file keeps no other one from being tried.
          for (const file of files.values())
            await new DiskFolderWriter(inside).write([{ ...file, before: undefined }], never());
          assert.deepEqual(everything(base.at('outside')), { secret: 's' });
          assert.deepEqual(readdirSync(base.path).sort(), ['chosen', 'outside']);
          for (const link of ['link', 'chain', 'up', 'file', 'dangling'])
            assert.ok(lstatSync(join(inside, link)).isSymbolicLink());
        } finally {
          await base.dispose();
        }
      }),
      { numRuns: 150 },
    );
  });
});
