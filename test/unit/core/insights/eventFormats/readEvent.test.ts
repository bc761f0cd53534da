import assert from 'node:assert/strict';
import fc from 'fast-check';
import { eventsFromHttp } from '../../../../../src/core/insights/eventFormats/cloudEvents.js';
import type { DeliveryRecord } from '../../../../../src/core/insights/eventFormats/deliveryRecord.js';
import { timeOf } from '../../../../../src/core/insights/eventFormats/payload.js';
import { collected } from './collected.js';

const AT = '2026-03-03T10:30:00Z';
const TIME = Date.parse(AT);

function cdEvent(type: string, subject: object, more: object = {}): object {
  const context = { specversion: '0.5.1', id: 'e1', source: '/ci', type: `dev.cdevents.${type}`, timestamp: AT };
  return { context, subject, ...more };
}

const DEPLOYED = cdEvent('service.deployed.0.9.1', {
  id: 'shop',
  content: { environment: { id: 'production' }, artifactId: 'pkg:oci/shop@1.2.3?tag=x' },
});

function brief(payload: unknown): readonly unknown[] {
  return collected(payload).records.map(briefOf);
}

function briefOf(record: DeliveryRecord): unknown {
  if (record.type === 'deployment')
    return [record.service, record.environment, record.outcome, record.finishedAt - TIME, record.sha ?? record.version];
  if (record.type === 'incidentPart')
    return [record.service, record.environment, (record.openedAt ?? NaN) - TIME, (record.resolvedAt ?? NaN) - TIME];
  return record.type;
}

describe('An event', () => {
  it('is a CDEvent of any minor version, bare, in a CloudEvent or in a batch of them', () => {
    const expected = ['shop', 'production', 'success', 0, '1.2.3'];
    const cloud = { specversion: '1.0', id: '1', source: '/ci', type: 'dev.cdevents.service.deployed.0.9.1' };
    const base64 = Buffer.from(JSON.stringify(DEPLOYED)).toString('base64');
    assert.deepEqual(brief(DEPLOYED), [expected]);
    assert.deepEqual(brief({ ...cloud, data: DEPLOYED }), [expected]);
    assert.deepEqual(brief({ ...cloud, data: JSON.stringify(DEPLOYED) }), [expected]);
    assert.deepEqual(brief([{ ...cloud, data_base64: base64 }, DEPLOYED]), [expected, expected]);
  });

  it('is counted with its reason where it cannot be used', () => {
    const notes = (payload: unknown): unknown => collected(payload).notes;
    assert.deepEqual(notes(cdEvent('service.deployed.1.0.0', { id: 'x' })), [
      { kind: 'unknownVersion', example: 'dev.cdevents.service.deployed.1.0.0' },
    ]);
    assert.deepEqual(notes(cdEvent('service.exploded.0.1.0', {})), [
      { kind: 'unknownType', example: 'dev.cdevents.service.exploded.0.1.0' },
    ]);
    assert.deepEqual(notes(cdEvent('service.deployed.0.3.0', { id: 'x', content: {} })), [
      { kind: 'invalid', example: 'service.deployed e1: subject.content.environment.id is needed' },
    ]);
    assert.deepEqual(notes({ ...cdEvent('service.removed.0.3.0', { id: 'x' }) }), [
      { kind: 'unusedType', example: 'service.removed' },
    ]);
    for (const nothing of [null, 1, 'x', {}, { specversion: '1.0', type: 'x', data: 1 }])
      assert.deepEqual((notes(nothing) as readonly { readonly kind: string }[])[0]?.kind, 'unknownType');
  });

  it('tells of a change only what is needed of it', () => {
    const commit = { sha: 'abc', committedAt: AT, author: 'renovate[bot]', isMerge: true };
    const [record] = collected(cdEvent('change.merged.0.3.0', { id: '42' }, { customData: { commit } })).records;
    assert.deepEqual(record, {
      type: 'change',
      id: '42',
      source: '/ci',
      changes: [{ sha: 'abc', committedAt: TIME, mergedAt: TIME, isBot: true, isMerge: true }],
    });
    const [bare] = collected(cdEvent('change.merged.0.3.0', { id: '42' })).records;
    assert.ok(bare?.type === 'change' && bare.changes[0]?.isCommitTimeUnknown === true);
  });

  it('is a failed delivery or an incident where a run or a ticket says so', () => {
    const run = { id: 'run', content: { outcome: 'failure' } };
    const place = { customData: { service: 'shop', environment: 'production' } };
    assert.deepEqual(brief(cdEvent('pipelinerun.finished.0.3.0', run, place)), [
      ['shop', 'production', 'failure', 0, undefined],
    ]);
    assert.deepEqual(brief(cdEvent('pipelinerun.finished.0.3.0', run)), []);
    const ticket = { id: 't', content: { labels: ['Incident'] } };
    assert.deepEqual(brief(cdEvent('ticket.created.0.2.0', ticket, place)), [['shop', 'production', 0, NaN]]);
    assert.deepEqual(brief(cdEvent('ticket.closed.0.2.0', ticket, place)), [['shop', 'production', NaN, 0]]);
  });

  it('is one of this product, with times as texts or numbers', () => {
    const own = { type: 'deployment', id: 'd', service: 'shop', env: 'production', outcome: 'success' };
    assert.deepEqual(brief({ ...own, finishedAt: AT }), brief({ ...own, finishedAt: TIME }));
    assert.deepEqual(brief({ ...own, finishedAt: TIME / 1000 }), [['shop', 'production', 'success', 0, undefined]]);
    assert.equal(collected({ ...own, finishedAt: 'soon' }).notes[0]?.kind, 'invalid');
  });

  it('is a webhook of GitLab, Alertmanager, PagerDuty, DevLake or Datadog, or an application of Argo CD', () => {
    const project = { path_with_namespace: 'acme/shop' };
    assert.deepEqual(
      brief({
        object_kind: 'deployment',
        status: 'failed',
        status_changed_at: '2026-03-03 11:30:00 +0100',
        deployment_id: 15,
        environment: 'production',
        short_sha: '279484c0',
        project,
      }),
      [['acme/shop', 'production', 'failure', 0, '279484c0']],
    );
    const issue = { iid: 1, type: 'Incident', created_at: '2026-03-03 10:30:00 UTC', closed_at: AT };
    assert.deepEqual(brief({ object_kind: 'issue', object_attributes: issue, project }), [['acme/shop', '', 0, 0]]);
    const alert = {
      status: 'firing',
      fingerprint: 'f',
      startsAt: AT,
      endsAt: '0001-01-01T00:00:00Z',
      labels: { alertname: 'Down', severity: 'critical', service: 'shop', env: 'production' },
    };
    const quiet = { ...alert, labels: { ...alert.labels, severity: 'info' } };
    assert.deepEqual(brief({ status: 'firing', version: '4', alerts: [alert, quiet] }), [
      ['shop', 'production', 0, NaN],
    ]);
    const data = { id: 'P1', title: 'Down', service: { summary: 'shop' } };
    assert.deepEqual(brief({ event: { event_type: 'incident.resolved', occurred_at: AT, data } }), [
      ['shop', '', NaN, 0],
    ]);
    const commit = { repoUrl: 'https://git.example/shop', commitSha: 'abc', startedDate: AT, finishedDate: AT };
    assert.deepEqual(brief({ id: '1', result: 'FAILURE', deploymentCommits: [commit] }), [
      ['https://git.example/shop', 'production', 'failure', 0, 'abc'],
    ]);
    const git = { repository_url: 'https://git.example/shop', commit_sha: 'abc' };
    const attributes = { service: 'shop', started_at: TIME * 1e6, finished_at: TIME * 1e6, git };
    assert.deepEqual(brief({ data: { attributes } }), [['shop', 'production', 'success', 0, 'abc']]);
    const history = [{ id: 3, revision: 'v1', deployedAt: AT }];
    assert.deepEqual(
      brief({
        kind: 'Application',
        metadata: { name: 'shop' },
        spec: { destination: { namespace: 'production' } },
        status: { history },
      }),
      [['shop', 'production', 'success', 0, 'v1']],
    );
  });

  it('does no harm whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), payload => {
        assert.ok(collected(payload).records.every(({ type }) => type));
      }),
    );
  });

  it('comes over HTTP in every mode of CloudEvents, or as plain JSON', () => {
    const body = JSON.stringify(DEPLOYED);
    const attributes = { specversion: '1.0', type: 'dev.cdevents.x', source: '/ci', id: '1' };
    const binary = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
    const structured = JSON.stringify({ ...attributes, data: DEPLOYED });
    const read = (headers: Record<string, string>, text: string): unknown => {
      const message = eventsFromHttp(headers, text);
      return 'error' in message ? message.error : message.events.flatMap(brief);
    };
    const one = brief(DEPLOYED);
    assert.deepEqual(read({ 'content-type': 'application/json' }, body), one);
    assert.deepEqual(read({ 'content-type': 'application/json', ...binary }, body), one);
    assert.deepEqual(read({ 'content-type': 'application/cloudevents+json; charset=utf-8' }, structured), one);
    assert.deepEqual(read({ 'content-type': 'application/cloudevents-batch+json' }, `[${structured}]`), one);
    assert.equal(
      read({ 'content-type': 'application/cloudevents+json' }, body),
      'The CloudEvent has no specversion, type, source, id.',
    );
    assert.equal(read({ 'ce-specversion': '1.0', 'ce-id': '1' }, body), 'The CloudEvent has no type, source.');
    assert.equal(read({}, 'nothing'), 'The body is not JSON.');
  });

  it('has times as sources write them', () => {
    assert.equal(timeOf('2021-04-28 21:50:00 +0200'), Date.parse('2021-04-28T19:50:00Z'));
    assert.equal(timeOf('2023-4-10 6:51:47'), Date.parse('2023-04-10T06:51:47Z'));
    assert.equal(timeOf('2023-04-10'), Date.parse('2023-04-10T00:00:00Z'));
    for (const none of ['0001-01-01T00:00:00Z', 'soon', '', null, {}, -1, Infinity, 1e300])
      assert.ok(Number.isNaN(timeOf(none)), JSON.stringify(none));
  });
});
