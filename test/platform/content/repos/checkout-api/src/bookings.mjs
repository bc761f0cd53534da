// The rules of booking, without a network in sight.
import { randomUUID } from 'node:crypto';

/** @typedef {{ id: string, state: 'booked' | 'collected', quoteId: string }} Booking */
/** @typedef {(quoteId: string, paymentToken: string) => Promise<boolean>} TakePayment false when the payment is declined */

/** Something that was not done, with the HTTP status that says so. */
export class Refusal extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Bookings {
  /** @type {Map<string, Booking>} */
  #byId = new Map();
  /** @type {Map<string, Promise<Booking>>} */
  #byKey = new Map();
  #takePayment;

  /** @param {TakePayment} takePayment */
  constructor(takePayment) {
    this.#takePayment = takePayment;
  }

  /**
   * Books once for each key, however often and however quickly it is asked.
   * @param {string} key
   * @param {{ quoteId?: unknown, paymentToken?: unknown }} wanted
   * @returns {Promise<Booking>}
   * @throws {Refusal} 400 when something is missing, 402 when the payment is declined
   */
  book(key, wanted) {
    const earlier = this.#byKey.get(key);
    if (earlier) return earlier;
    const booking = this.#bookNow(wanted);
    this.#byKey.set(key, booking);
    // A refused attempt may be repeated with another card under the same key.
    booking.catch(() => this.#byKey.delete(key));
    return booking;
  }

  /** @param {string} id */
  find(id) {
    return this.#byId.get(id);
  }

  /** @param {string} id @returns {boolean} whether there was such a booking and it is called off */
  cancel(id) {
    return this.#byId.get(id)?.state === 'booked' && this.#byId.delete(id);
  }

  /** @param {{ quoteId?: unknown, paymentToken?: unknown }} wanted */
  async #bookNow({ quoteId, paymentToken }) {
    if (typeof quoteId !== 'string' || typeof paymentToken !== 'string')
      throw new Refusal(400, 'A booking needs a quote and a payment');
    if (!(await this.#takePayment(quoteId, paymentToken))) throw new Refusal(402, 'The payment was declined');
    /** @type {Booking} */
    const booking = { id: randomUUID(), state: 'booked', quoteId };
    this.#byId.set(booking.id, booking);
    return booking;
  }
}
