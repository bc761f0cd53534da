import * as vscode from 'vscode';
import { tellsSomething } from '../../core/catalogue/projectFacts.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';

// What was installed or built says nothing about the project itself.
const SKIPPED: ReadonlySet<string> = new Set(
  'node_modules .git dist out build target vendor venv .venv __pycache__ .gradle .idea coverage'.split(' '),
);
const DEEPEST = 5;
const MOST_FILES = 5_000;
const LARGEST_FILE = 1024 * 1024;

/**
 * The files of a folder by their path, with the text of those that tell what the folder holds. Symbolic links are passed over,
 * and in a large folder what lies deep.
 */
export async function readProject(
  folder: vscode.Uri,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, string>>> {
  const files = new Map<string, string>();
  let level: readonly string[] = [''];
  for (let depth = 0; depth <= DEEPEST && level.length > 0 && files.size < MOST_FILES; depth++) {
    const next: string[] = [];
    for (const below of level) {
      if (signal.aborted) return failure(CANCELLED);
      for (const [name, type] of await entriesOf(vscode.Uri.joinPath(folder, below))) {
        const path = below ? `${below}/${name}` : name;
        if (type === vscode.FileType.Directory && !SKIPPED.has(name)) next.push(path);
        if (type === vscode.FileType.File && files.size < MOST_FILES) files.set(path, '');
      }
    }
    level = next;
  }
  for (const path of files.keys())
    if (tellsSomething(path) && !signal.aborted) files.set(path, await shortTextOf(vscode.Uri.joinPath(folder, path)));
  return signal.aborted ? failure(CANCELLED) : success(files);
}

async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    // A folder that may not be read tells as much as an empty one.
    return [];
  }
}

async function shortTextOf(file: vscode.Uri): Promise<string> {
  try {
    if ((await vscode.workspace.fs.stat(file)).size > LARGEST_FILE) return '';
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return '';
  }
}
