import { meetUnknown } from './unknowns.js';
import type { MapEntry, MapNode, ScalarNode, SeqNode, YamlNode } from './node.js';

// Longer chains of aliases and merges than these are made to be followed, not read.
const MOST_ALIASES = 32;
const MOST_MERGES = 64;
/** From how many entries on a mapping is searched by hash. */
const SMALL_MAP = 12;

const indexes = new WeakMap<MapNode, Map<string, MapEntry>>();

/** The node that is meant: where an alias stands, what it stands for. Undefined for an alias that leads nowhere. */
export function resolved(node: YamlNode | undefined): Exclude<YamlNode, { type: 'alias' }> | undefined {
  let at = node;
  for (let steps = 0; at?.type === 'alias'; steps++) {
    if (steps > MOST_ALIASES) return undefined;
    at = at.target;
  }
  return at;
}

/** The mapping that is meant, or undefined where there is none. */
export function mapOf(node: YamlNode | undefined): MapNode | undefined {
  const at = resolved(node);
  if (at?.type === 'map') return at;
  if (at?.type === 'scalar' && at.masked) meetUnknown(at);
  return undefined;
}

/** The items of the list that is meant; none where there is no list. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return seqOf(node)?.items ?? NOTHING;
}
const NOTHING: readonly YamlNode[] = [];

/** The list that is meant, or undefined where there is none. */
export function seqOf(node: YamlNode | undefined): SeqNode | undefined {
  const at = resolved(node);
  if (at?.type === 'map' || !at) return undefined;
  if (at.masked) meetUnknown(at);
  return at.type === 'seq' ? at : undefined;
}

/** The scalar that is meant, or undefined where there is none. */
export function scalarOf(node: YamlNode | undefined): ScalarNode | undefined {
  const at = resolved(node);
  if (at?.type !== 'scalar') return undefined;
  if (at.masked) meetUnknown(at);
  return at;
}

/**
 * The entry of a key. Of a key that stands twice the last one counts, as in Kubernetes; a key that is not there is looked for in
 * what is merged (`<<`), the first merged mapping before the next.
 */
export function entryOf(node: YamlNode | undefined, name: string): MapEntry | undefined {
  const map = mapOf(node);
  return map && findEntry(map, name, { left: MOST_MERGES });
}

function findEntry(map: MapNode, name: string, budget: { left: number }): MapEntry | undefined {
  const own = ownEntry(map, name);
  if (own) return own;
  if (map.masked) meetUnknown(map);
  const merge = ownEntry(map, '<<');
  if (!merge) return undefined;
  const sources = seqOf(merge.value)?.items ?? [merge.value];
  for (const source of sources) {
    if (budget.left-- <= 0) return undefined;
    const merged = mapOf(source);
    const found = merged && findEntry(merged, name, budget);
    if (found) return found;
  }
  return undefined;
}

function ownEntry(map: MapNode, name: string): MapEntry | undefined {
  const { entries } = map;
  if (entries.length <= SMALL_MAP) {
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at];
      if (entry?.name === name) return entry;
    }
    return undefined;
  }
  let index = indexes.get(map);
  if (!index) indexes.set(map, (index = new Map(entries.map(entry => [entry.name, entry]))));
  return index.get(name);
}

/** The value at a path of keys, or undefined where one of them is missing. */
export function valueAt(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  let at = node;
  for (const name of path) {
    at = entryOf(at, name)?.value;
    if (!at) return undefined;
  }
  return at;
}

/**
 * All entries of a mapping with those that are merged into it (`<<`), each name once.
 * @returns in the order of the text, merged ones last
 */
export function entriesOf(node: YamlNode | undefined): readonly MapEntry[] {
  const map = mapOf(node);
  if (!map) return [];
  if (map.masked) meetUnknown(map);
  if (!map.entries.some(({ name }) => name === '<<')) return map.entries;
  const found = new Map<string, MapEntry>();
  const budget = { left: MOST_MERGES };
  const collect = (from: MapNode): void => {
    for (const entry of from.entries) if (entry.name !== '<<' && !found.has(entry.name)) found.set(entry.name, entry);
    const merge = ownEntry(from, '<<');
    for (const source of merge ? (seqOf(merge.value)?.items ?? [merge.value]) : []) {
      if (budget.left-- <= 0) return;
      const merged = mapOf(source);
      if (merged) collect(merged);
    }
  };
  collect(map);
  return [...found.values()];
}

/** Whether a value is there and says nothing: `key:`, `null` or `~`. */
export function isNull(node: YamlNode | undefined): boolean {
  const scalar = resolved(node);
  return (
    scalar?.type === 'scalar' &&
    scalar.style === 'plain' &&
    !scalar.masked &&
    /^(?:|~|null|Null|NULL)$/.test(scalar.text)
  );
}

/** Whether a value, or a part of it, comes from a template and is not known; a collection that a template adds to as well. */
export function isUnknown(node: YamlNode | undefined): boolean {
  const at = resolved(node);
  return at?.masked === true;
}

/**
 * Calls for every node of a tree in the order of the text, the node itself included. Aliases are handed over, not followed: each
 * node comes once, and no alias bomb takes longer than its text.
 * @param visit returns false to leave out what is inside a node
 */
export function walk(root: YamlNode | undefined, visit: (node: YamlNode) => boolean | undefined): void {
  const stack: YamlNode[] = root ? [root] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visit(node) === false) continue;
    if (node.type === 'map')
      for (let at = node.entries.length - 1; at >= 0; at--) {
        const entry = node.entries[at];
        if (entry) stack.push(entry.value, entry.key);
      }
    else if (node.type === 'seq')
      for (let at = node.items.length - 1; at >= 0; at--) {
        const item = node.items[at];
        if (item) stack.push(item);
      }
  }
}

/** The names and indices that lead from the root to a node. */
export function pathTo(node: YamlNode): readonly (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: YamlNode = node; at.parent; at = at.parent) {
    const child = at;
    if (at.parent.type === 'seq') path.unshift(at.parent.items.indexOf(child));
    else path.unshift(at.parent.entries.find(({ value, key }) => value === child || key === child)?.name ?? '');
  }
  return path;
}
