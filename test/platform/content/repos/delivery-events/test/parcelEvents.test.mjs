import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { MOVES, SCHEMA_VERSION, parcelMoved, whatIsWrongWith } from '../src/parcelEvents.mjs';

const good = { parcelNumber: 'PW1000000017', at: '2026-11-23T03:47:00Z', kind: MOVES[2], place: 'Utrecht depot' };

test('keys a message by its parcel', () => {
  const message = parcelMoved(good);
  assert.equal(message.key, good.parcelNumber);
  assert.deepEqual(JSON.parse(message.value), good);
});

for (const [field, wrong] of Object.entries({ parcelNumber: 'PW1', at: 'yesterday', kind: 'teleported', place: 7 }))
  test(`refuses a wrong ${field}`, () => assert.equal(whatIsWrongWith({ ...good, [field]: wrong }), field));

test('puts up with fields from the future', () => assert.equal(whatIsWrongWith({ ...good, mood: 'fine' }), undefined));

test('says the same as the published description', async () => {
  const text = await readFile(new URL('../apis/parcelEvents.asyncapi.yaml', import.meta.url), 'utf8');
  assert.match(text, new RegExp(`^  version: ${SCHEMA_VERSION}\\.`, 'm'));
  for (const move of MOVES) assert.match(text, new RegExp(`^ +- ${move}$`, 'm'));
});
