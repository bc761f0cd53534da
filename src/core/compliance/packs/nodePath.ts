import { entryOf, isNull, resolved } from '../yaml/navigate.js';
import type { MapEntry, MapNode, Span, YamlNode } from '../yaml/node.js';

/** Keys and indices that lead from a node to one below it. */
export type NodePath = readonly (string | number)[];

/**
 * Reads a path such as `spec.containers[0].image` or `metadata.annotations["example.com/team"]`.
 * @returns undefined where the text is none
 */
export function parsePath(text: string): NodePath | undefined {
  const path: (string | number)[] = [];
  const part = /(?:^|\.)([^.[\]"'\s]+)|\[(\d{1,6})\]|\[(?:"([^"]*)"|'([^']*)')\]/y;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (!match) return undefined;
    const [, name, index, double, single] = match;
    path.push(index === undefined ? (name ?? double ?? single ?? '') : Number(index));
  }
  return path;
}

/** How far a path leads. */
export interface Followed {
  /** What stands there; undefined where the path leads to nothing. */
  readonly node: YamlNode | undefined;
  /** The last entry or item on the way that is written. */
  readonly deepest: YamlNode | undefined;
}

/** Goes along a path from a node. */
export function follow(root: YamlNode, path: NodePath): Followed {
  let node: YamlNode | undefined = root;
  let deepest: YamlNode | undefined;
  for (const step of path) {
    const at: ReturnType<typeof resolved> = resolved(node);
    const next = stepInto(at, step);
    if (!next) return { node: undefined, deepest };
    deepest = next.mark;
    node = next.node;
  }
  return { node, deepest };
}

function stepInto(at: YamlNode | undefined, step: string | number): { mark: YamlNode; node: YamlNode } | undefined {
  if (at?.type === 'seq' && typeof step === 'number') {
    const item = at.items[step];
    return item && { mark: markOfItem(item), node: item };
  }
  if (at?.type !== 'map') return undefined;
  const entry = entryIn(at, String(step));
  return entry && { mark: entry.key, node: entry.value };
}

/** An entry without a word to the engine where there is none: what a template adds is the expression's to know. */
function entryIn(map: MapNode, name: string): MapEntry | undefined {
  return map.entries.findLast(each => each.name === name) ?? (map.masked ? undefined : entryOf(map, name));
}

/** Of an item that is a mapping its name, or its first key: all of it would be a screen of marks. */
function markOfItem(item: YamlNode): YamlNode {
  return item.type === 'map' ? ownPlace(item) : item;
}

/**
 * What is marked for a path: the value where there is one, of a collection its key; of what is missing the deepest key on the way
 * that is written; without any of those the name of the object.
 */
export function markOf(root: YamlNode, path: NodePath): Span {
  const { node, deepest } = follow(root, path);
  if (node && path.length > 0) {
    const isScalar = node.type === 'scalar' && node.end > node.start;
    if (isScalar || (node.type === 'alias' && deepest === undefined)) return node;
  }
  return deepest ?? ownPlace(root);
}

/** Where an object as a whole is marked: the value of its `name`, else its first key. */
function ownPlace(node: YamlNode): YamlNode {
  const at = resolved(node);
  if (at?.type !== 'map') return node;
  const name = entryIn(at, 'name')?.value ?? nameInMetadata(at);
  if (name?.type === 'scalar' && !isNull(name)) return name;
  return at.entries[0]?.key ?? at;
}

function nameInMetadata(map: MapNode): YamlNode | undefined {
  const metadata = resolved(entryIn(map, 'metadata')?.value);
  return metadata?.type === 'map' ? entryIn(metadata, 'name')?.value : undefined;
}
