import { entryOf, isNull, mapOf } from '../yaml/navigate.js';
import type { MapNode, YamlNode } from '../yaml/node.js';
import { isPatch } from './patch.js';
import { mapOfOwner, type Owner } from './place.js';

/**
 * Whether something is surely not there: nobody wrote it (`null` counts as not written, as for the API server), and neither a
 * template nor what a patch is for can bring it in. A value of a wrong kind on the way is no answer: the API server refuses it.
 * @param path the keys that lead from the owner to what may be missing
 */
export function lacks(owner: Owner, ...path: readonly string[]): boolean {
  let at: YamlNode | undefined = mapOfOwner(owner);
  for (const name of path) {
    const map: MapNode | undefined = mapOf(at);
    if (!map) return false;
    const entry = entryOf(map, name);
    if (!entry) return !map.masked && !isPatch(owner);
    if (isNull(entry.value)) return !isPatch(owner);
    at = entry.value;
  }
  return false;
}
