import { lacks } from '../../kubernetes/lacks.js';
import { fieldAt, type Container, type Field } from '../../kubernetes/resource.js';

/** What a container asks for or is held to. */
export type ResourceName = 'cpu' | 'memory';

/** What is written for a container, or for its pod as a whole (Kubernetes 1.32 and later, feature PodLevelResources). */
export function resourceField(
  container: Container,
  part: 'requests' | 'limits',
  name: ResourceName,
): { readonly field: Field; readonly ofPod: boolean } {
  const own = fieldAt(container.node, 'resources', part, name);
  if (own.state !== 'absent') return { field: own, ofPod: false };
  return { field: fieldAt(container.pod.spec, 'resources', part, name), ofPod: true };
}

/** Whether a container surely has none of it, nor its pod. */
export function lacksResource(container: Container, part: 'requests' | 'limits', name: ResourceName): boolean {
  return lacks(container, 'resources', part, name) && lacks(container.pod, 'resources', part, name);
}
