import type { Event } from '../common/event.js';
import { failure, success, type Result } from '../common/problem.js';
import type { Entity } from './entity.js';

/** What to read of a catalogue. */
export interface EntityPageRequest {
  /** How many entities at most; at least 1. */
  readonly limit: number;
  /** Where the page before left off. */
  readonly cursor?: string;
  /** Only these kinds, in any letter case; all where left out. */
  readonly kinds?: readonly string[];
}

/** Some entities of a catalogue, in an order of the source's choice. */
export interface EntityPage {
  readonly items: readonly Entity[];
  /** Set where more follows. */
  readonly nextCursor?: string;
}

/**
 * A catalogue that can be read. Every implementation passes `test/unit/core/catalogue/catalogueSourceContract.ts`.
 */
export interface CatalogueSource {
  /**
   * Reads one page. All pages together hold every entity once, as long as nothing changes meanwhile.
   * @param signal stops the request; the answer is then the problem `cancelled`
   */
  page(request: EntityPageRequest, signal: AbortSignal): Promise<Result<EntityPage>>;

  /**
   * Reads entities by their full references, in any letter case.
   * @returns one place for each reference, in order; undefined where there is no such entity
   */
  byRefs(refs: readonly string[], signal: AbortSignal): Promise<Result<readonly (Entity | undefined)[]>>;

  /** Told when a source knows by itself that something has changed. */
  readonly onDidChange?: Event<void>;
}

/**
 * Reads all pages of a source.
 * @param onPage called for each page as it comes
 * @returns every entity once, or the first problem
 */
export async function readAll(
  source: CatalogueSource,
  signal: AbortSignal,
  onPage?: (soFar: number) => void,
): Promise<Result<readonly Entity[]>> {
  const byRef = new Map<string, Entity>();
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await source.page({ limit: 1000, ...(cursor ? { cursor } : {}) }, signal);
    if (!page.ok) return page;
    // Pages are read live: an entity that changes meanwhile can come twice.
    for (const entity of page.value.items) byRef.set(entity.ref, entity);
    onPage?.(byRef.size);
    cursor = page.value.nextCursor;
    if (cursor && seen.has(cursor))
      return failure({ kind: 'invalid', message: 'The catalogue repeats the same page for ever.', detail: cursor });
    if (cursor) seen.add(cursor);
  } while (cursor);
  return success([...byRef.values()]);
}
