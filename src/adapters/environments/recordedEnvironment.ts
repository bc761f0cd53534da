import type { Environment, EnvironmentState } from '../../core/environments/environment.js';
import { stateAsOf } from '../../core/environments/environmentState.js';
import type { EnvironmentRecord } from './environmentRecord.js';

const ID = 'local:';

/** What was found when it was last looked whether an environment runs. */
export interface Liveness {
  /** Names of its processes that have ended. */
  readonly ended: readonly string[];
  /** Names of those that live and do not answer. */
  readonly silent: readonly string[];
}

/** The id of the environment in a folder. */
export function environmentId(folder: string): string {
  return ID + folder;
}

/** The name of the folder of an environment. @returns undefined for what is no id of ours */
export function folderOfId(id: string): string | undefined {
  return id.startsWith(ID) ? id.slice(ID.length) : undefined;
}

/** An environment as it is written down, and as it was found. */
export function environmentOf(
  folder: string,
  record: EnvironmentRecord,
  { ended, silent }: Liveness,
  now: number,
): Environment {
  const { processes } = record;
  const lasting = processes.filter(({ isTask }) => !isTask);
  const shouldRun = record.state === 'ready' || record.state === 'degraded';
  const isDead = shouldRun && ended.length === lasting.length;
  const trouble = record.trouble ?? (shouldRun ? troubleOf(ended, silent, isDead) : undefined);
  return {
    id: environmentId(folder),
    name: record.name,
    class: 'development',
    provider: 'local',
    ...(record.owner === undefined ? {} : { owner: record.owner }),
    components: [
      {
        entityRef: record.entityRef,
        branch: record.branch,
        ...(record.commit ? { commit: record.commit } : {}),
      },
    ],
    state: stateOf(record, ended.length + silent.length > 0, isDead, now),
    stateAt: record.stateAt,
    addresses: processes.flatMap(({ address }) => (address === undefined ? [] : [address])),
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    isProtected: false,
    events: record.events,
    ...(trouble === undefined ? {} : { trouble }),
    ...(isDead ? { drift: 'notRunning' as const } : {}),
  };
}

/** Something that runs or lies about, and of which nothing readable says what it is. */
export function unrecordedEnvironment(folder: string, isRunning: boolean): Environment {
  return {
    id: environmentId(folder),
    name: folder,
    class: 'development',
    provider: 'local',
    components: [],
    state: isRunning ? 'degraded' : 'failed',
    addresses: [],
    isProtected: false,
    events: [],
    trouble: isRunning
      ? 'It runs, and nothing readable says what it is.'
      : 'Its folder is there, and nothing readable says what it is.',
    drift: 'unrecorded',
  };
}

function stateOf(record: EnvironmentRecord, isUnwell: boolean, isDead: boolean, now: number): EnvironmentState {
  const { state, expiresAt } = record;
  const found = state !== 'ready' && state !== 'degraded' ? state : isDead ? 'failed' : isUnwell ? 'degraded' : state;
  return stateAsOf(found, expiresAt, now);
}

function troubleOf(ended: readonly string[], silent: readonly string[], isDead: boolean): string | undefined {
  if (isDead) return 'It is written down as running, and nothing of it runs.';
  if (ended.length > 0) return `Ended: ${ended.join(', ')}.`;
  return silent.length > 0 ? `Does not answer: ${silent.join(', ')}.` : undefined;
}
