import type { DocumentKind } from '../kinds.js';
import { entryOf, isUnknown, itemsOf, mapOf, scalarOf, valueAt, walk } from '../yaml/navigate.js';
import type { YamlDocument, YamlNode } from '../yaml/node.js';
import type {
  ChartFacts,
  DocumentFacts,
  EntityFacts,
  EntityLink,
  KustomizationFacts,
  ObjectReference,
  PatchFile,
} from './facts.js';
import { labelFacts, ownText } from './labels.js';
import { LineCounter, resourceFacts } from './resourceFacts.js';
import { spanOf } from './workloadFacts.js';

const kept = new WeakMap<YamlDocument, DocumentFacts>();

/** What rules that look across files know of a document. Of a document that is asked for again it is the same object. */
export function factsOf(document: YamlDocument, kind: DocumentKind): DocumentFacts {
  const known = kept.get(document);
  if (known?.kind === kind) return known;
  const facts = readFacts(document, kind);
  kept.set(document, facts);
  return facts;
}

/** A file of which nothing is known, because it was not read. */
export const UNREAD_FACTS: DocumentFacts = { kind: 'other', unreadable: true, templated: false, resources: [] };

const NO_FACTS: DocumentFacts = { kind: 'other', unreadable: false, templated: false, resources: [] };

function readFacts(document: YamlDocument, kind: DocumentKind): DocumentFacts {
  // Rules that look across files must know all of a document or nothing.
  if (document.partial) return { ...UNREAD_FACTS, templated: document.templated };
  const templated = document.templated && mayBeMore(document);
  const unreadable = document.root === undefined && document.problems.length > 0;
  const chart = kind === 'other' ? chartFacts(document) : undefined;
  if (kind === 'other' && !unreadable && !templated && !chart) return NO_FACTS;
  const base = { kind, unreadable, templated, resources: kind === 'kubernetes' ? resourceFacts(document) : [] };
  if (kind === 'entity' || kind === 'template') return { ...base, entity: entityFacts(document) };
  if (kind === 'kustomization') return { ...base, kustomization: kustomizationFacts(document) };
  return chart ? { ...base, chart } : base;
}

/** A `Chart.yaml` says which version of Helm's format it has, but not what it is. */
function chartFacts({ root }: YamlDocument): ChartFacts | undefined {
  const version = scalarOf(valueAt(root, 'apiVersion'))?.text;
  const name = scalarOf(valueAt(root, 'name'));
  if (!name || !scalarOf(valueAt(root, 'version')) || !/^v[12]$/.test(version ?? '')) return undefined;
  const type = scalarOf(valueAt(root, 'type'))?.text ?? 'application';
  return { name: ownText(name.text), type: ownText(type), at: spanOf(name) };
}

/** Lines that decide whether something is written, how often, or what. */
const DECIDING = /^[ \t]*(?:\{\{-?\s*(?:if|else|end|range|with|include|template|block|define)\b|\{%)/m;

/**
 * Whether a template may make other objects than are written: it decides what is there, or fills in what something is or is called.
 * A text with braces in a dashboard or an alert does neither.
 */
function mayBeMore({ text, root }: YamlDocument): boolean {
  const map = mapOf(root);
  if (!map || map.masked || DECIDING.test(text)) return true;
  const metadata = entryOf(map, 'metadata')?.value;
  return [entryOf(map, 'apiVersion')?.value, entryOf(map, 'kind')?.value, metadata].some(isPartlyUnknown);
}

function isPartlyUnknown(node: YamlNode | undefined): boolean {
  let found = false;
  walk(node, each => {
    if (each.type !== 'alias' && each.masked) found = true;
    return !found;
  });
  return found;
}

function entityFacts({ root, text }: YamlDocument): EntityFacts {
  const read = (...path: readonly string[]): string | undefined => {
    const node = scalarOf(valueAt(root, ...path));
    return node && !node.masked ? ownText(node.text) : undefined;
  };
  const kind = read('kind') ?? '';
  const name = read('metadata', 'name') ?? '';
  const namespace = read('metadata', 'namespace') ?? 'default';
  const at = valueAt(root, 'metadata', 'name') ?? mapOf(root)?.entries[0]?.key;
  const optional = (key: 'type' | 'lifecycle' | 'owner' | 'system'): Partial<EntityFacts> => {
    const value = read('spec', key);
    return value === undefined ? {} : { [key]: value };
  };
  return {
    ...{ kind, name, namespace, ref: `${kind}:${namespace}/${name}`.toLowerCase() },
    ...optional('type'),
    ...optional('lifecycle'),
    ...optional('owner'),
    ...optional('system'),
    annotations: labelFacts(valueAt(root, 'metadata', 'annotations')),
    links: itemsOf(valueAt(root, 'metadata', 'links')).flatMap(linkOf),
    at: at ? spanOf(at) : { start: 0, end: 0 },
    ...new LineCounter(text).at(at?.start ?? 0),
  };
}

function linkOf(node: YamlNode): readonly EntityLink[] {
  const read = (name: string): string | undefined => scalarOf(valueAt(node, name))?.text;
  const url = read('url');
  const title = read('title');
  const type = read('type');
  if (url === undefined) return [];
  return [
    {
      url: ownText(url),
      ...(title === undefined ? {} : { title: ownText(title) }),
      ...(type === undefined ? {} : { type: ownText(type) }),
    },
  ];
}

/** Keys that bring in objects which are written nowhere, or may do so. */
const RENDERING = ['helmCharts', 'helmChartInflationGenerator', 'generators', 'transformers'];

function kustomizationFacts({ root }: YamlDocument): KustomizationFacts {
  const texts = (name: string): readonly YamlNode[] => itemsOf(valueAt(root, name));
  const read = (node: YamlNode | undefined): string | undefined => {
    const scalar = scalarOf(node);
    return scalar && !scalar.masked ? scalar.text : undefined;
  };
  const sources = [...texts('resources'), ...texts('bases'), ...texts('components')].map(read);
  const patchFiles: PatchFile[] = [];
  const patched: { kind: string; name: string }[] = [];
  const targets: ObjectReference[] = [];
  for (const item of texts('patchesStrategicMerge')) {
    const path = read(item);
    if (path !== undefined && !path.includes('\n'))
      patchFiles.push({ path: ownText(path), hasTarget: false, ...spanOf(item) });
    else patched.push({ kind: '', name: '' });
  }
  for (const item of [...texts('patches'), ...texts('patchesJson6902')]) {
    const pathNode = valueAt(item, 'path');
    const path = read(pathNode);
    const target = valueAt(item, 'target');
    if (pathNode && path !== undefined)
      patchFiles.push({ path: ownText(path), hasTarget: target !== undefined, ...spanOf(pathNode) });
    // A file without a target says itself what it changes.
    if (path !== undefined && !target) continue;
    const nameNode = valueAt(target, 'name');
    const [kind, name] = [ownText(read(valueAt(target, 'kind')) ?? ''), plainName(read(nameNode))];
    patched.push({ kind, name });
    if (nameNode && kind !== '' && name !== '') targets.push({ kind, name, ...spanOf(nameNode) });
  }
  for (const item of texts('replicas')) patched.push({ kind: '', name: ownText(read(valueAt(item, 'name')) ?? '') });
  return {
    sources: sources.filter(path => path !== undefined).map(ownText),
    patchFiles,
    patched,
    targets,
    renames: ['namePrefix', 'nameSuffix'].some(name => entryOf(root, name) !== undefined),
    labels: ['labels', 'commonLabels', 'commonAnnotations'].some(name => entryOf(root, name) !== undefined),
    rendersMore:
      isUnknown(root) ||
      sources.includes(undefined) ||
      RENDERING.some(name => itemsOf(valueAt(root, name)).length > 0 || isUnknown(entryOf(root, name)?.value)),
  };
}

/** Names of targets are patterns: one that is more than a name can be any. */
function plainName(name: string | undefined): string {
  return name !== undefined && /^[a-z0-9.-]+$/.test(name) ? ownText(name) : '';
}
