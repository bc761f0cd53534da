import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DeliveryEvent } from '../../../../../src/core/insights/deliveryEvents.js';
import { DORA_KEYS } from '../../../../../src/core/insights/dora/doraReport.js';
import {
  change,
  DAY,
  deployed,
  detailOf,
  FROM,
  HOUR,
  incident,
  measureIn,
  MINUTE,
  reportOn,
  TO,
  valueIn,
} from '../deliveries.js';

describe('A report of delivery', () => {
  describe('with little data', () => {
    it('has no value and a reason where nothing was deployed', () => {
      const report = reportOn([]);
      assert.deepEqual(
        report.measures.map(({ key }) => key),
        DORA_KEYS,
      );
      assert.equal(valueIn(report, 'deploymentFrequency'), 0);
      for (const key of DORA_KEYS.slice(1)) {
        assert.equal(valueIn(report, key), null, key);
        assert.ok(measureIn(report, key).reason, key);
      }
      assert.ok(report.measures.every(({ grade, levels }) => grade === undefined && levels.length === 0));
    });

    it('gives values without a grade below five deployments, and a grade from five on', () => {
      const four = [1, 2, 3, 4].map(day =>
        deployed(`d${String(day)}`, day * 24, { changes: [change(`c${String(day)}`, day * 24 - 0.5)] }),
      );
      const few = measureIn(reportOn(four), 'leadTime');
      assert.equal(few.value, 30 * MINUTE);
      assert.equal(few.grade, undefined);
      assert.deepEqual(few.levels, []);
      const enough = measureIn(reportOn([...four, deployed('d5', 5 * 24)]), 'leadTime');
      assert.equal(enough.grade, 'met');
      assert.deepEqual(enough.levels, [
        { year: 2021, level: 'elite' },
        { year: 2023, level: 'elite' },
        { year: 2024, level: 'elite' },
      ]);
    });

    it('says that nothing was met where one deployment is all there is and nothing failed', () => {
      const report = reportOn([deployed('d', 24)]);
      assert.equal(valueIn(report, 'changeFailureRate'), 0);
      assert.equal(valueIn(report, 'failedDeploymentRecoveryTime'), null);
      assert.match(measureIn(report, 'failedDeploymentRecoveryTime').reason?.text ?? '', /nothing to recover from/);
      assert.equal(valueIn(report, 'reworkRate'), 0);
    });
  });

  describe('on lead time', () => {
    it('takes the median between the two middle changes, and says the spread', () => {
      const report = reportOn([deployed('d', 24, { changes: [change('a', 24 - 1 / 6), change('b', 24 - 1 / 3)] })]);
      const { value, percentiles, mean, count } = measureIn(report, 'leadTime');
      assert.equal(value, 15 * MINUTE);
      assert.equal(mean, 15 * MINUTE);
      assert.equal(count, 2);
      assert.ok(Math.abs((percentiles?.p95 ?? 0) - 19.5 * MINUTE) < 1e-3);
    });

    it('takes the lower of the two as DevLake does', () => {
      const merged = { mergedAt: FROM + 24 * HOUR - 10 * MINUTE };
      const report = reportOn(
        [
          deployed('d', 24, {
            changes: [
              change('a', 23, { ...merged, firstCommitAt: merged.mergedAt }),
              change('b', 23, { ...merged, firstCommitAt: merged.mergedAt - 10 * MINUTE }),
              change('c', 23),
            ],
          }),
        ],
        { definition: 'devLake' },
      );
      assert.equal(valueIn(report, 'leadTime'), 10 * MINUTE);
      assert.deepEqual(
        measureIn(report, 'leadTime').leftOut.map(({ kind, count }) => [kind, count]),
        [['noStart', 1]],
      );
      assert.match(measureIn(report, 'leadTime').definition.text, /DevLake/);
    });

    it('leaves out bots, merges, what was deployed before and negative times, and counts each', () => {
      const report = reportOn([
        deployed('d1', 24, {
          changes: [change('a', 23), change('b', 20, { isBot: true }), change('m', 23, { isMerge: true })],
        }),
        deployed('d2', 48, { changes: [change('a', 23), change('skew', 49)] }),
      ]);
      const { count, leftOut } = measureIn(report, 'leadTime');
      assert.equal(count, 1);
      assert.deepEqual(
        leftOut.map(note => [note.kind, note.count]),
        [
          ['bot', 1],
          ['merge', 1],
          ['negative', 1],
          ['redeployed', 1],
        ],
      );
    });

    it('counts deployments of which nobody says what they bring', () => {
      const { changes, ...silent } = deployed('d1', 24);
      assert.deepEqual(changes, []);
      const report = reportOn([silent, { ...silent, id: 'd2', finishedAt: FROM + 48 * HOUR }]);
      assert.deepEqual(
        measureIn(report, 'leadTime').leftOut.map(note => [note.kind, note.count]),
        [
          ['firstDeployment', 1],
          ['unknownChanges', 1],
        ],
      );
      assert.equal(valueIn(report, 'leadTime'), null);
    });

    it('can start at the merge or at the first commit of the pull request', () => {
      const events = [
        deployed('d', 24, {
          changes: [change('a', 20, { mergedAt: FROM + 23 * HOUR, firstCommitAt: FROM + 10 * HOUR })],
        }),
      ];
      assert.equal(valueIn(reportOn(events, { leadTimeFrom: 'merge' }), 'leadTime'), HOUR);
      assert.equal(valueIn(reportOn(events, { leadTimeFrom: 'firstCommit' }), 'leadTime'), 14 * HOUR);
      assert.equal(valueIn(reportOn(events), 'leadTime'), 4 * HOUR);
    });

    it('does not take the time of the merge for that of the commit', () => {
      const merged = change('a', 23, { mergedAt: FROM + 23 * HOUR, isCommitTimeUnknown: true });
      const events = [deployed('d', 24, { changes: [merged] })];
      assert.equal(valueIn(reportOn(events), 'leadTime'), null);
      assert.equal(valueIn(reportOn(events, { leadTimeFrom: 'merge' }), 'leadTime'), HOUR);
    });

    it('knows a change as deployed that was deployed before the window', () => {
      const report = reportOn([
        deployed('d0', -1, { changes: [change('a', -2)] }),
        deployed('d1', 1, { changes: [change('a', -2)] }),
      ]);
      assert.equal(measureIn(report, 'leadTime').count, 0);
      assert.deepEqual(measureIn(report, 'leadTime').leftOut[0]?.kind, 'redeployed');
    });
  });

  describe('on failures', () => {
    it('counts a deployment with two incidents once, and recovers with the last of them', () => {
      const report = reportOn([
        deployed('d1', 24),
        deployed('d2', 48),
        incident('i1', 48.5, 30, { causedBy: 'd2' }),
        incident('i2', 48 + 1 / 3, 40, { causedBy: 'd2' }),
      ]);
      assert.equal(valueIn(report, 'changeFailureRate'), 0.5);
      assert.equal(valueIn(report, 'failedDeploymentRecoveryTime'), HOUR);
      assert.equal(valueIn(report, 'timeToRestore'), 35 * MINUTE);
    });

    it('attributes an incident to the latest deployment within a day, says that it inferred it, and not beyond', () => {
      const within = reportOn([deployed('d1', 24), incident('i', 48, 10)]);
      assert.equal(valueIn(within, 'changeFailureRate'), 1);
      assert.equal(measureIn(within, 'changeFailureRate').points[0]?.isInferred, true);
      assert.equal(detailOf(within, 'changeFailureRate', 'Of these with an inferred cause'), 1);
      const beyond = reportOn([deployed('d1', 24), incident('i', 48.01, 10)]);
      assert.equal(valueIn(beyond, 'changeFailureRate'), 0);
      assert.equal(detailOf(beyond, 'changeFailureRate', 'Incidents without a deployment'), 1);
      assert.equal(valueIn(beyond, 'timeToRestore'), 10 * MINUTE);
      const never = reportOn([deployed('d1', 24), incident('i', 25, 10)], { attributeWithin: 0 });
      assert.equal(valueIn(never, 'changeFailureRate'), 0);
    });

    it('takes any age as DevLake does, and counts rollbacks as deployments', () => {
      const events = [deployed('d1', 1), incident('i', 100, 10), deployed('r', 120, { kind: 'rollback' })];
      const report = reportOn(events, { definition: 'devLake' });
      assert.equal(valueIn(report, 'changeFailureRate'), 0.5);
      assert.equal(valueIn(report, 'failedDeploymentRecoveryTime'), 99 * HOUR + 10 * MINUTE);
      assert.equal(valueIn(report, 'reworkRate'), null);
    });

    it('keeps an open failure in the rate and out of the recovery time', () => {
      const report = reportOn([deployed('d1', 24), incident('i', 25, undefined, { causedBy: 'd1' })]);
      assert.equal(valueIn(report, 'changeFailureRate'), 1);
      assert.equal(valueIn(report, 'failedDeploymentRecoveryTime'), null);
      assert.equal(detailOf(report, 'failedDeploymentRecoveryTime', 'Failures still open'), 1);
      assert.equal(detailOf(report, 'timeToRestore', 'Incidents still open'), 1);
    });

    it('says how many causes are not in the data, and does not guess another', () => {
      const report = reportOn([deployed('d1', 24), incident('i', 25, 5, { causedBy: 'elsewhere' })]);
      assert.equal(valueIn(report, 'changeFailureRate'), 0);
      assert.equal(report.quality.find(({ kind }) => kind === 'unknownCause')?.count, 1);
    });

    it('leaves out incidents that end before they begin, and counts them', () => {
      const report = reportOn([deployed('d1', 24), incident('i', 25, -5)]);
      assert.equal(valueIn(report, 'timeToRestore'), null);
      assert.equal(measureIn(report, 'timeToRestore').leftOut[0]?.kind, 'negative');
    });

    it('does not take a failed delivery for a failed change', () => {
      const report = reportOn([deployed('d1', 24), deployed('d2', 25, { outcome: 'failure' })]);
      assert.equal(report.deployments, 1);
      assert.equal(valueIn(report, 'changeFailureRate'), 0);
      assert.equal(detailOf(report, 'deploymentFrequency', 'Deployments that did not succeed'), 1);
    });
  });

  describe('on what takes a deployment back', () => {
    it('takes a labelled rollback for the end of the deployment before it', () => {
      const report = reportOn([deployed('d1', 24), deployed('d2', 25), deployed('r', 25.5, { kind: 'rollback' })]);
      assert.equal(report.deployments, 3);
      assert.equal(valueIn(report, 'changeFailureRate'), 0.5);
      assert.equal(valueIn(report, 'failedDeploymentRecoveryTime'), 30 * MINUTE);
      assert.equal(valueIn(report, 'reworkRate'), 1 / 3);
    });

    it('knows a rollback by the version that comes again', () => {
      const report = reportOn([
        deployed('d1', 24, { sha: 'aaaa' }),
        deployed('d2', 25, { sha: 'bbbb' }),
        deployed('d3', 25.5, { sha: 'aaaa' }),
      ]);
      assert.equal(valueIn(report, 'changeFailureRate'), 0.5);
      assert.deepEqual(
        measureIn(report, 'reworkRate').points.map(({ value, isInferred = false }) => [value, isInferred]),
        [
          [1, true],
          [0, false],
          [0, false],
        ],
      );
    });

    it('knows a rollback by a commit that comes before the one that runs', () => {
      const events = [deployed('d1', 24, { sha: '2' }), deployed('d2', 25, { sha: '1' })];
      const isAncestor = (ancestor: string, descendant: string): boolean => Number(ancestor) < Number(descendant);
      assert.equal(valueIn(reportOn(events, { isAncestor }), 'changeFailureRate'), 1);
      assert.equal(valueIn(reportOn(events), 'changeFailureRate'), 0);
    });

    it('does not take the same version again for a rollback, nor a version that is said to be normal', () => {
      const again = reportOn([deployed('d1', 24, { version: '1' }), deployed('d2', 25, { version: '1' })]);
      assert.equal(valueIn(again, 'reworkRate'), 0);
      assert.equal(detailOf(again, 'deploymentFrequency', 'Deployments of the same version again'), 1);
      const normal = reportOn([
        deployed('d1', 24, { version: '1' }),
        deployed('d2', 25, { version: '2' }),
        deployed('d3', 26, { version: '1', kind: 'normal' }),
      ]);
      assert.equal(valueIn(normal, 'reworkRate'), 0);
    });

    it('takes a hotfix and a revert for the failure of what they answer to', () => {
      const hotfix = reportOn([deployed('d1', 24), deployed('d2', 25, { kind: 'hotfix' }), deployed('d3', 48)]);
      assert.equal(valueIn(hotfix, 'changeFailureRate'), 1 / 3);
      assert.equal(valueIn(hotfix, 'failedDeploymentRecoveryTime'), HOUR);
      assert.equal(valueIn(hotfix, 'reworkRate'), 1 / 3);
      const revert = reportOn([deployed('d1', 24), deployed('d2', 25), deployed('d3', 27, { reverts: 'd1' })]);
      assert.equal(valueIn(revert, 'failedDeploymentRecoveryTime'), 3 * HOUR);
      assert.equal(valueIn(revert, 'reworkRate'), 1 / 3);
    });

    it('goes back further with every rollback', () => {
      const report = reportOn([
        deployed('d1', 24),
        deployed('d2', 25),
        deployed('d3', 26),
        deployed('r1', 27, { kind: 'rollback' }),
        deployed('r2', 28, { kind: 'rollback' }),
      ]);
      assert.equal(valueIn(report, 'changeFailureRate'), 2 / 3);
      assert.equal(valueIn(report, 'failedDeploymentRecoveryTime'), 2 * HOUR);
    });
  });

  describe('on days', () => {
    const night = [deployed('d1', 47.5), deployed('d2', 48.5)];
    const days = (timeZone: string | number): unknown =>
      detailOf(reportOn(night, { timeZone }), 'deploymentFrequency', 'Days with a deployment');

    it('cuts them by the clocks of the team', () => {
      assert.equal(days('UTC'), 2);
      assert.equal(days(120), 1);
      assert.equal(days('Europe/Berlin'), 1);
      assert.equal(days('America/New_York'), 1);
    });

    it('uses UTC and says so where the time zone is unknown', () => {
      const report = reportOn(night, { timeZone: 'Mars/Olympus' });
      assert.equal(detailOf(report, 'deploymentFrequency', 'Days with a deployment'), 2);
      assert.equal(report.quality.find(({ kind }) => kind === 'timeZone')?.example, 'Mars/Olympus');
    });

    it('counts days with a deployment per week, weeks without any as well', () => {
      const report = reportOn([deployed('d1', 1), deployed('d2', 30), deployed('d3', 24 * 15)], {
        to: FROM + 21 * DAY,
      });
      assert.equal(detailOf(report, 'deploymentFrequency', 'Median of days with a deployment per week'), 1);
      assert.equal(valueIn(report, 'deploymentFrequency'), 3 / 21);
    });

    it('keeps to [from, to)', () => {
      assert.equal(reportOn([deployed('a', 0), deployed('b', 24 * 7)]).deployments, 1);
    });
  });

  describe('on which events count', () => {
    it('chooses production where nobody names an environment, and says what went elsewhere', () => {
      const report = reportOn([
        deployed('d1', 1),
        deployed('d2', 2, { environment: 'staging' }),
        deployed('d3', 3, { environment: 'staging' }),
      ]);
      assert.equal(report.environment, 'production');
      assert.equal(report.deployments, 1);
      assert.equal(report.quality.find(({ kind }) => kind === 'otherEnvironment')?.count, 2);
      assert.equal(
        reportOn([deployed('d', 1, { environment: 'prod-eu' }), deployed('e', 1, { environment: 'dev' })]).environment,
        'prod-eu',
      );
      assert.equal(reportOn([deployed('d', 1, { environment: 'products' })]).environment, 'products');
    });

    it('counts the services that are asked for, each by itself', () => {
      const events = [
        deployed('d1', 1, { version: '1' }),
        deployed('d2', 2, { service: 'cart', version: '2' }),
        deployed('d3', 3, { version: '1', kind: 'redeploy' }),
        incident('i', 2.5, 5, { service: 'cart' }),
      ];
      const all = reportOn(events);
      assert.deepEqual(all.services, ['cart', 'shop']);
      assert.equal(all.deployments, 3);
      assert.equal(valueIn(reportOn(events, { services: ['cart'] }), 'changeFailureRate'), 1);
      assert.equal(valueIn(reportOn(events, { services: ['shop'] }), 'changeFailureRate'), 0);
    });

    it('counts incidents of which nobody says the environment', () => {
      assert.equal(
        valueIn(reportOn([deployed('d', 1), incident('i', 2, 5, { environment: '' })]), 'changeFailureRate'),
        1,
      );
    });

    it('says what lies in the future and what ends before it starts, and counts events without a time', () => {
      const { quality } = reportOn([
        deployed('a', 24 * 8),
        deployed('b', 1, { startedAt: FROM + 2 * HOUR }),
        deployed('c', NaN),
      ]);
      assert.deepEqual(
        quality.map(({ kind, count, example }) => [kind, count, example]),
        [
          ['future', 1, 'a'],
          ['noTime', 1, 'c'],
          ['startAfterEnd', 1, 'b'],
        ],
      );
    });

    it('keeps one of two tellings of a deployment, the one that succeeded, whatever came first', () => {
      const failed = deployed('d', 1, { outcome: 'failure' });
      const done = deployed('d', 2, { version: '1' });
      for (const events of [
        [failed, done],
        [done, failed],
      ]) {
        const report = reportOn(events);
        assert.equal(report.deployments, 1);
        assert.equal(report.quality.find(({ kind }) => kind === 'conflict')?.count, 1);
      }
    });
  });

  it('shows a trend whose counts add up to the number', () => {
    const events = [0, 5, 30, 31, 100, 167].map((hours, index) => deployed(`d${String(index)}`, hours));
    for (const days of [7, 30, 90]) {
      const report = reportOn(events, { from: TO - days * DAY, to: TO });
      const { trend } = measureIn(report, 'deploymentFrequency');
      assert.equal(trend[0]?.from, TO - days * DAY);
      assert.equal(trend.at(-1)?.to, TO);
      assert.equal(
        trend.reduce((sum, { count }) => sum + count, 0),
        6,
      );
      assert.ok(trend.every(({ to }, index) => index === trend.length - 1 || trend[index + 1]?.from === to));
      assert.ok(trend.length >= 6 && trend.length <= 14);
    }
  });

  it('grades against the own targets of the organisation', () => {
    const events = [1, 2, 3, 4, 5].map(day => deployed(`d${String(day)}`, day * 24));
    const grade = (value: number): unknown =>
      measureIn(
        reportOn(events, { targets: { deploymentFrequency: { value, better: 'higher' }, changeFailureRate: null } }),
        'deploymentFrequency',
      ).grade;
    assert.deepEqual([grade(0.7), grade(1), grade(2)], ['met', 'near', 'missed']);
    assert.equal(
      measureIn(reportOn(events, { targets: { changeFailureRate: null } }), 'changeFailureRate').target,
      undefined,
    );
  });

  it('does not depend on the order of events nor on how often each came', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent(), { maxLength: 25 }).chain(events =>
          fc.record({
            events: fc.constant(events),
            again: fc.shuffledSubarray([...events, ...events], { minLength: 0 }),
            shuffled: fc.shuffledSubarray([...events], { minLength: events.length }),
          }),
        ),
        ({ events, again, shuffled }) => {
          const expected = reportOn(events);
          const { quality, ...actual } = reportOn([...shuffled, ...again]);
          assert.deepEqual(actual, withoutQuality(expected));
          assert.ok(quality.length >= 0);
          assert.deepEqual(reportOn(shuffled).measures, expected.measures);
        },
      ),
      { numRuns: 100 },
    );
  }).timeout(20_000);
});

function withoutQuality<T extends { readonly quality: unknown }>({ quality, ...rest }: T): Omit<T, 'quality'> {
  assert.ok(quality);
  return rest;
}

function anyEvent(): fc.Arbitrary<DeliveryEvent> {
  const hours = fc.integer({ min: -30, max: 170 });
  const service = fc.constantFrom('shop', 'cart');
  const id = fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8');
  const optional = <T>(name: string, values: readonly T[]): fc.Arbitrary<Readonly<Record<string, T>>> =>
    fc
      .option(fc.constantFrom(...values), { nil: undefined })
      .map(value => (value === undefined ? {} : { [name]: value }));
  const changes = fc.array(
    fc.record({ sha: fc.constantFrom('a', 'b', 'c', 'd'), committedAt: hours.map(hour => FROM + hour * HOUR) }),
    { maxLength: 3 },
  );
  const deployment = fc
    .tuple(
      fc.record({ id, hours, service, changes, environment: fc.constantFrom('production', 'staging') }),
      optional('kind', ['normal', 'rollback', 'hotfix', 'redeploy']),
      optional('sha', ['a', 'b', 'c']),
      optional('version', ['1', '2']),
      optional('reverts', ['1', '2', '3']),
      optional('outcome', ['failure']),
    )
    .map(([{ id: own, hours: at, ...rest }, ...more]) => deployed(own, at, Object.assign({}, rest, ...more) as object));
  const trouble = fc
    .tuple(
      fc.record({ id, hours, minutes: fc.option(fc.integer({ min: -20, max: 300 }), { nil: undefined }), service }),
      optional('causedBy', ['1', '2', '9']),
    )
    .map(([{ id: own, hours: at, minutes, service: where }, more]) =>
      incident(own, at, minutes, { service: where, ...more }),
    );
  return fc.oneof(deployment, trouble);
}
