import { success, type Result } from '../common/problem.js';
import { EntityPool } from './compaction.js';
import type { Entity } from './entity.js';
import {
  byReference,
  ENTITIES_PER_PAGE,
  readAll,
  readPages,
  unlessTheSame,
  type Arrivals,
  type CatalogueSource,
  type EntityMark,
  type Progress,
} from './source.js';

const MARKS_PER_PAGE = 5000;
// Where more than these have changed, reading everything costs no more than asking for each of them.
const MOST_CHANGES = 2000;

/**
 * Brings what is known of a catalogue up to date, with as little reading as the source allows.
 * @param known what was read before
 * @param onProgress called for each page as it comes
 * @param onArrival called with what has come where everything is read anew, as `readAll` does
 * @returns every entity once, or the first problem; `known` itself where nothing has changed
 */
export async function synchronise(
  source: CatalogueSource,
  known: readonly Entity[],
  signal: AbortSignal,
  onProgress?: Progress,
  onArrival?: Arrivals,
): Promise<Result<readonly Entity[]>> {
  // What fits on one page is read faster than compared.
  const comparable = known.length > ENTITIES_PER_PAGE && known.every(({ etag }) => etag !== undefined);
  const marks = comparable ? source.marks?.bind(source) : undefined;
  if (marks) {
    const read = await readPages<EntityMark>(
      cursor => marks({ limit: MARKS_PER_PAGE, ...(cursor ? { cursor } : {}) }, signal),
      mark => mark,
      onProgress,
    );
    if (!read.ok) return read;
    const changed = await readChanges(source, known, [...read.value.values()], signal);
    if (!changed.ok) return changed;
    if (changed.value) return success(changed.value);
  }
  return readAll(source, signal, onProgress, known, onArrival);
}

/** @returns undefined where so much has changed that everything is better read anew */
async function readChanges(
  source: CatalogueSource,
  known: readonly Entity[],
  marks: readonly EntityMark[],
  signal: AbortSignal,
): Promise<Result<readonly Entity[] | undefined>> {
  const before = byReference(known);
  const changedRefs = marks
    .filter(({ ref, etag }) => etag === undefined || before.get(ref)?.etag !== etag)
    .map(({ ref }) => ref);
  if (changedRefs.length > MOST_CHANGES) return success(undefined);
  const answers = changedRefs.length > 0 ? await source.byRefs(changedRefs, signal) : success([]);
  if (!answers.ok) return answers;
  const pool = new EntityPool();
  const now = new Map<string, Entity>();
  for (const { ref } of marks) {
    const entity = before.get(ref);
    if (entity) now.set(ref, entity);
  }
  changedRefs.forEach((ref, place) => {
    const entity = answers.value[place];
    // It may have been deleted since it was listed.
    if (entity) now.set(ref, pool.compact(entity));
    else now.delete(ref);
  });
  return success(unlessTheSame(known, now));
}
