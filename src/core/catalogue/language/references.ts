import { formatEntityRef, parseEntityRef, type EntityRef } from '../entityRef.js';
import { annotationModel } from './annotations.js';
import {
  entryOf,
  isTemplated,
  textOf,
  valueAt,
  type DescriptorFile,
  type DocumentTree,
  type PlacedTree,
  type Span,
  type YamlNode,
  type YamlScalar,
} from './descriptorFile.js';
import { kindModel, type FieldModel } from './entityModel.js';

/** A reference to an entity, as it stands in a descriptor. */
export interface EntityReference {
  readonly node: YamlScalar;
  /** As written. */
  readonly text: string;
  /** The field it stands in; an annotation has none. */
  readonly field?: FieldModel;
  /** What is meant; undefined where the text is no reference. */
  readonly parts?: EntityRef;
  /** The full form of what is meant. */
  readonly ref?: string;
}

/** What stands at a place of a descriptor and means an entity. */
export type Mention =
  | { readonly type: 'reference'; readonly reference: EntityReference; readonly document: PlacedTree }
  | { readonly type: 'declaration'; readonly node: YamlScalar; readonly ref: string; readonly document: PlacedTree };

/** All references to entities in a document, in the order in which the entity model has their fields. */
export function referencesOf(tree: DocumentTree): readonly EntityReference[] {
  const spec = valueAt(tree.root, 'spec');
  const inSpec = (kindModel(tree.kind)?.spec ?? []).flatMap(field => {
    if (field.type !== 'reference' && field.type !== 'references') return [];
    return scalarsOf(entryOf(spec, field.name)?.value).flatMap(node =>
      readReference(node, tree, field.defaultKind, field),
    );
  });
  const annotations = valueAt(tree.root, 'metadata', 'annotations');
  const inAnnotations = (annotations?.type === 'map' ? annotations.entries : []).flatMap(({ key, value }) => {
    const kind = annotationModel(key)?.reference;
    return kind === undefined ? [] : scalarsOf(value).flatMap(node => readReference(node, tree, kind));
  });
  return [...inSpec, ...inAnnotations];
}

/** What stands at an offset of a file and means an entity. */
export function mentionAt(file: DescriptorFile, offset: number): Mention | undefined {
  const document = file.documentAt(offset);
  if (!document) return undefined;
  const at = offset - document.offset;
  const reference = referencesOf(document.tree).find(({ node }) => covers(node.span, at));
  if (reference) return { type: 'reference', reference, document };
  const name = valueAt(document.tree.root, 'metadata', 'name');
  const { ref } = document.tree;
  return ref !== undefined && name?.type === 'scalar' && covers(name.span, at)
    ? { type: 'declaration', node: name, ref, document }
    : undefined;
}

/** The full reference that a mention means. */
export function refOf(mention: Mention | undefined): string | undefined {
  return mention?.type === 'declaration' ? mention.ref : mention?.reference.ref;
}

/** The name alone at a mention, without kind and namespace. */
export function nameSpanOf(mention: Mention): Span {
  return mention.type === 'declaration' ? mention.node.inner : namePart(mention.reference.node, mention.reference.text);
}

/** A place in a file that names an entity. */
export interface NamedPlace {
  readonly document: PlacedTree;
  readonly node: YamlScalar;
  readonly declaration: boolean;
  /** Only the name, without kind and namespace: what changes with the name. */
  readonly name: Span;
}

/** Every place of a file that names an entity. @param ref full reference in lower case */
export function placesOf(file: DescriptorFile, ref: string): readonly NamedPlace[] {
  return file.documents.flatMap(document => {
    const places = referencesOf(document.tree)
      .filter(reference => reference.ref === ref)
      .map(({ node, text }) => ({ document, node, declaration: false, name: namePart(node, text) }));
    const own = valueAt(document.tree.root, 'metadata', 'name');
    if (document.tree.ref !== ref || own?.type !== 'scalar') return places;
    return [{ document, node: own, declaration: true, name: own.inner }, ...places];
  });
}

/**
 * A name as it must be written at a place: in quotes where YAML would else read a number or the like.
 */
export function writtenName(place: NamedPlace, name: string): string {
  const alone = place.name.start === place.node.span.start && place.name.end === place.node.span.end;
  const looksOtherwise =
    /^(?:true|false|null|yes|no|on|off|y|n|[-+.]?[\d.][\d.eE_+-]*|0[xo][\da-fA-F]+|\d{4}-\d\d-\d\d)$/i.test(name);
  return alone && looksOtherwise ? `'${name}'` : name;
}

/** The scalars of a value that may be one or a list of them. */
export function scalarsOf(node: YamlNode | undefined): readonly YamlScalar[] {
  if (node?.type === 'scalar') return [node];
  return node?.type === 'list' ? node.items.filter(item => item.type === 'scalar') : [];
}

/** Whether an offset lies in a part of a text or right behind it. */
export function covers({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function readReference(
  node: YamlScalar,
  tree: DocumentTree,
  kind: string | undefined,
  field?: FieldModel,
): readonly EntityReference[] {
  const text = textOf(node);
  if (text === undefined || node.style === 'block' || isTemplated(text)) return [];
  const parts = parseEntityRef(text, { namespace: tree.namespace, ...(kind === undefined ? {} : { kind }) });
  return [
    {
      node,
      text,
      ...(field ? { field } : {}),
      ...(parts ? { parts, ref: formatEntityRef(parts) } : {}),
    },
  ];
}

function namePart({ inner }: YamlScalar, text: string): Span {
  const end = inner.start + text.trimEnd().length;
  const before = Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1;
  return { start: inner.start + before, end };
}
