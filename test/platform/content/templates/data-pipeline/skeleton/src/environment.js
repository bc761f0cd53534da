// What every process of the platform reads from its environment, and how a variable is read and refused.
import { readFileSync } from 'node:fs';

/** What package.json says, with the answers of the form below `config`. */
export const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** @typedef {Record<string, string | undefined>} Environment */

/**
 * @typedef {object} CommonSettings
 * @property {string} serviceName OTEL_SERVICE_NAME; the package name otherwise
 * @property {string} serviceVersion
 * @property {Record<string, string>} resource OpenTelemetry resource attributes, name and version included
 * @property {string} host address to listen on: only this machine unless HOST says otherwise, as it does in the image
 * @property {number} port TCP port; 0 lets the system choose
 * @property {import('./log.js').Level} logLevel
 * @property {{ url: string, headers: Record<string, string> } | undefined} traces where spans go, if anywhere
 */

/**
 * Reads what is the same for every process.
 * @param {Environment} env normally `process.env`
 * @returns {CommonSettings}
 * @throws {RangeError} when a variable holds something that cannot be meant
 */
export function readCommonSettings(env) {
  const attributes = readPairs(env.OTEL_RESOURCE_ATTRIBUTES);
  const serviceName = env.OTEL_SERVICE_NAME || attributes['service.name'] || manifest.name;
  const serviceVersion = attributes['service.version'] || manifest.version;
  return {
    serviceName,
    serviceVersion,
    resource: { ...attributes, 'service.name': serviceName, 'service.version': serviceVersion },
    host: env.HOST || '127.0.0.1',
    port: readInteger(env, 'PORT', manifest.config.port, 0, 65_535),
    logLevel: readChoice(env, 'LOG_LEVEL', 'info', ['debug', 'info', 'warn', 'error']),
    traces: readTracesTarget(env),
  };
}

/**
 * @param {Environment} env
 * @param {string} name
 * @param {number} fallback
 * @param {number} minimum
 * @param {number} maximum
 * @returns {number}
 * @throws {RangeError}
 */
export function readInteger(env, name, fallback, minimum, maximum) {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < minimum || value > maximum)
    throw new RangeError(`${name} must be a whole number from ${minimum} to ${maximum}, not "${text}"`);
  return value;
}

/**
 * @template {string} Choice
 * @param {Environment} env
 * @param {string} name
 * @param {Choice} fallback
 * @param {readonly Choice[]} choices
 * @returns {Choice}
 * @throws {RangeError}
 */
export function readChoice(env, name, fallback, choices) {
  const text = env[name];
  if (!text) return fallback;
  const choice = choices.find(candidate => candidate === text);
  if (!choice) throw new RangeError(`${name} must be one of ${choices.join(', ')}, not "${text}"`);
  return choice;
}

/** @param {Environment} env */
function readTracesTarget(env) {
  const off = env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none';
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || (base && `${base.replace(/\/+$/, '')}/v1/traces`);
  if (off || !url) return undefined;
  if (!URL.canParse(url)) throw new RangeError(`"${url}" is no address that spans can be sent to`);
  return { url, headers: readPairs(env.OTEL_EXPORTER_OTLP_HEADERS) };
}

/**
 * The list format of OpenTelemetry: `key=value,key=value`, values percent-encoded. What has no key is left out.
 * @param {string | undefined} text
 * @returns {Record<string, string>}
 */
function readPairs(text = '') {
  /** @type {Record<string, string>} */
  const pairs = {};
  for (const item of text.split(',')) {
    const at = item.indexOf('=');
    const key = item.slice(0, at).trim();
    if (at > 0 && key) pairs[key] = decode(item.slice(at + 1).trim());
  }
  return pairs;
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
