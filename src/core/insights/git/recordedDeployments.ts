import type { DataQualityNote } from '../deliveryEvents.js';
import type { DeploymentRecord } from '../eventFormats/deliveryRecord.js';
import type { CommitTable } from './commitTable.js';
import { deriveDeployments } from './deriveDeployments.js';
import type { GitRelease } from './releaseTags.js';

/**
 * Deployments that were recorded elsewhere, with what each brings, takes back and repairs worked out from the history of a clone by
 * its commit. What a record says itself stays; those that failed, or whose commit the clone does not have, stay as they are.
 */
export function withHistory(
  table: CommitTable,
  deployments: readonly DeploymentRecord[],
): { readonly deployments: readonly DeploymentRecord[]; readonly quality: readonly DataQualityNote[] } {
  const lines = new Map<string, GitRelease[]>();
  let missing = 0;
  for (const { id, sha, source, service, environment, outcome, finishedAt } of deployments) {
    if (sha === undefined || outcome !== 'success') continue;
    if (table.row(sha) < 0) {
      missing++;
      continue;
    }
    const line = JSON.stringify([source, environment]);
    const release = { id, sha, service, at: finishedAt, isHotfix: false };
    const releases = lines.get(line);
    if (releases) releases.push(release);
    else lines.set(line, [release]);
  }
  const derived = new Map<string, Partial<DeploymentRecord>>();
  const quality: DataQualityNote[] = [];
  for (const [line, releases] of lines) {
    const [source = '', environment = ''] = JSON.parse(line) as readonly string[];
    const worked = deriveDeployments(table, releases, { source, environment });
    quality.push(...worked.quality);
    for (const { id, kind, reverts, isUnplanned, changes } of worked.deployments)
      derived.set(JSON.stringify([source, id]), {
        ...(kind === undefined ? {} : { kind }),
        ...(reverts === undefined ? {} : { reverts }),
        ...(isUnplanned === undefined ? {} : { isUnplanned }),
        ...(changes === undefined ? {} : { changes }),
      });
  }
  if (missing > 0)
    quality.push({
      kind: 'foreignCommit',
      count: missing,
      text: '{0} deployments are of commits that this clone does not have, so it is not known what they bring.',
    });
  return {
    deployments: deployments.map(record => ({ ...derived.get(JSON.stringify([record.source, record.id])), ...record })),
    quality,
  };
}
