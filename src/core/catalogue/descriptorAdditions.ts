import { stringify } from 'yaml';
import { formatEntityRef, parseEntityRef } from './entityRef.js';
import {
  entryOf,
  isSubstituted,
  parseDescriptorFile,
  textOf,
  valueAt,
  type DocumentTree,
  type YamlEntry,
  type YamlNode,
} from './language/descriptorFile.js';
import { columnOf, endOfEntry } from './language/insertion.js';
import { scalarsOf } from './language/references.js';

/** What a component should say as well. */
export interface Additions {
  readonly annotations: Readonly<Record<string, string>>;
  /** Names of APIs in the namespace of the component. */
  readonly providesApis: readonly string[];
}

interface Insertion {
  /** In UTF-16 units from the beginning of the file. */
  readonly at: number;
  readonly text: string;
}

// Facts that a component may state in another way. Source: Backstage, "Well-known Annotations on Catalog Entities".
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  'backstage.io/techdocs-ref': 'backstage.io/techdocs-entity',
  'backstage.io/kubernetes-id': 'backstage.io/kubernetes-label-selector',
};

/**
 * Adds to the only component of a descriptor what it does not say yet. Lines are put in; what stands there stays to the letter.
 * @param text of the descriptor
 * @returns the whole text; the same one where nothing is missing, where there are several components, and where the place
 *   for it is written in a way (in braces, from another file) that no line can be put into
 */
export function addToComponent(text: string, { annotations, providesApis }: Additions): string {
  const file = parseDescriptorFile(text);
  const [component, ...others] = file.documents.filter(({ tree }) => tree.kind?.toLowerCase() === 'component');
  if (!component || others.length > 0 || component.tree.broken) return text;
  const { tree, offset } = component;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return [...addAnnotations(tree, annotations), ...addApis(tree, providesApis)]
    .map(({ at, text: added }) => ({ at: offset + at, text: added.replaceAll('\n', newline) }))
    .sort((a, b) => b.at - a.at)
    .reduce((result, { at, text: added }) => result.slice(0, at) + added + result.slice(at), file.text);
}

function addAnnotations(tree: DocumentTree, wanted: Readonly<Record<string, string>>): readonly Insertion[] {
  const metadata = valueAt(tree.root, 'metadata');
  const present = entryOf(metadata, 'annotations');
  const has = (key: string | undefined): boolean => key !== undefined && entryOf(present?.value, key) !== undefined;
  const lines = Object.entries(wanted)
    .filter(([key]) => !has(key) && !has(SAID_OTHERWISE[key]))
    .map(([key, value]) => `${key}: ${stringify(value, { lineWidth: 0 }).trimEnd()}`);
  return lines.length === 0 ? [] : addLines(tree, metadata, 'annotations', present, lines);
}

function addApis(tree: DocumentTree, names: readonly string[]): readonly Insertion[] {
  const spec = valueAt(tree.root, 'spec');
  const present = entryOf(spec, 'providesApis');
  const context = { kind: 'API', namespace: tree.namespace };
  const refs = new Set(
    scalarsOf(present?.value).flatMap(node => {
      const parts = parseEntityRef(textOf(node) ?? '', context);
      return parts ? [formatEntityRef(parts)] : [];
    }),
  );
  const missing = names.filter(name => !refs.has(formatEntityRef({ ...context, name })));
  return missing.length === 0
    ? []
    : addLines(
        tree,
        spec,
        'providesApis',
        present,
        missing.map(name => `- ${name}`),
      );
}

/** Puts lines behind the last one of a field, or the field with them behind the last one of its mapping. */
function addLines(
  { content }: DocumentTree,
  parent: YamlNode | undefined,
  key: string,
  present: YamlEntry | undefined,
  lines: readonly string[],
): readonly Insertion[] {
  if (parent?.type !== 'map' || parent.flow || isSubstituted(parent)) return [];
  const own = parent.entries[0];
  const last = parent.entries.at(-1);
  if (!own || !last) return [];
  const column = columnOf(content, own.keySpan.start);
  const written = (indent: number): string => lines.map(line => `\n${' '.repeat(indent)}${line}`).join('');
  if (!present)
    return [{ at: endOfEntry(content, last).start, text: `\n${' '.repeat(column)}${key}:${written(column + 2)}` }];
  const { value } = present;
  const at = endOfEntry(content, present).start;
  if (value.type === 'scalar') return value.value === null ? [{ at, text: written(column + 2) }] : [];
  const first =
    value.type === 'map' ? value.entries[0]?.keySpan : value.type === 'list' ? value.items[0]?.span : undefined;
  if (value.type === 'opaque' || value.flow || !first || isSubstituted(value)) return [];
  const lineStart = content.lastIndexOf('\n', first.start - 1) + 1;
  const before = content.slice(lineStart, first.start);
  // An item must stand in a line of its own, or else there is no telling where the next one goes.
  if (!(value.type === 'list' ? /^ *- +$/ : /^ *$/).test(before)) return [];
  return [{ at, text: written(before.search(/[^ ]|$/)) }];
}
