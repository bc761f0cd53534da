import type { LeadTimeStart } from './doraOptions.js';
import type { DoraKey, DoraText } from './doraReport.js';

export const DEFINITION_NAMES = ['goldenPath', 'devLake'] as const;

/** `goldenPath`: ours, after DORA's own definitions. `devLake`: as Apache DevLake computes, to compare with its dashboards. */
export type DefinitionName = (typeof DEFINITION_NAMES)[number];

/** How the keys are computed, as data, and what is said about it beside the number. */
export interface DoraDefinition {
  readonly name: DefinitionName;
  /** `lower`: the lower of two middle values instead of the one between them. */
  readonly median: 'interpolated' | 'lower';
  /** `pullRequest`: first commit, merge and deployment of pull requests, in whole minutes. */
  readonly leadTime: 'change' | 'pullRequest';
  /** `any`: the latest deployment before an incident, however old; `recent`: stated, else within a set time. */
  readonly attribution: 'recent' | 'any';
  /** Whether rollbacks and hotfixes say that a deployment failed, and rollbacks are no deployments that can fail. */
  readonly takesBack: boolean;
  readonly hasRework: boolean;
  readonly texts: Readonly<Partial<Record<DoraKey, string>>>;
}

export const DEFINITIONS: Readonly<Record<DefinitionName, DoraDefinition>> = {
  goldenPath: {
    name: 'goldenPath',
    median: 'interpolated',
    leadTime: 'change',
    attribution: 'recent',
    takesBack: true,
    hasRework: true,
    texts: {
      deploymentFrequency:
        'Successful deployments to {0}, divided by the days of the window. Rollbacks and deployments of the same version count.',
      changeFailureRate:
        'Of the successful deployments to {0} that are not rollbacks, the share that failed: an incident was caused by it (stated, or opened within {1} hours after it), or a rollback, a hotfix or a revert followed.',
      failedDeploymentRecoveryTime:
        'For each failed deployment to {0}, the time from its end until its last incident was resolved, or until the rollback or hotfix was done; the median. Failures that are still open are counted apart.',
      timeToRestore:
        'For each incident that opened in the window, the time from its opening until it was resolved, whatever caused it; the median. Open incidents are counted apart.',
      reworkRate:
        'Of the successful deployments to {0}, the share that nobody had planned: rollbacks, hotfixes, reverts and those marked as unplanned.',
    },
  },
  devLake: {
    name: 'devLake',
    median: 'lower',
    leadTime: 'pullRequest',
    attribution: 'any',
    takesBack: false,
    hasRework: false,
    texts: {
      deploymentFrequency:
        'As DevLake counts: successful deployments to {0}, divided by the days of the window. DevLake itself shows the median of days with a deployment per week.',
      leadTime:
        'As DevLake counts: for each pull request, coding and review from its first commit to its merge, and from the merge to its deployment to {0}, each rounded up to minutes; the lower median.',
      changeFailureRate:
        'As DevLake counts: of the successful deployments to {0}, the share with at least one incident. An incident belongs to the latest successful deployment before it, however old.',
      failedDeploymentRecoveryTime:
        'As DevLake counts since 2023: from the end of a deployment to {0} until its incident was resolved, for each incident; the lower median.',
      timeToRestore:
        'As DevLake counted in 2021: from the opening of an incident until it was resolved; the lower median.',
      reworkRate: 'DevLake has no rework rate.',
    },
  },
};

/** What moves each key, in one sentence. */
export const LEVERS: Readonly<Record<DoraKey, string>> = {
  deploymentFrequency: 'Smaller batches: release each change when it is ready instead of collecting several.',
  leadTime: 'Shorter waits: small changes, quick reviews, quick tests and a deployment that starts by itself.',
  changeFailureRate: 'Smaller changes, tests that run before the merge, and releases to a few people first.',
  failedDeploymentRecoveryTime: 'Alerts that notice at once, and a way back that is one step and practised.',
  timeToRestore: 'Alerts that notice at once, a runbook at hand, and somebody who may act.',
  reworkRate: 'Look at what the unplanned deployments had in common, and catch it earlier.',
};

const REST_OF_LEAD_TIME =
  'to its first successful deployment to {0}; the median. Changes of bots, merges, changes deployed before and negative times are left out and counted.';

const LEAD_TIME_TEXTS: Readonly<Record<LeadTimeStart, string>> = {
  commit: `For each change, the time from its commit ${REST_OF_LEAD_TIME}`,
  merge: `For each change, the time from its merge ${REST_OF_LEAD_TIME}`,
  firstCommit: `For each change, the time from the first commit of its pull request ${REST_OF_LEAD_TIME}`,
};

/** The definition of a key with the values that are in use. */
export function definitionText(
  definition: DoraDefinition,
  key: DoraKey,
  use: { readonly environment: string; readonly leadTimeFrom: LeadTimeStart; readonly hours: number },
): DoraText {
  const isOwnLeadTime = key === 'leadTime' && definition.leadTime === 'change';
  const text = isOwnLeadTime ? LEAD_TIME_TEXTS[use.leadTimeFrom] : (definition.texts[key] ?? '');
  return { text, values: [use.environment, use.hours] };
}
