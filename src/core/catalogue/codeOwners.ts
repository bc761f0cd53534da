/** Where CODEOWNERS is looked for, in this order, below the root of a repository. Source: GitHub and GitLab, "Code owners". */
export const CODE_OWNERS_PATHS = ['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

interface Rule {
  readonly pattern: RegExp;
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
      return pattern.startsWith('!') ? [] : [{ pattern: pathPattern(pattern.replaceAll('\\ ', ' ')), owners }];
    });
    return new CodeOwners(rules.reverse());
  }

  /**
   * The owners of a file as written, such as `@parcels/tracking`: those of the last line that fits.
   * @param path relative to the repository, with `/`
   */
  of(path: string): readonly string[] {
    return this.rules.find(({ pattern }) => pattern.test(path))?.owners ?? [];
  }
}

/** The patterns of CODEOWNERS are those of .gitignore, without its character classes and exceptions. */
function pathPattern(text: string): RegExp {
  const anchored = text.replace(/\/$/, '').includes('/');
  const source = text
    .replace(/^\//, '')
    .split(/(\/\*\*\/|\*\*\/|\/\*\*|\*+|\?)/)
    .map(part => {
      if (part === '/**/') return '/(?:[^/]+/)*';
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '/**') return '/.+';
      if (part === '?') return '[^/]';
      return /^\*+$/.test(part) ? '[^/]*' : part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    })
    .join('');
  // A folder stands for everything in it; `docs/*` only for what is right in it.
  const tail = text.endsWith('/') ? '.+' : text.endsWith('*') && anchored ? '' : '(?:/.*)?';
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}${tail}$`);
}
