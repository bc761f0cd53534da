/** What is wrong with a pattern. Offsets count in its text. */
export interface GlobProblem {
  readonly at: number;
  readonly message: string;
  readonly values: readonly string[];
}

/**
 * What is wrong with a pattern of branches, tags or paths.
 *
 * Source: docs.github.com, “Workflow syntax for GitHub Actions”, filter pattern cheat sheet; git-check-ref-format(1).
 */
export function globProblem(pattern: string, of: 'ref' | 'path' | 'version'): GlobProblem | undefined {
  if (of === 'path') {
    if (pattern.trim() !== pattern)
      return { at: 0, message: 'The spaces around the pattern belong to it: no path is meant.', values: [] };
    if (/^!?(?:\.{1,2})(?:\/|$)/.test(pattern))
      return { at: 0, message: 'Paths begin at the root of the repository: “.” and “..” match nothing.', values: [] };
  }
  let at = pattern.startsWith('!') ? 1 : 0;
  if (at === 1 && pattern.length === 1) return { at: 0, message: 'Something must stand behind “!”.', values: [] };
  if (of === 'ref' && pattern[at] === '/') return { at, message: 'No branch and no tag begins with “/”.', values: [] };
  let special = true;
  while (at < pattern.length) {
    const letter = pattern[at] ?? '';
    if (letter === '[') {
      const found = characterClass(pattern, at);
      if (typeof found !== 'number') return found;
      at = found;
      special = false;
    } else if (letter === '?' || letter === '+') {
      if (special)
        return { at, message: '“{0}” repeats the character before it, and there is none.', values: [letter] };
      special = true;
      at++;
    } else if (letter === '*') {
      special = true;
      at++;
    } else if (letter === '\\') {
      const next = pattern[at + 1];
      if (next === undefined || !/[[?+*\\!]/.test(next)) {
        if (of === 'ref')
          return { at, message: 'Only [ ? + * \\ ! can stand behind “\\”. This is no regular expression.', values: [] };
        at++;
      } else at += 2;
      special = false;
    } else {
      if (of === 'ref' && /[\s~^:]/.test(letter))
        return {
          at,
          message: 'No branch and no tag has “{0}” in its name. This is no regular expression.',
          values: [letter],
        };
      special = false;
      at++;
    }
  }
  if (of === 'ref' && /[/.]$/.test(pattern))
    return { at: pattern.length - 1, message: 'No branch and no tag ends with “/” or “.”.', values: [] };
  return undefined;
}

/** Past `[…]`, or what is wrong with it. */
function characterClass(pattern: string, from: number): number | GlobProblem {
  const end = pattern.indexOf(']', from + 1);
  if (end < 0) return { at: from, message: 'The “[” has no “]”.', values: [] };
  const inside = pattern.slice(from + 1, end);
  if (inside.length === 0) return { at: from, message: 'Nothing stands in “[]”.', values: [] };
  if (inside.length === 1 && inside !== '*' && inside !== '?')
    return { at: from, message: '“[{0}]” means just “{0}”.', values: [inside] };
  for (let at = 0; at + 2 < inside.length; at++) {
    if (inside[at + 1] !== '-') continue;
    const [first = '', last = ''] = [inside[at], inside[at + 2]];
    if (first > last)
      return { at: from + 1 + at, message: 'The range {0} runs backwards.', values: [`${first}-${last}`] };
    at += 2;
  }
  return end + 1;
}
