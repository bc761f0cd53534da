import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { EnvironmentLogLine } from '../../core/environments/provider.js';
import { settledProcess, type PlannedProcess } from '../../core/environments/runPlan.js';
import type { ContainerEngine } from './containerEngine.js';
import type { RecordedProcess } from './environmentRecord.js';
import { timeOf } from './logFiles.js';
import { innerFolder, type ComponentFolder } from './planFiles.js';

/** What every container of an environment is labelled with: the path of its folder. */
const LABEL = 'goldenpath.dev/environment';
const LARGEST_LOG = '5m';
const LOOK_MS = 500;

/** Where the containers of an environment belong. */
export interface ContainerPlace {
  readonly engine: ContainerEngine;
  /** Absolute path of the environment's folder. */
  readonly folder: string;
  /** Name of that folder: their names begin with it. */
  readonly name: string;
  readonly component: ComponentFolder;
  /** Whether there are several, which find each other by name. */
  readonly isShared: boolean;
}

/**
 * Starts a container: its image is built where its plan says so, its ports are published on this machine alone, what it writes is
 * kept by the engine up to a size.
 * @returns its name
 */
export async function startContainer(
  { engine, folder, name, component, isShared }: ContainerPlace,
  planned: PlannedProcess,
  ports: Readonly<Record<string, number>>,
  signal: AbortSignal,
): Promise<Result<string>> {
  const container = `${name}-${planned.name}`;
  const image = await imageOf(engine, { folder, component }, container, planned, signal);
  if (!image.ok) return image;
  const mounts = await filesOf(folder, planned, component);
  if (!mounts.ok) return mounts;
  const settled = settledProcess({ ...planned, command: [], args: [] }, ports, 'container');
  const words = ['run', '--detach', '--name', container, ...labelled(folder)];
  words.push('--log-opt', `max-size=${LARGEST_LOG}`);
  if (isShared) {
    await engine.run(['network', 'create', name], signal);
    words.push('--network', name, '--network-alias', planned.name);
  }
  for (const port of planned.ports)
    words.push('--publish', `127.0.0.1:${ports[port.name]}:${port.target ?? ports[port.name]}`);
  for (const [variable, value] of Object.entries(settled.environment)) words.push('--env', `${variable}=${value}`);
  for (const mount of mounts.value) words.push('--volume', mount);
  for (const volume of planned.volumes ?? []) words.push('--volume', volume);
  const [entry, ...rest] = planned.command;
  if (entry !== undefined) words.push('--entrypoint', entry);
  // Nothing of a file is taken for an option: an image that begins with a dash is none.
  if (image.value.startsWith('-')) return failure({ kind: 'invalid', message: `“${image.value}” is no image.` });
  const started = await engine.run([...words, image.value, ...rest, ...planned.args], signal);
  if (started.ok) return success(container);
  return failure({ ...started.problem, message: `“${planned.name}” cannot be started: ${started.problem.message}` });
}

async function imageOf(
  engine: ContainerEngine,
  { folder, component }: Pick<ContainerPlace, 'folder' | 'component'>,
  container: string,
  { image, build }: PlannedProcess,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (!build) return success(image ?? '');
  const context = await innerFolder(component, build.context);
  if (!context.ok) return context;
  const file = build.dockerfile === undefined ? [] : ['--file', join(context.value, build.dockerfile)];
  const built = await engine.run(
    ['build', '--quiet', '--tag', container, ...labelled(folder), ...file, context.value],
    signal,
  );
  return built.ok ? success(container) : built;
}

function labelled(folder: string): readonly string[] {
  return ['--label', `${LABEL}=${folder}`];
}

function linesOf(answer: Result<string>): readonly string[] {
  return answer.ok ? answer.value.split('\n').filter(Boolean) : [];
}

async function filesOf(
  folder: string,
  planned: PlannedProcess,
  component: ComponentFolder,
): Promise<Result<readonly string[]>> {
  const mounts: string[] = [];
  for (const [index, { target, mode, content }] of planned.files.entries()) {
    if (!isAbsolute(target) || target.includes(':'))
      return failure({ kind: 'invalid', message: `“${target}” is no absolute path in a container.` });
    let source: string;
    if ('source' in content) {
      const found = await innerFolder(component, content.source);
      if (!found.ok) return found;
      source = found.value;
    } else {
      await mkdir(join(folder, 'files'), { recursive: true, mode: 0o700 });
      source = join(folder, 'files', `${planned.name}-${index}`);
      const bytes = 'text' in content ? content.text : Buffer.from(content.base64, 'base64');
      await writeFile(source, bytes, { mode: mode ?? 0o644 });
    }
    mounts.push(`${source}:${target}:ro`);
  }
  return success(mounts);
}

/** Resolves with the exit code of a container once it has ended. @param signal ends the looking; then it never resolves */
export function containerEnd(engine: ContainerEngine, container: string, signal: AbortSignal): Promise<string> {
  return new Promise(done => {
    const look = async (): Promise<void> => {
      if (signal.aborted) return;
      const state = await engine.run(['inspect', '--format', '{{.State.Running}} {{.State.ExitCode}}', container]);
      const [isRunning, code = '?'] = state.ok ? state.value.trim().split(' ') : ['false', 'gone'];
      if (isRunning === 'false') done(code);
      else setTimeout(() => void look(), LOOK_MS).unref();
    };
    void look();
  });
}

/** Asks by a command in a container whether it works. */
export async function containerSucceeds(
  engine: ContainerEngine,
  container: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return (await engine.run(['exec', container, ...command], signal)).ok;
}

/** The names of the containers of an environment that run; undefined where the engine does not say. */
export async function runningContainers(
  engine: ContainerEngine,
  folder: string,
): Promise<ReadonlySet<string> | undefined> {
  const listed = await engine.run(['ps', '--filter', `label=${LABEL}=${folder}`, '--format', '{{.Names}}']);
  return listed.ok ? new Set(linesOf(listed)) : undefined;
}

/** Ends and removes every container of an environment, with its volumes, their network, and the images that were built for it. */
export async function removeContainers(
  engine: ContainerEngine,
  folder: string,
  name: string,
  graceMs: number,
): Promise<void> {
  const filter = ['--filter', `label=${LABEL}=${folder}`];
  const names = linesOf(await engine.run(['ps', '--all', ...filter, '--format', '{{.Names}}']));
  if (names.length > 0) {
    await engine.run(['stop', '--time', String(Math.ceil(graceMs / 1_000)), ...names]);
    await engine.run(['rm', '--force', '--volumes', ...names]);
  }
  // There is one only where there were several containers.
  if (names.length > 1) await engine.run(['network', 'rm', name]);
  const images = linesOf(await engine.run(['images', ...filter, '--quiet']));
  if (images.length > 0) await engine.run(['rmi', '--force', ...images]);
}

/** The last lines that the containers of an environment have written. @param most of each */
export async function containerLogs(
  engine: ContainerEngine,
  processes: readonly RecordedProcess[],
  most: number,
): Promise<readonly EnvironmentLogLine[]> {
  const lines: EnvironmentLogLine[] = [];
  for (const { name, container } of processes) {
    if (container === undefined) continue;
    const written = await engine.run(['logs', '--timestamps', '--tail', String(most), container]);
    for (const line of written.ok ? written.value.split('\n').filter(Boolean) : []) {
      const space = line.indexOf(' ');
      lines.push({ at: timeOf(line) ?? 0, from: name, text: line.slice(space + 1) });
    }
  }
  return lines.sort((a, b) => a.at - b.at);
}
