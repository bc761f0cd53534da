import { displayName, type Entity } from './entity.js';
import type { EntityIndex } from './entityIndex.js';
import { shortEntityRef } from './entityRef.js';
import { foldText, parseSearchQuery, searchWords, type SearchFilter, type SearchQuery } from './searchQuery.js';

/** What a search knows of the person. */
export interface SearchPerson {
  /** Full references that “mine” stands for. */
  readonly mine?: ReadonlySet<string>;
  /** Full references of the starred entities. */
  readonly starred?: ReadonlySet<string>;
}

/** The best of what was found. */
export interface SearchResult {
  /** Best first; no more than were asked for. */
  readonly entities: readonly Entity[];
  /** How many match in all. */
  readonly total: number;
}

/** How well a word fits: the smaller, the better. */
const EXACT = 0;
const NAME_PREFIX = 1;
const TITLE_PREFIX = 2;
const WORD_PREFIX = 3;
const INSIDE_NAME = 4;
const IN_TEXT = 5;
const NO_MATCH = -1;

const LONGEST_NAME = 255;

/** The words of an entity, prepared: folded, one blank between words. */
interface SearchEntry {
  readonly entity: Entity;
  readonly name: string;
  /** Empty where it has the same words as the name. */
  readonly title: string;
  /** Tags, description and what else finds it; begins with a blank, so that a word begins after each blank. */
  readonly rest: string;
}

/** The search before. */
interface LastSearch {
  readonly query: SearchQuery;
  readonly matches: readonly SearchEntry[];
}

type Condition = (entity: Entity) => boolean;

/**
 * Searches one state of a catalogue. The first search prepares what the later ones use.
 */
export class EntitySearch {
  private prepared: readonly SearchEntry[] | undefined;
  private last: LastSearch | undefined;
  // What the filters compare with, worked out when one is first used.
  private readonly values = new Map<SearchFilter, ReadonlySet<string>>();
  private readonly names = new Map<string, ReadonlyMap<string, readonly string[]>>();

  constructor(readonly index: EntityIndex) {}

  /**
   * Finds entities as `parseSearchQuery` describes it. All words must match; those whose name is the search come first, then
   * by beginning of the name, of the title, of a word in either, by a part of the name, and by words of description and tags.
   * @param text what the person typed; nothing finds everything
   * @param limit how many to give back at most
   */
  find(text: string, limit: number, person: SearchPerson = {}): SearchResult {
    const query = parseSearchQuery(text);
    const conditions = this.conditions(query, person);
    if (query.words.length === 0 && conditions.length === 0) {
      this.last = { query, matches: this.entries() };
      return { entities: this.index.entities.slice(0, limit), total: this.index.size };
    }
    const words = query.words.map(word => ({ word, begins: ` ${word}` }));
    const phrase = query.words.join(' ');
    // Sorted by counting: the key is the rank and the length of the name (the closer to the search, the better), and within
    // the same key the order of the index stays.
    const found = new Map<number, Entity[]>();
    const matches: SearchEntry[] = [];
    for (const entry of this.candidates(query)) {
      if (!conditions.every(fits => fits(entry.entity))) continue;
      const rank = rankOf(entry, words, phrase);
      if (rank === NO_MATCH) continue;
      matches.push(entry);
      const key = phrase ? rank * (LONGEST_NAME + 1) + Math.min(entry.name.length, LONGEST_NAME) : 0;
      const sameKey = found.get(key);
      if (!sameKey) found.set(key, [entry.entity]);
      else if (sameKey.length < limit) sameKey.push(entry.entity);
    }
    const entities: Entity[] = [];
    for (const key of [...found.keys()].sort((a, b) => a - b)) {
      if (entities.length >= limit) break;
      entities.push(...(found.get(key) ?? []).slice(0, limit - entities.length));
    }
    this.last = { query, matches };
    return { entities, total: matches.length };
  }

  /** Who types on narrows down: what the shorter search did not find, the longer one will not find either. */
  private candidates({ words, filters }: SearchQuery): readonly SearchEntry[] {
    const { last } = this;
    const goesOn =
      last &&
      last.query.words.every((word, position) => words[position]?.startsWith(word)) &&
      // Stars and groups may have changed meanwhile.
      !filters.has('is') &&
      JSON.stringify([...filters]) === JSON.stringify([...last.query.filters]);
    return goesOn ? last.matches : this.entries();
  }

  private entries(): readonly SearchEntry[] {
    return (this.prepared ??= this.index.entities.map(prepare));
  }

  private conditions({ filters }: SearchQuery, person: SearchPerson): readonly Condition[] {
    return [...filters].map(([filter, values]) => {
      const each = values.map(value => this.condition(filter, value, person));
      return entity => each.some(fits => fits(entity));
    });
  }

  private condition(filter: SearchFilter, value: string, person: SearchPerson): Condition {
    switch (filter) {
      case 'is':
        return stateCondition(value, person);
      case 'owner': {
        const owners = this.index.withChildGroups(this.named(value, 'owner', ['group', 'user']));
        return entity => entity.owner !== undefined && owners.has(entity.owner);
      }
      case 'system': {
        const systems = this.named(value, 'system', ['system']);
        return entity => entity.system !== undefined && systems.has(entity.system);
      }
      default: {
        const fitting = this.fittingValues(filter, value);
        return entity => valuesOf(entity, filter).some(text => fitting.has(text));
      }
    }
  }

  /** The values of a field that a filter means: the one that is so, else all that begin so. */
  private fittingValues(filter: SearchFilter, value: string): ReadonlySet<string> {
    const values = this.values.get(filter) ?? new Set(this.index.entities.flatMap(entity => valuesOf(entity, filter)));
    this.values.set(filter, values);
    const exact = [...values].filter(text => foldText(text) === value);
    return new Set(exact.length > 0 ? exact : [...values].filter(text => foldText(text).startsWith(value)));
  }

  /** References of what has this name, title or reference; else of what has a name or title that begins with it. */
  private named(value: string, field: 'owner' | 'system', kinds: readonly string[]): ReadonlySet<string> {
    const all = this.names.get(field) ?? this.namesOf(field, kinds);
    this.names.set(field, all);
    const wanted = searchWords(value);
    const exact = [...all].filter(
      ([ref, names]) => ref === value || shortEntityRef(ref) === value || names.includes(wanted),
    );
    const meant =
      exact.length > 0 ? exact : [...all].filter(([, names]) => names.some(name => name.startsWith(wanted)));
    return new Set(meant.map(([ref]) => ref));
  }

  private namesOf(field: 'owner' | 'system', kinds: readonly string[]): ReadonlyMap<string, readonly string[]> {
    const refs = new Set<string>();
    for (const entity of this.index.entities) {
      const ref = entity[field];
      if (ref !== undefined) refs.add(ref);
      if (kinds.includes(entity.kind.toLowerCase())) refs.add(entity.ref);
    }
    const names = (ref: string): readonly string[] => {
      const entity = this.index.get(ref);
      return [ref.slice(ref.indexOf('/') + 1), ...(entity ? [displayName(entity)] : [])].map(searchWords);
    };
    return new Map([...refs].map(ref => [ref, names(ref)]));
  }
}

/** One search of a catalogue; for several of the same state, keep an `EntitySearch`. */
export function searchEntities(index: EntityIndex, query: string, limit: number, person?: SearchPerson): SearchResult {
  return new EntitySearch(index).find(query, limit, person);
}

function prepare(entity: Entity): SearchEntry {
  const name = searchWords(entity.name);
  const title = entity.title === undefined ? '' : searchWords(entity.title);
  const joined = foldText(entity.name);
  const more = [
    ...entity.tags.map(searchWords),
    entity.description === undefined ? '' : searchWords(entity.description),
  ];
  // A name in camel case is found as it is written, too.
  if (!joined.startsWith(name.slice(0, joined.length))) more.unshift(joined);
  return { entity, name, title: title === name ? '' : title, rest: ` ${more.filter(Boolean).join(' ')}` };
}

interface QueryWord {
  readonly word: string;
  readonly begins: string;
}

function rankOf(entry: SearchEntry, words: readonly QueryWord[], phrase: string): number {
  const [first] = words;
  if (!first) return EXACT;
  let sum = 0;
  for (const word of words) {
    const rank = rankOfWord(entry, word);
    if (rank === NO_MATCH) return NO_MATCH;
    sum += rank;
  }
  if (words.length === 1) return sum;
  // Several words: together they count like one, apart they come after that by how well each of them fits.
  const together = rankOfWord(entry, { word: phrase, begins: ` ${phrase}` });
  return together !== NO_MATCH && together <= TITLE_PREFIX ? together : WORD_PREFIX + sum;
}

function rankOfWord({ name, title, rest }: SearchEntry, { word, begins }: QueryWord): number {
  if (name.startsWith(word)) return name.length === word.length ? EXACT : NAME_PREFIX;
  if (title.startsWith(word)) return TITLE_PREFIX;
  if (name.includes(begins) || title.includes(begins)) return WORD_PREFIX;
  if (name.includes(word)) return INSIDE_NAME;
  return rest.includes(begins) ? IN_TEXT : NO_MATCH;
}

function valuesOf(entity: Entity, filter: SearchFilter): readonly string[] {
  const { kind, type, lifecycle } = entity;
  if (filter === 'tag') return entity.tags;
  const value = filter === 'kind' ? kind : filter === 'type' ? type : lifecycle;
  return value === undefined ? [] : [value];
}

function stateCondition(state: string, { mine, starred }: SearchPerson): Condition {
  if (state === 'local') return entity => entity.local !== undefined;
  if (state === 'starred') return entity => starred?.has(entity.ref) === true;
  return entity =>
    mine !== undefined && (mine.has(entity.ref) || (entity.owner !== undefined && mine.has(entity.owner)));
}
