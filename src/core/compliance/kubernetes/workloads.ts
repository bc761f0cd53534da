import type { Container, KubernetesResource, PodTemplate } from './resource.js';

/** Kinds whose pods come to an end by themselves. */
const ENDING: readonly string[] = ['Job', 'CronJob'];

/** Whether the pods of an object are to run on and on. */
export function runsOn({ resource }: PodTemplate): boolean {
  return !ENDING.includes(resource.kind);
}

/** Whether a container is to run on and on: neither one of a job nor one that prepares or debugs. */
export function isServing({ list, pod }: Container): boolean {
  return list === 'containers' && runsOn(pod);
}

const GROUPS: readonly string[] = ['', 'apps', 'extensions', 'policy'];

/** Whether an object is of a kind of Kubernetes, whichever of its groups is written, be it a wrong one. */
export function isOfKind({ kind, group }: KubernetesResource, wanted: string): boolean {
  return kind === wanted && GROUPS.includes(group);
}
