/** The folder of a path: empty for what is at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/**
 * The folders that a file is in, from its own to the scanned one, each with a slash at its end; the scanned one is empty.
 * @param path from the scanned folder
 */
export function foldersAround(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.push(path.slice(0, at + 1));
  folders.push('');
  return folders;
}

/**
 * A path that is written in a file of a folder, from the scanned folder.
 * @returns undefined where it leads out of the scanned folder, or is an address
 */
export function joinedPath(folder: string, written: string): string | undefined {
  if (/^[a-z+]+:\/\/|^git@|^\/|\?ref=/.test(written)) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The realm of a path within its project: the folder of the project that it is in, or the project itself. */
export function realmOf(path: string, project: string): string {
  const slash = path.indexOf('/', project === '' ? 0 : project.length + 1);
  return slash < 0 ? project : path.slice(0, slash);
}
