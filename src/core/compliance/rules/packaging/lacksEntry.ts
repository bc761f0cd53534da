import { entryOf, isNull, mapOf } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';

/** Whether a mapping surely has no such entry, or one that says nothing. */
export function lacksEntry(node: YamlNode | undefined, name: string): boolean {
  const map = mapOf(node);
  if (!map || map.masked) return false;
  const entry = entryOf(map, name);
  return !entry || isNull(entry.value);
}
