// Structured logs: one JSON object a line on standard output, where the platform's collector picks them up.

/** @typedef {'debug' | 'info' | 'warn' | 'error'} Level */
/** @typedef {Record<string, unknown>} Fields */
/** @typedef {Record<Level, (message: string, fields?: Fields) => void>} Log */

/** @type {Level[]} */
const LEVELS = ['debug', 'info', 'warn', 'error'];

/**
 * Makes a log.
 * @param {{ service: string, level: Level, write: (line: string) => void }} options `level` is the lowest written
 * @returns {Log}
 */
export function createLog({ service, level, write }) {
  const lowest = LEVELS.indexOf(level);
  /** @param {Level} name @returns {Log[Level]} */
  const at = name => {
    if (LEVELS.indexOf(name) < lowest) return () => {};
    return (message, fields = {}) =>
      write(`${JSON.stringify({ time: new Date(), level: name, service, message, ...fields }, plain)}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * JSON has no form for an error or a big integer: an error would be written as {}, a big integer would throw.
 * @param {string} _key
 * @param {unknown} value
 */
function plain(_key, value) {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return typeof value === 'bigint' ? value.toString() : value;
}
