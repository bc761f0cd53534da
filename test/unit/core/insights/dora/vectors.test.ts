import assert from 'node:assert/strict';
import type { DeliveryEvent, DeliveryHistory } from '../../../../../src/core/insights/deliveryEvents.js';
import { doraReport } from '../../../../../src/core/insights/dora/computeReport.js';
import type { DoraKey, DoraMeasure, DoraReport } from '../../../../../src/core/insights/dora/doraReport.js';
import { hasMetricCorpora, metricFile, MISSING } from '../metricCorpora.js';

interface VectorEvent {
  readonly type: 'deployment' | 'incident';
  readonly env: string;
  readonly unplanned?: boolean;
  readonly changes?: readonly { sha: string; committedAt: string; bot?: boolean; merge?: boolean }[];
  readonly [name: string]: unknown;
}

interface Vector {
  readonly id: string;
  readonly why: string;
  readonly options: { readonly from: string; readonly to: string; readonly tzOffsetMin?: number };
  readonly events: readonly VectorEvent[];
  readonly expect: Readonly<Record<string, unknown>>;
}

describe('Cases of DORA worked out by hand', () => {
  if (!hasMetricCorpora) {
    it(MISSING);
    return;
  }
  const { vectors } = JSON.parse(metricFile('dora-vectors.json')) as { readonly vectors: readonly Vector[] };
  for (const { id, why, options, events, expect } of vectors)
    it(`${id}: ${why}`, () => {
      const history: DeliveryHistory = {
        events: events.map(eventOf),
        quality: [],
        origin: 'vectors',
        isDerived: false,
        at: Date.parse('2026-04-01T00:00:00Z'),
      };
      const report = doraReport(history, {
        from: Date.parse(options.from),
        to: Date.parse(options.to),
        timeZone: options.tzOffsetMin ?? 'UTC',
      });
      for (const [name, expected] of Object.entries(expect)) assert.deepEqual(valueOf(report, name), expected, name);
    });
});

function eventOf({ env, unplanned, changes, ...event }: VectorEvent): DeliveryEvent {
  const times = Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, name.endsWith('At') ? Date.parse(String(value)) : value]),
  );
  return {
    ...times,
    source: 'vectors',
    environment: env,
    ...(unplanned === undefined ? {} : { isUnplanned: unplanned }),
    ...(changes
      ? {
          changes: changes.map(({ sha, committedAt, bot, merge }) => ({
            sha,
            committedAt: Date.parse(committedAt),
            ...(bot === undefined ? {} : { isBot: bot }),
            ...(merge === undefined ? {} : { isMerge: merge }),
          })),
        }
      : {}),
  } as unknown as DeliveryEvent;
}

function valueOf(report: DoraReport, name: string): unknown {
  const measure = (key: DoraKey): DoraMeasure => {
    const found = report.measures.find(one => one.key === key);
    assert.ok(found, key);
    return found;
  };
  const detail = (key: DoraKey, label: string): number | null | undefined =>
    measure(key).details.find(one => one.label === label)?.value;
  const leadTime = measure('leadTime');
  const leftOut = (kind: string): number => leadTime.leftOut.find(note => note.kind === kind)?.count ?? 0;
  const values: Readonly<Record<string, () => unknown>> = {
    deployments: () => report.deployments,
    perDay: () => measure('deploymentFrequency').value,
    deployDays: () => detail('deploymentFrequency', 'Days with a deployment'),
    medianDeployDaysPerWeek: () => detail('deploymentFrequency', 'Median of days with a deployment per week'),
    changes: () => leadTime.count,
    leadTimeP50: () => leadTime.value,
    leadTimeP90: () => leadTime.percentiles?.p90,
    leadTimeMean: () => leadTime.mean,
    dropped: () => ({
      negative: leftOut('negative'),
      bot: leftOut('bot'),
      merge: leftOut('merge'),
      redeployed: leftOut('redeployed'),
    }),
    failed: () => detail('changeFailureRate', 'Failed deployments'),
    cfr: () => measure('changeFailureRate').value,
    fdrtP50: () => measure('failedDeploymentRecoveryTime').value,
    openFailures: () => detail('failedDeploymentRecoveryTime', 'Failures still open'),
    mttrP50: () => measure('timeToRestore').value,
    reworkRate: () => measure('reworkRate').value,
  };
  const value = values[name];
  assert.ok(value, `nothing here gives ${name}`);
  return value();
}
