// Bare git repositories in a folder, one for each organisation and name, read and made with git itself.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { foldersIn } from '../platformConfig.mjs';
import { importHistory } from './history.mjs';

const run = promisify(execFile);
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
// A ref begins with no dash, lest git take it for an option.
const plainRef = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;
const largestOutput = 64 * 1024 * 1024;

/** @type {Record<string, string>} */
const configuration = {
  'http.receivepack': 'true',
  // Housekeeping would go on in the background and outlive the platform.
  'receive.autogc': 'false',
  'gc.auto': '0',
};

/** What git is run with: neither the machine's nor the user's configuration changes what the host does. */
export const gitEnvironment = {
  ...process.env,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_COUNT: String(Object.keys(configuration).length),
  ...Object.fromEntries(
    Object.entries(configuration).flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ),
};

/** A request that cannot be met, with the HTTP status that says why. */
export class GitHostError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The repositories below one folder. Every method refuses a name that is not a plain one with a {@link GitHostError} 400. */
export class Repositories {
  #root;
  #organisation;

  /**
   * @param {string} root absolute path of the folder that holds them; made when needed
   * @param {string} organisation the only one there is
   */
  constructor(root, organisation) {
    this.#root = root;
    this.#organisation = organisation;
  }

  /** Absolute path of the folder that holds the organisation's folder. */
  get root() {
    return this.#root;
  }

  /** The only organisation there is. */
  get organisation() {
    return this.#organisation;
  }

  /** The names of the repositories, sorted. */
  names() {
    return foldersIn(join(this.#root, this.#organisation)).map(name => name.replace(/\.git$/, ''));
  }

  /**
   * @param {string} organisation
   * @param {string} name
   * @returns {string} absolute path of the bare repository, which may not exist
   */
  folder(organisation, name) {
    if (organisation !== this.#organisation) throw new GitHostError(404, 'There is no such organisation.');
    if (!plainName.test(name) || name.endsWith('.git'))
      throw new GitHostError(400, 'That is no name for a repository.');
    return join(this.#root, organisation, `${name}.git`);
  }

  /**
   * @param {string} organisation
   * @param {string} name
   */
  exists(organisation, name) {
    return existsSync(this.folder(organisation, name));
  }

  /**
   * Makes an empty repository that may be pushed to.
   * @param {string} organisation
   * @param {string} name
   * @throws {GitHostError} 409 when there is one already
   */
  async create(organisation, name) {
    if (this.exists(organisation, name))
      throw new GitHostError(409, 'The repository with the same name already exists.');
    await initialise(this.folder(organisation, name));
  }

  /**
   * Removes a repository of the organisation.
   * @param {string} name
   * @returns {Promise<boolean>} whether there was one
   */
  async remove(name) {
    const folder = this.folder(this.#organisation, name);
    if (!existsSync(folder)) return false;
    await rm(folder, { recursive: true, force: true });
    return true;
  }

  /**
   * Makes a repository whose main branch ends with the files of a folder, unless there is one already.
   * @param {string} name
   * @param {string} folder absolute path
   */
  async seed(name, folder) {
    const target = this.folder(this.#organisation, name);
    if (existsSync(target)) return;
    // Made aside first: a start that is cut short must not leave half a repository for the next one.
    const unfinished = join(this.#root, `unfinished-${name}`);
    await rm(unfinished, { recursive: true, force: true });
    await initialise(unfinished);
    await importHistory(unfinished, name, folder, gitEnvironment);
    await mkdir(join(this.#root, this.#organisation), { recursive: true });
    await rename(unfinished, target);
  }

  /**
   * @param {string} organisation
   * @param {string} name
   * @param {string} ref
   * @param {string} path of a file
   * @returns {Promise<{ bytes: Buffer, sha: string }>} what the file holds and the id of its blob
   * @throws {GitHostError} 404 when there is no such repository, ref or file
   */
  async file(organisation, name, ref, path) {
    const object = `${requireRef(ref)}:${path}`;
    const kind = await this.#git(organisation, name, ['cat-file', '-t', object]);
    if (kind.toString().trim() !== 'blob') throw new GitHostError(404, 'There is no such file.');
    const sha = await this.#git(organisation, name, ['rev-parse', object]);
    return { bytes: await this.#git(organisation, name, ['cat-file', 'blob', object]), sha: sha.toString().trim() };
  }

  /**
   * @param {string} organisation
   * @param {string} name
   * @param {string} ref
   * @returns {Promise<string>} the id of the commit
   * @throws {GitHostError} 404
   */
  async commit(organisation, name, ref) {
    const sha = await this.#git(organisation, name, ['rev-parse', '--verify', `${requireRef(ref)}^{commit}`]);
    return sha.toString().trim();
  }

  /**
   * @param {string} organisation
   * @param {string} name
   * @param {string} ref
   * @returns {Promise<string[]>} the paths of all files
   * @throws {GitHostError} 404
   */
  async paths(organisation, name, ref) {
    const listing = await this.#git(organisation, name, ['ls-tree', '-r', '-z', '--name-only', requireRef(ref)]);
    return listing.toString().split('\0').filter(Boolean);
  }

  /**
   * @param {string} organisation
   * @param {string} name
   * @param {string} ref
   * @returns {Promise<Buffer>} a gzipped tar whose files stand in a folder named like the repository
   * @throws {GitHostError} 404
   */
  async archive(organisation, name, ref) {
    return this.#git(organisation, name, ['archive', '--format=tar.gz', `--prefix=${name}/`, requireRef(ref)]);
  }

  /**
   * @param {string} organisation
   * @param {string} name
   * @param {string[]} args
   * @returns {Promise<Buffer>}
   */
  async #git(organisation, name, args) {
    const folder = this.folder(organisation, name);
    if (!existsSync(folder)) throw new GitHostError(404, 'There is no such repository.');
    try {
      const options = { encoding: /** @type {const} */ ('buffer'), maxBuffer: largestOutput, env: gitEnvironment };
      return (await run('git', ['-C', folder, ...args], options)).stdout;
    } catch (error) {
      // Git ends with 128 for whatever is not there.
      if (/** @type {{ code?: unknown }} */ (error).code === 128)
        throw new GitHostError(404, 'There is no such thing.');
      throw error;
    }
  }
}

/** @param {string} ref */
function requireRef(ref) {
  if (!plainRef.test(ref) || ref.includes('..'))
    throw new GitHostError(400, 'That is no name of a branch, tag or commit.');
  return ref;
}

/** @param {string} folder */
async function initialise(folder) {
  await mkdir(folder, { recursive: true });
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder], { env: gitEnvironment });
}
