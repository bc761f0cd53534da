import assert from 'node:assert/strict';
import { DEFINITIONS } from '../../../../../src/core/insights/dora/definitions.js';
import { timelineOf, type DeliveryTimeline } from '../../../../../src/core/insights/dora/deliveryTimeline.js';
import { pullRequestSpans } from '../../../../../src/core/insights/dora/devLake.js';
import { timeOf } from '../../../../../src/core/insights/eventFormats/payload.js';
import { DeliveryLedger } from '../../../../../src/core/insights/ledger/deliveryLedger.js';
import { hasMetricCorpora, metricFiles, MISSING } from '../metricCorpora.js';

type Row = Readonly<Record<string, string>>;

describe('The numbers of DevLake', () => {
  it('are whole minutes, rounded up, and leave out what is negative', () => {
    const at = Date.parse('2026-03-02T00:00:00Z');
    assert.deepEqual(
      pullRequestSpans({
        firstCommitAt: at,
        openedAt: at + 60_001,
        firstReviewAt: at,
        mergedAt: at + 180_000,
        deployedAt: at + 170_000,
      }),
      { coding: 2, review: 3, cycle: 4 },
    );
  });

  if (!hasMetricCorpora) {
    it(MISSING);
    return;
  }

  it('are those of its published tables', () => {
    const files = metricFiles('devlake-dora-e2e');
    const table = (path: string): readonly Row[] => {
      const file = files.find(one => one.path.endsWith(`e2e/${path}`));
      assert.ok(file, path);
      return rowsOf(file.text);
    };
    const cells = [
      ...leadTimeCells(table),
      ...previousCells(table),
      ...incidentCells(table, 'connect_incident_to_deployment/'),
    ];
    const wrong = cells.filter(([, actual, expected]) => actual !== expected);
    assert.deepEqual(wrong, []);
    assert.ok(cells.length >= 72, String(cells.length));
  });
});

type Cell = readonly [name: string, actual: string, expected: string];
type Table = (path: string) => readonly Row[];

function leadTimeCells(table: Table): readonly Cell[] {
  const folder = 'change_lead_time/';
  const scopes = scopesOf(table(`${folder}project_mapping.csv`), 'project1');
  const deployments = new Map(table(`${folder}cicd_deployment_commits.csv`).map(row => [row['id'] ?? '', row]));
  const chained = [...deployments.values()].filter(
    row => scopes.has(row['cicd_scope_id'] ?? '') && row['result'] === 'SUCCESS' && row['environment'] === 'PRODUCTION',
  );
  const previous = previousSuccesses(chained);
  const diffs = table(`${folder}commits_diffs.csv`);
  const comments = table(`${folder}pull_request_comments.csv`);
  const commits = table(`${folder}pull_request_commits.csv`);
  const expected = new Map(table(`${folder}project_pr_metrics.csv`).map(row => [row['id'] ?? '', row]));
  return table(`${folder}pull_requests.csv`).flatMap((pull): readonly Cell[] => {
    const id = pull['id'] ?? '';
    const wanted = expected.get(id);
    if (pull['merged_date'] === '') return [[`${id} is left out`, String(wanted === undefined), 'true']];
    assert.ok(wanted, id);
    const [first] = inOrder(
      commits.filter(row => row['pull_request_id'] === id),
      'commit_authored_date',
    );
    const [review] = inOrder(
      comments.filter(row => row['pull_request_id'] === id && row['account_id'] !== pull['author_id']),
      'created_date',
    );
    // A first deployment brings a whole history, so only what lies between two of them counts.
    const deployment = chained.find(row => {
      const before = deployments.get(previous.get(row['id'] ?? '') ?? '');
      return diffs.some(
        diff =>
          before !== undefined &&
          diff['commit_sha'] === pull['merge_commit_sha'] &&
          diff['new_commit_sha'] === row['commit_sha'] &&
          diff['old_commit_sha'] === before['commit_sha'],
      );
    });
    const spans = pullRequestSpans({
      firstCommitAt: timeOf(first?.['commit_authored_date']),
      openedAt: timeOf(pull['created_date']),
      firstReviewAt: timeOf(review?.['created_date']),
      mergedAt: timeOf(pull['merged_date']),
      deployedAt: timeOf(deployment?.['finished_date']),
    });
    const cell = (name: string, actual: string | number | undefined): Cell => [
      `${id} ${name}`,
      actual === undefined ? '' : String(actual),
      wanted[name] ?? '',
    ];
    const time = (name: string, actual: unknown): Cell => [
      `${id} ${name}`,
      String(timeOf(actual)),
      String(timeOf(wanted[name])),
    ];
    return [
      cell('first_commit_sha', first?.['commit_sha']),
      cell('pr_coding_time', spans.coding),
      cell('first_review_id', review?.['id']),
      cell('pr_pickup_time', spans.pickup),
      cell('pr_review_time', spans.review),
      cell('deployment_commit_id', deployment?.['id']),
      cell('pr_deploy_time', spans.deploy),
      cell('pr_cycle_time', spans.cycle),
      time('first_commit_authored_date', first?.['commit_authored_date']),
      time('first_comment_date', review?.['created_date']),
      time('pr_deployed_date', deployment?.['finished_date']),
    ];
  });
}

function previousCells(table: Table): readonly Cell[] {
  const folder = 'prev_success_deployment_commit/';
  const before = table(`${folder}cicd_deployment_commits_before.csv`);
  const scopes = scopesOf(table(`${folder}project_mapping.csv`), 'project1');
  const counted = before.filter(row => row['environment'] !== '' && scopes.has(row['cicd_scope_id'] ?? ''));
  const previous = previousSuccesses(counted);
  return table(`${folder}cicd_deployment_commits_after.csv`).map(row => {
    const id = row['id'] ?? '';
    return [`before ${id}`, previous.get(id) ?? '', row['prev_success_deployment_commit_id'] ?? ''];
  });
}

function incidentCells(table: Table, folder: string): readonly Cell[] {
  const mapping = table(`${folder}raw_tables/project_mapping.csv`);
  const scopes = scopesOf(mapping, 'project1');
  const places = new Set(mapping.filter(row => row['project_name'] === 'project1').map(row => row['row_id']));
  const commits = table(`${folder}prev_success_deployment_commit/cicd_deployment_commits_after.csv`).filter(
    row => row['environment'] === 'PRODUCTION' && scopes.has(row['cicd_scope_id'] ?? ''),
  );
  const pipelines = new Map(commits.map(row => [row['id'] ?? '', row['cicd_deployment_id'] ?? '']));
  const expected = new Map(
    table(`${folder}snapshot_tables/project_incident_deployment_relationships.csv`).map(row => [
      row['id'] ?? '',
      row['deployment_id'] ?? '',
    ]),
  );
  const incidents = table(`${folder}raw_tables/incidents.csv`);
  const { ledger, timeline } = timelineOfRows(
    commits,
    incidents.filter(row => places.has(row['scope_id'] ?? '')),
  );
  const found = new Map<string, string>();
  for (const [position, failure] of timeline.failures)
    for (const incident of failure.incidents)
      found.set(ledger.incidents.id(incident), ledger.deployments.id(timeline.rows[position] ?? 0));
  return incidents.map(row => {
    const id = row['id'] ?? '';
    return [`incident ${id}`, pipelines.get(found.get(id) ?? '') ?? '', expected.get(id) ?? ''];
  });
}

/** For each successful deployment commit the successful one before it where DevLake chains them. */
function previousSuccesses(rows: readonly Row[]): ReadonlyMap<string, string> {
  const { ledger, timeline } = timelineOfRows(rows, []);
  const previous = new Map<string, string>();
  for (const { start, end } of timeline.runs) {
    const inTime = [...timeline.rows.subarray(start, end)].filter(row => ledger.deployments.isSuccess(row));
    inTime.forEach((row, place) => {
      const before = inTime[place - 1];
      if (before !== undefined) previous.set(ledger.deployments.id(row), ledger.deployments.id(before));
    });
  }
  return previous;
}

/** The rows of tables as the product takes in and orders deployments and incidents, by the definition of DevLake. */
function timelineOfRows(
  deployments: readonly Row[],
  incidents: readonly Row[],
): { readonly ledger: DeliveryLedger; readonly timeline: DeliveryTimeline } {
  const ledger = new DeliveryLedger();
  const about = (row: Row) => ({ id: row['id'] ?? '', source: 'devlake', environment: row['environment'] ?? '' });
  for (const row of deployments)
    ledger.add({
      ...about(row),
      type: 'deployment',
      // One pipeline scope, repository and environment.
      service: [row['cicd_scope_id'], row['repo_url'], row['environment']].join(' '),
      outcome: row['result'] === 'SUCCESS' ? 'success' : 'failure',
      startedAt: timeOf(row['started_date']),
      finishedAt: timeOf(row['finished_date']),
    });
  for (const row of incidents)
    ledger.add({ ...about(row), type: 'incident', service: '', openedAt: timeOf(row['created_date']) });
  const timeline = timelineOf(
    ledger,
    Uint32Array.from({ length: ledger.deployments.size }, (_, row) => row),
    Array.from({ length: ledger.incidents.size }, (_, row) => row),
    { definition: DEFINITIONS.devLake, attributeWithin: 0 },
  );
  return { ledger, timeline };
}

function scopesOf(mapping: readonly Row[], project: string): ReadonlySet<string> {
  return new Set(
    mapping
      .filter(row => row['project_name'] === project && row['table'] === 'cicd_scopes')
      .map(row => row['row_id'] ?? ''),
  );
}

function inOrder(rows: readonly Row[], name: string): readonly Row[] {
  return [...rows].sort((a, b) => timeOf(a[name]) - timeOf(b[name]));
}

/** The tables that are used here have no quoted cells. */
function rowsOf(text: string): readonly Row[] {
  const [head = '', ...lines] = text.replaceAll('\r', '').split('\n').filter(Boolean);
  const names = head.split(',');
  return lines.map(line => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}
