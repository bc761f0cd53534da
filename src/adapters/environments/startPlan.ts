import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { WEB_PORT } from '../../core/environments/packagePlan.js';
import { settledProcess, type PlannedProcess, type RunPlan } from '../../core/environments/runPlan.js';
import { waitFor } from '../waitFor.js';
import type { ContainerEngine } from './containerEngine.js';
import { containerEnd, containerLogs, containerSucceeds, startContainer } from './containers.js';
import type { RecordedProcess } from './environmentRecord.js';
import { freePort, isPortTaken } from './freePorts.js';
import { probeOnce, speaksHttp, type NetworkProbe } from './healthProbe.js';
import { lastWords } from './lastWords.js';
import { openLog, readLogs, rotateLogs } from './logFiles.js';
import { innerFolder, type ComponentFolder } from './planFiles.js';
import { processEnvironment } from './processEnvironment.js';
import { startProcess } from './processGroup.js';
import { MARK } from './processTable.js';
import type { SpawnTurns } from './spawnTurns.js';

const FIRST_LOOK_MS = 5;
const SLOWEST_LOOK_MS = 200;
const PROBE_TIMEOUT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 5_000;
/** What listens and says nothing for that long is no website. */
const HTTP_TIMEOUT_MS = 500;
const LOGS_EVERY_MS = 200;
/** How long something must live of which nothing says how it is known to work. */
const SETTLED_MS = 300;
/** Somebody else can take a port between the moment it was found free and the moment it is listened on. */
const MOST_TRIES = 3;
const LINES_OF_FAILURE = 20;

/** What a plan is started with. */
export interface PlanStart {
  readonly spawns: SpawnTurns;
  readonly plan: RunPlan;
  /** What runs containers, where it is to be containers. */
  readonly engine?: ContainerEngine;
  /** Name of the environment's folder. */
  readonly name: string;
  /** Absolute path of the environment's folder. */
  readonly folder: string;
  readonly component: ComponentFolder;
  /** Ports that each process had before, by its name and theirs. */
  readonly kept: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** Ports that are promised: what is picked joins them. */
  readonly promised: Set<number>;
  readonly startLimitMs: number;
  /** Since when it is being made, in milliseconds since 1970. */
  readonly since: number;
  /** Told what runs so far, before it is waited for. @throws where that cannot be written down */
  readonly onStarted: (processes: readonly RecordedProcess[]) => Promise<void>;
  readonly onProgress: (step: string) => void;
  readonly signal: AbortSignal;
}

/** A start that is under way. */
interface Starting extends PlanStart {
  /** Aborted when everything works, or something does not. */
  readonly isOver: AbortSignal;
}

/** A process that runs, and when it will have ended. */
export interface RunningProcess {
  readonly record: RecordedProcess;
  /** Resolves with its exit code or the signal that ended it. */
  readonly ended: Promise<string>;
}

/**
 * Starts the processes of a plan and waits until each of them works.
 * @returns the first thing that went wrong; what was started by then runs on, and was told to `onStarted`
 */
export async function startPlan(given: PlanStart): Promise<Result<readonly RunningProcess[]>> {
  // The first that goes wrong ends the wait for the others.
  const wrong = new AbortController();
  const over = new AbortController();
  const start = { ...given, signal: AbortSignal.any([given.signal, wrong.signal]), isOver: over.signal };
  try {
    return await startAll(start, wrong);
  } finally {
    over.abort();
  }
}

/** @param wrong is to be aborted with the first thing that goes wrong */
async function startAll(start: Starting, wrong: AbortController): Promise<Result<readonly RunningProcess[]>> {
  const problems: Problem[] = [];
  const running: RunningProcess[] = [];
  const waits = new Map<string, Promise<Result<RecordedProcess>>>();
  for (const planned of start.plan.processes) {
    for (const name of planned.after) {
      const earlier = await waits.get(name);
      if (earlier && !earlier.ok) return earlier;
    }
    const stopped = cancelledBy(start.signal);
    if (stopped) return problems[0] ? failure(problems[0]) : stopped;
    start.onProgress(`Starting ${planned.name}`);
    const index = running.length;
    const launch = async (): Promise<Result<RunningProcess>> => {
      const launched = await launchProcess(start, planned);
      if (!launched.ok) return launched;
      running[index] = launched.value;
      await start.onStarted(running.map(({ record }) => record));
      return launched;
    };
    const launched = await launch();
    if (!launched.ok) return launched;
    const wait = workingProcess(start, planned, launched.value, launch).then(result => {
      if (!result.ok) {
        problems.push(result.problem);
        wrong.abort();
      }
      return result;
    });
    waits.set(planned.name, wait);
  }
  start.onProgress('Waiting for an answer');
  const results = await Promise.all([...waits.values()]);
  const working: RunningProcess[] = [];
  for (const [index, result] of results.entries()) {
    if (!result.ok) return failure(problems[0] ?? result.problem);
    const ended = running[index]?.ended;
    if (ended) working.push({ record: result.value, ended });
  }
  return success(working);
}

async function launchProcess(start: Starting, planned: PlannedProcess): Promise<Result<RunningProcess>> {
  const { folder, component, promised } = start;
  const ports: Record<string, number> = {};
  for (const { name } of planned.ports) {
    const port = await freePort(promised, start.kept.get(planned.name)?.[name]);
    promised.add(port);
    ports[name] = port;
  }
  const { command, environment } = settledProcess(planned, ports, 'process');
  if (start.engine) return launchContainer(start, start.engine, planned, ports);
  const output = await openLog(folder, planned.name);
  try {
    const inner = await innerFolder(component, planned.folder);
    if (!inner.ok) return inner;
    const started = await startProcess(start.spawns, {
      command,
      folder: inner.value,
      environment: processEnvironment({ ...environment, [MARK]: folder }, programFolders(component)),
      output: output.fd,
    });
    if (!started.ok) return started;
    const { pid, startedAt, ended } = started.value;
    const probe = networkProbe(planned);
    const task = planned.probe.kind === 'completes' ? { isTask: true as const } : {};
    const record = { name: planned.name, identity: { pid, startedAt }, ports, ...(probe ? { probe } : {}), ...task };
    return success({ record, ended });
  } finally {
    await output.close();
  }
}

async function launchContainer(
  start: Starting,
  engine: ContainerEngine,
  planned: PlannedProcess,
  ports: Readonly<Record<string, number>>,
): Promise<Result<RunningProcess>> {
  const { folder, name, component, plan, signal } = start;
  const place = { engine, folder, name, component, isShared: plan.processes.length > 1 };
  const container = await startContainer(place, planned, ports, signal);
  if (!container.ok) return container;
  const probe = networkProbe(planned);
  const task = planned.probe.kind === 'completes' ? { isTask: true as const } : {};
  const record = { name: planned.name, container: container.value, ports, ...(probe ? { probe } : {}), ...task };
  return success({ record, ended: containerEnd(engine, container.value, start.isOver) });
}

function networkProbe({ probe }: PlannedProcess): NetworkProbe | undefined {
  return probe.kind === 'http' || probe.kind === 'tcp' ? probe : undefined;
}

/** Waits until a process works, and starts it anew where somebody has taken its port meanwhile. */
async function workingProcess(
  start: PlanStart,
  planned: PlannedProcess,
  first: RunningProcess,
  again: () => Promise<Result<RunningProcess>>,
): Promise<Result<RecordedProcess>> {
  let running = first;
  for (let tries = 1; ; tries++) {
    const ready = await untilReady(start, planned, running);
    if (ready.ok || !ready.hasEnded || tries === MOST_TRIES) return ready;
    const taken = await Promise.all(Object.values(running.record.ports).map(isPortTaken));
    if (!taken.includes(true)) return ready;
    const next = await again();
    if (!next.ok) return next;
    running = next.value;
  }
}

type ReadyResult = Result<RecordedProcess> & { readonly hasEnded?: boolean };

async function untilReady(start: PlanStart, planned: PlannedProcess, running: RunningProcess): Promise<ReadyResult> {
  const { name } = planned;
  const { record } = running;
  const begun = performance.now();
  const watch: { ended?: string } = {};
  const ended = new AbortController();
  void running.ended.then(how => {
    watch.ended = how;
    ended.abort();
  });
  const wake = AbortSignal.any([start.signal, ended.signal]);
  let logsAt = begun;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.3, SLOWEST_LOOK_MS)) {
    const stopped = cancelledBy(start.signal);
    if (stopped) return stopped;
    const passed = performance.now() - begun;
    if (planned.probe.kind === 'completes' && watch.ended === '0') return success(record);
    const answer = await answerOf(start, planned, record, passed);
    if (watch.ended !== undefined && !(planned.probe.kind === 'completes' && watch.ended === '0')) {
      const message = `“${name}” ended before it worked (${exitText(watch.ended)}).`;
      return { ...failure(await withLog(start, record, message)), hasEnded: true };
    }
    if (answer) return success(answer.address === undefined ? record : { ...record, address: answer.address });
    if (passed > start.startLimitMs) {
      const seconds = Math.round(start.startLimitMs / 1000);
      const ports = Object.values(record.ports).join(', ');
      return failure(
        await withLog(
          start,
          record,
          `“${name}” runs and has not answered on port ${ports} for ${seconds} seconds. Does it listen on PORT?`,
        ),
      );
    }
    if (performance.now() - logsAt > LOGS_EVERY_MS) {
      await rotateLogs(start.folder);
      logsAt = performance.now();
    }
    await waitFor(pause, wake);
  }
}

/** Whether a process works, and the address that a browser finds it at. */
async function answerOf(
  start: PlanStart,
  planned: PlannedProcess,
  { probe, ports, container }: RecordedProcess,
  livesMs: number,
): Promise<{ readonly address?: string } | undefined> {
  if (planned.probe.kind === 'completes') return undefined;
  if (planned.probe.kind === 'command' && start.engine)
    return (await containerSucceeds(start.engine, container ?? '', planned.probe.command, start.signal))
      ? {}
      : undefined;
  if (planned.probe.kind === 'command')
    return (await succeeds(start, planned, ports, planned.probe.command)) ? {} : undefined;
  if (!probe) return livesMs >= SETTLED_MS ? {} : undefined;
  const port = ports[probe.port] ?? 0;
  const host = await probeOnce(probe, port, PROBE_TIMEOUT_MS);
  if (host === undefined) return undefined;
  if (probe.kind === 'tcp' && probe.port !== WEB_PORT && !(await speaksHttp(host, port, HTTP_TIMEOUT_MS))) return {};
  const scheme = probe.kind === 'http' ? probe.scheme : 'http';
  return { address: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/` };
}

/** Asks by a command of the process' own whether it works. */
function succeeds(
  { component, folder, signal }: PlanStart,
  planned: PlannedProcess,
  ports: Readonly<Record<string, number>>,
  words: readonly string[],
): Promise<boolean> {
  const asking = { ...planned, command: words, args: [] };
  const { command, environment } = settledProcess(asking, ports, 'process');
  const [program = '', ...args] = command;
  const env = processEnvironment({ ...environment, [MARK]: folder }, programFolders(component));
  const options = { cwd: component.path, env, timeout: COMMAND_TIMEOUT_MS, signal };
  return new Promise(done => {
    execFile(program, args, options, error => done(error === null));
  });
}

function programFolders({ path, tree }: ComponentFolder): readonly string[] {
  return [...new Set([path, tree])].map(place => join(place, 'node_modules', '.bin'));
}

/** How a process has ended, for a sentence. @param how exit code or name of a signal */
export function exitText(how: string): string {
  return /^\d+$/.test(how) ? `exit code ${how}` : how;
}

async function withLog(start: PlanStart, record: RecordedProcess, message: string): Promise<Problem> {
  const lines = start.engine
    ? await containerLogs(start.engine, [record], LINES_OF_FAILURE)
    : await readLogs(start.folder, start.since, LINES_OF_FAILURE);
  const last = lastWords(lines.map(({ text }) => text))?.slice(0, 200);
  return {
    kind: 'invalid',
    message: last === undefined ? message : `${message} It last wrote: ${last}`,
    detail: lines.map(({ from, text }) => `${from}: ${text}`).join('\n'),
  };
}
