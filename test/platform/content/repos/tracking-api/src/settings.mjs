// Everything the environment may say, read and checked once at the start.
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Settings
 * @property {string} host address to listen on: this machine alone, unless HOST says otherwise as it does in the image
 * @property {number} port TCP port; 0 lets the system choose
 * @property {string} parcelsFile path of the snapshot of all parcels
 * @property {number} refreshSeconds how often the snapshot is looked at for a newer one
 */

/**
 * @param {Record<string, string | undefined>} env normally `process.env`
 * @returns {Settings}
 * @throws {RangeError} when a number is none
 */
export function readSettings(env) {
  return {
    host: env['HOST'] || '127.0.0.1',
    port: readNumber(env, 'PORT', 8080, 65_535),
    parcelsFile: env['PARCELS_FILE'] || fileURLToPath(new URL('../data/parcels.json', import.meta.url)),
    refreshSeconds: readNumber(env, 'REFRESH_SECONDS', 30, 3_600),
  };
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {string} name
 * @param {number} fallback
 * @param {number} maximum
 */
function readNumber(env, name, fallback, maximum) {
  const text = env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > maximum)
    throw new RangeError(`${name} must be a whole number from 0 to ${maximum}, not "${text}"`);
  return value;
}
