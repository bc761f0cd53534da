import type { Entity } from '../catalogue/entity.js';
import { assess, type AssessmentInput, type BurnRates, type EventCounts } from './assessment.js';
import { scopeOf, type BatchReadings, type Reading } from './batch.js';
import { errorBudget, type BudgetContext, type KnownBudget } from './budget.js';
import { measuredValue } from './burn.js';
import { BURN_WINDOWS, MONTH_PAIRS, type WindowKey } from './burnPairs.js';
import type { HealthSettings } from './healthState.js';
import { latencyObjective } from './latencyObjective.js';
import { renderQuery, SIGNAL_NAMES, SIGNAL_WINDOW, UNITS, type QueryTemplates } from './queryTemplates.js';
import type { Binding, BindingMistake, Measured, ServiceHealth, SignalName } from './serviceHealth.js';
import type { Alert, Deployment, WorkloadState } from './source.js';
import { countId, type ServiceSparks, type SourceReading } from './sourceReader.js';

/** What was read of a service besides its series. */
export interface BesideSeries {
  readonly alerts: readonly Alert[];
  readonly deployments: readonly Deployment[];
  readonly workload?: WorkloadState;
}

/** What was known of the service before. */
export interface KnownBefore {
  readonly health: ServiceHealth;
  /** Age of it in seconds. */
  readonly ageS: number;
}

type EventsByWindow = Readonly<Partial<Record<WindowKey, EventCounts>>>;

const NOTHING_BESIDE: BesideSeries = { alerts: [], deployments: [] };

/** The health of an entity that nothing binds, or that is bound wrongly. */
export function unboundHealth(entityRef: string, mistake: BindingMistake | undefined): ServiceHealth {
  return {
    ...withoutNumbers(entityRef, undefined, NOTHING_BESIDE),
    ...assess({ bound: false, source: 'ok' }),
    ...(mistake ? { bindingMistake: mistake } : {}),
  };
}

/**
 * The health of a service whose source does not answer: what was known before for a few minutes, with everything that was
 * known; then that nothing is.
 */
export function silentHealth(entityRef: string, binding: Binding, before: KnownBefore | undefined): ServiceHealth {
  const assessment = assess({
    ...{ bound: true, source: 'error' },
    ...(before ? { lastKnown: before.health.status, lastReasons: before.health.reasons, ageS: before.ageS } : {}),
  });
  if (before && assessment.reasons.includes('stale')) return { ...before.health, ...assessment };
  const known = before?.health;
  return {
    ...withoutNumbers(entityRef, binding, NOTHING_BESIDE),
    ...assessment,
    ...(known?.asOf === undefined ? {} : { asOf: known.asOf }),
  };
}

function withoutNumbers(
  entityRef: string,
  binding: Binding | undefined,
  beside: BesideSeries,
): Omit<ServiceHealth, 'status' | 'reasons'> {
  const signals = Object.fromEntries(
    SIGNAL_NAMES.map((name): [string, Measured] => [
      name,
      { value: undefined, missing: 'not-asked', unit: UNITS[name], windowS: SIGNAL_WINDOW.seconds, query: '' },
    ]),
  ) as Record<SignalName, Measured>;
  return { entityRef, binding, signals, budget: undefined, ...beside, atRisk: [] };
}

/**
 * The health of a service from what its source said.
 * @param before what was known of it; stands in for what the source did not say this time
 */
export function composeHealth(
  entity: Entity,
  binding: Binding,
  reading: SourceReading,
  beside: BesideSeries,
  settings: HealthSettings,
  before: KnownBefore | undefined,
): ServiceHealth {
  const { readings, templates } = reading;
  const context: BudgetContext = { entityRef: entity.ref, binding, readings, templates, objective: settings.objective };
  const known = errorBudget(context);
  const input = assessmentInput(entity, context, known, beside, settings, before);
  // What is down is known to be down, whatever else the source does not say.
  if (input.source === 'error' && input.up?.ratio !== 0) return silentHealth(entity.ref, binding, before);
  const sampledAt = readings.reading(entity.ref, 'sampledAt').value;
  const assessment = assess({ ...input, source: 'ok' });
  const lostSince = assessment.reasons.includes('telemetry-lost')
    ? readings.reading(entity.ref, 'lastSampledAt').value
    : undefined;
  const sparks: ServiceSparks = reading.sparks.get(entity.ref) ?? {};
  return {
    ...{ entityRef: entity.ref, binding, ...assessment, ...beside, atRisk: [] },
    signals: signalsOf(entity.ref, binding, readings, templates),
    budget: known?.budget,
    ...(sampledAt === undefined ? {} : { asOf: sampledAt }),
    ...(lostSince === undefined ? {} : { lostSince }),
    ...(sparks.errors ? { errorSpark: sparks.errors } : {}),
    ...(sparks.traffic ? { trafficSpark: sparks.traffic } : {}),
  };
}

function signalsOf(
  entityRef: string,
  binding: Binding,
  readings: BatchReadings,
  templates: QueryTemplates,
): Readonly<Record<SignalName, Measured>> {
  const measured = SIGNAL_NAMES.map((name): [string, Measured] => {
    const template = templates.get(name);
    const reading: Reading = template === undefined ? { value: undefined } : readings.reading(entityRef, name);
    return [
      name,
      {
        ...measuredValue(reading),
        ...{ unit: UNITS[name], windowS: SIGNAL_WINDOW.seconds },
        query: template === undefined ? '' : renderQuery(template, scopeOf(binding)),
        ...(reading.at === undefined ? {} : { at: reading.at }),
      },
    ];
  });
  return Object.fromEntries(measured) as Record<SignalName, Measured>;
}

function assessmentInput(
  entity: Entity,
  context: BudgetContext,
  known: KnownBudget | undefined,
  { alerts, workload }: BesideSeries,
  settings: HealthSettings,
  before: KnownBefore | undefined,
): AssessmentInput {
  const { entityRef, readings } = context;
  const value = (id: string): number | undefined => readings.reading(entityRef, id).value;
  const [traffic, errors] = [readings.reading(entityRef, 'traffic'), readings.reading(entityRef, 'errors')];
  const burn = burnRates(known);
  const events = eventCounts(context, known, burn);
  const blind = wasNotSaid(traffic) || (wasNotSaid(errors) && burn.m5 === undefined);
  const day = readings.reading(entityRef, countId('requests', '1d'));
  return {
    ...{ bound: true, source: blind ? 'error' : 'ok', alerts, burn, pairs: known?.pairs },
    up: { ratio: value('availability') ?? null },
    desired: workload?.desired ?? value('desired'),
    available: workload?.available ?? value('available'),
    rps: traffic.value,
    ...{ events, req1h: events.h1?.requests, bad1h: events.h1?.bad },
    hadTraffic1d: hadTraffic(traffic, day, before),
    budgetRemaining: known?.budget.remaining.value,
    p99: value('latencyP99'),
    p99Max: latencyObjective(entity) ?? settings.latencyS,
    saturation: value('lowestSaturation'),
  };
}

function wasNotSaid({ missing }: Reading): boolean {
  return missing === 'refused' || missing === 'partial';
}

/** While series are there, requests within a day count; once they are gone, that they were there. */
function hadTraffic(traffic: Reading, day: Reading, before: KnownBefore | undefined): boolean {
  if (traffic.value !== undefined) return (day.value ?? 0) > 0;
  const wasSeen = before?.health.signals.traffic.value !== undefined || before?.health.lostSince !== undefined;
  return day.value !== undefined || (wasNotSaid(day) && wasSeen);
}

function burnRates(known: KnownBudget | undefined): BurnRates {
  const rates: Partial<Record<WindowKey, number>> = {};
  const { burn = [] } = known?.budget ?? {};
  (known?.pairs ?? MONTH_PAIRS).forEach(({ short, long }, index) => {
    const pair = burn[index];
    if (pair?.shortRate.value !== undefined) rates[short] = pair.shortRate.value;
    if (pair?.longRate.value !== undefined) rates[long] = pair.longRate.value;
  });
  return rates;
}

/**
 * How many requests there were in each window, and how many of them were bad as the objective sees it: its rules may count other
 * failures than those of the signal.
 */
function eventCounts(context: BudgetContext, known: KnownBudget | undefined, burn: BurnRates): EventsByWindow {
  const allowed = known ? 1 - known.budget.objective.target : NaN;
  const keys: readonly WindowKey[] = ['h1', 'h6', 'd1', 'd3', 'd4'];
  return Object.fromEntries(
    keys.map((key): [WindowKey, EventCounts] => {
      const { promql, seconds } = BURN_WINDOWS[key];
      const rate = context.readings.reading(context.entityRef, countId('requests', promql)).value;
      const requests = rate === undefined ? undefined : rate * seconds;
      const burnt = burn[key];
      const bad = requests === undefined || typeof burnt !== 'number' ? undefined : burnt * allowed * requests;
      return [key, { requests: counted(requests), bad: counted(bad) }];
    }),
  );
}

/** A count without what arithmetic in between has added to it or taken away. */
function counted(count: number | undefined): number | undefined {
  return count === undefined ? undefined : Math.round(count * 1000) / 1000;
}
