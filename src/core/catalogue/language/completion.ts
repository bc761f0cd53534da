import { displayName, type Entity } from '../entity.js';
import { parseEntityRef, shortEntityRef } from '../entityRef.js';
import { ANNOTATIONS, annotationModel } from './annotations.js';
import { cursorAt, type Cursor } from './cursor.js';
import { textOf, valueAt, type DescriptorFile, type Span } from './descriptorFile.js';
import { ENTITY_KINDS, fieldAt, fieldsAt, isRequired, kindModel, type FieldModel } from './entityModel.js';
import type { CatalogueKnowledge, EntityName } from './knowledge.js';
import { ENTITY_SNIPPETS } from './snippets.js';
import { writtenReference } from './writtenReference.js';

/** Something that could be written at the cursor. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'field' | 'value' | 'reference' | 'snippet';
  /** Beside the label: words of the catalogue. */
  readonly description?: string;
  /** Ours, to be translated, or nothing. `{0}` … stand for `values`. */
  readonly documentation?: string;
  readonly values?: readonly string[];
  /** The entity that is meant. */
  readonly entity?: Entity;
  readonly insert: string;
  /** `insert` has places to fill in. */
  readonly snippet?: true;
  /** What is typed is held against this. */
  readonly filter?: string;
  /** Going on at once with what comes next. */
  readonly continues?: true;
}

/** What could be written at the cursor, the likeliest first. */
export interface Suggestions {
  readonly items: readonly Suggestion[];
  /** There are more: ask again when more is typed. */
  readonly incomplete: boolean;
  /** What is replaced, in offsets of the file. */
  readonly span: Span;
  /** Whether a key is being written. */
  readonly ofKeys: boolean;
}

// More than this nobody reads; what else there is comes when more is typed.
const MOST_REFERENCES = 100;
// The first of the kinds that people mean is worth three of these, the second two …
const LIKELIER = 30;

/**
 * What could be written at an offset of a descriptor.
 * @returns undefined where there is nothing to say
 */
export function suggestionsAt(
  file: DescriptorFile,
  offset: number,
  knowledge: CatalogueKnowledge,
): Suggestions | undefined {
  const cursor = cursorAt(file, offset);
  if (!cursor) return undefined;
  const { document, path, side } = cursor;
  const all = (items: readonly Suggestion[]): Suggestions => ({
    items,
    incomplete: false,
    span: cursor.span,
    ofKeys: side === 'key',
  });
  if (side === 'key') {
    if (isBlank(document.tree.content) && path.length === 0) return all([...ENTITY_SNIPPETS, ...keys(cursor)]);
    if (path.join('.') === 'metadata.annotations') return all(annotationKeys(cursor, knowledge));
    return all(keys(cursor));
  }
  if (path.length === 1 && path[0] === 'kind') return all(kinds(knowledge));
  if (path.length === 1 && path[0] === 'apiVersion')
    return all(
      (kindModel(document.tree.kind)?.apiVersions ?? allVersions()).map(value => ({
        label: value,
        insert: value,
        kind: 'value',
      })),
    );
  if (path.length === 3 && path[1] === 'annotations') return all(annotationValues(path[2] ?? ''));
  const field = fieldAt(document.tree.kind, path);
  if (!field) return undefined;
  if (field.type === 'reference' || field.type === 'references') return references(cursor, field, knowledge);
  if (path.join('.') === 'metadata.tags') return all(counted(cursor, knowledge.tagsInUse(), []));
  const inUse =
    field.name === 'type' || field.name === 'lifecycle' ? knowledge.valuesOf(document.tree.kind ?? '', field.name) : [];
  return all(counted(cursor, path[0] === 'spec' ? inUse : [], field.values ?? []));
}

function isBlank(content: string): boolean {
  return /^(?:---)?\s*\w*\s*$/.test(content);
}

function allVersions(): readonly string[] {
  return [...new Set(ENTITY_KINDS.flatMap(({ apiVersions }) => apiVersions))];
}

function kinds(knowledge: CatalogueKnowledge): readonly Suggestion[] {
  return ENTITY_KINDS.map(({ kind, description }) => ({
    label: kind,
    kind: 'value',
    insert: kind,
    documentation: description,
    ...countOf(knowledge.ofKinds([kind]).length),
  }));
}

function countOf(count: number): { readonly description?: string } {
  return count > 0 ? { description: `${count}×` } : {};
}

/** Fields that are not there yet: those that must be there first, then in the order of the model. */
function keys({ document, path, siblings, hasColon, span, typed }: Cursor): readonly Suggestion[] {
  const { kind, root } = document.tree;
  const fields = fieldsAt(kind, path) ?? [];
  const type = textOf(valueAt(root, 'spec', 'type'));
  const present = new Set(siblings.filter(name => name !== typed || span.end - span.start !== name.length));
  const required = (field: FieldModel): boolean => isRequired(field, kind ?? '', type);
  return fields
    .filter(({ name }) => !present.has(name))
    .sort((a, b) => Number(required(b)) - Number(required(a)))
    .map(field => ({
      label: field.name,
      kind: 'field',
      insert: hasColon ? field.name : `${field.name}:${opening(field)}`,
      snippet: true,
      documentation: field.description,
      ...(required(field) ? { description: 'required' } : {}),
      continues: true,
    }));
}

function opening({ type }: FieldModel): string {
  if (type === 'references' || type === 'texts' || type === 'maps') return '\n  - $0';
  return type === 'map' ? '\n  $0' : ' $0';
}

function annotationKeys({ siblings, hasColon }: Cursor, knowledge: CatalogueKnowledge): readonly Suggestion[] {
  const inUse = new Map(knowledge.annotationsInUse().map(({ value, count }) => [value, count]));
  const known = new Set(ANNOTATIONS.map(({ key }) => key));
  const others = [...inUse.keys()].filter(key => !known.has(key) && !isWrittenByTheCatalogue(key));
  return [...known, ...others]
    .filter(key => !siblings.includes(key))
    .sort((a, b) => (inUse.get(b) ?? 0) - (inUse.get(a) ?? 0))
    .map(key => ({
      label: key,
      kind: 'field',
      insert: hasColon ? key : `${key}: `,
      ...(annotationModel(key) ? { documentation: annotationModel(key)?.description ?? '' } : {}),
      ...countOf(inUse.get(key) ?? 0),
      continues: true,
    }));
}

function isWrittenByTheCatalogue(key: string): boolean {
  return /^backstage\.io\/(?:managed-by|orphan)/.test(key);
}

function annotationValues(key: string): readonly Suggestion[] {
  const { values = [], example } = annotationModel(key) ?? {};
  return [...new Set([...values, ...(example === undefined ? [] : [example])])].map(value => ({
    label: value,
    kind: 'value',
    insert: value,
  }));
}

function counted(
  { side, others }: Cursor,
  inUse: readonly { readonly value: string; readonly count: number }[],
  known: readonly string[],
): readonly Suggestion[] {
  const used = new Set(inUse.map(({ value }) => value));
  const all = [...inUse, ...known.filter(value => !used.has(value)).map(value => ({ value, count: 0 }))];
  return all
    .filter(({ value }) => !others.includes(value))
    .map(({ value, count }) => ({
      label: value,
      kind: 'value',
      insert: side === 'item' ? `- ${value}` : value,
      ...countOf(count),
    }));
}

/** Entities that may stand in a field, those that are near to the one being described first. */
function references(cursor: Cursor, field: FieldModel, knowledge: CatalogueKnowledge): Suggestions {
  const { document, typed, side, others } = cursor;
  const { tree } = document;
  const form = { kind: typed.includes(':'), namespace: typed.includes('/') };
  const typedKind = form.kind ? typed.slice(0, typed.indexOf(':')).toLowerCase() : undefined;
  const wanted = typed.slice(Math.max(typed.lastIndexOf(':'), typed.lastIndexOf('/')) + 1).toLowerCase();
  const near = neighbourhood(cursor);
  const taken = new Set([tree.ref, ...others.map(text => fullForm(text, field, tree.namespace))]);
  const likely = field.likelyKinds && [...field.likelyKinds, ...knowledge.kindsOfTheInstance()];
  const rank = ({ kind }: Entity): number => {
    const at = likely?.findIndex(each => each.toLowerCase() === kind.toLowerCase()) ?? -1;
    return at < 0 ? 0 : Math.max(0, LIKELIER * (3 - at));
  };
  const kindsWanted =
    typedKind === undefined
      ? (field.kinds ?? likely)
      : (field.kinds ?? [typedKind]).filter(kind => kind.toLowerCase() === typedKind);
  const best = new Best(MOST_REFERENCES);
  for (const name of knowledge.ofKinds(kindsWanted)) {
    const match = matchOf(name, wanted);
    if (match === 0 || taken.has(name.entity.ref)) continue;
    best.add(name.entity, match + near(name.entity) + rank(name.entity));
  }
  const { entities, left } = best.result();
  const items = entities.map((entity): Suggestion => {
    const text = writtenReference(entity.ref, field.defaultKind, tree.namespace, form, entity.name);
    return {
      label: entity.name,
      kind: 'reference',
      description: displayName(entity) === entity.name ? shortEntityRef(entity.ref) : displayName(entity),
      entity,
      insert: side === 'item' ? `- ${text}` : text,
      // The editor holds what is typed against this; where it is a title, we have looked already.
      filter: form.kind || form.namespace ? text : `${text} ${displayName(entity)}`,
    };
  });
  return { items, incomplete: left, span: cursor.span, ofKeys: false };
}

function fullForm(text: string, field: FieldModel, namespace: string): string | undefined {
  const ref = parseEntityRef(text, { namespace, ...(field.defaultKind ? { kind: field.defaultKind } : {}) });
  return ref && `${ref.kind}:${ref.namespace}/${ref.name}`.toLowerCase();
}

/** How well a name goes with what is typed: 0 not at all, 300 best. */
function matchOf({ entity, search }: EntityName, wanted: string): number {
  if (wanted === '') return 100;
  const at = search.indexOf(wanted);
  if (at < 0) return isSubsequence(wanted, search) ? 50 : 0;
  if (at === 0) return entity.name.length === wanted.length ? 310 : 300;
  return /[\s\-_.]/.test(search[at - 1] ?? '') ? 200 : 100;
}

function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** What makes an entity likely: the same system, the same owner, the same namespace, and that it is not on its way out. */
function neighbourhood({ document }: Cursor): (entity: Entity) => number {
  const { root, namespace } = document.tree;
  const ref = (name: 'owner' | 'system', kind: string): string | undefined => {
    const parts = parseEntityRef(textOf(valueAt(root, 'spec', name)) ?? '', { kind, namespace });
    return parts && `${parts.kind}:${parts.namespace}/${parts.name}`.toLowerCase();
  };
  const owner = ref('owner', 'group');
  const system = ref('system', 'system');
  return entity =>
    (system !== undefined && entity.system === system ? 40 : 0) +
    (owner !== undefined && entity.owner === owner ? 20 : 0) +
    (entity.namespace.toLowerCase() === namespace.toLowerCase() ? 10 : 0) +
    (entity.kind.toLowerCase() === 'user' ? -5 : 0) -
    (entity.lifecycle?.toLowerCase() === 'deprecated' ? 100 : 0);
}

/** The best of many, without sorting them all: one bucket for each score. */
class Best {
  private readonly buckets = new Map<number, Entity[]>();
  private count = 0;

  constructor(private readonly most: number) {}

  add(entity: Entity, score: number): void {
    this.count += 1;
    const bucket = this.buckets.get(score);
    // The entities come in the order of the index: by name.
    if (!bucket) this.buckets.set(score, [entity]);
    else if (bucket.length < this.most) bucket.push(entity);
  }

  result(): { readonly entities: readonly Entity[]; readonly left: boolean } {
    const entities = [...this.buckets]
      .sort(([a], [b]) => b - a)
      .flatMap(([, bucket]) => bucket)
      .slice(0, this.most);
    return { entities, left: this.count > entities.length };
  }
}
