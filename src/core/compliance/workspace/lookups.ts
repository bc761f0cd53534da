import type { Found, PlacedResource, PlacedWorkload, PodSelecting } from './factIndex.js';

/**
 * What was looked up before, for as long as it holds: after an edit nearly everything is as it was, and is not looked for again.
 * Who changes the index says what it changed.
 */
export class Lookups {
  readonly selectedPods = new Map<PlacedResource, Found<PlacedWorkload>>();
  readonly selectedServices = new Map<PlacedResource, Found<PlacedResource>>();
  readonly monitoring = new Map<PlacedResource, Found<PlacedResource>>();
  readonly referringTo = new Map<PlacedResource, Found<PlacedResource>>();
  readonly selecting: Readonly<Record<PodSelecting, Map<PlacedResource, Found<PlacedResource>>>> = {
    Service: new Map(),
    PodDisruptionBudget: new Map(),
    NetworkPolicy: new Map(),
    PodMonitor: new Map(),
  };

  /** An object is there no more. */
  forget(resource: PlacedResource): void {
    for (const kept of this.all()) kept.delete(resource);
  }

  /** What belongs together has changed. */
  clear(): void {
    for (const kept of this.all()) kept.clear();
  }

  private all(): readonly Map<PlacedResource, unknown>[] {
    const { selectedPods, selectedServices, monitoring, referringTo, selecting } = this;
    return [selectedPods, selectedServices, monitoring, referringTo, ...Object.values(selecting)];
  }
}

/** What was kept for something, else what is found now. */
export function keptOr<Key, Value>(kept: Map<Key, Value>, key: Key, find: () => Value): Value {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const found = find();
  kept.set(key, found);
  return found;
}
