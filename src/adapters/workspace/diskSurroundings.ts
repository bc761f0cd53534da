import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CODE_OWNERS_PATHS } from '../../core/catalogue/codeOwners.js';
import { LARGEST_DESCRIPTOR } from '../../core/catalogue/descriptor.js';
import type { Surroundings } from '../../core/compliance/rule.js';
import { FileSurroundings, type FolderLookup } from '../../core/compliance/surroundings/fileSurroundings.js';
import { entitiesOfFolder, type FolderEntitiesOptions } from '../../core/compliance/surroundings/folderEntities.js';
import { readRepository } from '../git/gitFolder.js';

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git']);
/** More files than these are not listed: then nothing is said about what is not there. */
const MOST_FILES = 100_000;

/**
 * What is around the documents of a folder of the disk. Rules ask at once, so that files are looked at when they are asked for,
 * each one time. Symbolic links are not followed: they could lead out of the folder.
 * @param folder absolute path
 */
export async function diskSurroundings(folder: string, entities: FolderEntitiesOptions): Promise<Surroundings> {
  const repository = await readRepository(folder);
  // CODEOWNERS stands at the root of the repository, which may be above the scanned folder.
  const root = resolve(folder, ...(repository?.below ?? []).map(() => '..'));
  const files = new DiskLookup(folder);
  return new FileSurroundings({
    files,
    entities: () => entitiesOfFolder(files, entities),
    repository,
    codeOwners: await firstText(CODE_OWNERS_PATHS.map(path => join(root, path))),
  });
}

async function firstText(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

class DiskLookup implements FolderLookup {
  private readonly texts = new Map<string, string | undefined>();
  private readonly lists = new Map<string, readonly string[] | undefined>();
  private readonly found = new Map<string, Stats | undefined>();

  constructor(private readonly folder: string) {}

  exists(path: string): boolean | undefined {
    return this.look(path) !== undefined;
  }

  read(path: string): string | undefined {
    return once(this.texts, path, () => {
      const found = this.look(path);
      return found?.isFile() && found.size <= LARGEST_DESCRIPTOR ? textOf(this.at(path)) : undefined;
    });
  }

  files(folder: string): readonly string[] | undefined {
    return once(this.lists, folder, () => {
      const found: string[] = [];
      const queue = [folder];
      for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
        // Through a link that lies on the way one could get out.
        if (at !== '' && this.look(at)?.isDirectory() !== true) continue;
        for (const entry of entriesOf(this.at(at))) {
          const path = at === '' ? entry.name : `${at}/${entry.name}`;
          if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) queue.push(path);
          else if (entry.isFile()) found.push(path);
        }
        if (found.length > MOST_FILES) return undefined;
      }
      return found.sort();
    });
  }

  private at(path: string): string {
    return join(this.folder, ...path.split('/'));
  }

  /** @returns undefined where there is nothing, and where a link lies on the way */
  private look(path: string): Stats | undefined {
    return once(this.found, path, () => {
      if (path === '') return lstatOf(this.folder);
      if (!this.look(path.slice(0, Math.max(0, path.lastIndexOf('/'))))) return undefined;
      const found = lstatOf(this.at(path));
      return found?.isSymbolicLink() === true ? undefined : found;
    });
  }
}

function once<Value>(known: Map<string, Value>, key: string, find: () => Value): Value {
  if (known.has(key)) return known.get(key) as Value;
  const value = find();
  known.set(key, value);
  return value;
}

function lstatOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Of a file that cannot be read nothing is known. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Of a folder that cannot be read nothing is known, as of one that is not there. */
function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
