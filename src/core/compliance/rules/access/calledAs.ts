import type { KubernetesResource } from '../../kubernetes/resource.js';

/** What an object is called in messages: where its name is not known, what it is. */
export function calledAs({ name, kind }: KubernetesResource): string {
  return name || kind;
}
