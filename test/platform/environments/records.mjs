// What the platform remembers of its environments: one file each, so that it knows them again after a restart.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('../../../src/core/environments/environment.js').EnvironmentState} EnvironmentState */
/**
 * @typedef {object} Descriptor
 * @property {string} apiVersion
 * @property {string} kind
 * @property {{ name: string, annotations?: Record<string, string>, links?: object[], [field: string]: unknown }} metadata
 * @property {Record<string, unknown>} spec
 */
/**
 * @typedef {object} EnvironmentRecord
 * @property {string} name of the entity, in the namespace `default`
 * @property {Descriptor} descriptor as its repository has it
 * @property {string} component full reference of what runs in it
 * @property {string} repository name of the component's repository
 * @property {string} folder of the component in it, with forward slashes; empty for all of it
 * @property {string} branch
 * @property {string} commit all of its SHA
 * @property {number} expiresAt milliseconds since 1970
 * @property {EnvironmentState} state
 * @property {number} stateAt milliseconds since 1970
 * @property {string} [reason] why it is in this state, in one sentence
 * @property {string} [url] where it answers
 * @property {boolean} [hasMetrics] whether Prometheus is told of it
 * @property {string} [localId] by which what runs is known to its provider
 */

const plainName = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The records below one folder, which is made when the first one is written. */
export class EnvironmentRecords {
  #folder;

  /** @param {string} folder absolute path */
  constructor(folder) {
    this.#folder = folder;
  }

  /** Those that were written and not removed; a file that is cut short is left out. @returns {EnvironmentRecord[]} */
  read() {
    return namesIn(this.#folder).flatMap(name => {
      try {
        return [JSON.parse(readFileSync(join(this.#folder, name), 'utf8'))];
      } catch {
        return [];
      }
    });
  }

  /** @param {EnvironmentRecord} record */
  write(record) {
    const file = this.#file(record.name);
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(record, undefined, 2));
    renameSync(`${file}.new`, file);
  }

  /** @param {string} name */
  remove(name) {
    rmSync(this.#file(name), { force: true });
  }

  /** @param {string} name */
  #file(name) {
    if (!isEnvironmentName(name)) throw new RangeError(`“${name}” is no name for an environment.`);
    return join(this.#folder, `${name}.json`);
  }
}

/** Whether a text can name an environment, and so a folder and a repository. @param {string} name */
export function isEnvironmentName(name) {
  return name.length <= 63 && plainName.test(name);
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.json'));
  } catch {
    return [];
  }
}
