import { annotationModel } from './annotations.js';
import type { DescriptorFile, PlacedTree, Span, YamlEntry, YamlNode } from './descriptorFile.js';
import { fieldAt, kindModel } from './entityModel.js';
import { covers } from './references.js';

/** What there is to say about a key, or about a kind. */
export interface FieldHelp {
  readonly document: PlacedTree;
  readonly span: Span;
  /** Ours, in Markdown, to be translated. */
  readonly text: string;
}

/** What there is to say about what stands at an offset of a file. */
export function fieldHelpAt(file: DescriptorFile, offset: number): FieldHelp | undefined {
  const document = file.documentAt(offset);
  if (!document) return undefined;
  const found = entryAt(document.tree.root, offset - document.offset, []);
  if (!found) return undefined;
  const { path, entry, onKey } = found;
  if (!onKey) {
    const text = path.join('.') === 'kind' ? kindModel(document.tree.kind)?.description : undefined;
    return text === undefined ? undefined : { document, span: entry.value.span, text };
  }
  const isAnnotation = path.length === 3 && path[1] === 'annotations';
  const text = isAnnotation ? annotationModel(entry.key)?.description : fieldAt(document.tree.kind, path)?.description;
  return text === undefined ? undefined : { document, span: entry.keySpan, text };
}

function entryAt(
  node: YamlNode | undefined,
  offset: number,
  path: readonly string[],
): { readonly path: readonly string[]; readonly entry: YamlEntry; readonly onKey: boolean } | undefined {
  if (node?.type === 'list') {
    for (const item of node.items) {
      const found = covers(item.span, offset) ? entryAt(item, offset, path) : undefined;
      if (found) return found;
    }
    return undefined;
  }
  if (node?.type !== 'map') return undefined;
  for (const entry of node.entries) {
    const here = [...path, entry.key];
    if (covers(entry.keySpan, offset)) return { path: here, entry, onKey: true };
    if (covers(entry.value.span, offset))
      return entryAt(entry.value, offset, here) ?? { path: here, entry, onKey: false };
  }
  return undefined;
}
