import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { SnapshotFile } from '../../../../src/adapters/files/snapshotFile.js';
import type { CatalogueSnapshot } from '../../../../src/core/catalogue/snapshot.js';
import { entity, manyEntities } from '../../core/catalogue/entities.js';
import { recordingLog, type RecordingLog } from '../../recordingLog.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

const ORIGIN = 'https://backstage.example.com';
const snapshot: CatalogueSnapshot = {
  origin: ORIGIN,
  takenAt: 1234,
  entities: [
    entity('Component:orders', {
      title: 'Orders\n“ß”',
      annotations: { __proto__: 'x', 'a/b': 'c' },
      tags: ['java'],
      links: [{ url: 'https://example.com' }],
      relations: ['ownedBy group:default/payments'],
    }),
    entity('Group:payments'),
  ],
};

describe('the file with the last known catalogue', () => {
  let folder: TemporaryFolder;
  let log: RecordingLog;
  beforeEach(async () => {
    folder = await temporaryFolder();
    log = recordingLog();
  });
  afterEach(() => folder.dispose());

  const store = (origin = ORIGIN, at = folder.at('deep/in')): SnapshotFile => new SnapshotFile(at, origin, log);
  const onlyFile = async (): Promise<string> => folder.at(`deep/in/${(await readdir(folder.at('deep/in')))[0]}`);

  it('is not there at first, which is no news', async () => {
    assert.equal(await store().load(), undefined);
    assert.deepEqual(log.lines, []);
  });

  it('gives back what it was given, to a later run too', async () => {
    await store().save(snapshot);
    assert.deepEqual(plain(await store().load()), plain(snapshot));
    assert.deepEqual(log.lines, []);
  });

  it('is replaced as a whole, and leaves nothing else behind', async () => {
    await store().save({ ...snapshot, entities: manyEntities(2000) });
    await store().save(snapshot);
    assert.equal((await readdir(folder.at('deep/in'))).length, 1);
    assert.deepEqual(plain(await store().load()), plain(snapshot));
  });

  it('can be read by its owner alone', async function () {
    if (process.platform === 'win32') this.skip();
    await store().save(snapshot);
    assert.equal((await stat(await onlyFile())).mode & 0o777, 0o600);
  });

  it('is another one for another instance', async () => {
    await store().save(snapshot);
    assert.equal(await store('https://other.example.com').load(), undefined);
    assert.deepEqual(plain(await store().load()), plain(snapshot));
  });

  const contents = (change: (contents: Contents) => unknown) => (content: string) =>
    resealed(content, about => ({ ...about, contents: change(about.contents) }));
  const damages: (readonly [string, (content: string) => string])[] = [
    ['empty', () => ''],
    ['cut', content => content.slice(0, -20)],
    ['cut after the first line', content => `${lines(content)[0]}\n`],
    ['cut after the second line', content => `${lines(content).slice(0, 2).join('\n')}\n`],
    ['longer', content => `${content}more`],
    ['changed', content => content.replace('payments', 'paymentz')],
    ['changed in its second line', content => content.replace('"count":2', '"count":1')],
    ['of an older version', () => OLDER],
    ['of another version', content => content.replace('"version":4', '"version":5')],
    ['of another origin', content => resealed(content, about => ({ ...about, origin: 'https://other.example.com' }))],
    ['no snapshot', content => resealed(content, () => [])],
    ['of another count', content => resealed(content, about => ({ ...about, count: 3 }))],
    ['without contents', content => resealed(content, ({ origin, count }) => ({ origin, count }))],
    ['no JSON', () => 'catalogue\nof things'],
    ['one line', content => lines(content)[0] ?? ''],
    ['without one of its sections', contents(all => ({ ...all, shelf: undefined }))],
    ['of sections of no size', contents(all => ({ ...all, near: -1 }))],
    ['of longer sections', contents(all => ({ ...all, near: all.near + 1 }))],
    ['of shorter sections', contents(all => ({ ...all, texts: [] }))],
    ['of sections that are no list', contents(all => ({ ...all, words: 1 }))],
    ['of words that are missing', contents(all => ({ ...all, texts: [...all.words, ...all.texts], words: [] }))],
  ];
  for (let part = 0; part < 10; part++)
    damages.push([
      `changed after ${part} tenths of it`,
      content => {
        const at = Math.floor((content.length * part) / 10);
        return `${content.slice(0, at)}${content[at] === 'x' ? 'y' : 'x'}${content.slice(at + 1)}`;
      },
    ]);
  for (const [what, damage] of damages)
    it(`is dropped, with one line in the log, when it is ${what}`, async () => {
      await store().save(snapshot);
      const path = await onlyFile();
      await writeFile(path, damage(await readFile(path, 'latin1')), 'latin1');
      assert.equal(await store().load(), undefined);
      assert.equal(log.lines.length, 1);
      assert.match(log.lines[0]!, /^warn: /);
      assert.deepEqual(await readdir(folder.at('deep/in')), []);
    });

  it('changes nothing but the time where the entities are the very same', async () => {
    const one = store();
    await one.save(snapshot);
    const path = await onlyFile();
    const { ino } = await stat(path);
    await one.save({ ...snapshot, takenAt: 987_654_321_012 });
    assert.equal((await stat(path)).ino, ino, 'the file was written anew');
    assert.deepEqual(plain(await store().load()), plain({ ...snapshot, takenAt: 987_654_321_012 }));
    assert.deepEqual(log.lines, []);
  });

  it('changes nothing but the time of what was loaded', async () => {
    await store().save(snapshot);
    const one = store();
    const loaded = (await one.load())!;
    const { ino } = await stat(await onlyFile());
    await one.save({ ...loaded, takenAt: 5 });
    assert.equal((await stat(await onlyFile())).ino, ino);
    assert.equal((await store().load())?.takenAt, 5);
  });

  it('is written anew where another window has replaced or removed it', async () => {
    const one = store();
    await one.save(snapshot);
    await store().save({ ...snapshot, takenAt: 2000, entities: manyEntities(3) });
    await one.save({ ...snapshot, takenAt: 3000 });
    assert.deepEqual(plain(await store().load()), plain({ ...snapshot, takenAt: 3000 }));
    await store().forget();
    await one.save({ ...snapshot, takenAt: 4000 });
    assert.equal((await store().load())?.takenAt, 4000);
    assert.deepEqual(log.lines, []);
  });

  it('holds a catalogue of many pieces', async () => {
    const many = { ...snapshot, entities: manyEntities(2500) };
    await store().save(many);
    assert.deepEqual(await store().load(), many);
  });

  it('holds an empty catalogue', async () => {
    await store().save({ ...snapshot, entities: [] });
    assert.deepEqual((await store().load())?.entities, []);
  });

  it('shares what many entities have in common', async () => {
    const relations = ['ownedBy group:default/payments'];
    await store().save({
      ...snapshot,
      entities: [entity('Component:a', { relations }), entity('Component:b', { relations })],
    });
    const [a, b] = (await store().load())!.entities;
    assert.deepEqual(a!.relations, b!.relations);
    assert.equal(a!.relations[0]!.targetRef, 'group:default/payments');
  });

  it('complains once about a disk that stays full, and again after it was writable', async () => {
    await folder.write({ deep: 'a file, no folder' });
    const one = store();
    await one.save(snapshot);
    await one.save({ ...snapshot, entities: manyEntities(2) });
    assert.equal(log.lines.length, 1);
    await rm(folder.at('deep'));
    await one.save(snapshot);
    assert.equal((await store().load())?.takenAt, snapshot.takenAt);
    await rm(folder.at('deep'), { recursive: true });
    await folder.write({ deep: 'a file, no folder' });
    await one.save(snapshot);
    assert.equal(log.lines.length, 2);
  });

  it('is thrown away on demand, as often as wanted', async () => {
    await store().save(snapshot);
    await store().forget();
    await store().forget();
    assert.deepEqual(await readdir(folder.at('deep/in')), []);
    assert.equal(await store().load(), undefined);
  });

  it('does not come back when it is thrown away while it is written', async () => {
    const one = store();
    await Promise.all([one.save({ ...snapshot, entities: manyEntities(2000) }), one.save(snapshot), one.forget()]);
    assert.deepEqual(await readdir(folder.at('deep/in')), []);
  });

  it('costs one line in the log where nothing can be written', async () => {
    await folder.write({ deep: 'a file, no folder' });
    await store().save(snapshot);
    assert.equal(log.lines.length, 1);
    assert.match(log.lines[0]!, /^warn: .*could not be kept/);
    assert.equal(await store().load(), undefined);
    await store().forget();
    assert.equal(log.lines.length, 1);
  });

  it('costs one line in the log where it cannot be removed', async () => {
    await store().save(snapshot);
    const path = await onlyFile();
    await store().forget();
    await mkdir(path);
    await store().forget();
    assert.equal(log.lines.length, 1);
    assert.match(log.lines[0]!, /^warn: .*stays/);
  });
});

/** A snapshot whose annotations are compared by what they say, however they are kept. */
function plain(kept: CatalogueSnapshot | undefined): unknown {
  return kept && { ...kept, entities: kept.entities.map(each => ({ ...each, annotations: [...each.annotations] })) };
}

/** What stands in the second line about the sections. */
interface Contents {
  readonly near: number;
  readonly shelf: number;
  readonly words: readonly unknown[];
  readonly texts: readonly unknown[];
}

interface About {
  readonly origin: string;
  readonly count: number;
  readonly contents: Contents;
}

const OLDER = `{"version":2,"takenAt":"0000000000001234","checksum":"${sha256('{}\n')}"}\n{}\n`;

function lines(content: string): readonly string[] {
  return content.split('\n');
}

/** A file with another second line, with the right checksum. */
function resealed(content: string, change: (about: About) => unknown): string {
  const [first = '', second = '', ...rest] = lines(content);
  const body = [JSON.stringify(change(JSON.parse(second) as About)), ...rest].join('\n');
  const head = JSON.parse(first) as { version: number; checksum: string };
  return `${JSON.stringify({ ...head, checksum: sha256(body) })}\n${body}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
