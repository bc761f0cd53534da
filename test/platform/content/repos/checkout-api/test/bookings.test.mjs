import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createBookingServer } from '../src/bookingServer.mjs';
import { Bookings } from '../src/bookings.mjs';

let payments = 0;
const server = createBookingServer(
  new Bookings(async (_quote, token) => {
    payments += 1;
    return token === 'good-card-token';
  }),
);
let address = '';

before(async () => {
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const bound = server.address();
  address = `http://127.0.0.1:${bound && typeof bound === 'object' ? bound.port : ''}/v2/bookings`;
});
after(() => server.close());

/** @param {string} key @param {string} body */
const book = (key, body) => fetch(address, { method: 'POST', headers: { 'idempotency-key': key }, body });
const good = JSON.stringify({ quoteId: 'q-1', paymentToken: 'good-card-token' });

test('books, shows and calls off', async () => {
  const response = await book('key-00001', good);
  assert.equal(response.status, 201);
  const { id } = await response.json();
  assert.equal((await (await fetch(`${address}/${id}`)).json()).state, 'booked');
  assert.equal((await fetch(`${address}/${id}`, { method: 'DELETE' })).status, 204);
  assert.equal((await fetch(`${address}/${id}`)).status, 404);
});

test('takes the money once, however often it is asked at the same time', async () => {
  const before = payments;
  const answers = await Promise.all(Array.from({ length: 5 }, async () => (await book('key-00002', good)).json()));
  assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
  assert.equal(payments - before, 1);
});

test('lets a declined customer try another card', async () => {
  const declined = JSON.stringify({ quoteId: 'q-1', paymentToken: 'other' });
  assert.equal((await book('key-00003', declined)).status, 402);
  assert.equal((await book('key-00003', good)).status, 201);
});

test('refuses what is no booking', async () => {
  for (const body of ['', '[', 'null', '{}', 'x'.repeat(20_000)])
    assert.equal((await book('key-00004', body)).status, 400, body.slice(0, 5));
  assert.equal((await book('short', good)).status, 400);
});
