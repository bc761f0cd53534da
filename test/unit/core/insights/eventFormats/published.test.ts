import assert from 'node:assert/strict';
import { DeliveryLedger } from '../../../../../src/core/insights/ledger/deliveryLedger.js';
import { reportOf } from '../../../../../src/core/insights/dora/computeReport.js';
import type { DeliveryRecord } from '../../../../../src/core/insights/eventFormats/deliveryRecord.js';
import { timeOf } from '../../../../../src/core/insights/eventFormats/payload.js';
import { readEvent } from '../../../../../src/core/insights/eventFormats/readEvent.js';
import { detailOf, MINUTE, valueIn, measureIn } from '../deliveries.js';
import { hasMetricCorpora, metricFiles, MISSING } from '../metricCorpora.js';
import { collected } from './collected.js';

interface FourKeysCase {
  readonly vars: {
    readonly data?: string;
    readonly commit?: string;
    readonly event?: { readonly id: string; readonly time_created: number };
    readonly github_event?: { readonly id: string; readonly time_created: number };
    readonly github_event_expected?: { readonly id: string };
  };
}

describe('Published examples of events', () => {
  if (!hasMetricCorpora) {
    it(MISSING);
    return;
  }
  const cdEvents = metricFiles('cdevents');

  for (const version of ['v0.4.1', 'v0.5.1', 'main'])
    describe(`of CDEvents ${version}`, () => {
      const examples = cdEvents.filter(({ path }) => new RegExp(`${version}/conformance/[a-z_]+\\.json$`).test(path));

      it('are all known', () => {
        assert.ok(examples.length >= 45, String(examples.length));
        for (const { path, text } of examples) {
          const { notes } = collected(JSON.parse(text));
          assert.ok(!notes.some(({ kind }) => kind !== 'unusedType'), `${path} ${JSON.stringify(notes)}`);
        }
      });

      it('give what is needed of them', () => {
        const read = new Map<string, readonly DeliveryRecord[]>(
          examples.map(({ path, text }) => [
            /([a-z_]+)\.json$/.exec(path)?.[1] ?? '',
            collected(JSON.parse(text)).records,
          ]),
        );
        const used = [...read].filter(([, records]) => records.length > 0).map(([name]) => name);
        assert.deepEqual(used.sort(), [
          'artifact_packaged',
          'change_merged',
          'incident_detected',
          'incident_reported',
          'incident_resolved',
          'service_deployed',
          'service_rolledback',
          'service_upgraded',
        ]);
        const at = Date.parse('2023-03-20T14:27:05.315Z');
        const deployment = read.get('service_rolledback')?.[0];
        assert.ok(deployment?.type === 'deployment');
        assert.deepEqual(
          [deployment.service, deployment.environment, deployment.finishedAt, deployment.kind],
          ['mySubject123', 'test123', at, 'rollback'],
        );
        assert.deepEqual(read.get('artifact_packaged'), [
          {
            type: 'artifact',
            artifact: 'pkg:golang/mygit.com/myorg/myapp@234fd47e07d1004f0aed9c',
            change: { id: 'myChange123', source: 'my-git.example/an-org/a-repo' },
          },
        ]);
        const resolved = read.get('incident_resolved')?.[0];
        assert.ok(resolved?.type === 'incidentPart');
        assert.deepEqual(
          [resolved.id, resolved.service, resolved.environment, resolved.resolvedAt],
          ['incident-123', 'myApp', 'prod1', Date.parse('2022-11-11T13:52:20.079Z')],
        );
      });
    });

  it('of a whole delivery in CDEvents give the numbers worked out by hand', () => {
    const feed = cdEvents.find(({ path }) => path.endsWith('feed-shop.jsonl'));
    const expected = JSON.parse(cdEvents.find(({ path }) => path.endsWith('feed-shop.expect.json'))?.text ?? '') as {
      readonly window: readonly [string, string];
      readonly [name: string]: unknown;
    };
    const lines = (feed?.text ?? '').split('\n').filter(Boolean);
    for (const order of [lines, [...lines].reverse(), [...lines, ...lines]]) {
      const ledger = new DeliveryLedger();
      for (const line of order) readEvent(JSON.parse(line), ledger);
      const report = reportOf(
        ledger,
        { origin: 'feed', isDerived: false, at: Date.parse(expected.window[1]) },
        { from: Date.parse(expected.window[0]), to: Date.parse(expected.window[1]) },
      );
      const minutes = (value: number | null): number | null => (value === null ? null : value / MINUTE);
      const leadTime = measureIn(report, 'leadTime');
      assert.deepEqual(
        {
          deployments: report.deployments,
          changes: leadTime.count,
          leadTimeP50_min: minutes(leadTime.value),
          leadTimes_min: leadTime.points.map(({ value }) => value / MINUTE).sort(),
          cfr: valueIn(report, 'changeFailureRate'),
          failed: detailOf(report, 'changeFailureRate', 'Failed deployments'),
          fdrt_min: minutes(valueIn(report, 'failedDeploymentRecoveryTime')),
          mttr_min: minutes(valueIn(report, 'timeToRestore')),
          reworkRate: valueIn(report, 'reworkRate'),
        },
        Object.fromEntries(Object.entries(expected).filter(([name]) => name !== 'window' && name !== 'why')),
      );
      assert.equal(leadTime.leftOut.find(({ kind }) => kind === 'redeployed')?.count, 1);
    }
  });

  it('of GitHub deployments are one when the status says so', () => {
    const [file] = metricFiles('github-webhooks').filter(({ path }) => path.endsWith('deployments.json'));
    const examples = JSON.parse(file?.text ?? '[]') as readonly { readonly name: string; readonly example: unknown }[];
    const read = Object.fromEntries(examples.map(({ name, example }) => [name, collected(example)]));
    assert.deepEqual(read['deployment']?.records, []);
    assert.deepEqual(read['deployment']?.notes, [{ kind: 'unusedType', example: 'deployment' }]);
    assert.deepEqual(read['deployment_status']?.records, [
      {
        type: 'deployment',
        id: '145988746',
        source: 'github:Codertocat/Hello-World',
        service: 'Codertocat/Hello-World',
        environment: 'production',
        outcome: 'success',
        finishedAt: Date.parse('2019-05-15T15:20:55Z'),
        startedAt: Date.parse('2019-05-15T15:20:53Z'),
        sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
        artifact: 'git:Codertocat/Hello-World@f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
      },
    ]);
  });

  describe('of Four Keys', () => {
    const [file] = metricFiles('fourkeys').filter(({ path }) => path.endsWith('parser-test-vectors.json'));
    const cases = JSON.parse(file?.text ?? '{}') as Readonly<Record<string, readonly FourKeysCase[]>>;

    it('give the id and the time of a push', () => {
      const { vars } = cases['github']?.[0] ?? { vars: {} };
      const change = collected(JSON.parse(vars.commit ?? '')).records.find(record => record.type === 'change');
      assert.equal(change?.id, vars.github_event?.id);
      assert.equal(change?.changes[0]?.committedAt, vars.github_event?.time_created);
      const gitLab = JSON.parse(cases['gitlab']?.[0]?.vars.data ?? '') as unknown;
      const pushed = collected(gitLab).records.find(record => record.type === 'change');
      assert.deepEqual([pushed?.id, pushed?.changes], ['foo', [{ sha: 'foo', committedAt: 2000 }]]);
    });

    it('give issues an id that pull requests cannot have', () => {
      const { vars } = cases['github']?.[2] ?? { vars: {} };
      const payload = JSON.parse(vars.commit ?? '') as { readonly issue: Readonly<Record<string, unknown>> };
      const incident = {
        ...payload,
        issue: { ...payload.issue, created_at: '2021-06-15T13:12:14Z', labels: [{ name: 'Incident' }] },
      };
      const [record] = collected(incident).records;
      assert.ok(record?.type === 'incidentPart');
      assert.equal(record.id, vars.github_event_expected?.id);
      assert.deepEqual(collected(payload).records, []);
    });

    it('give the time of a deployment with its zone', () => {
      const [record] = collected(JSON.parse(cases['gitlab']?.[1]?.vars.data ?? '')).records;
      assert.ok(record?.type === 'deployment');
      assert.equal(record.finishedAt, Date.parse('2021-04-28T19:50:00Z'));
      assert.equal(record.sha, '279484c0');
      assert.equal(record.id, '15');
    });

    it('give incidents of PagerDuty', () => {
      const { vars } = cases['pagerduty']?.[0] ?? { vars: {} };
      const [record] = collected(JSON.parse(vars.data ?? '')).records;
      assert.ok(record?.type === 'incidentPart');
      assert.deepEqual([record.id, record.openedAt], [vars.event?.id, timeOf(vars.event?.time_created)]);
    });

    it('are counted where they are no delivery or too little of one', () => {
      for (const name of ['argocd', 'circleci', 'tekton', 'cloud-build'])
        for (const { vars } of cases[name] ?? []) {
          const { records, notes } = collected(vars.data === undefined ? {} : toJson(vars.data));
          assert.deepEqual(records, [], name);
          assert.equal(notes.length, 1, name);
        }
    });
  });
});

function toJson(data: unknown): unknown {
  return typeof data === 'string' ? JSON.parse(data) : data;
}
