import { valueAt } from '../yaml/navigate.js';
import { k8sText, type Container, type KubernetesResource, type PodTemplate } from './resource.js';

/** Kinds whose pods come to an end by themselves. */
const ENDING: readonly string[] = ['Job', 'CronJob'];

/** Whether the pods of an object are to run on and on: neither those of a job nor one that is not started again. */
export function runsOn({ resource, spec }: PodTemplate): boolean {
  if (ENDING.includes(resource.kind)) return false;
  const policy = k8sText(valueAt(spec, 'restartPolicy'));
  return policy !== 'Never' && policy !== 'OnFailure';
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
