import { entryOf, isNull, valueAt } from '../yaml/navigate.js';
import type { MapNode, YamlDocument, YamlNode } from '../yaml/node.js';
import type { Container, KubernetesResource, PodTemplate } from './resource.js';

/** What fields of Kubernetes belong to. */
export type Owner = Container | PodTemplate | KubernetesResource;

/** The mapping with the fields of an owner: of a pod its `spec`. */
export function mapOfOwner(owner: Owner): MapNode {
  return 'list' in owner ? owner.node : 'spec' in owner ? owner.spec : owner.root;
}

/** The document that an owner stands in. */
export function documentOf(owner: Owner): YamlDocument {
  return 'list' in owner ? owner.pod.resource.document : 'spec' in owner ? owner.resource.document : owner.document;
}

/**
 * Where a finding about something that is missing is marked, the same in all rules for Kubernetes.
 * @param path the keys that lead from the owner to what is missing, itself included or not: the deepest key of it that is
 * written is marked, such as `securityContext` of a container whose `allowPrivilegeEscalation` is missing
 * @returns without a path, or where nothing of it is written: the value of a container's `name`, the key `spec` of a pod, the
 * value of an object's `metadata.name`; where that is missing as well the first key of the owner
 */
export function placeOf(owner: Owner, ...path: readonly string[]): YamlNode {
  const map = mapOfOwner(owner);
  let deepest: YamlNode | undefined;
  let at: YamlNode | undefined = map;
  for (const name of path) {
    const entry = entryOf(at, name);
    if (!entry) break;
    deepest = entry.key;
    at = entry.value;
  }
  return deepest ?? ownPlace(owner, map);
}

function ownPlace(owner: Owner, map: MapNode): YamlNode {
  if (!('list' in owner) && 'spec' in owner) return keyOf(owner.spec) ?? firstKey(map);
  const name = 'list' in owner ? valueAt(map, 'name') : valueAt(map, 'metadata', 'name');
  return name && !isNull(name) ? name : firstKey(map);
}

/** The key that a mapping stands behind. */
function keyOf(map: MapNode): YamlNode | undefined {
  return map.parent?.type === 'map' ? map.parent.entries.find(({ value }) => value === map)?.key : undefined;
}

function firstKey(map: MapNode): YamlNode {
  return map.entries[0]?.key ?? map;
}
