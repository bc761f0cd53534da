import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommitTable, COMMIT_FLAGS, type ReadCommit } from '../../../../../src/core/insights/git/commitTable.js';
import { commitReader } from '../../../../../src/core/insights/git/commitWords.js';
import { deriveDeployments } from '../../../../../src/core/insights/git/deriveDeployments.js';
import { reachableFrom } from '../../../../../src/core/insights/git/gitHistory.js';
import type { GitRelease } from '../../../../../src/core/insights/git/releaseTags.js';
import { DEFAULT_INSIGHTS_CONFIG } from '../../../../../src/core/insights/insightsConfig.js';

const shaOf = (number: number): string => number.toString(16).padStart(40, '0');
const meaning = commitReader(DEFAULT_INSIGHTS_CONFIG);

/** A commit: its number, those of its parents, and what is special about it. Commit n is made at n seconds. */
function commit(
  number: number,
  parents: readonly number[],
  message = `Change ${number}`,
  more: Partial<ReadCommit> = {},
) {
  const said = meaning(message, parents.length > 1);
  const times = { committedAt: number, authoredAt: number };
  return { sha: shaOf(number), parents: parents.map(shaOf), author: 'a', ...times, ...said, ...more };
}

const release = (id: string, number: number, at?: number): GitRelease => ({
  ...{ id, sha: shaOf(number), service: 's', at: at === undefined ? undefined : at * 1000, isHotfix: false },
});

const OPTIONS = { environment: 'production', source: 'git' };

/** Per deployment: its id, kind, what it takes back, and the numbers of the commits that it brings; those of the first are not told. */
function derived(commits: readonly ReadCommit[], releases: readonly GitRelease[], more = {}) {
  const { deployments } = deriveDeployments(CommitTable.empty.with(commits), releases, { ...OPTIONS, ...more });
  return deployments.map(({ id, kind, reverts, changes }) => [
    ...[id, kind, reverts],
    (changes ?? []).map(({ sha }) => Number.parseInt(sha, 16)).sort((a, b) => a - b),
  ]);
}

describe('deployments worked out from releases', () => {
  const line = [commit(1, []), commit(2, [1]), commit(3, [2]), commit(4, [3])];

  it('bring the commits since the one before', () => {
    assert.deepEqual(derived(line, [release('b', 4, 40), release('a', 2, 20)]), [
      ['a', 'normal', undefined, []],
      ['b', 'normal', undefined, [3, 4]],
    ]);
  });

  it('bring on parallel release lines only what is new on their own', () => {
    // 1 - 2 - 4 - 6   the main line, where 6 merges 5
    //      \ 3 - 5 /  the line of 1.x
    const commits = [commit(1, []), commit(2, [1]), commit(3, [2]), commit(4, [2]), commit(5, [3]), commit(6, [4, 5])];
    const releases = [release('1.0', 2, 10), release('2.0', 4, 20), release('1.1', 5, 30), release('2.1', 6, 40)];
    assert.deepEqual(derived(commits, releases), [
      ['1.0', 'normal', undefined, []],
      ['2.0', 'normal', undefined, [4]],
      ['1.1', 'normal', undefined, [3, 5]],
      ['2.1', 'normal', undefined, [6]],
    ]);
  });

  it('go back where the commit is an ancestor of the one deployed, and come again where it is the same', () => {
    const releases = [release('a', 2, 20), release('b', 4, 40), release('c', 2, 50), release('d', 2, 60)];
    assert.deepEqual(
      derived(line, releases).map(each => each.slice(0, 3)),
      [
        ['a', 'normal', undefined],
        ['b', 'normal', undefined],
        ['c', 'rollback', 'b'],
        ['d', 'redeploy', undefined],
      ],
    );
  });

  it('fail where a later one takes back one of their commits', () => {
    const revert = `Revert "Change 3"\n\nThis reverts commit ${shaOf(3)}.\n`;
    const commits = [...line.slice(0, 3), commit(4, [3], revert), commit(5, [4])];
    const first = [release('a', 2, 20), release('b', 3, 30)];
    assert.deepEqual(derived(commits, [...first, release('c', 4, 40)])[2], ['c', 'hotfix', 'b', [4]]);
    assert.deepEqual(derived(commits, [...first, release('c', 5, 50)])[2], ['c', 'normal', 'b', [4, 5]]);
    // Taken back before anybody had it.
    assert.deepEqual(derived(commits, [release('a', 2, 20), release('c', 4, 40)])[1], [
      'c',
      'normal',
      undefined,
      [3, 4],
    ]);
    // Brought again: the revert did not fail.
    const again = commit(6, [5], `Reapply "Change 3"\n\nThis reverts commit ${shaOf(4)}.\n`);
    const all = [...first, release('c', 5, 50), release('d', 6, 60)];
    assert.deepEqual(derived([...commits, again], all)[3], ['d', 'normal', undefined, [6]]);
  });

  it('fail as well where only the subject says what is taken back', () => {
    const squashed = [commit(3, [2], 'Add a button (#12)'), commit(4, [3], 'Revert "Add a button" (#13)\n\nIt broke.')];
    const releases = [release('a', 2, 20), release('b', 3, 30), release('c', 4, 40)];
    assert.deepEqual(derived([...line.slice(0, 2), ...squashed], releases)[2], ['c', 'hotfix', 'b', [4]]);
  });

  it('are hotfixes by a commit, a merged branch or a tag', () => {
    const releases = [release('a', 2, 20), release('b', 4, 40)];
    const kindOf = (commits: readonly ReadCommit[], second = releases[1]!) =>
      derived(commits, [releases[0]!, second])[1]?.[1];
    const [one, two, three] = line;
    assert.equal(kindOf([one!, two!, three!, commit(4, [3], 'hotfix: repair the till')]), 'hotfix');
    assert.equal(kindOf([one!, two!, three!, commit(4, [2, 3], "Merge branch 'hotfix/till'")]), 'hotfix');
    assert.equal(
      kindOf([one!, two!, three!, commit(4, [2, 3], 'Merge pull request #3 from shop/hotfix/till')]),
      'hotfix',
    );
    assert.equal(kindOf([one!, two!, three!, commit(4, [2, 3], "Merge branch 'main' into feature/x")]), 'normal');
    assert.equal(kindOf(line, { ...releases[1]!, isHotfix: true }), 'hotfix');
    // A merge back of a hotfix that was deployed before brings nothing.
    const back = [one!, two!, commit(3, [1]), commit(4, [3, 2], "Merge branch 'hotfix/x' into develop")];
    assert.equal(kindOf(back), 'normal');
  });

  it('know when a change began and when it was merged, of octopus merges as well', () => {
    const commits = [
      commit(1, []),
      commit(2, [1], 'One', { authoredAt: 1.5 }),
      commit(3, [2]),
      commit(4, [1], 'Two', { flags: COMMIT_FLAGS.bot }),
      commit(5, [1, 3, 4], "Merge branches 'a' and 'b'"),
    ];
    const { deployments } = deriveDeployments(
      CommitTable.empty.with(commits),
      [release('a', 1, 1), release('b', 5, 9)],
      OPTIONS,
    );
    const changes = new Map(deployments[1]?.changes?.map(change => [change.sha, change]));
    assert.deepEqual(changes.get(shaOf(3)), { sha: shaOf(3), committedAt: 3000, mergedAt: 5000, firstCommitAt: 1500 });
    assert.deepEqual(changes.get(shaOf(4)), {
      ...{ sha: shaOf(4), committedAt: 4000, mergedAt: 5000, firstCommitAt: 4000, isBot: true },
    });
    assert.equal(changes.get(shaOf(5))?.isMerge, true);
  });

  it('leave out of lead time a commit whose date is that of the deployment', () => {
    const rebased = commit(4, [3], 'Rebased', { authoredAt: 2 });
    const releases = [release('a', 2), release('b', 3), release('c', 4)];
    const result = deriveDeployments(CommitTable.empty.with([...line.slice(0, 3), rebased]), releases, {
      ...OPTIONS,
      isOrdered: true,
    });
    assert.deepEqual(
      result.deployments.map(({ changes }) => changes?.map(({ committedAt }) => committedAt)),
      [undefined, [], [2000]],
    );
    assert.deepEqual(
      result.quality.map(({ kind, count }) => [kind, count]),
      [['noDateOfItsOwn', 1]],
    );
  });

  it('count what cannot be: releases of unknown commits, commits later than their deployment', () => {
    const releases = [release('a', 1, 1), release('b', 4, 2), release('c', 99, 3)];
    const result = deriveDeployments(CommitTable.empty.with(line), releases, OPTIONS);
    assert.deepEqual(
      result.quality.map(({ kind, count }) => [kind, count]),
      [
        ['missingCommit', 1],
        ['clockSkew', 2],
      ],
    );
  });

  it('repair as a hotfix on an older release line what that line has, not what was deployed last', () => {
    const commits = [commit(1, []), commit(2, [1]), commit(3, [2]), commit(4, [2], 'hotfix: the till'), commit(5, [4])];
    const releases = [release('1.0', 1, 10), release('1.1', 2, 20), release('2.0', 3, 30)];
    assert.deepEqual(derived(commits, [...releases, release('1.2', 5, 50)])[3], ['1.2', 'hotfix', '1.1', [4, 5]]);
    assert.deepEqual(derived(commits, [...releases.slice(0, 2), release('1.2', 5, 50)])[2], [
      ...['1.2', 'hotfix', undefined, [4, 5]],
    ]);
  });

  it('are per service', () => {
    const other = { ...release('other', 4, 40), service: 'other' };
    assert.deepEqual(derived(line, [release('a', 2, 20), other]), [
      ['a', 'normal', undefined, []],
      ['other', 'normal', undefined, []],
    ]);
  });

  it('begin with the last before the time that is asked for', () => {
    const releases = [release('a', 1, 10), release('b', 2, 20), release('c', 4, 40)];
    assert.deepEqual(
      derived(line, releases, { since: 30_000 }).map(([id]) => id),
      ['b', 'c'],
    );
    assert.deepEqual(
      derived(line, releases, { since: 90_000 }).map(([id]) => id),
      ['c'],
    );
  });
});

/** Any graph: commit n has any earlier ones as parents. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 30 })
  .map(all =>
    all.map((wanted, at) => commit(at + 1, at === 0 ? [] : [...new Set(wanted.map(each => (each % at) + 1))])),
  );

describe('what deployments bring, in any graph', () => {
  it('is what a naive model says', () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.nat(), { maxLength: 12 }), (commits, picks) => {
        const releases = picks.map((pick, at) => release(`r${at}`, (pick % commits.length) + 1, 1000 + at));
        const table = CommitTable.empty.with(commits);
        const reach = (number: number): ReadonlySet<string> => {
          const found = new Set<string>();
          const walk = (sha: string): void => {
            if (found.has(sha)) return;
            found.add(sha);
            commits.find(each => each.sha === sha)?.parents.forEach(walk);
          };
          walk(shaOf(number));
          return found;
        };
        const { deployments } = deriveDeployments(table, releases, OPTIONS);
        const before = new Set<string>();
        let current: string | undefined;
        for (const [at, { changes, kind, reverts, sha = '' }] of deployments.entries()) {
          const reached = reach(Number.parseInt(sha, 16));
          const brought = [...reached].filter(each => !before.has(each)).sort();
          assert.deepEqual(changes?.map(each => each.sha).sort(), at === 0 ? undefined : brought);
          const isBack = current !== undefined && reach(Number.parseInt(current, 16)).has(sha);
          assert.equal(kind, current === sha ? 'redeploy' : isBack ? 'rollback' : 'normal');
          assert.equal(reverts, kind === 'rollback' ? `r${at - 1}` : undefined);
          for (const each of reached) before.add(each);
          current = sha;
        }
        const marked = reachableFrom(
          table,
          deployments.map(({ sha = '' }) => sha),
        );
        assert.equal(
          marked.reduce((sum, each) => sum + each, 0),
          before.size,
        );
      }),
    );
  });
});
