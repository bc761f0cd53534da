import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Parcels, isParcelNumber } from '../src/parcels.mjs';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracking-api-'));
});
after(() => rm(folder, { recursive: true }));

/** @param {string} number */
const snapshotOf = number =>
  JSON.stringify([{ number, state: 'announced', destination: 'Graz, AT', events: [{ at: '', kind: 'announced' }] }]);

test('knows a parcel number when it sees one', () => {
  assert.equal(isParcelNumber('PW1000000017'), true);
  for (const text of ['', 'PW1', 'pw1000000017', 'PW1000000017 ', 'PW10000000170'])
    assert.equal(isParcelNumber(text), false);
});

test('reads a snapshot once, and a newer one again', async () => {
  const file = join(folder, 'parcels.json');
  const parcels = new Parcels(file);
  await writeFile(file, snapshotOf('PW0000000001'));
  assert.equal(await parcels.refresh(), true);
  assert.equal(await parcels.refresh(), false);

  await writeFile(file, snapshotOf('PW0000000002'));
  await utimes(file, new Date(), new Date(Date.now() + 5_000));
  assert.equal(await parcels.refresh(), true);
  assert.equal(parcels.find('PW0000000001'), undefined);
  assert.equal(parcels.find('PW0000000002')?.state, 'announced');
});

test('keeps what it knows when the snapshot breaks', async () => {
  const file = join(folder, 'broken.json');
  const parcels = new Parcels(file);
  await writeFile(file, snapshotOf('PW0000000003'));
  await parcels.refresh();

  await writeFile(file, '[{');
  await utimes(file, new Date(), new Date(Date.now() + 5_000));
  await assert.rejects(parcels.refresh());
  assert.equal(parcels.size, 1);
});
