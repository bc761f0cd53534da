// What is done with an event. This is the place for your code: one handler for each type of event.

/**
 * A handler may be called twice with the same event, so it must not matter whether it was: keep what it did under `event.id`.
 * It throws when the event should be tried again, and throws `Refused` when trying again would not help.
 * @typedef {(event: import('./cloudEvents.js').CloudEvent, tools: { log: import('./log.js').Log }) => Promise<void>} Handler
 */

/** An event that will never be handled: it is set aside at once. */
export class Refused extends Error {}

/**
 * Says which handler an event goes to.
 * @param {readonly string[]} types that are handled; all where there are none
 * @returns {(type: string) => Handler | undefined}
 */
export function createHandlers(types) {
  return type => (types.length === 0 || types.includes(type) ? record : undefined);
}

/** Writes down that the event was seen. Put your own work in its place. @type {Handler} */
async function record(event, { log }) {
  if (event.data === undefined) throw new Refused('The event carries no data.');
  log.info('Handled', { id: event.id, type: event.type, subject: event.subject });
}
