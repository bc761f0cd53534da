/** What a search can be narrowed to by a prefix, such as `kind:api`. */
export const SEARCH_FILTERS = ['kind', 'owner', 'type', 'lifecycle', 'tag', 'system', 'is'] as const;
export type SearchFilter = (typeof SEARCH_FILTERS)[number];

/** What `is:` can be followed by. */
export const SEARCH_STATES = ['mine', 'starred', 'local'] as const;
export type SearchState = (typeof SEARCH_STATES)[number];

/** A search as a person types it, taken apart. */
export interface SearchQuery {
  /** The plain words in the order typed, as `searchWords` gives them; all must match. */
  readonly words: readonly string[];
  /** Values by filter, folded. One of the values of a filter must match, and every filter. */
  readonly filters: ReadonlyMap<SearchFilter, readonly string[]>;
}

/**
 * Takes a search apart: `kind:api owner:"Parcel tracking" label`. A filter that is not known is a plain word; one without
 * a value yet (the person is still typing) counts for nothing.
 */
export function parseSearchQuery(text: string): SearchQuery {
  const words: string[] = [];
  const filters = new Map<SearchFilter, string[]>();
  for (const [token, name, quoted, bare] of text.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi)) {
    const filter = filterOf(name ?? /^([a-z]+):$/i.exec(token)?.[1]);
    const value = foldText((quoted ?? (name ? bare : undefined) ?? '').trim());
    const known = filter !== undefined && (filter !== 'is' || value === '' || isState(value));
    if (!known) words.push(...searchWords(token).split(' ').filter(Boolean));
    else if (value) filters.set(filter, [...(filters.get(filter) ?? []), value]);
  }
  return { words, filters };
}

/** Without letter case and accents: `Zürich` → `zurich`. */
export function foldText(text: string): string {
  // eslint-disable-next-line no-control-regex -- all of ASCII has no accents, and most names are ASCII.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss');
}

/** The words of a text, folded, with one blank between them: `trackingRest-API` → `tracking rest api`. */
export function searchWords(text: string): string {
  return foldText(text.replace(/([a-z\d])([A-Z])/g, '$1 $2'))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function filterOf(name: string | undefined): SearchFilter | undefined {
  const folded = name?.toLowerCase();
  return SEARCH_FILTERS.find(filter => filter === folded);
}

function isState(value: string): value is SearchState {
  return SEARCH_STATES.some(state => state === value);
}
