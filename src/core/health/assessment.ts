import { MONTH_PAIRS, type BurnPair, type WindowKey } from './burnPairs.js';
import type { Assessment, HealthReason, HealthStatus } from './status.js';

/** How long what a source said last stands for what is, in seconds: as long as Prometheus itself looks back for a sample. */
export const STALE_AFTER_S = 300;

const FEWEST_REQUESTS = 100;
const FEWEST_BAD = 3;
const LOW_BUDGET = 0.1;
const HIGH_SATURATION = 0.9;

/** Burn rates by window: 1 uses up the error budget exactly at the end of the period. null: not known. */
export type BurnRates = Readonly<Partial<Record<WindowKey, number | null | undefined>>>;

/** Requests in a window, all of them and those that count as bad. */
export interface EventCounts {
  readonly requests: number | null | undefined;
  readonly bad: number | null | undefined;
}

/** An alert, as far as it decides. */
export interface AssessedAlert {
  /** As the rule says it, in any letter case. */
  readonly severity?: string | undefined;
  /** What is neither `firing` nor `silenced` does not count. */
  readonly state: string;
  /** Set where an alert that fires is silenced. */
  readonly silenced?: boolean | undefined;
  /** Set where an alert that fires is inhibited by another. */
  readonly inhibited?: boolean | undefined;
}

/** What is known of a service. null and undefined, NaN and infinity all mean that something is not known. */
export interface AssessmentInput {
  /** Whether anything says which series are the service's. */
  readonly bound: boolean;
  readonly source: 'ok' | 'error';
  /** The status before the source fell silent, with the reasons that were given for it. */
  readonly lastKnown?: HealthStatus | null | undefined;
  readonly lastReasons?: readonly HealthReason[] | undefined;
  /** Age of `lastKnown` in seconds. */
  readonly ageS?: number | null | undefined;
  /** Share of the targets that answer. */
  readonly up?: { readonly ratio: number | null } | null | undefined;
  /** Replicas of the workload that are wanted, and those that are there. */
  readonly desired?: number | null | undefined;
  readonly available?: number | null | undefined;
  /** Requests a second. */
  readonly rps?: number | null | undefined;
  /** Requests in the last hour, and the bad ones among them. */
  readonly req1h?: number | null | undefined;
  readonly bad1h?: number | null | undefined;
  /** The same for the other long windows, where they are known. */
  readonly events?: Readonly<Partial<Record<WindowKey, EventCounts>>> | undefined;
  /** Whether there were requests, or series of them, within a day. */
  readonly hadTraffic1d?: boolean | undefined;
  readonly burn?: BurnRates | null | undefined;
  /** The pairs of windows that are looked at; those for a period of 30 days where nothing is said. */
  readonly pairs?: readonly BurnPair[] | undefined;
  /** What is left of the error budget: 1 is all of it. */
  readonly budgetRemaining?: number | null | undefined;
  /** 99th percentile of the latency and its objective, in seconds. */
  readonly p99?: number | null | undefined;
  readonly p99Max?: number | null | undefined;
  /** The lowest share of the scarcest resource in use within the last ten minutes, from 0 to 1. */
  readonly saturation?: number | null | undefined;
  readonly alerts?: readonly AssessedAlert[] | undefined;
}

/** One thing that was found, and the status that it alone would give; undefined for what is only said. */
interface Verdict {
  readonly reason: HealthReason;
  readonly status?: 'critical' | 'degraded';
}

/**
 * How a service is, by tests in a fixed order. Where nothing of it can be seen, that is all there is to say; else every test
 * has its say, and the worst decides.
 *
 * Where `up` is not known but requests come in, as from services that push their metrics, there is telemetry all the same; and
 * where targets answer but the series of requests that were there within a day are gone, telemetry was lost.
 */
export function assess(input: AssessmentInput): Assessment {
  if (!input.bound) return unknown('not-bound');
  if (input.source !== 'ok') return withoutSource(input);
  const gone = nothingRuns(input);
  if (gone.length > 0) return { status: 'down', reasons: gone };
  const absent = withoutTelemetry(input);
  if (absent) return unknown(absent);
  const verdicts = [
    ...alertVerdicts(input.alerts ?? []),
    ...burnVerdicts(input),
    ...budgetVerdicts(input),
    ...signalVerdicts(input),
    ...(known(input.rps) === 0 && input.hadTraffic1d === true ? [{ reason: 'idle' } as const] : []),
  ];
  const by = (status: Verdict['status']): readonly HealthReason[] =>
    verdicts.filter(verdict => verdict.status === status).map(({ reason }) => reason);
  const [critical, degraded] = [by('critical'), by('degraded')];
  const status = critical.length > 0 ? 'critical' : degraded.length > 0 ? 'degraded' : 'healthy';
  return { status, reasons: [...new Set([...critical, ...degraded, ...by(undefined)])] };
}

function unknown(reason: HealthReason): Assessment {
  return { status: 'unknown', reasons: [reason] };
}

function withoutSource({ lastKnown, lastReasons = [], ageS }: AssessmentInput): Assessment {
  const age = known(ageS);
  if (!lastKnown || age === undefined || age > STALE_AFTER_S) return unknown('source-unreachable');
  return { status: lastKnown, reasons: [...lastReasons.filter(reason => reason !== 'stale'), 'stale'] };
}

function nothingRuns({ desired, available, up }: AssessmentInput): readonly HealthReason[] {
  const wanted = known(desired);
  return [
    ...(wanted !== undefined && wanted > 0 && known(available) === 0 ? (['no-replicas'] as const) : []),
    ...(known(up?.ratio) === 0 ? (['all-targets-down'] as const) : []),
  ];
}

function withoutTelemetry({ up, rps, hadTraffic1d }: AssessmentInput): HealthReason | undefined {
  if (known(rps) !== undefined) return undefined;
  if (hadTraffic1d === true) return 'telemetry-lost';
  return known(up?.ratio) === undefined ? 'no-telemetry' : undefined;
}

/** What an alert of a severity does to the status; undefined for one that is only told. */
export function severityStatus(severity: string | undefined): 'critical' | 'degraded' | undefined {
  switch (severity?.trim().toLowerCase()) {
    case 'page':
    case 'critical':
      return 'critical';
    case 'info':
    case 'informational':
    case 'none':
      return undefined;
    default:
      return 'degraded';
  }
}

function alertVerdicts(alerts: readonly AssessedAlert[]): readonly Verdict[] {
  return alerts.flatMap((alert): readonly Verdict[] => {
    if (alert.inhibited === true) return [];
    if (alert.state === 'silenced' || (alert.state === 'firing' && alert.silenced === true))
      return [{ reason: 'silenced' }];
    const status = alert.state === 'firing' ? severityStatus(alert.severity) : undefined;
    return status ? [{ reason: 'alert', status }] : [];
  });
}

function burnVerdicts(input: AssessmentInput): readonly Verdict[] {
  const hot = (input.pairs ?? MONTH_PAIRS).filter(pair => isHot(input.burn, pair));
  const meant = hot.filter(({ long }) => enoughEvents(input, long));
  if (meant.some(({ severity }) => severity === 'page')) return [{ reason: 'fast-burn', status: 'critical' }];
  if (meant.length > 0) return [{ reason: 'slow-burn', status: 'degraded' }];
  return hot.length > 0 ? [{ reason: 'insufficient-traffic' }] : [];
}

function isHot(burn: BurnRates | null | undefined, { short, long, threshold }: BurnPair): boolean {
  const shortRate = known(burn?.[short]);
  const longRate = known(burn?.[long]);
  return shortRate !== undefined && longRate !== undefined && shortRate > threshold && longRate > threshold;
}

/** Counts of the long window itself where they are known; those of the last hour are a lower bound of every other. */
function enoughEvents({ events, req1h, bad1h }: AssessmentInput, long: WindowKey): boolean {
  return hasEnoughEvents(events?.[long]?.requests ?? req1h, events?.[long]?.bad ?? bad1h);
}

/**
 * Whether a burn rate over a window means anything: a single failure among a handful of requests would trip any threshold.
 * Where events are not counted, as for objectives that only others' rules know, the rate is believed.
 * @param requests how many there were in the window @param bad how many of them failed
 */
export function hasEnoughEvents(requests: number | null | undefined, bad: number | null | undefined): boolean {
  return (known(requests) ?? FEWEST_REQUESTS) >= FEWEST_REQUESTS && (known(bad) ?? FEWEST_BAD) >= FEWEST_BAD;
}

function budgetVerdicts(input: AssessmentInput): readonly Verdict[] {
  const left = known(input.budgetRemaining);
  if (left === undefined || left >= LOW_BUDGET) return [];
  return left <= 0 ? [{ reason: 'budget-exhausted', status: 'degraded' }] : [{ reason: 'budget-low' }];
}

function signalVerdicts(input: AssessmentInput): readonly Verdict[] {
  const [p99, p99Max, saturation] = [known(input.p99), known(input.p99Max), known(input.saturation)];
  const [up, desired, available] = [known(input.up?.ratio), known(input.desired), known(input.available)];
  const partly =
    (up !== undefined && up < 1) || (desired !== undefined && available !== undefined && available < desired);
  const found: readonly (readonly [boolean, HealthReason])[] = [
    [p99 !== undefined && p99Max !== undefined && p99 > p99Max, 'latency'],
    [partly, 'partly-down'],
    [saturation !== undefined && saturation > HIGH_SATURATION, 'saturation'],
  ];
  return found.flatMap(([is, reason]) => (is ? [{ reason, status: 'degraded' } as const] : []));
}

function known(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
