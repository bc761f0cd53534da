import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/** A process that cannot be mistaken for a later one that the system gave the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, as the system says it; only ever compared. */
  readonly startedAt: string;
}

/** What every process of an environment finds the path of its folder in. Its own processes inherit it. */
export const MARK = 'GOLDEN_PATH_ENVIRONMENT';

/** Processes by the mark that they carry. */
export type MarkedProcesses = ReadonlyMap<string, readonly ProcessIdentity[]>;

const hasProc = process.platform === 'linux';
// Field 22 of stat is counted behind the name, which may hold anything (proc_pid_stat(5)).
const STATE = 0;
const GROUP = 2;
const START = 19;

/** Finds out when a process was started. @returns undefined where there is none, or only what its parent has not collected */
export async function startOfProcess(pid: number): Promise<string | undefined> {
  if (!isPid(pid) || !exists(pid)) return undefined;
  if (!hasProc) return startByPs(pid);
  const [fields, boot] = await Promise.all([statOf(pid), bootId()]);
  const start = fields?.[START];
  return start === undefined || fields?.[STATE] === 'Z' ? undefined : `${boot} ${start}`;
}

/** Whether a process still runs, and is the one that was started. */
export async function isRunning({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  return (await startOfProcess(pid)) === startedAt;
}

/** Whether a process of a group runs. @param pid the number of the group, which is that of the process it was made for */
export async function isGroupRunning(pid: number): Promise<boolean> {
  if (!isPid(pid) || !exists(-pid)) return false;
  if (!hasProc || (await startOfProcess(pid)) !== undefined) return true;
  // What has ended and is not collected by its parent counts for the system, and not for us.
  for (const other of await allPids()) {
    const fields = await statOf(other);
    if (fields?.[GROUP] === String(pid) && fields[STATE] !== 'Z') return true;
  }
  return false;
}

/**
 * Finds what runs with the mark of an environment.
 * @returns the value of each mark with the processes that carry it; nothing where the system does not show the environment of
 *   processes as files
 */
export async function markedProcesses(): Promise<MarkedProcesses> {
  const found = new Map<string, ProcessIdentity[]>();
  if (!hasProc) return found;
  const mark = `${MARK}=`;
  for (const pid of await allPids()) {
    // Those of other people cannot be read.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const at = environment.startsWith(mark) ? 0 : environment.indexOf(`\0${mark}`) + 1;
    if (at === 0 && !environment.startsWith(mark)) continue;
    const end = environment.indexOf('\0', at);
    const value = environment.slice(at + mark.length, end < 0 ? undefined : end);
    const startedAt = await startOfProcess(pid);
    if (startedAt === undefined) continue;
    const others = found.get(value);
    if (others) others.push({ pid, startedAt });
    else found.set(value, [{ pid, startedAt }]);
  }
  return found;
}

/** Sends a signal. @param pid a process, or a group as a negative number. What is gone already is no mistake. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

// 0 and 1 would be our own group, or everything.
function isPid(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 1;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function allPids(): Promise<readonly number[]> {
  const names = await readdir('/proc');
  return names.filter(name => /^[1-9]\d*$/.test(name)).map(Number);
}

async function statOf(pid: number): Promise<readonly string[] | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Numbers of processes and their clock begin anew with each start of the machine. */
async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

function startByPs(pid: number): Promise<string | undefined> {
  return new Promise(done => {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    execFile('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { env }, (error, output) => {
      const [, state = 'Z', start = ''] = /^\s*(\S+)\s+(.*?)\s*$/.exec(output) ?? [];
      done(error || state.startsWith('Z') || start === '' ? undefined : start);
    });
  });
}
