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

  const damages: readonly (readonly [string, (content: string) => string])[] = [
    ['empty', () => ''],
    ['cut', content => content.slice(0, -20)],
    ['changed', content => content.replace('payments', 'paymentz')],
    ['of another version', content => content.replace('"version":2', '"version":1')],
    ['of another origin', content => resealed(content, { ...snapshot, origin: 'https://other.example.com' })],
    ['no snapshot', content => resealed(content, [])],
    ['without entities', content => resealed(content, { origin: ORIGIN, takenAt: 1 })],
    ['no JSON', () => 'catalogue\nof things'],
    ['one line', content => content.split('\n')[0] ?? ''],
  ];
  for (const [what, damage] of damages)
    it(`is dropped, with one line in the log, when it is ${what}`, async () => {
      await store().save(snapshot);
      const path = await onlyFile();
      await writeFile(path, damage(await readFile(path, 'utf8')));
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
    assert.equal(a!.relations[0], b!.relations[0]);
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

/** A file that holds something else, with the right checksum. */
function resealed(content: string, value: unknown): string {
  const body = JSON.stringify(value);
  const head = JSON.parse(content.split('\n')[0] ?? '') as { version: number; checksum: string };
  return `${JSON.stringify({ ...head, checksum: sha256(body) })}\n${body}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
