import { join } from 'node:path';
import { success, type Result } from '../../core/common/problem.js';
import type { Newcomer } from '../../core/insights/adoption/onboarding.js';
import type { DoraText } from '../../core/insights/dora/doraReport.js';
import { gitDelivery } from '../../core/insights/git/gitHistory.js';
import {
  DEFAULT_INSIGHTS_CONFIG,
  INSIGHTS_CONFIG_PATH,
  readInsightsConfig,
  type InsightsConfig,
} from '../../core/insights/insightsConfig.js';
import type { QualityNotes } from '../../core/insights/ledger/qualityNotes.js';
import { readGitFacts } from './gitHistory.js';
import { readTextFile } from './textFile.js';

const LARGEST_CONFIG = 1024 * 1024;
/** The line of commits that people's changes land on, where the configuration names no branch. */
const MAIN_LINE = 'HEAD';

/** How the beginnings of those went who commit to a clone. */
export interface NewcomerHistory {
  readonly newcomers: readonly Newcomer[];
  readonly isShallow: boolean;
  /** What one has to know of it. */
  readonly note: DoraText;
}

/**
 * Reads from a clone when people began, when a deployment first brought one of their commits, and when their tenth change was merged.
 * Deployments are what `.golden-path/insights.yaml` says; changes count from when they are on the main line, deployed or not.
 * @param folder absolute path
 * @returns `notFound` where there is no repository
 */
export async function readNewcomers(
  folder: string,
  {
    now,
    quality,
    cacheFolder,
  }: { readonly now: number; readonly quality: QualityNotes; readonly cacheFolder?: string },
  signal: AbortSignal,
): Promise<Result<NewcomerHistory>> {
  const config = await configOf(folder);
  const branch = config.branch ?? MAIN_LINE;
  const facts = await readGitFacts({
    ...{ folder, signal, now, patterns: config, branch },
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
  });
  if (!facts.ok) return facts;
  quality.addAll(facts.value.quality);
  if (facts.value.isShallow)
    return success({
      newcomers: [],
      isShallow: true,
      note: {
        text: 'This clone is shallow: when people began is not in it. “git fetch --unshallow” gets the rest of its history.',
        values: [],
      },
    });
  const deployed = gitDelivery(facts.value, config);
  const merged = config.branch === undefined ? gitDelivery(facts.value, { ...config, branch }) : deployed;
  const deployments = deployed.newcomers();
  // Both are of the same authors in the same order.
  const newcomers = merged.newcomers().map(({ startedAt, tenthChangeAt }, place): Newcomer => {
    const firstDeploymentAt = deployments[place]?.firstDeploymentAt;
    return {
      startedAt,
      ...(firstDeploymentAt === undefined ? {} : { firstDeploymentAt }),
      ...(tenthChangeAt === undefined ? {} : { tenthChangeAt }),
    };
  });
  const hasDeployments = deployed.history.events.length > 0;
  return success({ newcomers, isShallow: false, note: hasDeployments ? derivedNote(config) : noDeploymentsNote() });
}

async function configOf(folder: string): Promise<InsightsConfig> {
  const file = await readTextFile(join(folder, ...INSIGHTS_CONFIG_PATH.split('/')), LARGEST_CONFIG);
  return file.ok ? readInsightsConfig(file.value.text).config : DEFAULT_INSIGHTS_CONFIG;
}

function derivedNote({ branch }: InsightsConfig): DoraText {
  return branch === undefined
    ? {
        text: 'For onboarding, tags of this repository that are releases are taken for deployments, and commits for the beginnings of people.',
        values: [],
      }
    : {
        text: 'For onboarding, commits on the branch {0} are taken for deployments, and commits for the beginnings of people.',
        values: [branch],
      };
}

function noDeploymentsNote(): DoraText {
  return {
    text: 'No deployment is known here, so nobody can have come to a first one: no tag of this repository is a release.',
    values: [],
  };
}
