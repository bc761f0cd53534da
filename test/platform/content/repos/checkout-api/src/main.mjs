import { createBookingServer } from './bookingServer.mjs';
import { Bookings } from './bookings.mjs';

const gateway = process.env['PAYMENT_GATEWAY_URL'];

/** @type {import('./bookings.mjs').TakePayment} */
async function takePayment(quoteId, paymentToken) {
  // Without a gateway, as on a developer's machine, every card is good but this one.
  if (!gateway) return paymentToken !== 'declined-card-token';
  const response = await fetch(`${gateway}/v1/authorisations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': quoteId },
    body: JSON.stringify({ paymentToken, reference: quoteId }),
    signal: AbortSignal.timeout(5_000),
  });
  return response.ok;
}

const server = createBookingServer(new Bookings(takePayment));
server.listen(Number(process.env['PORT'] ?? 8082), process.env['HOST'] || '127.0.0.1');
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close());
