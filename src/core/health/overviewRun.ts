import type { Entity } from '../catalogue/entity.js';
import type { Problem } from '../common/problem.js';
import { alertFilter } from './alertFilter.js';
import type { AlertReader } from './alertReader.js';
import type { BesideSeries } from './composeHealth.js';
import type { HealthPorts } from './healthState.js';
import { deploymentsFromSeries } from './deploymentSeries.js';
import type { Binding } from './serviceHealth.js';
import type { Alert, Deployment } from './source.js';
import type { SourceReading } from './sourceReader.js';
import type { SourceWatch } from './sourceWatch.js';

/** An entity with what it is bound to. */
export interface BoundEntity {
  readonly entity: Entity;
  readonly binding: Binding;
}

/** What was read of many services. */
export interface ServicesReading {
  readonly services: readonly (BoundEntity & {
    /** undefined where its source does not answer. */
    readonly reading: SourceReading | undefined;
    readonly beside: BesideSeries;
  })[];
  /** What the sources say besides, and which parts have failed. */
  readonly warnings: readonly string[];
}

// Before that, a deployment says nothing of how a service is.
const DEPLOYMENTS_S = 86_400;

/** A reading under way that several can wait for; it stops when nobody waits any more. */
export class OverviewRun {
  private readonly controller = new AbortController();
  private waiting = 0;
  private readonly done: Promise<boolean>;

  /** @param read reads; false: it was stopped */
  constructor(read: (signal: AbortSignal) => Promise<boolean>) {
    this.done = Promise.resolve().then(() => read(this.controller.signal));
  }

  /** Waits for it. @returns false where it did not come to its end, or the waiting was stopped before */
  async join(signal: AbortSignal): Promise<boolean> {
    this.waiting++;
    try {
      return await Promise.race([this.done, aborted(signal)]);
    } finally {
      if (--this.waiting === 0) this.stop();
    }
  }

  stop(): void {
    this.controller.abort();
  }
}

/** Resolves to false when a signal is aborted. */
function aborted(signal: AbortSignal): Promise<false> {
  return new Promise(resolve => {
    if (signal.aborted) resolve(false);
    else signal.addEventListener('abort', () => resolve(false), { once: true });
  });
}

/**
 * Reads services from their sources, with their alerts and deployments.
 * @param now Unix time in seconds by our clock
 * @returns undefined where it was stopped
 */
export async function readOverview(
  due: readonly BoundEntity[],
  watches: ReadonlyMap<string, SourceWatch>,
  alertReader: AlertReader | undefined,
  ports: HealthPorts | undefined,
  signal: AbortSignal,
  now: number,
): Promise<ServicesReading | undefined> {
  let alerts: readonly Alert[] = [];
  let deployments: readonly Deployment[] = [];
  const problems: Problem[] = [];
  const readings = new Map<string, SourceReading>();
  const byInstance = new Map<string, BoundEntity[]>();
  for (const one of due) {
    const instance = one.binding.instance ?? '';
    byInstance.set(instance, [...(byInstance.get(instance) ?? []), one]);
  }
  const besides = [
    async (): Promise<void> => {
      const read = await alertReader?.read(ports?.signals, signal);
      alerts = read?.alerts ?? [];
      if (read?.problem) problems.push(read.problem);
    },
    async (): Promise<void> => {
      const range = { start: now - DEPLOYMENTS_S, end: now };
      const refs = due.map(({ entity }) => entity.ref);
      const read = await ports?.deployments?.deployments(refs, range, signal);
      if (read?.ok === true) deployments = read.value;
      else if (read) problems.push(read.problem);
    },
  ];
  for (const [instance, entities] of byInstance) {
    const watch = watches.get(instance);
    if (!watch) continue;
    const services = entities.map(({ entity, binding }) => ({ entityRef: entity.ref, binding }));
    const reading = await watch.reader.read(services, signal, besides.splice(0));
    if (signal.aborted) return undefined;
    if (reading.ok) {
      watch.answered(reading.value.skewS);
      readings.set(instance, reading.value);
      problems.push(...reading.value.problems);
    } else watch.failed(reading.problem);
  }
  const services = due.map(({ entity, binding }) => {
    const reading = readings.get(binding.instance ?? '');
    const isOurs = alertFilter(entity, binding);
    const told = deployments.filter(({ entityRef }) => entityRef === entity.ref);
    const seen = reading ? deploymentsFromSeries(entity.ref, reading.readings.all(entity.ref, 'deployments')) : [];
    const recent = ports?.deployments ? told : seen.filter(({ at }) => at >= now - DEPLOYMENTS_S);
    return { entity, binding, reading, beside: { alerts: alerts.filter(isOurs), deployments: recent } };
  });
  const said = [...readings.values()].flatMap(({ warnings }) => warnings);
  return { services, warnings: [...new Set([...said, ...problems.map(({ message }) => message)])] };
}
