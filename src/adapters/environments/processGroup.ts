import { spawn, type ChildProcess } from 'node:child_process';
import { failure, success, type Result } from '../../core/common/problem.js';
import {
  isGroupRunning,
  isRunning,
  signalProcess,
  startOfProcess,
  type MarkedProcesses,
  type ProcessIdentity,
} from './processTable.js';
import type { SpawnTurns } from './spawnTurns.js';

const FIRST_LOOK_MS = 5;
const SLOWEST_LOOK_MS = 100;
/** How long the system may take to end what was killed. */
const KILLED_WITHIN_MS = 5_000;

/** A process that was started from here, with everything that it starts itself. */
export interface StartedProcess extends ProcessIdentity {
  /** Resolves when it has ended: with its exit code, or the signal. */
  readonly ended: Promise<string>;
}

/** What is to be started. */
export interface ProcessStart {
  readonly command: readonly string[];
  /** Absolute path. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Open for appending; what it writes goes there. It may be closed once it has been started. */
  readonly output: number;
}

/**
 * Starts a process in a group of its own that outlives us. Its words are handed over as they are: there is no shell.
 * @returns `invalid` where there is no such program, or it may not be run
 */
export async function startProcess(
  spawns: SpawnTurns,
  { command, folder, environment, output }: ProcessStart,
): Promise<Result<StartedProcess>> {
  const [program = '', ...args] = command;
  await spawns.next();
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd: folder,
      env: { ...environment },
      detached: true,
      stdio: ['ignore', output, output],
      windowsHide: true,
    });
  } catch (error) {
    return notStarted(program, error as Error);
  }
  const ended = new Promise<string>(done => {
    child.once('exit', (code, signal) => done(signal ?? String(code)));
    child.once('error', error => done(error.message));
  });
  const mistake = await new Promise<Error | undefined>(done => {
    child.once('spawn', () => done(undefined));
    child.once('error', done);
  });
  if (mistake || child.pid === undefined) return notStarted(program, mistake ?? new Error('no process'));
  child.unref();
  // One that has ended already has no start; nothing of that number will be taken for it.
  const startedAt = (await startOfProcess(child.pid)) ?? 'ended';
  return success({ pid: child.pid, startedAt, ended });
}

function notStarted(program: string, error: NodeJS.ErrnoException): Result<never> {
  const why =
    error.code === 'ENOENT'
      ? 'there is no such program'
      : error.code === 'EACCES'
        ? 'it may not be run'
        : error.message;
  return failure({ kind: 'invalid', message: `“${program}” cannot be started: ${why}.`, detail: error.message });
}

/**
 * Ends a process and everything in its group: asks first, and ends by force what is still there after a while. One whose number
 * belongs to another process by now is left alone.
 */
export async function stopGroup(identity: ProcessIdentity, graceMs: number): Promise<void> {
  if (!(await isRunning(identity))) return;
  signalProcess(-identity.pid, 'SIGTERM');
  if (await goneWithin(() => isGroupRunning(identity.pid), graceMs)) return;
  signalProcess(-identity.pid, 'SIGKILL');
  await goneWithin(() => isGroupRunning(identity.pid), KILLED_WITHIN_MS);
}

/**
 * Ends every process that carries the mark of a folder, one that has left its group included.
 * @param table gives what runs with a mark
 */
export async function stopMarked(
  folder: string,
  graceMs: number,
  table: () => Promise<MarkedProcesses>,
): Promise<void> {
  const marked = async (): Promise<readonly ProcessIdentity[]> => (await table()).get(folder) ?? [];
  for (const { pid } of await marked()) signalProcess(pid, 'SIGTERM');
  const anyLeft = async (): Promise<boolean> => (await marked()).length > 0;
  if (await goneWithin(anyLeft, graceMs)) return;
  for (const { pid } of await marked()) signalProcess(pid, 'SIGKILL');
  await goneWithin(anyLeft, KILLED_WITHIN_MS);
}

async function goneWithin(isThere: () => Promise<boolean>, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  for (let pause = FIRST_LOOK_MS; await isThere(); pause = Math.min(pause * 1.5, SLOWEST_LOOK_MS)) {
    if (performance.now() >= end) return false;
    await new Promise(done => setTimeout(done, pause));
  }
  return true;
}
