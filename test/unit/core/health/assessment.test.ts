import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { assess, type AssessmentInput } from '../../../../src/core/health/assessment.js';
import { FOUR_WEEK_PAIRS } from '../../../../src/core/health/burnPairs.js';
import { rolledUpStatus } from '../../../../src/core/health/rollUp.js';
import { HEALTH_STATUSES, type Assessment, type HealthStatus } from '../../../../src/core/health/status.js';

const COLD = { m5: 0, m30: 0, h1: 0, h2: 0, h6: 0, d1: 0, d3: 0 };

const WELL: AssessmentInput = {
  bound: true,
  source: 'ok',
  up: { ratio: 1 },
  rps: 20,
  req1h: 72_000,
  bad1h: 20,
  hadTraffic1d: true,
  burn: COLD,
  budgetRemaining: 0.7,
  p99: 0.2,
  p99Max: 0.5,
  alerts: [],
};

const GONE: Partial<AssessmentInput> = { up: null, rps: null, burn: null, p99: null, budgetRemaining: null };
const FAST = { ...COLD, m5: 20, h1: 20 };
const SLOW = { ...COLD, h2: 4, d1: 4 };

type Case = readonly [name: string, change: Partial<AssessmentInput>, status: HealthStatus, ...reasons: string[]];

const CASES: readonly Case[] = [
  ['all is well', {}, 'healthy'],
  ['nothing binds it', { bound: false }, 'unknown', 'not-bound'],
  ['nothing binds it, and the source is gone', { bound: false, source: 'error' }, 'unknown', 'not-bound'],
  ['silent for five minutes', { source: 'error', lastKnown: 'critical', ageS: 300 }, 'critical', 'stale'],
  ['silent for longer', { source: 'error', lastKnown: 'healthy', ageS: 301 }, 'unknown', 'source-unreachable'],
  ['silent from the start', { source: 'error' }, 'unknown', 'source-unreachable'],
  [
    'silent since nobody knows when',
    { source: 'error', lastKnown: 'healthy', ageS: NaN },
    'unknown',
    'source-unreachable',
  ],
  [
    'silent, with what was wrong before',
    { source: 'error', lastKnown: 'degraded', lastReasons: ['slow-burn', 'stale'], ageS: 1 },
    ...(['degraded', 'slow-burn', 'stale'] as const),
  ],
  ['no replica of three', { desired: 3, available: 0 }, 'down', 'no-replicas'],
  ['scaled to nothing', { desired: 0, available: 0 }, 'healthy'],
  ['no target answers', { ...GONE, up: { ratio: 0 } }, 'down', 'all-targets-down'],
  ['no target answers, the last rate is still there', { up: { ratio: 0 } }, 'down', 'all-targets-down'],
  [
    'down beats alerts',
    { up: { ratio: 0 }, alerts: [{ severity: 'page', state: 'firing' }] },
    'down',
    'all-targets-down',
  ],
  ['series were there within a day', GONE, 'unknown', 'telemetry-lost'],
  ['there never were any', { ...GONE, hadTraffic1d: false }, 'unknown', 'no-telemetry'],
  ['requests are pushed, there are no targets', { up: null }, 'healthy'],
  ['targets answer, the series of requests are gone', { rps: null }, 'unknown', 'telemetry-lost'],
  ['nothing but targets', { rps: null, hadTraffic1d: false, burn: null, p99: null }, 'healthy'],
  ['no burn rate yet', { burn: null, budgetRemaining: null }, 'healthy'],
  ['critical alert', { alerts: [{ severity: 'Critical', state: 'firing' }] }, 'critical', 'alert'],
  ['ticket alert', { alerts: [{ severity: 'ticket', state: 'firing' }] }, 'degraded', 'alert'],
  ['warning', { alerts: [{ severity: 'warning', state: 'firing' }] }, 'degraded', 'alert'],
  ['an alert that says no severity', { alerts: [{ severity: '', state: 'firing' }] }, 'degraded', 'alert'],
  ['an alert for information', { alerts: [{ severity: 'info', state: 'firing' }] }, 'healthy'],
  ['silenced alert', { alerts: [{ severity: 'page', state: 'silenced' }] }, 'healthy', 'silenced'],
  [
    'alert that fires silenced',
    { alerts: [{ severity: 'page', state: 'firing', silenced: true }] },
    'healthy',
    'silenced',
  ],
  ['inhibited alert', { alerts: [{ severity: 'page', state: 'inhibited' }] }, 'healthy'],
  ['alert that fires inhibited', { alerts: [{ severity: 'page', state: 'firing', inhibited: true }] }, 'healthy'],
  [
    'page beside a silenced ticket',
    {
      alerts: [
        { severity: 'ticket', state: 'silenced' },
        { severity: 'page', state: 'firing' },
      ],
    },
    ...(['critical', 'alert', 'silenced'] as const),
  ],
  ['fast burn', { burn: FAST, bad1h: 1440 }, 'critical', 'fast-burn'],
  ['fast burn of the second pair', { burn: { ...COLD, m30: 7, h6: 7 } }, 'critical', 'fast-burn'],
  ['exactly at the threshold', { burn: { ...COLD, m5: 14.4, h1: 14.4 } }, 'healthy'],
  ['only the long window is hot', { burn: { ...COLD, h1: 30, h6: 7, m30: 5 } }, 'healthy'],
  ['only the short window is hot', { burn: { ...COLD, m5: 30 } }, 'healthy'],
  ['slow burn', { burn: SLOW }, 'degraded', 'slow-burn'],
  ['slow burn of the second pair', { burn: { ...COLD, h6: 2, d3: 1.5 } }, 'degraded', 'slow-burn'],
  ['fast and slow burn', { burn: { ...FAST, ...SLOW, m5: 20, h1: 20 } }, 'critical', 'fast-burn'],
  ['99 requests', { burn: FAST, req1h: 99, bad1h: 50 }, 'healthy', 'insufficient-traffic'],
  ['2 failures', { burn: FAST, req1h: 1000, bad1h: 2 }, 'healthy', 'insufficient-traffic'],
  ['100 requests, 3 failures', { burn: FAST, req1h: 100, bad1h: 3 }, 'critical', 'fast-burn'],
  [
    'few in the hour, enough in the day',
    { burn: SLOW, req1h: 40, bad1h: 1, events: { d1: { requests: 900, bad: 4 } } },
    ...(['degraded', 'slow-burn'] as const),
  ],
  [
    'fast burn of a handful, slow burn of many',
    { burn: { ...SLOW, m5: 20, h1: 20 }, req1h: 40, bad1h: 1, events: { d1: { requests: 900, bad: 4 } } },
    ...(['degraded', 'slow-burn'] as const),
  ],
  ['events are not counted', { burn: FAST, req1h: null, bad1h: null }, 'critical', 'fast-burn'],
  [
    'four weeks: a threshold of its own',
    { burn: { ...COLD, h2: 2.5, d1: 2.5 }, pairs: FOUR_WEEK_PAIRS },
    'degraded',
    'slow-burn',
  ],
  ['nothing left of the budget', { budgetRemaining: 0 }, 'degraded', 'budget-exhausted'],
  ['overspent', { budgetRemaining: -2 }, 'degraded', 'budget-exhausted'],
  ['little left', { budgetRemaining: 0.09 }, 'healthy', 'budget-low'],
  ['a tenth left', { budgetRemaining: 0.1 }, 'healthy'],
  ['slow', { p99: 0.51 }, 'degraded', 'latency'],
  ['at the objective', { p99: 0.5 }, 'healthy'],
  ['without an objective', { p99: 9, p99Max: null }, 'healthy'],
  ['an instance is gone', { up: { ratio: 0.67 } }, 'degraded', 'partly-down'],
  ['a replica is gone', { desired: 3, available: 2 }, 'degraded', 'partly-down'],
  ['full', { saturation: 0.91 }, 'degraded', 'saturation'],
  ['nearly full', { saturation: 0.9 }, 'healthy'],
  ['idle', { rps: 0, p99: NaN, req1h: 0, bad1h: 0 }, 'healthy', 'idle'],
  ['idle for longer than a day', { rps: 0, p99: NaN, hadTraffic1d: false }, 'healthy'],
  [
    'everything at once, what decides first',
    {
      alerts: [{ severity: 'ticket', state: 'firing' }],
      ...{ burn: FAST, bad1h: 900, budgetRemaining: -1, p99: 2, up: { ratio: 0.5 }, saturation: 1 },
    },
    ...(['critical', 'fast-burn', 'alert', 'budget-exhausted', 'latency', 'partly-down', 'saturation'] as const),
  ],
];

interface Vectors {
  readonly entity: readonly { readonly name: string; readonly input: AssessmentInput; readonly expect: Assessment }[];
  readonly rollup: readonly {
    readonly name: string;
    readonly input: readonly HealthStatus[];
    readonly expect: string;
  }[];
}

describe('the assessment of a service', () => {
  for (const [name, change, status, ...reasons] of CASES)
    it(`${name}: ${[status, ...reasons].join(', ')}`, () => {
      assert.deepEqual(assess({ ...WELL, ...change }), { status, reasons });
    });

  it('agrees with the vectors of the corpus', function () {
    const file = join('..', 'shared', 'corpora', 'metrics', 'health-vectors.json');
    if (!existsSync(file)) {
      console.log(`      skipped: there is no ${file}`);
      this.skip();
    }
    const { entity, rollup } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
    assert.ok(entity.length > 0 && rollup.length > 0);
    for (const { name, input, expect } of entity) assert.deepEqual(assess(input), expect, name);
    for (const { name, input, expect } of rollup) assert.equal(rolledUpStatus(input), expect, name);
  });

  const anyNumber = fc.option(fc.oneof(fc.double(), fc.constantFrom(0, 1, NaN, Infinity, -1)));
  const anyInput: fc.Arbitrary<AssessmentInput> = fc.record({
    bound: fc.boolean(),
    source: fc.constantFrom('ok' as const, 'error' as const),
    lastKnown: fc.option(fc.constantFrom(...HEALTH_STATUSES)),
    ageS: anyNumber,
    up: fc.option(fc.record({ ratio: anyNumber })),
    desired: anyNumber,
    available: anyNumber,
    rps: anyNumber,
    req1h: anyNumber,
    bad1h: anyNumber,
    hadTraffic1d: fc.boolean(),
    burn: fc.option(
      fc.record(Object.fromEntries(Object.keys(COLD).map(key => [key, anyNumber])) as Record<'m5', typeof anyNumber>),
    ),
    budgetRemaining: anyNumber,
    p99: anyNumber,
    p99Max: anyNumber,
    saturation: anyNumber,
    alerts: fc.array(
      fc.record({
        severity: fc.constantFrom('page', 'ticket', 'info', '', 'x'),
        state: fc.constantFrom('firing', 'pending', 'silenced', 'inhibited'),
      }),
    ),
  });

  it('is never healthy without data, nor without a reason where it is not healthy', () => {
    const seen = (value: number | null | undefined) => typeof value === 'number' && Number.isFinite(value);
    fc.assert(
      fc.property(anyInput, input => {
        const { status, reasons } = assess(input);
        const looks = input.bound && input.source === 'ok';
        if (status === 'healthy' && looks) assert.ok(seen(input.rps) || seen(input.up?.ratio));
        if (status === 'healthy' && !looks) assert.deepEqual([input.lastKnown, reasons], ['healthy', ['stale']]);
        if (status !== 'healthy') assert.ok(reasons.length > 0);
        assert.equal(new Set(reasons).size, reasons.length);
      }),
    );
  });
});
