import type { Change } from '../deliveryEvents.js';
import { listAt, textAt, timeAt, valueAt } from './payload.js';

/**
 * Whether a name is that of a program: GitHub ends them in `[bot]`, and others are called so by habit.
 * The name is looked at and not kept.
 */
export function isBotName(name: string | undefined): boolean {
  return name !== undefined && /\[bot\]$|(?:^|[-_ ])bot$|^(?:renovate|dependabot|greenkeeper|snyk-bot)\b/i.test(name);
}

const MERGE_MESSAGE = /^Merge (?:pull request|branch|branches|remote-tracking branch|tag|commit)\b/;

/** The commits of a push, as GitHub and GitLab list them. Names and addresses of people are not kept. */
export function pushedChanges(payload: unknown, mergedAt: number): readonly Change[] {
  const commits = listAt(payload, 'commits');
  const listed = commits.length > 0 ? commits : [valueAt(payload, 'head_commit')];
  return listed.flatMap((commit): readonly Change[] => {
    const sha = textAt(commit, 'id');
    const committedAt = timeAt(commit, 'timestamp');
    if (sha === undefined || Number.isNaN(committedAt)) return [];
    const isBot = isBotName(textAt(commit, 'author', 'username') ?? textAt(commit, 'author', 'name'));
    return [
      {
        sha,
        committedAt,
        ...(Number.isNaN(mergedAt) ? {} : { mergedAt }),
        ...(isBot ? { isBot } : {}),
        ...(MERGE_MESSAGE.test(textAt(commit, 'message') ?? '') ? { isMerge: true } : {}),
      },
    ];
  });
}
