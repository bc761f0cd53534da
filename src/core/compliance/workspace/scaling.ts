import type { FactIndex, PlacedResource, PlacedWorkload } from './factIndex.js';

/** What decides by itself how many pods run, by group and kind, and the fewest where it does not say. */
export const AUTOSCALERS: readonly { readonly group: string; readonly kind: string; readonly fewest: number }[] = [
  { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', fewest: 1 },
  { group: 'keda.sh', kind: 'ScaledObject', fewest: 0 },
];

/** Whether an object scales others. */
export function isAutoscaler({ facts: { group, kind } }: PlacedResource): boolean {
  return AUTOSCALERS.some(each => each.group === group && each.kind === kind);
}

/**
 * How many pods of an object run at least: what an autoscaler says, else `replicas`, else one.
 * @returns undefined where it is not known, or something changes it that is written elsewhere
 */
export function fewestPods(index: FactIndex, workload: PlacedWorkload): number | undefined {
  const { facts, place } = workload;
  const { found, maybe } = index.referringTo(workload);
  if (maybe || index.isPatched(workload) || facts.workload.replicas === 'unknown') return undefined;
  const autoscaler = found.find(isAutoscaler);
  if (autoscaler) {
    const { minReplicas = 'absent', kind } = autoscaler.facts;
    if (minReplicas === 'unknown' || index.isPatched(autoscaler)) return undefined;
    return minReplicas === 'absent' ? AUTOSCALERS.find(each => each.kind === kind)?.fewest : minReplicas;
  }
  if (!index.isUnderstood(place.path)) return undefined;
  return facts.workload.replicas === 'absent' ? 1 : facts.workload.replicas;
}
