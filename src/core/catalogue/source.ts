import type { Event } from '../common/event.js';
import { failure, success, type Problem, type Result } from '../common/problem.js';
import { EntityPool } from './compaction.js';
import type { Entity } from './entity.js';
import { sameEntity } from './sameEntity.js';

/** How many entities a page of a whole reading holds. */
export const ENTITIES_PER_PAGE = 1000;

// The one that is read, and the next: more would only fill the memory.
const MOST_ON_THEIR_WAY = 2;

/** What to read of a catalogue. */
export interface EntityPageRequest {
  /** How many entities at most; at least 1. */
  readonly limit: number;
  /** Where the page before left off. */
  readonly cursor?: string;
  /** Only these kinds, in any letter case; all where left out. */
  readonly kinds?: readonly string[];
  /**
   * Told where the next page begins, as soon as that is known: a source may know it long before it has read the items. Never told
   * where nothing follows; a source need not tell at all.
   */
  readonly onCursor?: (cursor: string) => void;
}

/** Some items of a catalogue, in an order of the source's choice. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Set where more follows. */
  readonly nextCursor?: string;
}

export type EntityPage = Page<Entity>;

/** Just enough of an entity to know whether it has changed. */
export interface EntityMark {
  /** Full reference in lower case. */
  readonly ref: string;
  /** As in `Entity`. */
  readonly etag?: string;
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

  /** Reads one page of marks, where that costs the source much less than the entities. Otherwise the same as `page`. */
  marks?(request: EntityPageRequest, signal: AbortSignal): Promise<Result<Page<EntityMark>>>;

  /**
   * Reads entities by their full references, in any letter case.
   * @returns one place for each reference, in order; undefined where there is no such entity
   */
  byRefs(refs: readonly string[], signal: AbortSignal): Promise<Result<readonly (Entity | undefined)[]>>;

  /** Told when a source knows by itself that something has changed. */
  readonly onDidChange?: Event<void>;
}

/** Told how many entities have been read or compared so far. */
export type Progress = (entities: number) => void;

/** Told what has been read so far, as it comes; never twice of the same number of entities. */
export type Arrivals = (entities: readonly Entity[]) => void;

// What has come is handed on again when there is half as much more of it: whoever sorts and counts it each time does so a few
// dozen times at most, however large the catalogue.
const GROWTH_WORTH_TELLING = 1.5;

/**
 * Reads all pages of a source.
 * @param onProgress called for each page as it comes
 * @param known what was read before: entities that have not changed stay the very same objects
 * @param onArrival called for the first page and then ever more rarely, for whoever has nothing else to show
 * @returns every entity once, or the first problem
 */
export async function readAll(
  source: CatalogueSource,
  signal: AbortSignal,
  onProgress?: Progress,
  known: readonly Entity[] = [],
  onArrival?: Arrivals,
): Promise<Result<readonly Entity[]>> {
  const before = byReference(known);
  const pool = new EntityPool();
  let told = 0;
  const read = await readPages<Entity>(
    (cursor, onCursor) => source.page({ limit: ENTITIES_PER_PAGE, ...(cursor ? { cursor } : {}), onCursor }, signal),
    entity => {
      const old = before.get(entity.ref);
      return old && sameEntity(old, entity) ? old : pool.compact(entity);
    },
    (count, soFar, more) => {
      if (more && onArrival && count > 0 && count >= told * GROWTH_WORTH_TELLING) {
        told = count;
        onArrival([...soFar.values()]);
      }
      onProgress?.(count);
    },
  );
  return read.ok ? success(unlessTheSame(known, read.value)) : read;
}

/**
 * Reads pages to their end, once more from the beginning where the cursor runs out on the way.
 * @param ask asks for the page at a cursor; undefined stands for the first one. It may tell the place of the next page before
 *   it has read this one: then that is asked for at once
 * @param keep what to keep of each item
 * @param onPage called for each page as it comes, with all items so far and whether more follow
 * @returns the items by their references, or the first problem
 */
export async function readPages<T extends EntityMark>(
  ask: (cursor: string | undefined, onCursor: (cursor: string) => void) => Promise<Result<Page<T>>>,
  keep: (item: T) => T,
  onPage?: (count: number, soFar: ReadonlyMap<string, T>, more: boolean) => void,
  mayRestart = true,
): Promise<Result<ReadonlyMap<string, T>>> {
  const byRef = new Map<string, T>();
  const ahead = new PagesAhead(ask);
  let cursor: string | undefined;
  let asked = ahead.ask(undefined);
  while (asked) {
    const page = await asked;
    ahead.done(cursor);
    if (!page.ok) return mayRestart && cursor && isLostPlace(page.problem) ? readPages(ask, keep, onPage, false) : page;
    cursor = page.value.nextCursor;
    // The server works on the next page while this one is worked on here; the pause lets the request go out.
    asked = cursor ? ahead.ask(cursor) : undefined;
    if (cursor) {
      if (!asked)
        return failure({ kind: 'invalid', message: 'The catalogue repeats the same page for ever.', detail: cursor });
      await new Promise(resolve => setTimeout(resolve, 0));
    }
    // Pages are read live: an entity that changes meanwhile can come twice.
    for (const item of page.value.items) byRef.set(item.ref, keep(item));
    onPage?.(byRef.size, byRef, cursor !== undefined);
  }
  return success(byRef);
}

/** Asks for each page of a reading once, and for the next one while the one before is still being read. */
class PagesAhead<T> {
  private readonly seen = new Set<string | undefined>();
  private readonly coming = new Map<string | undefined, Promise<Result<Page<T>>>>();
  private taken = 0;

  constructor(
    private readonly send: (cursor: string | undefined, onCursor: (cursor: string) => void) => Promise<Result<Page<T>>>,
  ) {}

  /** @returns the page, which is then on its way; undefined where it came before */
  ask(cursor: string | undefined): Promise<Result<Page<T>>> | undefined {
    const coming = this.coming.get(cursor);
    if (coming || this.seen.has(cursor)) return coming;
    this.seen.add(cursor);
    const page = this.send(cursor, next => {
      if (this.seen.size - this.taken < MOST_ON_THEIR_WAY) void this.ask(next);
    });
    this.coming.set(cursor, page);
    return page;
  }

  /** The page has been taken. */
  done(cursor: string | undefined): void {
    this.coming.delete(cursor);
    this.taken += 1;
  }
}

/** Whether a server says that it does not know, or no longer knows, the cursor. */
function isLostPlace({ status }: Problem): boolean {
  return status === 400 || status === 404 || status === 410;
}

/** Entities by their references. */
export function byReference(entities: readonly Entity[]): ReadonlyMap<string, Entity> {
  return new Map(entities.map(entity => [entity.ref, entity]));
}

/** What was known before, where the entities of now are the very same objects; else those of now. */
export function unlessTheSame(known: readonly Entity[], now: ReadonlyMap<string, Entity>): readonly Entity[] {
  return known.length === now.size && known.every(entity => now.get(entity.ref) === entity) ? known : [...now.values()];
}
