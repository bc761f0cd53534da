import { resolveTarget } from '../../catalogue/targetPattern.js';

/**
 * The path of something that a file names.
 * @param from path of the file, from the scanned folder
 * @param target relative to the folder of that file
 * @returns from the scanned folder, empty for itself; undefined where it leads out of it
 */
export function besideOf(from: string, target: string): string | undefined {
  return resolveTarget(from.split('/').slice(0, -1), target)?.join('/');
}
