/**
 * Whether a Location's target is an address rather than a path. Those are the platform's business.
 */
export function isAddress(target: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(target);
}

/**
 * A relative target as a path below the folder of the descriptor that has it.
 * @param folder path of that folder below the open folder, in parts
 * @param target as written in the Location
 * @returns the path in parts below the open folder; undefined where it leads out of it or is absolute
 */
export function resolveTarget(folder: readonly string[], target: string): readonly string[] | undefined {
  if (/^[/\\]|^[a-z]:|\0/i.test(target)) return undefined;
  const parts = [...folder];
  for (const part of target.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts;
}

/**
 * One part of a path with `*` as a test for names: `*` stands for any characters but a slash.
 * The test takes no longer for many asterisks: patterns come from files, and must not be able to stall the editor.
 */
export function namePattern(part: string): RegExp {
  const [first = '', ...others] = part.split(/\*+/).map(escapeRegExp);
  const last = others.pop();
  if (last === undefined) return new RegExp(`^${first}$`);
  // What a look-ahead has matched is never tried again, and the first place where a piece fits is as good as any.
  const middle = others.map((piece, index) => `(?=([^/]*?${piece}))\\${index + 1}`).join('');
  return new RegExp(`^${first}${middle}[^/]*${last}$`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
