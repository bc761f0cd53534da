import { lacks } from '../../kubernetes/lacks.js';
import { fieldAt, type Container, type PodTemplate } from '../../kubernetes/resource.js';
import { entryOf } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';
import type { ScalarValue } from '../../yaml/scalars.js';

/** A field of the security context that a pod says for all of its containers, and each container can say for itself. */
export interface InheritedField {
  /** Keys from the pod's `spec`, and from a container. */
  readonly path: readonly string[];
  readonly isAllowed: (value: ScalarValue) => boolean;
}

/** What is wrong with such a field in a pod. */
export interface InheritedProblems {
  /** Something that is not allowed is written. `owner` is whose field it is. */
  readonly wrong: (owner: PodTemplate | Container, node: YamlNode) => void;
  /** No container has it, and the pod does not have it either. */
  readonly missing: () => void;
  /** A container lacks it, others have it. */
  readonly missingIn: (container: Container) => void;
}

/**
 * Looks for a field that each container needs, from itself or from its pod, as Pod Security admission does: what is wrong at the
 * pod is so even where every container says otherwise.
 */
export function checkInherited(pod: PodTemplate, field: InheritedField, problems: InheritedProblems): void {
  const { path, isAllowed } = field;
  const ofPod = entryOf(pod.spec, 'securityContext') ? fieldAt(pod.spec, ...path) : undefined;
  if (ofPod?.state === 'known' && !isAllowed(ofPod.value)) problems.wrong(pod, ofPod.node);
  const isOpen = lacks(pod, ...path);
  let lacking = 0;
  for (const container of pod.containers) {
    if (!entryOf(container.node, 'securityContext')) {
      if (isOpen && lacks(container, ...path)) lacking++;
      continue;
    }
    const own = fieldAt(container.node, ...path);
    if (own.state === 'known' && !isAllowed(own.value)) problems.wrong(container, own.node);
    else if (isOpen && lacks(container, ...path)) lacking++;
  }
  if (lacking === 0) return;
  if (lacking === pod.containers.length) problems.missing();
  else for (const container of pod.containers) if (lacks(container, ...path)) problems.missingIn(container);
}
