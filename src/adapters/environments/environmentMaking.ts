import { cancelledBy, success, type Result } from '../../core/common/problem.js';
import { provideDependencies } from './dependencies.js';
import { inState, writeRecord, type EnvironmentRecord } from './environmentRecord.js';
import { addWorktree } from './gitWorktree.js';
import type { LocalContext } from './localContext.js';
import { componentFolder, readPlan } from './planFiles.js';
import { startPlan, type RunningProcess } from './startPlan.js';

/** An environment that works. */
export interface MadeEnvironment {
  readonly record: EnvironmentRecord;
  readonly running: readonly RunningProcess[];
}

/** What an environment is made or started again with. */
export interface Making {
  readonly context: LocalContext;
  /** Name of its folder. */
  readonly name: string;
  /** As it is written down; its commit is known. */
  readonly record: EnvironmentRecord;
  /** Ports that are promised to others: what is picked joins them. */
  readonly promised: Set<number>;
  readonly onProgress: (step: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Checks the commit of an environment out, and starts what it runs. The folder is there and ours.
 * @returns the first thing that went wrong; nothing is taken away again
 * @throws where the disk refuses to write
 */
export async function makeEnvironment(making: Making): Promise<Result<MadeEnvironment>> {
  const { context, name, record, onProgress, signal } = making;
  onProgress(`Checking out ${record.branch}`);
  const add = (): Promise<Result<string>> =>
    addWorktree(context.spawns, record.repository, context.folders.treeOf(name), record.commit, signal);
  const added = await context.repositories.take(record.repository, async () => {
    const first = await add();
    // Another window may have been at it.
    return first.ok || first.problem.kind !== 'invalid' ? first : add();
  });
  if (!added.ok) return added;
  return startEnvironment({ ...making, record });
}

/** Starts what an environment runs; its work tree is there. Ports are kept where they are still free. */
export async function startEnvironment(making: Making): Promise<Result<MadeEnvironment>> {
  const { context, name, onProgress, signal, promised } = making;
  let { record } = making;
  const folder = context.folders.pathOf(name);
  const stopped = cancelledBy(signal);
  if (stopped) return stopped;
  const component = await componentFolder(context.folders.treeOf(name), record.folder);
  if (!component.ok) return component;
  const plan = await readPlan(component.value, record.driver, context.translate);
  if (!plan.ok) return plan;
  const engine = record.driver === 'container' ? await context.engine() : undefined;
  if (engine && !engine.ok) return engine;
  // A container brings its own packages.
  const links = engine
    ? success([])
    : await provideDependencies(component.value.tree, record.repository, record.folder, onProgress, signal);
  if (!links.ok) return links;
  record = { ...record, file: plan.value.file, links: [...new Set([...record.links, ...links.value])] };
  const started = await startPlan({
    spawns: context.spawns,
    plan: plan.value,
    folder,
    component: component.value,
    ...(engine ? { engine: engine.value } : {}),
    name,
    kept: new Map(record.processes.map(process => [process.name, process.ports])),
    promised,
    startLimitMs: context.limits.startMs,
    since: record.createdAt,
    onStarted: async processes => {
      record = { ...record, processes };
      await writeRecord(folder, record);
    },
    onProgress,
    signal,
  });
  if (!started.ok) return started;
  const processes = started.value.map(running => running.record);
  record = inState({ ...record, processes }, 'ready', context.clock.now());
  await writeRecord(folder, record);
  return success({ record, running: started.value });
}
