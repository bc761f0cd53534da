import { namePattern, resolveTarget } from '../../catalogue/targetPattern.js';
import type { FolderLookup } from './fileSurroundings.js';

/**
 * The path of something that a file names.
 * @param from path of the file, from the scanned folder
 * @param target relative to the folder of that file
 * @returns from the scanned folder, empty for itself; undefined where it leads out of it
 */
export function besideOf(from: string, target: string): string | undefined {
  return resolveTarget(from.split('/').slice(0, -1), target)?.join('/');
}

/**
 * The files that a target of a Location means.
 * @param path from the scanned folder, with `*` for any part of one name
 * @returns undefined where that is not known
 */
export function filesAt(path: string, files: Pick<FolderLookup, 'exists' | 'files'>): readonly string[] | undefined {
  if (!path.includes('*')) {
    const isThere = files.exists(path);
    return isThere === undefined ? undefined : isThere ? [path] : [];
  }
  const names = path.split('/').map(part => namePattern(part));
  const fixed = path.slice(0, path.indexOf('*'));
  const folder = fixed.slice(0, Math.max(0, fixed.lastIndexOf('/')));
  return files.files(folder)?.filter(file => {
    const parts = file.split('/');
    return parts.length === names.length && names.every((pattern, index) => pattern.test(parts[index] ?? ''));
  });
}
