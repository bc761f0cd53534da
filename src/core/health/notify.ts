import type { HealthStatus } from './status.js';

/** How long after one notification about a service there is no other, in milliseconds. */
export const QUIET_MS = 900_000;

/** What is remembered of one service between readings. Times are in milliseconds since 1970. */
export interface ServiceWatch {
  /** Since when it has been critical or down; undefined while it is not. */
  readonly incidentSince?: number;
  /** Whether the person knows of the incident: was told, or it was there before anybody watched. */
  readonly isKnown?: boolean;
  readonly lastTold?: number;
  readonly snoozedUntil?: number;
}

/** What is remembered, by the full reference of each service. Plain JSON, so that it outlives the window. */
export type Watch = Readonly<Record<string, ServiceWatch>>;

/** What one reading says of a service. */
export interface WatchedHealth {
  readonly entityRef: string;
  readonly status: HealthStatus;
  /** That the source did not answer and this is what was known before: it says nothing new. */
  readonly isStale: boolean;
}

/**
 * Decides of which services a person who has subscribed is to be told after a reading: those that have become critical or down,
 * once for each incident, no more than once in a quarter of an hour for each service, and not while it is snoozed. An incident that
 * was there at the first look was not seen to begin, and is not told of. It ends when the service is known to be better: while
 * nothing is known, it goes on.
 * @param watch what is remembered of the readings before
 * @param readings the services that the person has subscribed to; others are forgotten
 * @param now milliseconds since 1970
 * @returns what is to be remembered, and the services to tell of, the worst first
 */
export function watchHealth(
  watch: Watch,
  readings: readonly WatchedHealth[],
  now: number,
): { readonly watch: Watch; readonly tell: readonly WatchedHealth[] } {
  const next: Record<string, ServiceWatch> = {};
  const tell: WatchedHealth[] = [];
  for (const reading of readings) {
    const before = Object.hasOwn(watch, reading.entityRef) ? watch[reading.entityRef] : undefined;
    const after = watchService(before, reading, now);
    const isDue =
      after.incidentSince !== undefined &&
      !after.isKnown &&
      now >= (after.snoozedUntil ?? now) &&
      now - (after.lastTold ?? -Infinity) >= QUIET_MS;
    if (isDue) tell.push(reading);
    next[reading.entityRef] = isDue ? { ...after, isKnown: true, lastTold: now } : after;
  }
  const rank = ({ status }: WatchedHealth): number => (status === 'down' ? 0 : 1);
  return { watch: next, tell: tell.sort((a, b) => rank(a) - rank(b)) };
}

/** Keeps a service quiet for a time. What is wrong with it then, is told again. */
export function snooze(watch: Watch, entityRef: string, until: number): Watch {
  const { incidentSince, lastTold } = (Object.hasOwn(watch, entityRef) ? watch[entityRef] : undefined) ?? {};
  return {
    ...watch,
    [entityRef]: {
      ...(incidentSince === undefined ? {} : { incidentSince }),
      ...(lastTold === undefined ? {} : { lastTold }),
      snoozedUntil: until,
    },
  };
}

/** Reads what was remembered, which may be of another version; what does not fit is left out. */
export function readWatch(kept: unknown): Watch {
  if (typeof kept !== 'object' || kept === null) return {};
  const time = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  return Object.fromEntries(
    Object.entries(kept).flatMap(([ref, value]: [string, unknown]) => {
      if (typeof value !== 'object' || value === null) return [];
      const { incidentSince, isKnown, lastTold, snoozedUntil } = value as Record<string, unknown>;
      const read: ServiceWatch = {
        ...(time(incidentSince) ? { incidentSince } : {}),
        ...(isKnown === true ? { isKnown } : {}),
        ...(time(lastTold) ? { lastTold } : {}),
        ...(time(snoozedUntil) ? { snoozedUntil } : {}),
      };
      return [[ref, read]];
    }),
  );
}

function watchService(before: ServiceWatch | undefined, reading: WatchedHealth, now: number): ServiceWatch {
  const { status, isStale } = reading;
  if (isStale || status === 'unknown') return before ?? {};
  const { incidentSince, lastTold, snoozedUntil } = before ?? {};
  const kept: ServiceWatch = {
    ...(lastTold === undefined ? {} : { lastTold }),
    ...(snoozedUntil === undefined ? {} : { snoozedUntil }),
  };
  if (status !== 'critical' && status !== 'down') return kept;
  if (before && incidentSince !== undefined) return before;
  return { ...kept, incidentSince: now, ...(before ? {} : { isKnown: true }) };
}
