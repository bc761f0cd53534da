// Makes the environments that templates ask for, keeps an eye on them, and takes them away when their time is over.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { gitEnvironment } from '../gitHost/repositories.mjs';
import { liveEntity, utc } from './liveEntity.mjs';
import { EnvironmentRecords } from './records.mjs';
import { ScrapeTargets } from './scrapeTargets.mjs';

/** @typedef {import('../gitHost/repositories.mjs').Repositories} Repositories */
/** @typedef {import('../../../src/core/environments/environment.js').EnvironmentState} EnvironmentState */
/** @typedef {import('../../../src/core/environments/environment.js').Environment} Environment */
/** @typedef {import('./watchedProvider.mjs').WatchedProvider} WatchedProvider */
/** @typedef {import('./componentSource.mjs').ComponentSource} ComponentSource */
/** @typedef {import('./records.mjs').Descriptor} Descriptor */
/** @typedef {import('./records.mjs').EnvironmentRecord} EnvironmentRecord */
/**
 * @typedef {object} ProvisionerSettings
 * @property {string} folder absolute path for everything of environments; made when needed
 * @property {Repositories} repositories
 * @property {string} gitUrl address of the git host, without a slash at the end
 * @property {string | undefined} targets absolute path of the folder that Prometheus watches
 * @property {(folder: string) => Promise<WatchedProvider>} provider what runs them, with its state below `folder`
 */

const run = promisify(execFile);
const lookMs = 1000;
/** How long before its end an environment says that it is about to end. */
const expiringMs = 30 * 60_000;
/** How long after a failure it is tried again to take something away. */
const againMs = 30_000;
/** How long a run may take from finding out what is to run until that is begun. */
const reservedMs = 60_000;
/** Nobody may keep an environment for longer than this, counted from now. */
const longestMs = 30 * 24 * 3_600_000;

const running = /** @type {readonly EnvironmentState[]} */ (['ready', 'degraded', 'expiring']);

/** All environments of one platform. */
export class Provisioner {
  #settings;
  #records;
  #targets;
  /** @type {Map<string, EnvironmentRecord>} */
  #known = new Map();
  /** The last thing that is done to each, by name: one after the other. @type {Map<string, Promise<unknown>>} */
  #turns = new Map();
  /** @type {Map<string, number>} */
  #notBefore = new Map();
  /** @type {Promise<WatchedProvider> | undefined} */
  #watched;
  /** Names that runs are about to use. @type {Map<string, { run: string, until: number }>} */
  #reserved = new Map();
  /** @type {() => void} */
  #changed = () => {};
  #ending = new AbortController();

  /** @param {ProvisionerSettings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.#records = new EnvironmentRecords(join(settings.folder, 'records'));
    this.#targets = new ScrapeTargets(settings.targets);
    for (const record of this.#records.read()) this.#known.set(record.name, record);
  }

  /** Where repositories are looked for. */
  get host() {
    const { repositories, gitUrl } = this.#settings;
    return { repositories, gitUrl };
  }

  /** The entities of all environments, as they are now. @returns {Descriptor[]} */
  entities() {
    return [...this.#known.values()].map(record => liveEntity(record, this.#locationOf(record.name)));
  }

  /** @param {() => void} listener told of every change of `entities`; there is one listener */
  onChange(listener) {
    this.#changed = listener;
  }

  /** Starts again what ran before the platform was stopped, and begins to look after all of them. */
  start() {
    for (const { name, state } of this.#known.values()) {
      if (state === 'failed') continue;
      const begin = async () => {
        const record = this.#known.get(name);
        if (record?.state === 'destroying') await this.#remove(name);
        else if (record) await this.#provision(record, () => {});
      };
      void this.#inTurn(name, begin).catch(() => {});
    }
    setInterval(() => void this.#look().catch(() => {}), lookMs).unref();
  }

  /**
   * Keeps a name for a run that is about to publish a descriptor under it, and removes what a run has left there that was cut short.
   * @param {string} name
   * @param {string} run id of its task
   * @throws when there is such an environment, or another run is making one
   */
  async reserve(name, run) {
    const now = Date.now();
    const other = this.#reserved.get(name);
    if (this.#known.has(name))
      throw new Error(`There is an environment “${name}” already. Take another name, or destroy that one first.`);
    if (other && other.run !== run && now < other.until)
      throw new Error(`Another run is making the environment “${name}”. Take another name, or wait for that one.`);
    this.#reserved.set(name, { run, until: now + reservedMs });
    await this.#settings.repositories.remove(repositoryOf(name));
  }

  /**
   * Makes an environment whose descriptor has been published, and waits until it answers.
   * @param {string} name
   * @param {ComponentSource} source
   * @param {number} expiresAt milliseconds since 1970
   * @param {(step: string) => void} say
   * @returns {Promise<{ entityRef: string, url: string }>}
   * @throws when it cannot be made; unless there is one of this name already, the catalogue shows it as failed
   */
  create(name, source, expiresAt, say) {
    return this.#inTurn(name, async () => {
      if (this.#known.has(name)) throw new Error(`There is an environment “${name}” already.`);
      checkEnd(expiresAt);
      const file = await this.#settings.repositories.file(
        this.#settings.repositories.organisation,
        repositoryOf(name),
        'main',
        'catalog-info.yaml',
      );
      /** @type {Descriptor} */
      const descriptor = parse(file.bytes.toString('utf8'));
      /** @type {EnvironmentRecord} */
      const record = { name, descriptor, ...source, expiresAt, state: 'requested', stateAt: Date.now() };
      this.#keep(record);
      this.#reserved.delete(name);
      say(`${refOf(name)} is in the catalogue.`);
      const { url, reason } = await this.#provision(record, say);
      if (url === undefined) throw new Error(reason);
      return { entityRef: refOf(name), url };
    });
  }

  /**
   * Gives an environment another end.
   * @param {string} name
   * @param {number} expiresAt milliseconds since 1970
   * @returns {Promise<void>}
   * @throws when there is no such environment, or nobody may have one until then
   */
  extend(name, expiresAt) {
    return this.#inTurn(name, async () => {
      const record = this.#known.get(name);
      if (!record) throw new Error(`There is no environment “${name}”. It may be over already.`);
      checkEnd(expiresAt);
      const left = expiresAt - Date.now();
      const state = running.includes(record.state) ? (left > expiringMs ? 'ready' : 'expiring') : record.state;
      this.#keep({ ...record, expiresAt, ...(state === record.state ? {} : { state, stateAt: Date.now() }) });
    });
  }

  /**
   * Stops an environment and removes whatever there is of it. Doing it twice does no more than doing it once.
   * @param {string} name
   * @returns {Promise<boolean>} whether there was anything to remove
   * @throws when what runs cannot be stopped; then it is still there
   */
  destroy(name) {
    return this.#inTurn(name, () => this.#remove(name));
  }

  /** Ends everything that runs, and keeps what is written down of it. @returns {Promise<void>} */
  async end() {
    this.#ending.abort();
    await Promise.allSettled(this.#turns.values());
    await (await this.#watched?.catch(() => undefined))?.release();
  }

  /** What runs them, which is there from the first environment on. @param {number} patienceMs */
  async #running(patienceMs) {
    const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(patienceMs)]);
    return { provider: (await this.#watched)?.provider, signal };
  }

  /** @param {EnvironmentRecord} record @param {(step: string) => void} say @returns {Promise<EnvironmentRecord>} */
  async #provision(record, say) {
    const { name, component, repository, folder, branch, commit, expiresAt } = record;
    if (expiresAt <= Date.now()) return record;
    this.#keep({ ...without(record), state: 'provisioning', stateAt: Date.now() });
    try {
      say(`Cloning ${repository} at ${commit}`);
      const clone = await this.#clone(name, repository);
      const { provider } = await (this.#watched ??= this.#settings.provider(this.#settings.folder));
      const { signal } = await this.#running(60_000);
      const made = await provider.create(
        {
          // A branch may have several here; the end of each is looked after here, too.
          ...{ name, entityRef: refOf(name), timeToLiveMs: longestMs },
          ...{ repository: clone, folder, branch, commit, driver: 'process' },
        },
        say,
        signal,
      );
      const { id, addresses } = orThrow(made);
      const [url] = addresses;
      if (url === undefined) {
        await provider.destroy(id, true, signal);
        throw new Error(`${name} runs, but listens on no port.`);
      }
      const hasMetrics = await this.#targets.add({ name, component }, url);
      const state = expiresAt - Date.now() > expiringMs ? 'ready' : 'expiring';
      return this.#keep({ ...without(record), state, stateAt: Date.now(), url, hasMetrics, localId: id });
    } catch (error) {
      // It begins again when the platform does.
      if (this.#ending.signal.aborted) return record;
      const reason = error instanceof Error ? error.message : String(error);
      rmSync(this.#cloneOf(name), { recursive: true, force: true });
      return this.#keep({ ...without(record), state: 'failed', stateAt: Date.now(), reason });
    }
  }

  /** @param {string} name @param {string} repository */
  async #clone(name, repository) {
    const { repositories } = this.#settings;
    const clone = this.#cloneOf(name);
    rmSync(clone, { recursive: true, force: true });
    await mkdir(join(this.#settings.folder, 'clones'), { recursive: true });
    const from = repositories.folder(repositories.organisation, repository);
    await run('git', ['clone', '--quiet', '--no-hardlinks', '--', from, clone], { env: gitEnvironment });
    return clone;
  }

  /** @param {string} name */
  async #remove(name) {
    const record = this.#known.get(name);
    const { provider, signal } = await this.#running(30_000);
    if (record) {
      this.#keep({ ...record, state: 'destroying', stateAt: Date.now() });
      this.#targets.remove(name);
      if (record.localId !== undefined && provider) {
        const gone = await provider.destroy(record.localId, true, signal);
        if (!gone.ok) {
          this.#keep({ ...record, state: 'failed', stateAt: Date.now(), reason: gone.problem.message });
          throw new Error(gone.problem.message);
        }
      }
    }
    rmSync(this.#cloneOf(name), { recursive: true, force: true });
    const hadRepository = await this.#settings.repositories.remove(repositoryOf(name));
    this.#records.remove(name);
    this.#notBefore.delete(name);
    if (this.#known.delete(name)) this.#changed();
    return record !== undefined || hadRepository;
  }

  /** Ends what is over, and sees whether what should run does. */
  async #look() {
    const now = Date.now();
    for (const record of this.#known.values()) {
      const { name, expiresAt, state } = record;
      if (this.#turns.has(name) || (this.#notBefore.get(name) ?? 0) > now) continue;
      if (expiresAt <= now) {
        this.#notBefore.set(name, now + againMs);
        this.#keep({ ...record, state: 'expired', stateAt: now });
        void this.destroy(name).catch(() => {});
      } else if (expiresAt - now <= expiringMs && state === 'ready')
        this.#keep({ ...record, state: 'expiring', stateAt: now });
    }
    const { provider, signal } = await this.#running(10_000);
    const listed = await provider?.list(signal);
    if (listed?.ok) this.#compare(listed.value);
  }

  /** Takes over how what runs is. @param {readonly Environment[]} listed */
  #compare(listed) {
    for (const { id, state, trouble, drift } of listed) {
      const record = [...this.#known.values()].find(({ localId }) => localId === id);
      if (!record || this.#turns.has(record.name) || !running.includes(record.state)) continue;
      const isGone = state === 'failed' || drift === 'notRunning';
      const next = isGone ? 'failed' : state === 'degraded' ? 'degraded' : record.state;
      if (next === record.state) continue;
      if (isGone) this.#targets.remove(record.name);
      const reason = trouble ?? 'It has ended by itself.';
      this.#keep({ ...record, state: next, stateAt: Date.now(), reason });
    }
  }

  /** @param {EnvironmentRecord} record */
  #keep(record) {
    this.#records.write(record);
    this.#known.set(record.name, record);
    this.#changed();
    return record;
  }

  /**
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #inTurn(name, work) {
    if (this.#ending.signal.aborted) throw new Error('The platform is being stopped.');
    const before = this.#turns.get(name);
    const turn = (async () => {
      await before?.catch(() => {});
      return work();
    })();
    this.#turns.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(name) === turn) this.#turns.delete(name);
    }
  }

  /** @param {string} name */
  #cloneOf(name) {
    return join(this.#settings.folder, 'clones', name);
  }

  /** @param {string} name */
  #locationOf(name) {
    const { gitUrl, repositories } = this.#settings;
    return `url:${gitUrl}/${repositories.organisation}/${repositoryOf(name)}/src/branch/main/catalog-info.yaml`;
  }
}

/** The repository with the descriptor of an environment. @param {string} name */
function repositoryOf(name) {
  return `environment-${name}`;
}

/** @param {string} name */
function refOf(name) {
  return `resource:default/${name}`;
}

/** What no longer holds of a record once its state changes. @param {EnvironmentRecord} record */
function without({ reason: _reason, url: _url, hasMetrics: _metrics, localId: _id, ...record }) {
  return record;
}

/** @param {number} expiresAt */
function checkEnd(expiresAt) {
  if (!(expiresAt <= Date.now() + longestMs + 60_000))
    throw new Error(
      `Nobody may keep an environment for longer than 30 days; ${utc(expiresAt)} is too far away. Ask for a shorter time.`,
    );
}

/**
 * @template T
 * @param {import('../../../src/core/common/problem.js').Result<T>} result
 * @returns {T}
 */
function orThrow(result) {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}
