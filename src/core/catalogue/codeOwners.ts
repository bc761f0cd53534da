/** Where CODEOWNERS is looked for, in this order, below the root of a repository. Source: GitHub and GitLab, "Code owners". */
export const CODE_OWNERS_PATHS = ['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

// PATH_MAX of Linux, in bytes: no file has a longer path.
const LONGEST_PATTERN = 4096;

interface Rule {
  readonly pattern: PathPattern;
  readonly owners: readonly string[];
}

/** Who owns which files, by a CODEOWNERS file. */
export class CodeOwners {
  private constructor(private readonly rules: readonly Rule[]) {}

  /** Reads a CODEOWNERS file. A line that is not understood is left out. */
  static parse(text: string): CodeOwners {
    const rules = text.split(/\r?\n/).flatMap(line => {
      // Sections of GitLab (`[Name]`, `^[Name]`) only group what follows.
      const content = line.replace(/(^|\s)#.*$/, '').trim();
      if (content === '' || /^\^?\[/.test(content)) return [];
      const [pattern = '', ...owners] = content.split(/(?<!\\)\s+/);
      if (pattern.startsWith('!') || pattern.length > LONGEST_PATTERN) return [];
      return [{ pattern: pathPattern(pattern.replaceAll('\\ ', ' ')), owners }];
    });
    return new CodeOwners(rules.reverse());
  }

  /**
   * The owners of a file as written, such as `@parcels/tracking`: those of the last line that fits.
   * @param path relative to the repository, with `/`
   */
  of(path: string): readonly string[] {
    const names = path.split('/');
    return this.rules.find(({ pattern }) => matches(pattern, names))?.owners ?? [];
  }
}

/** Any number of folders, also none. */
const FOLDERS = '**';

/** A pattern by the parts of a path: a name with `*` and `?`, or `FOLDERS`. */
type PathPattern = readonly (readonly string[] | typeof FOLDERS)[];

/** The patterns of CODEOWNERS are those of .gitignore, without its character classes and exceptions. */
function pathPattern(text: string): PathPattern {
  const isFolder = text.endsWith('/');
  const anchored = text.replace(/\/$/, '').includes('/');
  const names = text.split('/').filter(name => name !== '');
  const inside: PathPattern = [['*'], FOLDERS];
  const parts = names.flatMap((name, position): PathPattern => {
    if (name !== FOLDERS) return [Array.from(name)];
    // At the end it stands for what is in a folder, not for the folder itself.
    return position === names.length - 1 ? inside : [FOLDERS];
  });
  // A folder stands for everything in it; `docs/*` only for what is right in it.
  const tail = isFolder ? inside : anchored && text.endsWith('*') ? [] : [FOLDERS];
  return [...(anchored ? [] : [FOLDERS]), ...parts, ...tail] as PathPattern;
}

function matches(pattern: PathPattern, names: readonly string[]): boolean {
  return fits<PathPattern[number], string>(
    pattern,
    names,
    part => part === FOLDERS,
    (part, name) =>
      fits<string, string>(
        part === FOLDERS ? [] : part,
        Array.from(name),
        letter => letter === '*',
        (letter, other) => letter === '?' || letter === other,
      ),
  );
}

/**
 * Whether a pattern fits a sequence. As the last wildcard alone is ever tried again, this takes no more steps than the product
 * of both lengths, whatever a file says: a regular expression could take years.
 */
function fits<Part, Item>(
  pattern: readonly Part[],
  items: readonly Item[],
  isWildcard: (part: Part) => boolean,
  same: (part: Part, item: Item) => boolean,
): boolean {
  let at = 0;
  let wildcard: { readonly at: number; from: number } | undefined;
  for (let position = 0; position < items.length;) {
    const part = pattern[at];
    const item = items[position] as Item;
    if (part !== undefined && isWildcard(part)) wildcard = { at: at++, from: position };
    else if (part !== undefined && same(part, item)) {
      at++;
      position++;
    } else if (wildcard) {
      wildcard.from++;
      position = wildcard.from;
      at = wildcard.at + 1;
    } else return false;
  }
  return pattern.slice(at).every(isWildcard);
}
