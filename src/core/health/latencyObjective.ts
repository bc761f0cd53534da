import type { Entity } from '../catalogue/entity.js';

/** How long 99 of 100 requests of a service may take, such as `300ms` or `0.5s`. */
export const LATENCY_ANNOTATION = 'goldenpath.dev/latency-objective';

/** The objective of the 99th percentile that an entity declares, in seconds; undefined where it declares none that can be read. */
export function latencyObjective({ annotations }: Pick<Entity, 'annotations'>): number | undefined {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s)\s*$/.exec(annotations.get(LATENCY_ANNOTATION) ?? '') ?? [];
  const seconds = Number(number) / (unit === 'ms' ? 1000 : 1);
  return seconds > 0 ? seconds : undefined;
}
