import { anyWildcard } from '../config/wildcard.js';
import { COMMIT_FLAGS } from './commitTable.js';

/** Which words mean what, as patterns with `*` and `?`. */
export interface CommitPatterns {
  readonly bots: readonly string[];
  readonly hotfixes: readonly string[];
  readonly reverts: readonly string[];
}

/** What the words of a commit say. */
export interface CommitMeaning {
  /** Sum of `COMMIT_FLAGS`, without that of bots. */
  readonly flags: number;
  readonly reverts: readonly string[];
  readonly revertsSubject?: number;
  readonly subjectHash: number;
}

/**
 * Reads the words of commits: what `git revert` writes (git-revert(1): `This reverts commit <hash>`), reverts by their subject, and
 * hotfixes by their subject or by the branch that a merge names.
 */
export function commitReader(patterns: CommitPatterns): (message: string, isMerge: boolean) => CommitMeaning {
  const isHotfix = anyWildcard(patterns.hotfixes);
  const isRevert = anyWildcard(patterns.reverts);
  return (message, isMerge) => {
    const end = message.indexOf('\n');
    const subject = (end < 0 ? message : message.slice(0, end)).trim();
    const reverts = message.includes('his reverts commit ')
      ? Array.from(
          message.matchAll(/\bthis reverts commit ([0-9a-f]{7,64})\b/gi),
          ([, sha]) => sha?.toLowerCase() ?? '',
        )
      : [];
    const bySubject = reverts.length === 0 && isRevert(subject) ? revertedSubject(subject) : undefined;
    const branches = isMerge ? mergedBranches(subject) : [];
    return {
      flags:
        (reverts.length > 0 || bySubject !== undefined ? COMMIT_FLAGS.revert : 0) |
        (!isMerge && isHotfix(subject) ? COMMIT_FLAGS.hotfix : 0) |
        (branches.some(isHotfix) ? COMMIT_FLAGS.hotfixMerge : 0),
      reverts,
      ...(bySubject === undefined ? {} : { revertsSubject: textHash(bySubject) }),
      subjectHash: textHash(withoutNumber(subject)),
    };
  };
}

/** `Revert "Add a button" (#12)` takes back `Add a button`; `revert: Add a button` as well. */
function revertedSubject(subject: string): string | undefined {
  const quoted = /"(.*)"/.exec(subject)?.[1];
  const text = quoted ?? /^[^:]*:(.*)$/.exec(subject)?.[1] ?? '';
  const named = withoutNumber(text.trim());
  return named === '' ? undefined : named;
}

/** Hosts write the number of the change behind the subject when they squash it. */
function withoutNumber(subject: string): string {
  return subject.replace(/ \((?:#|!)\d+\)$/, '');
}

/** The branch that a merge names, also without the remote or the owner before it. */
function mergedBranches(subject: string): readonly string[] {
  const [, branch] =
    /^Merge (?:remote-tracking )?branch '([^']+)'/.exec(subject) ??
    /^Merge pull request #\d+ from (\S+)/.exec(subject) ??
    /^Merged in (\S+)/.exec(subject) ??
    [];
  if (branch === undefined) return [];
  const slash = branch.indexOf('/');
  return slash < 0 ? [branch] : [branch, branch.slice(slash + 1)];
}

/** FNV-1a of the letters, 32 bits: enough to find a subject again among those of one repository. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
