import { displayName, type Entity } from '../entity.js';
import { editDistance, mostSlips } from './names.js';
import type { CatalogueState, SideState } from '../model.js';
import { WELL_KNOWN_KINDS } from '../wellKnownKinds.js';

/** What the language needs of the catalogue: `EntityIndex` has it. */
export interface CatalogueLookup {
  readonly entities: readonly Entity[];
  /** @param ref full reference, in any letter case */
  get(ref: string): Entity | undefined;
  /** @returns full references of the other ends */
  related(ref: string, type: string): readonly string[];
}

/** An entity in the form in which completion looks through thousands of them. */
export interface EntityName {
  readonly entity: Entity;
  /** Name and title in lower case. */
  readonly search: string;
  /** The name alone. */
  readonly lowerName: string;
  /** Which letters the name has, as bits: tells quickly that two names have little in common. */
  readonly letters: number;
}

/** A value that entities have, and how many have it. */
export interface CountedValue {
  readonly value: string;
  readonly count: number;
}

// More than this is no help but a quiz.
const MOST_NEAREST = 3;

/** What can be counted in a catalogue once and is asked for at every key stroke. */
export class CatalogueKnowledge {
  private readonly byKind = new Map<string, Entity[]>();
  private readonly names = new Map<string, readonly EntityName[]>();
  private readonly values = new Map<string, Map<string, number>>();
  private readonly tags = new Map<string, number>();
  private readonly annotations = new Map<string, number>();
  private readonly nearby = new Map<string, readonly string[]>();
  private sorted = false;
  private counted = false;

  constructor(
    readonly index: CatalogueLookup,
    /** Whether an entity that is not in the index is not in the catalogue either. */
    readonly complete: boolean,
  ) {}

  /** The entities of some kinds; of all where none are named. @param kinds in any letter case */
  ofKinds(kinds: readonly string[] | undefined): readonly EntityName[] {
    this.sortByKind();
    const wanted = kinds?.map(kind => kind.toLowerCase()) ?? [...this.byKind.keys()];
    const [only, ...others] = wanted;
    if (only !== undefined && others.length === 0) return this.namesOf(only);
    return wanted.flatMap(kind => this.namesOf(kind));
  }

  /** Kinds that Backstage does not have by itself, in lower case. */
  kindsOfTheInstance(): readonly string[] {
    this.count();
    return [...this.byKind.keys()].filter(kind => !WELL_KNOWN_KINDS.has(kind));
  }

  /** The values of `type` or `lifecycle` that entities of a kind have, the commonest first. */
  valuesOf(kind: string, field: 'type' | 'lifecycle'): readonly CountedValue[] {
    this.count();
    return sorted(this.values.get(`${kind.toLowerCase()} ${field}`));
  }

  /**
   * The entities whose names are nearest to one that does not exist, the same name first: full references, three at most.
   * @param kinds where to look, in any letter case; undefined: everywhere
   */
  nearest(name: string, kinds: readonly string[] | undefined): readonly string[] {
    const wanted = name.toLowerCase();
    const key = `${wanted} ${kinds?.join(' ') ?? ''}`;
    const before = this.nearby.get(key);
    if (before) return before;
    const most = mostSlips(wanted);
    const letters = lettersOf(wanted);
    const found: { readonly ref: string; readonly distance: number }[] = [];
    for (const { entity, lowerName, letters: has } of this.ofKinds(kinds)) {
      if (Math.abs(lowerName.length - wanted.length) > most) continue;
      // One slip changes two letters at most.
      if (bitsIn(letters ^ has) > 2 * most) continue;
      const distance = editDistance(wanted, lowerName, most);
      if (distance <= most) found.push({ ref: entity.ref, distance });
    }
    const refs = found
      .sort((a, b) => a.distance - b.distance || (a.ref < b.ref ? -1 : 1))
      .slice(0, MOST_NEAREST)
      .map(({ ref }) => ref);
    this.nearby.set(key, refs);
    return refs;
  }

  /** The tags in use, the commonest first. */
  tagsInUse(): readonly CountedValue[] {
    this.count();
    return sorted(this.tags);
  }

  /** The keys of annotations in use, the commonest first. */
  annotationsInUse(): readonly CountedValue[] {
    this.count();
    return sorted(this.annotations);
  }

  /** The names of a kind, made ready when they are first asked for: few fields take all kinds. */
  private namesOf(kind: string): readonly EntityName[] {
    const known = this.names.get(kind);
    if (known) return known;
    const made = (this.byKind.get(kind) ?? []).map(nameOf);
    this.names.set(kind, made);
    return made;
  }

  private sortByKind(): void {
    if (this.sorted) return;
    this.sorted = true;
    // Thousands in a row are of the same few spellings.
    const bySpelling = new Map<string, Entity[]>();
    for (const entity of this.index.entities) {
      let sameKind = bySpelling.get(entity.kind);
      if (!sameKind) {
        const kind = entity.kind.toLowerCase();
        sameKind = this.byKind.get(kind) ?? [];
        this.byKind.set(kind, sameKind);
        bySpelling.set(entity.kind, sameKind);
      }
      sameKind.push(entity);
    }
  }

  private count(): void {
    if (this.counted) return;
    this.counted = true;
    for (const entity of this.index.entities) {
      const kind = entity.kind.toLowerCase();
      if (entity.type !== undefined) add(this.values, `${kind} type`, entity.type);
      if (entity.lifecycle !== undefined) add(this.values, `${kind} lifecycle`, entity.lifecycle);
      for (const tag of entity.tags) increase(this.tags, tag);
      for (const key of entity.annotations.keys()) increase(this.annotations, key);
    }
  }
}

function nameOf(entity: Entity): EntityName {
  const lowerName = entity.name.toLowerCase();
  const search = entity.title === undefined ? lowerName : `${lowerName} ${displayName(entity).toLowerCase()}`;
  return { entity, search, lowerName, letters: lettersOf(lowerName) };
}

/**
 * Whether the catalogue is known as a whole, so that what is not there does not exist. Reading again does not make it less
 * known than it was: otherwise every key stroke, which has the open folder read again, would take all answers away.
 * @param before the answer for the state before
 */
export function knowsEverything({ server, workspace }: CatalogueState, before: boolean): boolean {
  return knows(server, before) && knows(workspace, before);
}

function knows({ phase, readAt, kept }: SideState, before: boolean): boolean {
  // What was kept from an earlier window may have changed since.
  if (kept) return false;
  if (phase === 'loading') return before && readAt !== undefined;
  return phase === 'ready' || phase === 'absent';
}

function lettersOf(name: string): number {
  let letters = 0;
  for (let at = 0; at < name.length; at++) letters |= 1 << (name.charCodeAt(at) & 31);
  return letters;
}

function bitsIn(letters: number): number {
  let count = 0;
  for (let left = letters; left !== 0; left &= left - 1) count += 1;
  return count;
}

function add(counts: Map<string, Map<string, number>>, key: string, value: string): void {
  const ofKey = counts.get(key);
  if (ofKey) increase(ofKey, value);
  else counts.set(key, new Map([[value, 1]]));
}

function increase(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number> | undefined): readonly CountedValue[] {
  return [...(counts ?? [])]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
