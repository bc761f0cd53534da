// Tells Prometheus of what runs in environments, by files that it watches.
// Source: Prometheus, "Configuration", `<file_sd_config>`.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRef } from './reference.mjs';

/** @typedef {import('./records.mjs').EnvironmentRecord} EnvironmentRecord */

/** Those of one platform. */
export class ScrapeTargets {
  #folder;

  /** @param {string | undefined} folder absolute path; undefined where nobody watches */
  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * Has what answers at an address asked for its metrics, where it has some.
   * @param {Pick<EnvironmentRecord, 'name' | 'component'>} environment
   * @param {string} url
   * @returns {Promise<boolean>} whether it has metrics
   */
  async add({ name, component }, url) {
    if (!(await hasMetrics(url))) return false;
    if (this.#folder === undefined) return true;
    mkdirSync(this.#folder, { recursive: true });
    // `service` is the environment itself: under the name of the component, its requests would count as those of production.
    const labels = { service: name, environment: name, component: parseRef(component).name };
    const file = this.#file(this.#folder, name);
    writeFileSync(`${file}.new`, JSON.stringify([{ targets: [new URL(url).host], labels }]));
    renameSync(`${file}.new`, file);
    return true;
  }

  /** @param {string} name */
  remove(name) {
    if (this.#folder !== undefined) rmSync(this.#file(this.#folder, name), { force: true });
  }

  /** @param {string} folder @param {string} name */
  #file(folder, name) {
    return join(folder, `${name}.json`);
  }
}

/** @param {string} url */
async function hasMetrics(url) {
  try {
    const response = await fetch(new URL('/metrics', url), { signal: AbortSignal.timeout(3000) });
    await response.body?.cancel();
    return response.ok && /^text\/plain\b/.test(response.headers.get('content-type') ?? '');
  } catch {
    return false;
  }
}
