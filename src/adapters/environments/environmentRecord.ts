import { randomUUID } from 'node:crypto';
import { lstat, open, readFile, rename, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import {
  ENVIRONMENT_STATES,
  type EnvironmentEvent,
  type EnvironmentState,
} from '../../core/environments/environment.js';
import { isEnvironmentName } from '../../core/environments/environmentName.js';
import type { Driver } from '../../core/environments/runPlan.js';
import type { NetworkProbe } from './healthProbe.js';
import type { ProcessIdentity } from './processTable.js';

/** What is written down about an environment: its `state.json`. */
export interface EnvironmentRecord {
  readonly version: 1;
  readonly name: string;
  readonly entityRef: string;
  readonly branch: string;
  /** Full hash of what is checked out. */
  readonly commit: string;
  /** Absolute path. */
  readonly repository: string;
  /** Where in the repository the component is, with forward slashes. */
  readonly folder: string;
  readonly owner?: string;
  readonly driver: Driver;
  readonly state: EnvironmentState;
  /** Milliseconds since 1970, as all times here. */
  readonly stateAt: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly trouble?: string;
  /** The file that says how it runs. */
  readonly file?: string;
  /** Who is making it or taking it away; absent while nobody is. */
  readonly worker?: ProcessIdentity;
  readonly processes: readonly RecordedProcess[];
  /** Paths from the root of the work tree that we have put there ourselves. */
  readonly links: readonly string[];
  readonly events: readonly EnvironmentEvent[];
}

/** A process, or a container, that was started. */
export interface RecordedProcess {
  readonly name: string;
  /** Absent for a container. */
  readonly identity?: ProcessIdentity;
  /** Name of the container; absent for a process. */
  readonly container?: string;
  /** Numbers by the names of its ports. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where to ask whether it works; absent where that cannot be asked over the network. */
  readonly probe?: NetworkProbe;
  readonly address?: string;
  /** It has a task and is to end. */
  readonly isTask?: true;
}

const STATE_FILE = 'state.json';
const LARGEST_STATE = 1_000_000;
const MOST_EVENTS = 50;

/**
 * Reads what is written down in a folder.
 * @returns undefined where nothing is, or what is there cannot be relied on
 */
export async function readRecord(folder: string): Promise<EnvironmentRecord | undefined> {
  const path = join(folder, STATE_FILE);
  try {
    const found = await lstat(path);
    if (!found.isFile() || found.size > LARGEST_STATE) return undefined;
    return recordFromJson(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Writes it in the place of what was there, so that a reader finds the one or the other. @throws where the disk refuses it */
export async function writeRecord(folder: string, record: EnvironmentRecord): Promise<void> {
  const beside = join(folder, `.${STATE_FILE}.${randomUUID()}`);
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(record, undefined, 2)}\n`);
    } finally {
      await file.close();
    }
    await rename(beside, join(folder, STATE_FILE));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The record with another state, and with that in the events of its life. */
export function inState(
  record: EnvironmentRecord,
  state: EnvironmentState,
  at: number,
  trouble?: string,
): EnvironmentRecord {
  const { worker, ...rest } = record;
  delete (rest as { trouble?: string }).trouble;
  const isWorked = state === 'provisioning' || state === 'destroying';
  const event: EnvironmentEvent = { at, state, ...(trouble === undefined ? {} : { text: trouble }) };
  return {
    ...rest,
    ...(isWorked && worker ? { worker } : {}),
    ...(trouble === undefined ? {} : { trouble }),
    state,
    stateAt: at,
    events: [...record.events, event].slice(-MOST_EVENTS),
  };
}

/** A record as it was written; undefined where a part of it is not what it should be: a file can hold anything. */
function recordFromJson(json: unknown): EnvironmentRecord | undefined {
  const at = fieldsOf(json);
  if (at?.['version'] !== 1) return undefined;
  const { name, entityRef, branch, commit, repository, folder, owner, driver, state, trouble, file } = at;
  if (!isText(name) || !isEnvironmentName(name) || !isText(entityRef) || !isText(branch)) return undefined;
  if (!isText(commit) || !/^(?:[0-9a-f]{40,64})?$/.test(commit)) return undefined;
  if (!isText(repository) || !isAbsolute(repository) || !isText(folder) || !isInnerPath(folder)) return undefined;
  if (driver !== 'process' && driver !== 'container') return undefined;
  const known = ENVIRONMENT_STATES.find(one => one === state);
  const { stateAt, createdAt, expiresAt } = at;
  if (!known || !isTime(stateAt) || !isTime(createdAt) || !isTime(expiresAt)) return undefined;
  const processes = listOf(at['processes'], processFromJson);
  const links = listOf(at['links'], link => (isText(link) && isInnerPath(link) && link !== '' ? link : undefined));
  const events = listOf(at['events'], eventFromJson);
  const worker = at['worker'] === undefined ? undefined : identityFromJson(at['worker']);
  if (!processes || !links || !events || (at['worker'] !== undefined && !worker)) return undefined;
  return {
    version: 1,
    name,
    entityRef,
    branch,
    commit,
    repository,
    folder,
    ...(isText(owner) ? { owner } : {}),
    driver,
    state: known,
    stateAt,
    createdAt,
    expiresAt,
    ...(isText(trouble) ? { trouble } : {}),
    ...(isText(file) ? { file } : {}),
    ...(worker ? { worker } : {}),
    processes,
    links,
    events,
  };
}

/** Whether a path with forward slashes stays in the folder that it begins in. Empty is that folder. */
export function isInnerPath(path: string): boolean {
  if (path === '') return true;
  if (/[\\\0:]/.test(path)) return false;
  return path.split('/').every(part => part !== '' && part !== '.' && part !== '..');
}

function processFromJson(json: unknown): RecordedProcess | undefined {
  const at = fieldsOf(json);
  const { name, container, address } = at ?? {};
  if (!at || !isText(name) || !/^[a-z0-9-]{1,100}$/.test(name)) return undefined;
  const identity = at['identity'] === undefined ? undefined : identityFromJson(at['identity']);
  if (at['identity'] !== undefined && !identity) return undefined;
  if (container !== undefined && (!isText(container) || !/^[a-z0-9][a-z0-9-]{0,200}$/.test(container)))
    return undefined;
  const ports: Record<string, number> = {};
  for (const [key, port] of Object.entries(fieldsOf(at['ports']) ?? {})) {
    if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
    ports[key] = port;
  }
  const probe = at['probe'] === undefined ? undefined : probeFromJson(at['probe'], ports);
  return {
    name,
    ...(identity ? { identity } : {}),
    ...(isText(container) ? { container } : {}),
    ports,
    ...(at['isTask'] === true ? { isTask: true as const } : {}),
    ...(probe ? { probe } : {}),
    ...(isText(address) && /^https?:\/\/(?:127\.0\.0\.1|\[::1\]):\d+\/?$/.test(address) ? { address } : {}),
  };
}

function probeFromJson(json: unknown, ports: Readonly<Record<string, number>>): NetworkProbe | undefined {
  const { kind, port, scheme, path, host, headers } = fieldsOf(json) ?? {};
  if (!isText(port) || !Object.hasOwn(ports, port)) return undefined;
  if (kind === 'tcp') return { kind, port };
  if (kind !== 'http' || (scheme !== 'http' && scheme !== 'https') || !isText(path)) return undefined;
  const texts = Object.entries(fieldsOf(headers) ?? {}).filter((one): one is [string, string] => isText(one[1]));
  return { kind, port, scheme, path, ...(isText(host) ? { host } : {}), headers: Object.fromEntries(texts) };
}

function identityFromJson(json: unknown): ProcessIdentity | undefined {
  const { pid, startedAt } = fieldsOf(json) ?? {};
  return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 1 && isText(startedAt)
    ? { pid, startedAt }
    : undefined;
}

function eventFromJson(json: unknown): EnvironmentEvent | undefined {
  const { at, state, text } = fieldsOf(json) ?? {};
  const known = ENVIRONMENT_STATES.find(one => one === state);
  return known && isTime(at) ? { at, state: known, ...(isText(text) ? { text } : {}) } : undefined;
}

function listOf<T>(json: unknown, read: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const items = json.map(read);
  return items.every(item => item !== undefined) ? items : undefined;
}

function fieldsOf(json: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 8.64e15;
}
