import { entryOf, isUnknown, mapOf, scalarOf } from '../yaml/navigate.js';
import type { MapNode } from '../yaml/node.js';
import { mapOfOwner, type Owner } from './place.js';
import { k8sText, k8sValue, type Container, type PodTemplate } from './resource.js';

/** The `securityContext` of a pod or a container, where it is a mapping. */
export function securityContextOf(owner: Owner): MapNode | undefined {
  return mapOf(entryOf(mapOfOwner(owner), 'securityContext')?.value);
}

/** What a container is called in a message: its name as it is written, or where it stands in its list. */
export function containerLabel({ name, list, pod, node }: Container): string {
  const written = name || scalarOf(entryOf(node, 'name')?.value)?.text;
  if (written !== undefined && written !== '') return written;
  const index = pod.containers.filter(other => other.list === list).findIndex(other => other.node === node);
  return `${list}[${String(index)}]`;
}

/** Whether a pod runs on Windows, or may do so: its `os` comes from a template. */
export function mayRunOnWindows({ spec }: PodTemplate): boolean {
  const os = entryOf(spec, 'os')?.value;
  if (!os) return false;
  const name = entryOf(os, 'name')?.value;
  return k8sText(name) === 'windows' || isUnknown(name) || isUnknown(os);
}

/** Whether a pod has users of its own, apart from those of the node (`hostUsers: false`), or may have: a template says so. */
export function mayHaveOwnUsers({ spec }: PodTemplate): boolean {
  const node = entryOf(spec, 'hostUsers')?.value;
  return node !== undefined && (k8sValue(node) === false || isUnknown(node));
}
