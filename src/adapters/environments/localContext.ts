import type { Clock } from '../../core/common/clock.js';
import type { Log } from '../../core/common/log.js';
import type { Result } from '../../core/common/problem.js';
import type { Translate } from '../../core/common/translate.js';
import type { MarkedProcesses } from './processTable.js';
import type { SharedWork, SpawnTurns } from './spawnTurns.js';
import type { Turns } from './turns.js';
import type { ContainerEngine } from './containerEngine.js';
import type { EnvironmentFolders } from './environmentFolders.js';
import type { ProcessIdentity } from './processTable.js';

/** How long things may take. All of it in milliseconds. */
export interface LocalLimits {
  /** From the start of a process until it must work. */
  readonly startMs: number;
  /** What a process gets to end by itself before it is ended. */
  readonly graceMs: number;
  /** Between two looks at whether processes live, logs grow and environments have reached their end. */
  readonly lookMs: number;
  /** Between two questions to a process that lives whether it works. */
  readonly probeMs: number;
  /** After the clock was set, or the machine has slept, until an end that has passed is believed. */
  readonly clockDoubtMs: number;
}

export const USUAL_LIMITS: LocalLimits = {
  startMs: 60_000,
  graceMs: 5_000,
  lookMs: 2_000,
  probeMs: 15_000,
  clockDoubtMs: 5 * 60_000,
};

/** What the parts of the local provider share. */
export interface LocalContext {
  readonly folders: EnvironmentFolders;
  readonly clock: Clock;
  readonly log: Log;
  readonly translate: Translate;
  readonly limits: LocalLimits;
  readonly spawns: SpawnTurns;
  /** By their paths: git reads work trees that are half made, and fails. */
  readonly repositories: Turns;
  /** What runs with the mark of an environment. */
  readonly marked: SharedWork<MarkedProcesses>;
  /** Finds what runs containers, once; asked again where nothing answered. */
  readonly engine: () => Promise<Result<ContainerEngine>>;
  /** Ourselves. */
  readonly self: ProcessIdentity;
}

/** What the disk says, for a person. @param error what was thrown */
export function diskProblem(error: unknown): {
  readonly kind: 'internal';
  readonly message: string;
  readonly detail: string;
} {
  const { code, message } = error as NodeJS.ErrnoException;
  const text =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'The disk is full, so the environment cannot be written down.'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'The folder of the environments cannot be written to.'
        : 'The disk does not do what is needed for the environment.';
  return { kind: 'internal', message: text, detail: message };
}
