import type { DataQualityNote, DeliveryHistory } from '../deliveryEvents.js';
import type { InsightsConfig } from '../insightsConfig.js';
import type { Newcomer } from '../adoption/onboarding.js';
import { newcomersOfClone } from './cloneNewcomers.js';
import type { CommitTable } from './commitTable.js';
import { deriveDeployments } from './deriveDeployments.js';
import { releaseTags, type GitRelease, type GitTag } from './releaseTags.js';

/** What a clone says, before anything is worked out. */
export interface GitFacts {
  readonly table: CommitTable;
  /** All tags that lead to commits. */
  readonly tags: readonly GitTag[];
  /** The name and the commit of the branch that the configuration names; undefined where there is none. */
  readonly branch: { readonly name: string; readonly sha: string } | undefined;
  /** The commit that is checked out, or that the repository calls its head. */
  readonly head: string | undefined;
  /** The name of the repository's folder. */
  readonly folderName: string;
  readonly isShallow: boolean;
  /** What the reader has met. */
  readonly quality: readonly DataQualityNote[];
  /** When it was read, in milliseconds since 1970. */
  readonly at: number;
}

/** What the history of a clone gives. */
export interface GitDelivery {
  readonly history: DeliveryHistory;
  /** Worked out only where somebody asks. */
  readonly newcomers: () => readonly Newcomer[];
}

/**
 * Deployments of what a clone says: of its tags, or of the commits of a release branch. All of it is derived: a release is not yet a
 * deployment, so its lead time is a release lead time.
 * @param options.since milliseconds since 1970: nothing before is needed but the last deployment before
 */
export function gitDelivery(
  facts: GitFacts,
  config: InsightsConfig,
  options: { readonly since?: number } = {},
): GitDelivery {
  const { table } = facts;
  const service = config.service ?? facts.folderName;
  const quality = [...facts.quality];
  const releases =
    config.branch === undefined
      ? releasesOfTags(facts, config, service, quality)
      : releasesOfBranch(facts, config.branch, service, quality);
  if (facts.isShallow)
    quality.push({
      kind: 'shallow',
      count: 1,
      text: 'This clone is shallow: older commits and releases are not in it. `git fetch --unshallow` gets them.',
    });
  const derived = deriveDeployments(table, releases, {
    ...{ environment: config.environment ?? 'production', source: 'git', isOrdered: config.branch !== undefined },
    ...(options.since === undefined ? {} : { since: options.since }),
  });
  const origin =
    config.branch === undefined
      ? `Tags of the git repository ${facts.folderName}: each is taken for a deployment, so lead time is release lead time.`
      : `Commits of the branch ${config.branch} of the git repository ${facts.folderName}: each is taken for a deployment, so lead time is the time until it was on the branch.`;
  return {
    history: {
      events: derived.deployments,
      quality: [...quality, ...derived.quality],
      origin,
      isDerived: true,
      at: facts.at,
    },
    newcomers: () => newcomersOfClone(table, derived),
  };
}

function releasesOfTags(
  facts: GitFacts,
  config: InsightsConfig,
  service: string,
  quality: DataQualityNote[],
): readonly GitRelease[] {
  const { releases, preReleases } = releaseTags(facts.tags, {
    patterns: config.tags,
    hotfixes: config.hotfixes,
    service,
    ownName: service.slice(Math.max(service.lastIndexOf('/'), service.lastIndexOf(':')) + 1),
    isServiceSaid: config.service !== undefined,
  });
  const light = releases.filter(({ at }) => at === undefined).length;
  const outside = facts.head === undefined ? 0 : outsideOf(facts.table, facts.head, releases);
  const notes: readonly DataQualityNote[] = [
    {
      kind: 'noTags',
      count: releases.length === 0 ? 1 : 0,
      text: 'No tag of this repository is a release. `releases` in .golden-path/insights.yaml says which tags, or which branch, are deployments.',
    },
    { kind: 'preRelease', count: preReleases, text: '{0} tags of pre-releases are not counted as deployments.' },
    {
      kind: 'lightTag',
      count: light,
      text: '{0} tags have no date of their own; that of their commit is taken, so lead times are shorter than they were.',
    },
    {
      kind: 'outsideBranch',
      count: outside,
      text: '{0} releases are not on the current branch, such as those of another release line. They count.',
    },
  ];
  quality.push(...notes.filter(({ count }) => count > 0));
  return releases;
}

/** How many releases cannot be reached from a commit. */
function outsideOf(table: CommitTable, head: string, releases: readonly GitRelease[]): number {
  const reached = reachableFrom(table, [head]);
  return releases.filter(({ sha }) => {
    const row = table.row(sha);
    return row >= 0 && reached[row] !== 1;
  }).length;
}

/** 1 for each row that can be reached from one of some commits. */
export function reachableFrom(table: CommitTable, shas: readonly string[]): Uint8Array {
  const { parentStart, parents } = table.columns;
  const reached = new Uint8Array(table.count);
  const waiting = shas.map(sha => table.row(sha)).filter(row => row >= 0);
  for (const row of waiting) reached[row] = 1;
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop())
    for (let edge = parentStart[row] ?? 0; edge < (parentStart[row + 1] ?? 0); edge++) {
      const parent = parents[edge] ?? -1;
      if (parent < 0 || reached[parent] === 1) continue;
      reached[parent] = 1;
      waiting.push(parent);
    }
  return reached;
}

function releasesOfBranch(
  { table, branch }: GitFacts,
  name: string,
  service: string,
  quality: DataQualityNote[],
): readonly GitRelease[] {
  const releases: GitRelease[] = [];
  const seen = new Set<number>();
  for (let row = branch ? table.row(branch.sha) : -1; row >= 0 && !seen.has(row); row = table.firstParent(row)) {
    seen.add(row);
    const sha = table.sha(row);
    releases.push({ id: `commit:${sha}`, sha, service, version: sha.slice(0, 10), at: undefined, isHotfix: false });
  }
  if (!branch)
    quality.push({
      kind: 'noBranch',
      count: 1,
      text: 'This clone has no branch of the name that the configuration says.',
      example: name,
    });
  return releases.reverse();
}
