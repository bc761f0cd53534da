import { CODE_OWNERS_PATHS, CodeOwners } from '../../catalogue/codeOwners.js';
import type { RepositoryFacts } from '../../catalogue/gitRemote.js';
import { ownerOf } from '../../catalogue/proposal.js';
import type { TemplateKnowledge } from '../../templates/language/actionSchema.js';
import type { Surroundings } from '../rule.js';
import { KnownEntities } from './knownEntities.js';

/** The files of a scanned folder, on a disk or anywhere else. As in `Surroundings`. */
export type FolderLookup = Pick<Surroundings, 'exists' | 'read' | 'files'>;

export interface FileSurroundingsOptions {
  readonly files: FolderLookup;
  /** Asked for when a rule first wants it: reading all descriptors of a folder takes its time. */
  readonly entities?: () => KnownEntities;
  readonly repository?: RepositoryFacts | undefined;
  /** The text of CODEOWNERS of the repository around the folder, where it is not in the folder itself. */
  readonly codeOwners?: string | undefined;
  readonly scaffolder?: TemplateKnowledge | undefined;
}

/** What is around the documents of a folder, by its files. */
export class FileSurroundings implements Surroundings {
  readonly repository: RepositoryFacts | undefined;
  readonly scaffolder?: TemplateKnowledge;
  private owners: CodeOwners | undefined;
  private known: KnownEntities | undefined;

  constructor(private readonly options: FileSurroundingsOptions) {
    this.repository = options.repository;
    if (options.scaffolder) this.scaffolder = options.scaffolder;
  }

  get entities(): KnownEntities {
    return (this.known ??= this.options.entities?.() ?? KnownEntities.NONE);
  }

  exists(path: string): boolean | undefined {
    return this.options.files.exists(path);
  }

  read(path: string): string | undefined {
    return this.options.files.read(path);
  }

  files(folder: string): readonly string[] | undefined {
    return this.options.files.files(folder);
  }

  owner(path: string): string | undefined {
    const { codeOwners, files } = this.options;
    this.owners ??= CodeOwners.parse(
      codeOwners ?? CODE_OWNERS_PATHS.map(place => files.read(place)).find(text => text !== undefined) ?? '',
    );
    const written = this.owners.of([...(this.repository?.below ?? []), path].join('/'));
    const known = ownerOf(written, this.entities.index);
    // A team of the git host has no other name in the catalogue unless the catalogue says so.
    const [, team] = written.map(owner => /^@[\w.-]+\/([\w.-]+)$/.exec(owner)).find(match => match !== null) ?? [];
    return known ?? team;
  }
}

/** The files of a folder that are held in memory. @param texts by their paths; those without text hold none */
export function textLookup(texts: ReadonlyMap<string, string | undefined>): FolderLookup {
  const inside = (folder: string): readonly string[] =>
    [...texts.keys()].filter(path => folder === '' || path.startsWith(`${folder}/`));
  return {
    exists: path => texts.has(path) || inside(path).length > 0,
    read: path => texts.get(path),
    files: inside,
  };
}
