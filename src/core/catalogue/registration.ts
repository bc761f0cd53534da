import { CANCELLED, failure, success, type Result } from '../common/problem.js';
import type { EntityIndex } from './entityIndex.js';

/** What Backstage would make of a descriptor at an address. */
export interface RegistrationPreview {
  /** Whether that address is registered already. */
  readonly exists: boolean;
  /** Full references of the entities that it read there; without the Location that it makes of the address itself. */
  readonly refs: readonly string[];
}

/** The state in which the catalogue holds an entity. */
export interface EntityVersion {
  /** Changes with the content of the entity. */
  readonly etag: string;
  /** Where the entity was registered: `url:https://…`. */
  readonly origin?: string;
}

/** Checks descriptors and tells the catalogue of them. */
export interface Registrar {
  /**
   * Asks whether the catalogue would take an entity.
   * @param location where its descriptor stands, as `url:https://…`: what the entity refers to is read relative to that
   * @returns what is wrong, in the server's own words; nothing where the entity is good
   */
  validate(entity: unknown, location: string, signal: AbortSignal): Promise<Result<readonly string[]>>;

  /** Reads a descriptor at an address without registering it. `invalid` where it cannot be read or is no good. */
  preview(address: string, signal: AbortSignal): Promise<Result<RegistrationPreview>>;

  /** Registers the descriptor at an address. `conflict` where that has been done before. */
  register(address: string, signal: AbortSignal): Promise<Result<void>>;

  /** Asks the catalogue to read an entity anew from its source, soon. */
  refresh(ref: string, signal: AbortSignal): Promise<Result<void>>;

  /** One place for each reference, in order; undefined where the catalogue has no such entity (yet). */
  versions(refs: readonly string[], signal: AbortSignal): Promise<Result<readonly (EntityVersion | undefined)[]>>;
}

/** An entity that comes from elsewhere already: two descriptors with one entity make the catalogue refuse one of them. */
export interface RegistrationConflict {
  readonly ref: string;
  readonly origin: string;
}

/**
 * Which entities of a descriptor would clash with what is registered.
 * @param address where the descriptor stands
 */
export function findConflicts(
  address: string,
  refs: readonly string[],
  versions: readonly (EntityVersion | undefined)[],
): readonly RegistrationConflict[] {
  return refs.flatMap((ref, position) => {
    const origin = versions[position]?.origin;
    return origin === undefined || origin === `url:${address}` ? [] : [{ ref, origin: origin.replace(/^url:/, '') }];
  });
}

/** Looking again and again until something has come. */
export interface Patience {
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  /** For how many milliseconds in all. */
  readonly forMs: number;
  /** Waits, in milliseconds; ends early when the signal does. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Looks until there is something.
 * @returns undefined where nothing has come in time; the first problem that a look meets
 */
export async function lookUntil<T>(
  look: () => Promise<Result<T | undefined>>,
  { everyMs, forMs, wait }: Patience,
  signal: AbortSignal,
): Promise<Result<T | undefined>> {
  for (let waited = 0; ; waited += everyMs) {
    if (signal.aborted) return failure(CANCELLED);
    const seen = await look();
    if (!seen.ok || seen.value !== undefined || waited >= forMs) return seen;
    await wait(everyMs, signal);
  }
}

/**
 * Waits until the catalogue has all of some entities.
 * @returns those that have not come in time
 */
export async function awaitEntities(
  registrar: Registrar,
  refs: readonly string[],
  patience: Patience,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  let missing = refs;
  const all = await lookUntil(
    async () => {
      const versions = await registrar.versions(refs, signal);
      if (!versions.ok) return versions;
      missing = refs.filter((_, position) => versions.value[position] === undefined);
      return success(missing.length === 0 ? missing : undefined);
    },
    patience,
    signal,
  );
  return all.ok ? success(missing) : all;
}

/**
 * Asks for a refresh and waits until the entity has changed.
 * @returns whether it has in the time given: where the source says the same as before, it never does
 */
export async function refreshAndAwait(
  registrar: Registrar,
  ref: string,
  patience: Patience,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const before = await registrar.versions([ref], signal);
  if (!before.ok) return before;
  const [old] = before.value;
  if (!old) return failure({ kind: 'notFound', message: `${ref} is not in the catalogue of Backstage.` });
  const asked = await registrar.refresh(ref, signal);
  if (!asked.ok) return asked;
  const changed = await lookUntil(
    async () => {
      const now = await registrar.versions([ref], signal);
      return now.ok ? success(now.value[0]?.etag === old.etag ? undefined : true) : now;
    },
    patience,
    signal,
  );
  return changed.ok ? success(changed.value === true) : changed;
}

/** Addresses of source files that the catalogue holds, to learn from them what kind of git host one is. */
export function* sourceAddresses(index: EntityIndex): Iterable<string> {
  for (const { annotations } of index.entities)
    for (const name of ['backstage.io/managed-by-location', 'backstage.io/source-location']) {
      const address = annotations.get(name);
      if (address?.startsWith('url:')) yield address.slice('url:'.length);
    }
}
