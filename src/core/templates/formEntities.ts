import { displayName, isRecord, type Entity } from '../catalogue/entity.js';
import { EntityIndex } from '../catalogue/entityIndex.js';
import { formatEntityRef, parseEntityRef, shortEntityRef } from '../catalogue/entityRef.js';
import { EntitySearch } from '../catalogue/search.js';
import type { FormSchema } from './formSchema.js';
import { uiText, uiTexts } from './formOptions.js';

/** What a form may know of the catalogue. */
export interface FormCatalogue {
  readonly index: EntityIndex;
  /** References of the signed-in person and of the person's groups; undefined where nobody is known to be. */
  readonly mine?: ReadonlySet<string>;
  readonly isReading: boolean;
}

/** Backstage's fields that choose entities. */
export const ENTITY_FIELDS_OF_FORMS = [
  ...(['EntityPicker', 'OwnerPicker', 'OwnedEntityPicker', 'MyGroupsPicker'] as const),
  'MultiEntityPicker',
] as const;
export type EntityFieldName = (typeof ENTITY_FIELDS_OF_FORMS)[number];

/** Which entities a field offers, and what a typed text means to it. Source: Backstage, "Input Examples", scaffolder fields. */
export interface EntityChoice {
  /** All of one of these; undefined for every entity. */
  readonly filter?: readonly FilterTerms[];
  readonly ownedByMe: boolean;
  readonly myGroups: boolean;
  readonly allowArbitraryValues: boolean;
  readonly defaultKind?: string;
  readonly defaultNamespace?: string;
}

type FilterTerms = Readonly<Record<string, unknown>>;

/** Reads the options of a field that chooses entities. */
export function entityChoice(field: EntityFieldName, schema: FormSchema): EntityChoice {
  const { ui } = schema;
  const kinds = uiTexts(schema, 'allowedKinds');
  const isOwner = field === 'OwnerPicker';
  const byKind = kinds.length > 0 ? { kind: kinds } : isOwner ? { kind: ['Group', 'User'] } : undefined;
  const given = ui.get('catalogFilter');
  const filter = Array.isArray(given) ? given.filter(isRecord) : isRecord(given) ? [given] : byKind && [byKind];
  const defaultKind = isOwner ? 'Group' : uiText(schema, 'defaultKind');
  const defaultNamespace = uiText(schema, 'defaultNamespace');
  return {
    ...(filter && filter.length > 0 ? { filter } : {}),
    ownedByMe: field === 'OwnedEntityPicker',
    myGroups: field === 'MyGroupsPicker',
    allowArbitraryValues: field !== 'MyGroupsPicker' && ui.get('allowArbitraryValues') !== false,
    ...(defaultKind === undefined ? {} : { defaultKind }),
    ...(defaultNamespace === undefined ? {} : { defaultNamespace }),
  };
}

/** What was found for a text. */
export interface FoundEntities {
  readonly entities: readonly Entity[];
  readonly total: number;
}

/** Searches the entities that a field offers. Keeps what it prepared for as long as the catalogue stays the same. */
export class EntityChooser {
  private prepared: { readonly index: EntityIndex; readonly mine: unknown; readonly search: EntitySearch } | undefined;

  constructor(private readonly choice: EntityChoice) {}

  find(typed: string, limit: number, catalogue: FormCatalogue): FoundEntities {
    const { index, mine } = catalogue;
    if (this.prepared?.index !== index || this.prepared.mine !== mine)
      this.prepared = { index, mine, search: new EntitySearch(this.offered(catalogue)) };
    return this.prepared.search.find(typed, limit);
  }

  private offered({ index, mine }: FormCatalogue): EntityIndex {
    const { filter, ownedByMe, myGroups } = this.choice;
    if (!filter && !ownedByMe && !myGroups) return index;
    const groups = myGroups && mine ? groupsOf(mine, index) : undefined;
    const alternatives = filter?.map(conditionOf);
    const fits = (entity: Entity): boolean =>
      (!alternatives || alternatives.some(condition => condition(entity))) &&
      (!ownedByMe || !mine || (entity.owner !== undefined && mine.has(entity.owner))) &&
      (!myGroups || (groups ? groups.has(entity.ref) : entity.kind.toLowerCase() === 'group'));
    return EntityIndex.of(index.entities.filter(fits), []);
  }
}

/**
 * The reference that a typed text means, in the full form in which Backstage's pickers give it.
 * @returns the text itself where it is no reference: so does Backstage
 */
export function typedReference(text: string, { defaultKind, defaultNamespace }: EntityChoice): string {
  const ref = parseEntityRef(text, {
    ...(defaultKind === undefined ? {} : { kind: defaultKind }),
    ...(defaultNamespace === undefined ? {} : { namespace: defaultNamespace }),
  });
  return ref ? formatEntityRef(ref) : text.trim();
}

/** An entity as a person knows it, where it is in the catalogue. */
export function referenceLabel(ref: string, index: EntityIndex): string {
  const entity = index.get(ref);
  return entity ? displayName(entity) : shortEntityRef(ref);
}

/** The tags that entities of some kinds have, the most used first. @param kinds all kinds where there is none */
export function knownTags(index: EntityIndex, kinds: readonly string[]): ReadonlyMap<string, number> {
  const wanted = new Set(kinds.map(kind => kind.toLowerCase()));
  const counts = new Map<string, number>();
  for (const { kind, tags } of index.entities)
    if (wanted.size === 0 || wanted.has(kind.toLowerCase()))
      for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return new Map([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

// Source: Backstage, catalog-model, `KubernetesValidatorFunctions.isValidObjectName` and `CommonValidatorFunctions.isValidTag`.
const OBJECT_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const TAG = /^[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*$/;

/** Whether a text can be the name of an entity. */
export function isEntityName(text: string): boolean {
  return OBJECT_NAME.test(text);
}

/** Whether a text can be a tag. */
export function isTag(text: string): boolean {
  return text.length <= 63 && TAG.test(text);
}

/** The entities that have this name already, in any kind and namespace. */
export function entitiesNamed(name: string, index: EntityIndex): readonly Entity[] {
  const wanted = name.toLowerCase();
  return index.entities.filter(entity => entity.name.toLowerCase() === wanted);
}

/** The groups that the person is a member of. */
function groupsOf(mine: ReadonlySet<string>, index: EntityIndex): ReadonlySet<string> {
  const people = [...mine].filter(ref => ref.startsWith('user:'));
  return new Set(people.flatMap(ref => index.related(ref, 'memberOf')));
}

type Condition = (entity: Entity) => boolean;

/** All terms of a filter as one condition. */
function conditionOf(terms: FilterTerms): Condition {
  const conditions = Object.entries(terms).map(([name, wanted]): Condition => {
    const key = name.toLowerCase();
    if (isRecord(wanted)) return wanted['exists'] === true ? entity => valuesOf(entity, key)?.length !== 0 : () => true;
    const folded = new Set((Array.isArray(wanted) ? wanted : [wanted]).map(item => String(item).toLowerCase()));
    // Nothing is left out by a field that is not kept here.
    return entity => valuesOf(entity, key)?.some(value => folded.has(value.toLowerCase())) ?? true;
  });
  return entity => conditions.every(condition => condition(entity));
}

/** What an entity has under a key of the catalogue's filters, folded; references in every way of writing them. */
function valuesOf(entity: Entity, key: string): readonly string[] | undefined {
  const listed = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);
  const written = (ref: string | undefined): readonly string[] =>
    ref === undefined
      ? []
      : [ref, shortEntityRef(ref), ref.slice(ref.indexOf(':') + 1), ref.slice(ref.indexOf('/') + 1)];
  if (key.startsWith('metadata.annotations.')) {
    const wanted = key.slice('metadata.annotations.'.length);
    return [...entity.annotations].flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));
  }
  if (key.startsWith('relations.')) {
    const type = key.slice('relations.'.length);
    return entity.relations.flatMap(relation => (relation.type.toLowerCase() === type ? [relation.targetRef] : []));
  }
  switch (key) {
    case 'kind':
      return [entity.kind];
    case 'metadata.name':
      return [entity.name];
    case 'metadata.namespace':
      return [entity.namespace];
    case 'metadata.title':
      return listed(entity.title);
    case 'metadata.description':
      return listed(entity.description);
    case 'metadata.tags':
      return entity.tags;
    case 'spec.type':
      return listed(entity.type);
    case 'spec.lifecycle':
      return listed(entity.lifecycle);
    case 'spec.owner':
      return written(entity.owner);
    case 'spec.system':
      return written(entity.system);
    default:
      return undefined;
  }
}
