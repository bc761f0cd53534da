import type { Result } from '../common/problem.js';
import { ownProperty, type Entity } from './entity.js';
import { formatEntityRef, parseEntityRef } from './entityRef.js';
import { previewSlugs } from './previewSlug.js';

/** The documentation sites that a platform keeps: TechDocs of Backstage. */
export interface TechDocs {
  /**
   * What is known of a built site.
   * @param ref full reference of the entity that it documents
   * @returns JSON of a server, to be read by `readDocsSite`; `notFound` where the site was not built yet
   */
  metadata(ref: string, signal: AbortSignal): Promise<Result<unknown>>;

  /**
   * A file of a built site.
   * @param path of the file within the site, such as `architecture/index.html`
   * @param most how many bytes are taken; a larger file is `invalid`
   */
  file(ref: string, path: string, most: number, signal: AbortSignal): Promise<Result<Uint8Array>>;

  /**
   * Brings a site up to date, which can take minutes.
   * @param onLine told what the builder says, as it says it
   * @returns whether something was built: it may have been up to date, or may be built elsewhere
   */
  build(ref: string, onLine: (line: string) => void, signal: AbortSignal): Promise<Result<boolean>>;
}

/** A page of a documentation site. */
export interface DocsPlace {
  /** Full reference of the entity that the site documents. */
  readonly ref: string;
  /** Path of the page's file in the site: `index.html`, `architecture/index.html`, `old.html`. */
  readonly file: string;
}

/** A built documentation site. */
export interface DocsSite {
  readonly ref: string;
  /** Paths of all its files. */
  readonly files: ReadonlySet<string>;
  /** When it was built, in milliseconds since 1970. */
  readonly builtAt?: number;
  /** Titles of its pages by the paths of their files, in the site's order. */
  readonly titles: ReadonlyMap<string, string>;
  /** Headings by file and id (`runbook/index.html#rollback`), as the preview names them. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** The first page of every site. */
export const FIRST_PAGE = 'index.html';

/**
 * Where the documentation of an entity begins, by the annotations `backstage.io/techdocs-ref`, `…/techdocs-entity` and
 * `…/techdocs-entity-path`. Source: Backstage, "Well-known Annotations on Catalog Entities".
 * @returns undefined where it has none
 */
export function docsPlaceOf(entity: Entity): DocsPlace | undefined {
  const { annotations } = entity;
  const other = parseEntityRef(annotations.get('backstage.io/techdocs-entity') ?? '', { kind: 'component' });
  if (annotations.get('backstage.io/techdocs-ref')) return { ref: entity.ref, file: FIRST_PAGE };
  if (!other) return undefined;
  const start = annotations.get('backstage.io/techdocs-entity-path') ?? '';
  return { ref: formatEntityRef(other), file: docsFileAt(start) ?? FIRST_PAGE };
}

/**
 * The file of the page at an address within a site: `architecture/` is `architecture/index.html`.
 * @param location path without query and anchor, as a server or a descriptor has it
 * @returns undefined where it leads out of the site
 */
export function docsFileAt(location: string): string | undefined {
  const parts = location.split('/').filter(part => part !== '');
  if (parts.some(part => part === '.' || part === '..' || /[\\\0]/.test(part))) return undefined;
  const last = parts.at(-1) ?? '';
  const isFile = /\.html?$/i.test(last) && !location.endsWith('/');
  return [...parts, ...(isFile ? [] : [FIRST_PAGE])].join('/');
}

/**
 * Reads what a server says of a site. What is not of the expected type is left out.
 * @param metadata its `techdocs_metadata.json`
 * @param searchIndex its `search_index.json` (MkDocs), where it could be had
 */
export function readDocsSite(ref: string, metadata: unknown, searchIndex: unknown): DocsSite {
  const files = ownProperty(metadata, 'files');
  const builtAt = ownProperty(metadata, 'build_timestamp');
  const titles = new Map<string, string>();
  const headings = new Map<string, { readonly ids: string[]; readonly titles: string[] }>();
  for (const [location, title] of placesOf(searchIndex)) {
    const [path = '', id] = location.split('#', 2);
    const file = docsFileAt(path);
    if (file === undefined) continue;
    if (id === undefined) {
      titles.set(file, title);
      continue;
    }
    const known = headings.get(file) ?? { ids: [], titles: [] };
    headings.set(file, known);
    known.ids.push(id);
    known.titles.push(title);
  }
  const anchors = new Map(
    [...headings].flatMap(([file, { ids, titles: names }]) =>
      previewSlugs(names).map((slug, position) => [`${file}#${ids[position] ?? ''}`, slug] as const),
    ),
  );
  return {
    ref,
    files: new Set(Array.isArray(files) ? files.filter(file => typeof file === 'string') : []),
    ...(typeof builtAt === 'number' && Number.isFinite(builtAt) ? { builtAt } : {}),
    titles,
    anchors,
  };
}

function placesOf(searchIndex: unknown): readonly (readonly [location: string, title: string])[] {
  const docs = ownProperty(searchIndex, 'docs');
  return (Array.isArray(docs) ? docs : []).flatMap((place: unknown) => {
    const location = ownProperty(place, 'location');
    const title = ownProperty(place, 'title');
    return typeof location === 'string' && typeof title === 'string' ? [[location, title] as const] : [];
  });
}
