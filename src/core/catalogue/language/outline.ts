import { webAddress } from '../addresses.js';
import {
  entryOf,
  textOf,
  valueAt,
  type DescriptorFile,
  type PlacedTree,
  type Span,
  type YamlNode,
} from './descriptorFile.js';
import type { CatalogueLookup } from './knowledge.js';
import { scalarsOf } from './references.js';

/** Something with a name in a descriptor. */
export interface OutlineItem {
  readonly name: string;
  /** Beside the name. */
  readonly detail: string;
  readonly kind: 'entity' | 'map' | 'list' | 'value';
  readonly document: PlacedTree;
  readonly span: Span;
  /** The part of it that is selected. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}

/** The entities of a file, each with its fields. */
export function outlineOf(file: DescriptorFile): readonly OutlineItem[] {
  return file.documents.flatMap(document => {
    const { root, kind, name, content } = document.tree;
    if (root?.type !== 'map') return [];
    const nameNode = valueAt(root, 'metadata', 'name');
    const span = { start: root.span.start, end: Math.max(root.span.end, content.trimEnd().length) };
    return [
      {
        name: name ?? kind ?? '—',
        detail: kind ?? '',
        kind: 'entity' as const,
        document,
        span,
        nameSpan:
          nameNode && nameNode.span.end > nameNode.span.start
            ? nameNode.span
            : { start: root.span.start, end: root.span.start },
        children: fieldsOf(root, document, 2),
      },
    ];
  });
}

function fieldsOf(node: YamlNode, document: PlacedTree, depth: number): readonly OutlineItem[] {
  if (node.type !== 'map' || depth === 0) return [];
  return node.entries.map(({ key, keySpan, value }) => ({
    name: key === '' ? '—' : key,
    detail: value.type === 'scalar' && value.style !== 'block' && value.value !== null ? String(value.value) : '',
    kind: value.type === 'map' || value.type === 'list' ? value.type : 'value',
    document,
    span: { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) },
    nameSpan: keySpan,
    children: fieldsOf(value, document, depth - 1),
  }));
}

/** A web address in a descriptor. */
export interface DescriptorLink {
  readonly document: PlacedTree;
  readonly span: Span;
  readonly address: string;
}

/** The web addresses of a file: those of links, and those in annotations. */
export function linksOf(file: DescriptorFile): readonly DescriptorLink[] {
  return file.documents.flatMap(document => {
    const metadata = valueAt(document.tree.root, 'metadata');
    const links = valueAt(metadata, 'links');
    const annotations = valueAt(metadata, 'annotations');
    const spec = valueAt(document.tree.root, 'spec');
    const isLocation = document.tree.kind?.toLowerCase() === 'location';
    const nodes = [
      ...(links?.type === 'list' ? links.items.map(item => entryOf(item, 'url')?.value) : []),
      ...(annotations?.type === 'map' ? annotations.entries.map(({ value }) => value) : []),
      ...(isLocation ? [valueAt(spec, 'target'), valueAt(spec, 'targets')] : []),
    ];
    return nodes.flatMap(scalarsOf).flatMap(node => {
      const text = textOf(node);
      const prefix = /^url:(?=https?:)/.exec(text ?? '')?.[0].length ?? 0;
      const address = webAddress(text?.slice(prefix));
      if (address === undefined || node.style === 'block') return [];
      return [{ document, span: { start: node.inner.start + prefix, end: node.inner.end }, address }];
    });
  });
}

// The relations by which others need an entity, or are part of it.
const NEEDED_BY = ['dependencyOf', 'apiConsumedBy', 'apiProvidedBy', 'hasPart', 'ownerOf', 'parentOf', 'hasMember'];

/** What stands over an entity in a descriptor. */
export interface EntityLens {
  readonly document: PlacedTree;
  readonly ref: string;
  /** The first key of the document. */
  readonly span: Span;
  /** Its name: where its references are looked for. */
  readonly nameSpan: Span;
  /** How many entities need it or are part of it. */
  readonly dependents: number;
  /** Full reference of the owner. */
  readonly owner?: string;
}

/** What stands over each entity of a file. */
export function lensesOf(file: DescriptorFile, index: CatalogueLookup): readonly EntityLens[] {
  return file.documents.flatMap(document => {
    const { root, ref } = document.tree;
    const name = valueAt(root, 'metadata', 'name');
    if (root?.type !== 'map' || ref === undefined || !name) return [];
    const dependents = new Set(NEEDED_BY.flatMap(type => index.related(ref, type)));
    const owner = index.get(ref)?.owner;
    const span = root.entries[0]?.keySpan ?? root.span;
    return [
      {
        document,
        ref,
        span,
        nameSpan: name.span,
        dependents: dependents.size,
        ...(owner === undefined ? {} : { owner }),
      },
    ];
  });
}
