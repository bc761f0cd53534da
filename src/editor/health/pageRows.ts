import { displayName, type Entity } from '../../core/catalogue/entity.js';
import { displayNameOf } from '../../core/catalogue/card.js';
import type { EntityIndex } from '../../core/catalogue/entityIndex.js';
import { missingText, reasonSentences, type HealthWords } from '../../core/health/healthText.js';
import type { BurnWindow, Measured, RolledUpHealth, ServiceHealth } from '../../core/health/serviceHealth.js';
import type { Alert, Deployment } from '../../core/health/source.js';
import { promqlDuration } from '../../core/health/timeGrid.js';
import type {
  AlertRow,
  BurnRow,
  DeploymentMark,
  GroupRow,
  NumberBehind,
  ServiceRow,
} from '../../../webview/health/protocol.js';

const FLAGS = ['stale', 'idle', 'silenced', 'insufficient-traffic', 'budget-low'] as const;

/** A service as a row of the health page. @param entity undefined where the catalogue does not have it */
export function serviceRow(
  health: ServiceHealth,
  entity: Entity | undefined,
  index: EntityIndex,
  words: HealthWords,
): ServiceRow {
  const { signals, budget, binding } = health;
  const number = (measured: Measured): NumberBehind => numberBehind(measured, words);
  const nameOf = (ref: string): string => displayNameOf(ref, index).replace(/^(?:group|system):/, '');
  return {
    ref: health.entityRef,
    name: entity ? displayName(entity) : displayNameOf(health.entityRef, index),
    ...(entity?.owner === undefined ? {} : { owner: nameOf(entity.owner) }),
    ...(entity?.system === undefined ? {} : { system: nameOf(entity.system) }),
    ...(entity?.lifecycle === undefined ? {} : { lifecycle: entity.lifecycle }),
    status: health.status,
    reasons: reasonSentences(health, words),
    flags: FLAGS.filter(flag => health.reasons.includes(flag)),
    ...(health.asOf === undefined ? {} : { asOf: health.asOf }),
    ...(health.unknownSince === undefined ? {} : { unknownSince: health.unknownSince }),
    traffic: number(signals.traffic),
    errors: number(signals.errors),
    p50: number(signals.latencyP50),
    p95: number(signals.latencyP95),
    p99: number(signals.latencyP99),
    saturation: number(signals.saturation),
    // Beside an objective stands what it is held against; else how many of the targets answer.
    availability: number(budget?.achieved ?? signals.availability),
    ...(budget ? { budgetLeft: number(budget.remaining) } : {}),
    ...(health.errorSpark ? { errorSpark: health.errorSpark } : {}),
    firing: health.alerts.filter(({ state }) => state === 'firing').length,
    deployments: health.deployments.map(deploymentMark),
    ...(binding ? { binding: { matchers: binding.matchers, saidBy: binding.saidBy } } : {}),
  };
}

/** The heading over services. */
export function groupRow(health: RolledUpHealth, index: EntityIndex): GroupRow {
  const { entityRef, status, known, of } = health;
  return { ref: entityRef, name: displayNameOf(entityRef, index), status, known, of };
}

/** @param alerts of one service; each is told apart by its place where the source has no name for it */
export function alertRows(alerts: readonly Alert[]): readonly AlertRow[] {
  return alerts.map((alert, place) => ({
    id: alertId(alert, place),
    name: alert.name,
    severity: alert.severity,
    state: alert.state,
    ...(alert.summary === undefined ? {} : { summary: alert.summary }),
    ...(alert.since === undefined ? {} : { since: alert.since }),
    hasRunbook: alert.runbook !== undefined,
    silences: alert.silences,
  }));
}

/** The name by which the page speaks of an alert. */
export function alertId(alert: Alert, place: number): string {
  return alert.fingerprint ?? `#${place}`;
}

export function burnRow(window: BurnWindow, words: HealthWords): BurnRow {
  const { short, long, threshold, severity, hot } = window;
  const shortRate = numberBehind(window.shortRate, words);
  const longRate = numberBehind(window.longRate, words);
  return { short, long, threshold, severity, shortRate, longRate, hot };
}

export function deploymentMark({ at, version, commit, failed }: Deployment): DeploymentMark {
  return {
    at,
    ...(version === undefined ? {} : { version }),
    ...(commit === undefined ? {} : { commit }),
    ...(failed ? { failed } : {}),
  };
}

export function numberBehind(measured: Measured, { translate }: HealthWords): NumberBehind {
  const { value, missing, unit, windowS, at, query } = measured;
  // JSON has no words for what is no number.
  const isNumber = value !== undefined && Number.isFinite(value);
  return {
    value: isNumber ? value : null,
    ...(isNumber ? {} : { missing: missingText(value === undefined ? missing : 'not-a-number', translate) }),
    unit,
    window: windowText(windowS),
    ...(at === undefined ? {} : { at }),
    query,
  };
}

/** A length of time as Prometheus writes it: `5m`, `1h`, `30d`; empty for an instant. */
export function windowText(seconds: number): string {
  return seconds > 0 ? promqlDuration(seconds) : '';
}
