import { scopeOf, type BatchReadings, type Reading } from './batch.js';
import { burnWindows, measuredValue, type ErrorRatio } from './burn.js';
import { BURN_WINDOWS, FOUR_WEEK_PAIRS, MONTH_PAIRS, type BurnPair, type WindowKey } from './burnPairs.js';
import { renderQuery, type QueryTemplates } from './queryTemplates.js';
import { formatMatchers, quoteLabelValue } from './selector.js';
import type { Binding, ErrorBudget, Measured, MissingReason, Objective } from './serviceHealth.js';
import { countId } from './sourceReader.js';
import type { InstantSample } from './source.js';
import { promqlDuration } from './timeGrid.js';

/** What the budget of a service is read from. */
export interface BudgetContext {
  readonly entityRef: string;
  readonly binding: Binding;
  readonly readings: BatchReadings;
  readonly templates: QueryTemplates;
  /** Of a service for which nobody has declared one. */
  readonly objective: { readonly target: number; readonly windowS: number };
}

/** An error budget with the pairs of windows that go with its period. */
export interface KnownBudget {
  readonly budget: ErrorBudget;
  readonly pairs: readonly BurnPair[];
}

const DAY_S = 86_400;

/**
 * The error budget of a service: of the objectives that Sloth's or Pyrra's rules declare for it, the one with the least left;
 * where there is none, of the organisation's objective for all requests.
 *
 * What Sloth records is an average of ratios, in which a quiet hour weighs as much as a busy one; all else counts events.
 */
export function errorBudget(context: BudgetContext): KnownBudget | undefined {
  const declared = [...slothBudgets(context), ...pyrraBudgets(context)];
  const left = ({ budget }: KnownBudget): number => budget.remaining.value ?? Infinity;
  const [worst] = declared.sort((a, b) => left(a) - left(b));
  return worst ?? defaultBudget(context);
}

/** The share of bad requests in a window, from the counters of requests. @param window as PromQL writes it */
export function requestErrorRatio(context: BudgetContext, window: string): ErrorRatio {
  const { entityRef, readings } = context;
  const requests = readings.reading(entityRef, countId('requests', window));
  const bad = readings.reading(entityRef, countId('badRequests', window));
  const query = ratioQuery(context, window);
  const missing = requests.missing ?? bad.missing;
  if (requests.value === undefined || bad.value === undefined)
    return { value: undefined, query, ...(missing ? { missing } : {}) };
  const value = bad.value / requests.value;
  return { ...measuredValue({ value }), query, ...(requests.at === undefined ? {} : { at: requests.at }) };
}

function ratioQuery({ binding, templates }: BudgetContext, window: string): string {
  const [bad, requests] = (['badRequests', 'requests'] as const).map(name => {
    const template = templates.get(name);
    return template === undefined ? undefined : renderQuery(template, scopeOf(binding), window);
  });
  return bad === undefined || requests === undefined ? '' : `(${bad}) / (${requests})`;
}

function defaultBudget(context: BudgetContext): KnownBudget | undefined {
  if (!context.templates.has('requests')) return undefined;
  const { target, windowS } = context.objective;
  const objective: Objective = { name: '', target, windowS, from: 'default' };
  const ratio = requestErrorRatio(context, promqlDuration(windowS));
  const { query, value } = ratio;
  const budget: ErrorBudget = {
    objective,
    achieved: measured(ratio, value === undefined ? undefined : 1 - value, windowS, query && `1 - (${query})`),
    remaining: measured(
      ratio,
      value === undefined ? undefined : 1 - value / (1 - target),
      windowS,
      query && `1 - ((${query}) / (1 - ${target}))`,
    ),
    weighting: 'events',
    burn: burnWindows(MONTH_PAIRS, target, key => requestErrorRatio(context, BURN_WINDOWS[key].promql)),
  };
  return { budget, pairs: MONTH_PAIRS };
}

function measured(reading: Reading, value: number | undefined, windowS: number, query: string): Measured {
  const { at } = reading;
  return {
    ...measuredValue({ ...reading, value }),
    ...{ unit: 'ratio', windowS, query },
    ...(at === undefined ? {} : { at }),
  };
}

/** Series of one objective by the names of their metrics. */
class Records {
  private readonly byName = new Map<string, InstantSample>();

  constructor(
    /** Matchers of the objective's series. */
    readonly selector: string,
    samples: readonly InstantSample[],
  ) {
    for (const sample of samples) this.byName.set(sample.labels['__name__'] ?? '', sample);
  }

  read(name: string): ErrorRatio {
    const sample = this.byName.get(name);
    return { ...this.reading(sample), query: this.query(name) };
  }

  query(name: string): string {
    return `max(${name}{${this.selector}})`;
  }

  private reading(sample: InstantSample | undefined): Reading {
    if (!sample) return { value: undefined, missing: 'no-series' };
    const missing: MissingReason = 'not-a-number';
    return Number.isFinite(sample.value)
      ? { value: sample.value, at: sample.at }
      : { value: undefined, missing, at: sample.at };
  }
}

/** Series by the value of the label that names their objective. */
function byObjective(samples: readonly InstantSample[], label: string): ReadonlyMap<string, readonly InstantSample[]> {
  const groups = new Map<string, InstantSample[]>();
  for (const sample of samples) {
    const name = sample.labels[label] ?? '';
    groups.set(name, [...(groups.get(name) ?? []), sample]);
  }
  return groups;
}

function slothBudgets(context: BudgetContext): readonly KnownBudget[] {
  const { entityRef, binding, readings } = context;
  const own = readings.all(entityRef, 'sloth');
  const samples = own.length > 0 ? own : readings.all(entityRef, 'slothByService');
  const selector =
    own.length > 0 || !binding.key
      ? binding.matchers
      : formatMatchers([{ label: 'sloth_service', operator: '=', value: binding.key.value }]);
  return [...byObjective(samples, 'sloth_slo')].flatMap(([name, series]) => {
    const records = new Records(`${selector},sloth_slo=${quoteLabelValue(name)}`, series);
    const target = records.read('slo:objective:ratio').value;
    if (target === undefined || !(target > 0 && target < 1)) return [];
    return [slothBudget(records, name, target)];
  });
}

function slothBudget(records: Records, name: string, target: number): KnownBudget {
  const days = records.read('slo:time_period:days').value ?? 30;
  const windowS = days * DAY_S;
  const ratioOf = (window: string): ErrorRatio => records.read(`slo:sli_error:ratio_rate${window}`);
  const period = ratioOf(promqlDuration(windowS));
  const recorded = records.read('slo:period_error_budget_remaining:ratio');
  const computed = period.value === undefined ? undefined : 1 - period.value / (1 - target);
  const pairs = MONTH_PAIRS;
  const budget: ErrorBudget = {
    objective: { name, target, windowS, from: 'sloth' },
    achieved: measured(
      period,
      period.value === undefined ? undefined : 1 - period.value,
      windowS,
      `1 - ${period.query}`,
    ),
    remaining:
      recorded.value === undefined && computed !== undefined
        ? measured(period, computed, windowS, `1 - (${period.query} / (1 - ${target}))`)
        : measured(recorded, recorded.value, windowS, recorded.query),
    weighting: 'time',
    burn: burnWindows(pairs, target, (key: WindowKey) => ratioOf(BURN_WINDOWS[key].promql)),
  };
  return { budget, pairs };
}

function pyrraBudgets(context: BudgetContext): readonly KnownBudget[] {
  const { entityRef, binding, readings } = context;
  return [...byObjective(readings.all(entityRef, 'pyrra'), 'slo')].flatMap(([name, series]) => {
    const records = new Records(`${binding.matchers},slo=${quoteLabelValue(name)}`, series);
    const target = records.read('pyrra_objective').value;
    const windowS = records.read('pyrra_window').value;
    if (target === undefined || !(target > 0 && target < 1) || windowS === undefined || !(windowS > 0)) return [];
    const achieved = records.read('pyrra_availability');
    const left = achieved.value === undefined ? undefined : 1 - (1 - achieved.value) / (1 - target);
    const pairs = windowS > 28 * DAY_S ? MONTH_PAIRS : FOUR_WEEK_PAIRS;
    const budget: ErrorBudget = {
      objective: { name, target, windowS, from: 'pyrra' },
      achieved: measured(achieved, achieved.value, windowS, achieved.query),
      remaining: measured(achieved, left, windowS, `1 - ((1 - ${achieved.query}) / (1 - ${target}))`),
      weighting: 'events',
      burn: burnWindows(pairs, target, key => requestErrorRatio(context, BURN_WINDOWS[key].promql)),
    };
    return [{ budget, pairs }];
  });
}
