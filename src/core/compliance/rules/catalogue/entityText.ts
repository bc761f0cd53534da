import type { EntityDocument } from '../../rule.js';
import { entryOf, isNull, isUnknown, mapOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { MapNode, ScalarNode, YamlNode } from '../../yaml/node.js';

/** Whether an entity is of one of some kinds, whatever their letter case. */
export function isKind({ kind }: EntityDocument, ...kinds: readonly string[]): boolean {
  return kinds.some(each => each.toLowerCase() === kind.toLowerCase());
}

/**
 * A text of an entity.
 * @returns undefined where none is written, and where a template fills it in
 */
export function textAt(entity: EntityDocument, ...path: readonly string[]): ScalarNode | undefined {
  const node = scalarOf(valueAt(entity.root, ...path));
  return node && !isNull(node) && !isUnknown(node) && node.text.trim() !== '' ? node : undefined;
}

/**
 * Whether an entity surely has nothing at a path: nothing is written, and no template, no other file and no merge can bring it in.
 */
export function surelyLacks({ root }: EntityDocument, ...path: readonly string[]): boolean {
  let at: YamlNode = root;
  for (const name of path) {
    if (isNull(at)) return true;
    const map: MapNode | undefined = mapOf(at);
    if (!map || map.masked || map.entries.some(entry => entry.name.startsWith('$'))) return false;
    const entry = entryOf(map, name);
    if (!entry) return true;
    at = entry.value;
  }
  return isNull(at) || (scalarOf(at)?.text.trim() === '' && !isUnknown(at));
}

/** Where something that an entity lacks is marked: its name, else its kind. */
export function placeOfEntity({ root }: EntityDocument): YamlNode {
  const name = valueAt(root, 'metadata', 'name');
  return name && !isNull(name) ? name : (entryOf(root, 'kind')?.key ?? root);
}
