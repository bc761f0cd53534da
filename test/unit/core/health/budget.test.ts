import assert from 'node:assert/strict';
import { BatchReadings } from '../../../../src/core/health/batch.js';
import { bindingOf } from '../../../../src/core/health/binding.js';
import { errorBudget, type BudgetContext } from '../../../../src/core/health/budget.js';
import { knownMetrics } from '../../../../src/core/health/metricNames.js';
import { queryTemplates } from '../../../../src/core/health/queryTemplates.js';
import { countId } from '../../../../src/core/health/sourceReader.js';
import type { ErrorBudget } from '../../../../src/core/health/serviceHealth.js';
import { entity } from '../catalogue/entities.js';

const checkout = entity('Component:checkout');
const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '4d', '30d'];

class Rig {
  readonly readings = new BatchReadings();

  /** @param bad share of bad requests by window */
  requests(rate: number, bad: Readonly<Record<string, number>>): this {
    for (const window of WINDOWS) {
      this.readings.set(checkout.ref, countId('requests', window), { value: rate, at: 900 });
      this.readings.set(checkout.ref, countId('badRequests', window), { value: rate * (bad[window] ?? 0), at: 900 });
    }
    return this;
  }

  records(id: string, label: string, byObjective: Readonly<Record<string, Readonly<Record<string, number>>>>): this {
    const samples = Object.entries(byObjective).flatMap(([objective, values]) =>
      Object.entries(values).map(([name, value]) => ({
        ...{ labels: { __name__: name, service: 'checkout', [label]: objective }, value, at: 950 },
      })),
    );
    this.readings.set(checkout.ref, id, { value: undefined, missing: 'ambiguous' }, samples);
    return this;
  }

  budget(names: readonly string[] = ['http_requests_total']): ErrorBudget | undefined {
    const context: BudgetContext = {
      entityRef: checkout.ref,
      binding: bindingOf(checkout).binding!,
      readings: this.readings,
      templates: queryTemplates(knownMetrics(names)),
      objective: { target: 0.999, windowS: 30 * 86_400 },
    };
    return errorBudget(context)?.budget;
  }
}

const near = (value: number | undefined, wanted: number) =>
  assert.ok(Math.abs(value! - wanted) < 1e-9, `${value} is not ${wanted}`);

const SLO = {
  'slo:objective:ratio': 0.99,
  'slo:sli_error:ratio_rate5m': 0.2,
  'slo:sli_error:ratio_rate1h': 0.15,
  'slo:sli_error:ratio_rate30d': 0.004,
};

describe('the error budget of a service', () => {
  it('counts events against the organisation’s objective where nobody declares one', () => {
    const budget = new Rig().requests(20, { '5m': 0.02, '1h': 0.02, '30d': 0.0004 }).budget();
    assert.deepEqual(budget?.objective, { name: '', target: 0.999, windowS: 2_592_000, from: 'default' });
    assert.equal(budget.weighting, 'events');
    near(budget.achieved.value, 0.9996);
    near(budget.remaining.value, 0.6);
    near(budget.burn[0]?.shortRate.value, 20);
    assert.deepEqual(
      budget.burn.map(({ short, long, threshold, severity, hot }) => [short, long, threshold, severity, hot]),
      [
        ['5m', '1h', 14.4, 'page', true],
        ['30m', '6h', 6, 'page', false],
        ['2h', '1d', 3, 'ticket', false],
        ['6h', '3d', 1, 'ticket', false],
      ],
    );
    assert.match(budget.burn[0]?.longRate.query ?? '', /^\(\(sum by .*\[1h\].* \/ \(1 - 0\.999\)$/);
    assert.equal(budget.remaining.at, 900);
  });

  it('has no numbers without requests, and is none where requests cannot be counted', () => {
    const idle = new Rig().requests(0, {}).budget();
    assert.deepEqual([idle?.remaining.value, idle?.remaining.missing], [undefined, 'not-a-number']);
    const dark = new Rig().budget();
    assert.deepEqual([dark?.remaining.value, dark?.remaining.missing], [undefined, 'not-asked']);
    assert.equal(new Rig().budget([]), undefined);
  });

  it('is what Sloth’s rules record', () => {
    const rig = new Rig().records('sloth', 'sloth_slo', {
      availability: { ...SLO, 'slo:period_error_budget_remaining:ratio': 0.61, 'slo:time_period:days': 28 },
    });
    const budget = rig.budget();
    assert.deepEqual(budget?.objective, { name: 'availability', target: 0.99, windowS: 28 * 86_400, from: 'sloth' });
    assert.equal(budget.weighting, 'time');
    assert.equal(budget.remaining.value, 0.61);
    assert.equal(
      budget.remaining.query,
      'max(slo:period_error_budget_remaining:ratio{service="checkout",sloth_slo="availability"})',
    );
    near(budget.burn[0]?.shortRate.value, 20);
    near(budget.burn[0]?.longRate.value, 15);
    assert.equal(budget.burn[0]?.hot, true);
    assert.deepEqual([budget.burn[1]?.shortRate.value, budget.burn[1]?.shortRate.missing], [undefined, 'no-series']);
  });

  it('is computed where Sloth’s rules do not record what is left', () => {
    const budget = new Rig().records('sloth', 'sloth_slo', { availability: SLO }).budget();
    near(budget?.remaining.value, 0.6);
    near(budget?.achieved.value, 0.996);
    assert.equal(
      budget?.remaining.query,
      '1 - (max(slo:sli_error:ratio_rate30d{service="checkout",sloth_slo="availability"}) / (1 - 0.99))',
    );
  });

  it('is found by Sloth’s own label of the service', () => {
    const budget = new Rig().records('slothByService', 'sloth_slo', { availability: SLO }).budget();
    assert.ok(budget?.burn[0]?.longRate.query.includes('{sloth_service="checkout",sloth_slo="availability"}'));
  });

  it('is the one with the least left of several, known ones first', () => {
    const left = (value: number) => ({ ...SLO, 'slo:period_error_budget_remaining:ratio': value });
    const objectives = {
      much: left(0.9),
      little: left(0.2),
      broken: { 'slo:objective:ratio': 1 },
      dark: { 'slo:objective:ratio': 0.9 },
    };
    assert.equal(new Rig().records('sloth', 'sloth_slo', objectives).budget()?.objective.name, 'little');
  });

  it('is what Pyrra’s rules record, with its own pairs of windows', () => {
    const budget = new Rig()
      .requests(20, { '6h': 0.02, '4d': 0.02 })
      .records('pyrra', 'slo', { api: { pyrra_objective: 0.99, pyrra_window: 2_419_200, pyrra_availability: 0.995 } })
      .budget();
    assert.deepEqual(budget?.objective, { name: 'api', target: 0.99, windowS: 2_419_200, from: 'pyrra' });
    near(budget.remaining.value, 0.5);
    assert.equal(budget.weighting, 'events');
    const last = budget.burn[3];
    assert.deepEqual([last?.short, last?.long, last?.threshold, last?.hot], ['6h', '4d', 1, true]);
  });
});
