// Everything the environment may say, read and checked once at the start. What the form asked for stands in package.json.
import { manifest, readCommonSettings, readInteger } from './environment.js';

/** @typedef {{ name: string, format: 'csv' | 'jsonl', required: boolean }} Source */
/** @typedef {{ name: string, type: 'text' | 'number' | 'date' | 'truth', required: boolean, personal: boolean }} Column */
/** @typedef {'unique' | 'notEmpty' | 'noOther'} Check */
/** @typedef {{ mode: 'interval', everyMinutes: number } | { mode: 'daily', timeOfDay: string }} Schedule times are UTC */
/**
 * @typedef {object} PipelineSettings
 * @property {string} dataFolder holds in, out, refused and done
 * @property {readonly Source[]} sources
 * @property {readonly Column[]} columns
 * @property {readonly Check[]} checks
 * @property {Schedule} schedule
 * @property {number} retentionDays after which results are deleted
 * @property {number} shutdownTimeoutMs how long a run may take after the signal to stop
 */
/** @typedef {import('./environment.js').CommonSettings & PipelineSettings} Settings */

/**
 * Reads the settings.
 * @param {import('./environment.js').Environment} env normally `process.env`
 * @returns {Settings}
 * @throws {RangeError} when a variable holds something that cannot be meant
 */
export function readSettings(env) {
  const { sources, columns, checks, schedule, retentionDays } = manifest.config;
  return {
    ...readCommonSettings(env),
    ...{ sources, columns, checks },
    schedule: env.EVERY_MINUTES
      ? { mode: 'interval', everyMinutes: readInteger(env, 'EVERY_MINUTES', 60, 1, 10_080) }
      : schedule,
    dataFolder: env.DATA_FOLDER || 'data',
    retentionDays: readInteger(env, 'RETENTION_DAYS', retentionDays, 1, 3650),
    shutdownTimeoutMs: readInteger(env, 'SHUTDOWN_TIMEOUT_MS', 60_000, 0, 600_000),
  };
}
