// Everything the environment may say, read and checked once at the start. What the form asked for stands in package.json.
import { readFileSync } from 'node:fs';
import { manifest, readChoice, readCommonSettings, readInteger } from './environment.js';

/**
 * @typedef {object} WorkerSettings
 * @property {'webhook' | 'folder'} source where events come from: posted to a path, or put into the inbox by someone else
 * @property {string} path that events are posted to
 * @property {string | undefined} secret out of WEBHOOK_SECRET or the file WEBHOOK_SECRET_FILE; signs what is posted; without it, everyone who can reach the path may post
 * @property {string} queueFolder holds inbox, working and failed; shared by all instances
 * @property {readonly string[]} eventTypes that are handled; all where there are none
 * @property {number} concurrency how many events are handled at once
 * @property {number} attempts before an event is set aside
 * @property {number} retryDelayMs before the second attempt
 * @property {boolean} retryDoubles whether each further delay is twice the one before
 * @property {number} pollMs how often the inbox is looked at
 * @property {number} leaseMs after which an event that an instance took and never finished is given to another
 * @property {number} shutdownTimeoutMs how long events that are being handled may take after the signal to stop
 */
/** @typedef {import('./environment.js').CommonSettings & WorkerSettings} Settings */

/**
 * Reads the settings.
 * @param {import('./environment.js').Environment} env normally `process.env`
 * @returns {Settings}
 * @throws {RangeError} when a variable holds something that cannot be meant
 */
export function readSettings(env) {
  const { config } = manifest;
  return {
    ...readCommonSettings(env),
    source: readChoice(env, 'EVENT_SOURCE', config.source, ['webhook', 'folder']),
    path: config.path,
    secret: readSecret(env),
    queueFolder: env.QUEUE_FOLDER || 'queue',
    eventTypes: config.eventTypes,
    concurrency: readInteger(env, 'CONCURRENCY', config.concurrency, 1, 100),
    attempts: readInteger(env, 'ATTEMPTS', config.retries.attempts, 1, 20),
    retryDelayMs: readInteger(env, 'RETRY_DELAY_MS', config.retries.firstDelaySeconds * 1000, 0, 3_600_000),
    retryDoubles: config.retries.doubling,
    pollMs: readInteger(env, 'POLL_MS', config.pollSeconds * 1000, 10, 3_600_000),
    leaseMs: readInteger(env, 'LEASE_MS', 300_000, 1000, 86_400_000),
    shutdownTimeoutMs: readInteger(env, 'SHUTDOWN_TIMEOUT_MS', 10_000, 0, 300_000),
  };
}

/** @param {import('./environment.js').Environment} env */
function readSecret(env) {
  const secret = env.WEBHOOK_SECRET || (env.WEBHOOK_SECRET_FILE && readFileSync(env.WEBHOOK_SECRET_FILE, 'utf8').trim());
  if (env.WEBHOOK_SECRET_FILE && !secret) throw new RangeError('The file that WEBHOOK_SECRET_FILE names is empty');
  return secret || undefined;
}
