import { namePattern } from '../catalogue/targetPattern.js';

/**
 * Whether a path matches a pattern: `*` stands for any letters of one name, `**` for any number of folders.
 * Takes time in proportion to both, whatever they are.
 * @param path with forward slashes
 */
export function pathMatches(pattern: string, path: string): boolean {
  const wanted = pattern.replace(/^\.\//, '').split('/');
  const names = path.split('/');
  // For each number of names from the left: whether the pattern so far can have taken them.
  let reached = names.map(() => false).concat(false);
  reached[0] = true;
  for (const part of wanted) {
    const next = reached.map(() => false);
    const test = part === '**' ? undefined : namePattern(part);
    for (const [at, before] of reached.entries()) {
      if (test) next[at + 1] = before && test.test(names[at] ?? '') && at < names.length;
      else next[at] = before || (at > 0 && next[at - 1] === true);
    }
    reached = next.slice(0, names.length + 1);
  }
  return reached[names.length] === true;
}
