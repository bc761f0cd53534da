import { lstat } from 'node:fs/promises';
import { failure, success, type Result } from '../../core/common/problem.js';
import { removeContainers } from './containers.js';
import type { EnvironmentRecord } from './environmentRecord.js';
import { changesIn, forgetWorktree } from './gitWorktree.js';
import type { LocalContext } from './localContext.js';
import { stopGroup, stopMarked } from './processGroup.js';

const MOST_NAMED = 3;

/**
 * Whether the work tree of an environment may go.
 * @param record undefined where nothing readable says what the environment is
 * @returns `conflict` where something in it is in no commit, or where that cannot be told
 */
export async function mayTreeGo(
  context: LocalContext,
  name: string,
  record: EnvironmentRecord | undefined,
): Promise<Result<void>> {
  const tree = context.folders.treeOf(name);
  if (!(await lstat(tree).catch(() => undefined))) return success(undefined);
  const changes = await changesIn(context.spawns, tree, record?.commit ?? '', record?.links ?? []);
  if (!changes.ok)
    return failure({
      kind: 'conflict',
      message: 'It cannot be told whether its work tree has changes that are in no commit.',
      detail: changes.problem.message,
    });
  if (changes.value.length === 0) return success(undefined);
  const more = changes.value.length - MOST_NAMED;
  const named = changes.value.slice(0, MOST_NAMED).map(path => (path === 'HEAD' ? 'commits of no branch' : path));
  return failure({
    kind: 'conflict',
    message: `Its work tree has changes that are in no commit: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  });
}

/** Ends everything that runs for an environment: what is written down, and what carries its mark. */
export async function stopEnvironment(
  context: LocalContext,
  name: string,
  record: EnvironmentRecord | undefined,
): Promise<void> {
  const { graceMs } = context.limits;
  const identities = (record?.processes ?? []).flatMap(({ identity }) => (identity ? [identity] : []));
  await Promise.all(identities.map(identity => stopGroup(identity, graceMs)));
  if (!record || record.driver === 'container') {
    const engine = await context.engine();
    if (engine.ok) await removeContainers(engine.value, context.folders.pathOf(name), name, graceMs);
  }
  await stopMarked(context.folders.pathOf(name), graceMs, () => context.marked.ask());
}

/**
 * Removes the folder of an environment, and has the repository forget its work tree. What ran there has ended.
 * @throws where the disk refuses it
 */
export async function removeEnvironment(
  context: LocalContext,
  name: string,
  record: EnvironmentRecord | undefined,
): Promise<void> {
  const tree = context.folders.treeOf(name);
  await context.folders.remove(name);
  if (!record) return;
  const forgotten = await context.repositories.take(record.repository, () =>
    forgetWorktree(context.spawns, record.repository, tree),
  );
  // The repository may be gone, or never have known it: git forgets by itself what is not there.
  if (!forgotten.ok)
    context.log.debug(`The repository was not told of the end of ${name}: ${forgotten.problem.message}`);
}
