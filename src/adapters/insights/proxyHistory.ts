import { success, type Result } from '../../core/common/problem.js';
import type { ReportOrigin } from '../../core/insights/dora/computeReport.js';
import { withHistory } from '../../core/insights/git/recordedDeployments.js';
import type { InsightsConfig } from '../../core/insights/insightsConfig.js';
import type { DeliveryLedger } from '../../core/insights/ledger/deliveryLedger.js';
import { readGitFacts, type GitReading } from './gitHistory.js';
import type { ProxyDeliveries } from './proxyDeliveries.js';

/**
 * What came through a Backstage; of what its deployments bring the clone knows more, where there is one.
 * @returns where all of the data come from
 */
export async function proxiesInto(
  ledger: DeliveryLedger,
  { folder, signal, now, cacheFolder }: Omit<GitReading, 'patterns' | 'branch'>,
  config: InsightsConfig,
  { deployments, others, names, origin }: ProxyDeliveries & { readonly origin: ReportOrigin },
): Promise<Result<ReportOrigin>> {
  for (const record of others) ledger.add(record);
  if (names.length === 0) return success(origin);
  let known = deployments;
  if (known.length > 0) {
    const facts = await readGitFacts({
      ...{ folder, signal, now, patterns: config, branch: config.branch },
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
    });
    if (facts.ok) {
      const worked = withHistory(facts.value.table, deployments);
      ledger.quality.addAll(worked.quality);
      known = worked.deployments;
    } else if (facts.problem.kind === 'cancelled') return facts;
  }
  for (const record of known) ledger.add(record);
  const through = `Deliveries read through Backstage: ${names.join(', ')}`;
  return success({ ...origin, origin: origin.origin === '' ? through : `${origin.origin} ${through}` });
}
