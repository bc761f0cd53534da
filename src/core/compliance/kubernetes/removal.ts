import { removeEntry, removeItem } from '../fixes/edits.js';
import type { TextEdit } from '../finding.js';
import type { MapEntry, MapNode, SeqNode, YamlDocument, YamlNode } from '../yaml/node.js';

/**
 * Takes an entry out of an object of Kubernetes. Where it is the only one of its mapping, the mapping goes with it, and so on
 * upwards: to Kubernetes an empty mapping in a pod says no more than none.
 */
export function removeField(document: YamlDocument, entry: MapEntry): TextEdit | undefined {
  const map = entry.key.parent;
  if (map?.type !== 'map') return undefined;
  return map.entries.length === 1 && !map.flow ? removeNode(document, map) : removeEntry(document, entry);
}

/** Takes an item out of a list of an object of Kubernetes, and the list with it where it is the only one. */
export function removeListItem(document: YamlDocument, item: YamlNode): TextEdit | undefined {
  const seq = item.parent;
  if (seq?.type !== 'seq') return undefined;
  return seq.items.length === 1 ? removeNode(document, seq) : removeItem(document, item);
}

function removeNode(document: YamlDocument, node: MapNode | SeqNode): TextEdit | undefined {
  const { parent } = node;
  if (parent?.type === 'seq') return removeListItem(document, node);
  const entry = parent?.entries.find(({ value }) => value === node);
  return entry && removeField(document, entry);
}
