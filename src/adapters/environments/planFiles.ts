import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { Translate } from '../../core/common/translate.js';
import { choosePlan, PLAN_FILES, type PlanFile } from '../../core/environments/choosePlan.js';
import { planProblemText, type Driver, type RunPlan } from '../../core/environments/runPlan.js';

const LARGEST_FILE = 1_000_000;

/** Where a component is in a work tree. */
export interface ComponentFolder {
  /** Absolute path of the work tree. */
  readonly tree: string;
  /** Absolute path of the component in it. */
  readonly path: string;
}

/**
 * Finds the folder of a component in a work tree.
 * @param folder from the root of the tree, with forward slashes
 * @returns `notFound` where the commit has no such folder; `invalid` where a symbolic link in it leads out of the tree
 */
export async function componentFolder(tree: string, folder: string): Promise<Result<ComponentFolder>> {
  const root = await realpath(tree);
  const path = await realpath(join(root, ...folder.split('/'))).catch(() => undefined);
  if (path === undefined || !(await lstat(path)).isDirectory())
    return failure({ kind: 'notFound', message: `There is no folder “${folder}” in this commit.` });
  if (path !== root && !path.startsWith(root + sep))
    return failure({ kind: 'invalid', message: `The folder “${folder}” leads out of the repository.` });
  return success({ tree: root, path });
}

/** A folder below that of a component, as `componentFolder` finds it. @param folder undefined for that of the component */
export async function innerFolder(component: ComponentFolder, folder: string | undefined): Promise<Result<string>> {
  if (folder === undefined) return success(component.path);
  const path = await realpath(join(component.path, ...folder.split('/'))).catch(() => undefined);
  if (path === undefined || !(path === component.tree || path.startsWith(component.tree + sep)))
    return failure({ kind: 'invalid', message: `There is no folder “${folder}” in the folder of the component.` });
  return success(path);
}

/** Reads how a component runs, from the files in its folder. */
export async function readPlan(
  { path }: ComponentFolder,
  driver: Driver,
  translate: Translate,
): Promise<Result<RunPlan>> {
  const files = new Map<PlanFile, string>();
  for (const name of PLAN_FILES) {
    const found = await lstat(join(path, name)).catch(() => undefined);
    if (!found) continue;
    if (!found.isFile()) return failure({ kind: 'invalid', message: `${name} is no file.` });
    if (found.size > LARGEST_FILE) return failure({ kind: 'invalid', message: `${name} is too large to be read.` });
    files.set(name, await readFile(join(path, name), 'utf8'));
  }
  const planned = choosePlan(files, driver);
  if (planned.ok) return success(planned.value);
  const { kind } = planned.problem;
  // What is missing is a mistake in what was asked for, as a wrong file is.
  return failure({
    kind: kind === 'unsupported' ? kind : 'invalid',
    message: planProblemText(planned.problem, translate),
  });
}
