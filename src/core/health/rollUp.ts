import type { Entity } from '../catalogue/entity.js';
import { runsSomewhere } from './binding.js';
import { HEALTH_STATUSES, type HealthStatus } from './status.js';
import type { RolledUpHealth } from './serviceHealth.js';

/** A component that may count for a system, a domain or an owner. */
export interface RollUpMember {
  readonly entityRef: string;
  readonly status: HealthStatus;
}

// Source: Backstage, "Descriptor Format of Catalog Entities", well-known values of `spec.lifecycle`.
const NOT_IN_PRODUCTION: ReadonlySet<string> = new Set(['experimental', 'deprecated']);

/**
 * Whether an entity counts in a roll-up: a component that runs and that its owner has not said to be on trial or on its way
 * out. One that says nothing of its lifecycle counts.
 */
export function countsForRollUp(entity: Pick<Entity, 'kind' | 'type' | 'lifecycle'>): boolean {
  const { lifecycle } = entity;
  return runsSomewhere(entity) && !NOT_IN_PRODUCTION.has(lifecycle?.trim().toLowerCase() ?? '');
}

/**
 * The status of many: that of the worst of them, but one that is down among others that are not makes the whole critical, and
 * only all of them make it down. Nothing known, or nothing at all, is unknown.
 */
export function rolledUpStatus(statuses: readonly HealthStatus[]): HealthStatus {
  if (statuses.length === 0) return 'unknown';
  const worst = HEALTH_STATUSES.find(status => statuses.includes(status)) ?? 'unknown';
  return worst === 'down' && statuses.some(status => status !== 'down') ? 'critical' : worst;
}

/**
 * The health of a system, a domain or an owner.
 * @param entityRef full reference of what it is the health of
 * @param members those that count, see `countsForRollUp`
 */
export function rollUp(entityRef: string, members: readonly RollUpMember[]): RolledUpHealth {
  const notWell = HEALTH_STATUSES.filter(status => status !== 'healthy');
  return {
    entityRef,
    status: rolledUpStatus(members.map(({ status }) => status)),
    known: members.filter(({ status }) => status !== 'unknown').length,
    of: members.length,
    because: notWell.flatMap(status =>
      members.filter(member => member.status === status).map(member => member.entityRef),
    ),
  };
}

function severity(status: HealthStatus): number {
  return HEALTH_STATUSES.indexOf(status);
}

const DEPENDENCY = 'dependsOn';
const UNWELL: ReadonlySet<HealthStatus> = new Set(['down', 'critical', 'degraded']);

/**
 * What an entity depends on that is not well, worst first. It is at risk by that; its own status stays its own.
 * @param statusOf what is known of another entity; undefined for nothing
 */
export function dependenciesAtRisk(
  { relations, ref }: Pick<Entity, 'relations' | 'ref'>,
  statusOf: (entityRef: string) => HealthStatus | undefined,
): readonly RollUpMember[] {
  const others = new Set(relations.filter(({ type }) => type === DEPENDENCY).map(({ targetRef }) => targetRef));
  others.delete(ref);
  return [...others]
    .flatMap(entityRef => {
      const status = statusOf(entityRef);
      return status && UNWELL.has(status) ? [{ entityRef, status }] : [];
    })
    .sort((a, b) => severity(a.status) - severity(b.status) || (a.entityRef < b.entityRef ? -1 : 1));
}
