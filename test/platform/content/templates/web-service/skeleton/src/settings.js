// Everything the environment may say, read and checked once at the start.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * @typedef {object} Settings
 * @property {string} serviceName OTEL_SERVICE_NAME; the package name otherwise
 * @property {string} serviceVersion
 * @property {Record<string, string>} resource OpenTelemetry resource attributes, name and version included
 * @property {string} host address to listen on: only this machine unless HOST says otherwise, as it does in the image
 * @property {number} port TCP port; 0 lets the system choose
 * @property {import('./log.js').Level} logLevel
 * @property {number} shutdownDelayMs how long to go on serving after the signal to stop
 * @property {number} shutdownTimeoutMs how long open requests may take after that
 * @property {{ url: string, headers: Record<string, string> } | undefined} traces where spans go, if anywhere
 */

/**
 * Reads the settings.
 * @param {Record<string, string | undefined>} env normally `process.env`
 * @returns {Settings}
 * @throws {RangeError} when a variable holds something that cannot be meant
 */
export function readSettings(env) {
  const attributes = readPairs(env.OTEL_RESOURCE_ATTRIBUTES);
  const serviceName = env.OTEL_SERVICE_NAME || attributes['service.name'] || manifest.name;
  const serviceVersion = attributes['service.version'] || manifest.version;
  return {
    serviceName,
    serviceVersion,
    resource: { ...attributes, 'service.name': serviceName, 'service.version': serviceVersion },
    host: env.HOST || '127.0.0.1',
    port: readInteger(env, 'PORT', manifest.config.port, 65_535),
    logLevel: readLevel(env.LOG_LEVEL),
    shutdownDelayMs: readInteger(env, 'SHUTDOWN_DELAY_MS', 0, 60_000),
    shutdownTimeoutMs: readInteger(env, 'SHUTDOWN_TIMEOUT_MS', 10_000, 300_000),
    traces: readTracesTarget(env),
  };
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {string} name
 * @param {number} fallback
 * @param {number} maximum
 */
function readInteger(env, name, fallback, maximum) {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > maximum)
    throw new RangeError(`${name} must be a whole number from 0 to ${maximum}, not "${text}"`);
  return value;
}

/** @param {string | undefined} text @returns {import('./log.js').Level} */
function readLevel(text) {
  if (!text) return 'info';
  if (text === 'debug' || text === 'info' || text === 'warn' || text === 'error') return text;
  throw new RangeError(`LOG_LEVEL must be debug, info, warn or error, not "${text}"`);
}

/** @param {Record<string, string | undefined>} env */
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
