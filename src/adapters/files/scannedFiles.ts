import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { ownProperty } from '../../core/catalogue/entity.js';
import { failure, success, type Result } from '../../core/common/problem.js';

/** No folder that people work in has more. */
const MOST_FILES = 200_000;
const IGNORE_FILE = '.gitignore';
const LEFT_OUT = new Set(['.git', 'node_modules']);

/** The files below a folder that are to be scanned. */
export interface ScannedFiles {
  /** From the scanned folder, with forward slashes, in order. */
  readonly paths: readonly string[];
  /** Whether some were left out because there are too many. */
  readonly cut: boolean;
}

/**
 * Finds the files to scan: what git would ignore is left out, and so are links, which could lead anywhere.
 * @param root absolute path of the scanned folder
 * @param paths files and folders in it, absolute; a file that is named is taken, whatever git says of it
 * @param wants whether a file is of interest, by its path from the scanned folder
 * @returns a problem for a path that is not there
 */
export async function findScannedFiles(
  root: string,
  paths: readonly string[],
  wants: (path: string) => boolean,
): Promise<Result<ScannedFiles>> {
  const found = new Set<string>();
  let cut = false;
  const below = (path: string): string => relative(root, path).split(sep).join('/');
  const walk = async (folder: string, above: readonly Rules[]): Promise<void> => {
    const entries = await entriesOf(folder);
    const path = below(folder);
    const own = entries.some(({ name }) => name === IGNORE_FILE) ? await rulesIn(folder, path) : [];
    const rules = [...above, ...own];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (found.size >= MOST_FILES) {
        cut = true;
        return;
      }
      if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name) && !isIgnored(rules, `${name}/`)) await walk(join(folder, entry.name), rules);
      } else if (entry.isFile() && wants(name) && !isIgnored(rules, name)) found.add(name);
    }
  };
  for (const path of paths) {
    const stat = await lstat(path).catch((error: unknown) => problemOf(path, error));
    if ('ok' in stat) return stat;
    if (stat.isDirectory()) await walk(path, await rulesAbove(root, path));
    else if (stat.isFile()) found.add(below(path));
    else return failure({ kind: 'unsupported', message: `${path} is neither a file nor a folder.` });
  }
  return success({ paths: [...found].sort(), cut });
}

/** The `.gitignore` of one folder. */
interface Rules {
  /** The folder, with a slash at its end; empty for the scanned folder. */
  readonly folder: string;
  readonly rules: Ignore;
}

/** As git has it (gitignore(5)): of several files the one that is nearest has the last word. */
function isIgnored(all: readonly Rules[], path: string): boolean {
  for (const { folder, rules } of all.toReversed()) {
    const below = path.slice(folder.length);
    const { ignored, unignored } = rules.test(below);
    if (ignored || unignored) return ignored;
  }
  return false;
}

async function rulesIn(folder: string, path: string): Promise<readonly Rules[]> {
  const text = await readFile(join(folder, IGNORE_FILE), 'utf8').catch(() => '');
  return text === '' ? [] : [{ folder: path === '' ? '' : `${path}/`, rules: ignore().add(text) }];
}

/** The rules of the folders from the scanned one down to the one above a path. */
async function rulesAbove(root: string, path: string): Promise<readonly Rules[]> {
  const rules: Rules[] = [];
  const names = relative(root, path).split(sep).filter(Boolean);
  if (names.length === 0) return rules;
  for (const [index] of names.entries()) {
    const folder = resolve(root, ...names.slice(0, index));
    rules.push(...(await rulesIn(folder, names.slice(0, index).join('/'))));
  }
  return rules;
}

/** One that cannot be read is like one that is not there. */
async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function problemOf(path: string, error: unknown) {
  return failure(
    ownProperty(error, 'code') === 'ENOENT'
      ? { kind: 'notFound', message: `${path} is not there.` }
      : { kind: 'internal', message: error instanceof Error ? error.message : String(error) },
  );
}
