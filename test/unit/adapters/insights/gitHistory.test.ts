import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readGitFacts, type GitReading } from '../../../../src/adapters/insights/gitHistory.js';
import type { Deployment } from '../../../../src/core/insights/deliveryEvents.js';
import { gitDelivery } from '../../../../src/core/insights/git/gitHistory.js';
import { DEFAULT_INSIGHTS_CONFIG, type InsightsConfig } from '../../../../src/core/insights/insightsConfig.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { DatedRepository, START } from './datedRepository.js';

const signal = new AbortController().signal;

describe('the history of a clone', function () {
  this.timeout(30_000);
  let folder: TemporaryFolder;
  beforeEach(async () => (folder = await temporaryFolder()));
  afterEach(() => folder.dispose());

  const repository = (name = 'shop', ...options: readonly string[]) => new DatedRepository(folder.at(name), ...options);
  const facts = (path: string, config: InsightsConfig, more: Partial<GitReading> = {}) =>
    readGitFacts({ folder: path, patterns: config, branch: config.branch, signal, now: 5, ...more });
  async function read(path: string, settings: Partial<InsightsConfig> = {}, more: Partial<GitReading> = {}) {
    const config = { ...DEFAULT_INSIGHTS_CONFIG, ...settings };
    const got = await facts(path, config, more);
    assert.ok(got.ok, got.ok ? '' : got.problem.message);
    const { history, newcomers } = gitDelivery(got.value, config);
    return {
      ...history,
      newcomers,
      deployments: history.events as readonly Deployment[],
      counts: Object.fromEntries(history.quality.map(({ kind, count }) => [kind, count])),
    };
  }

  it('has tags as deployments, with the commits since the one before', async () => {
    const git = repository();
    const one = git.commit(0, 'Begin');
    git.tag(10, 'v1.0.0');
    const two = git.commit(20);
    const three = git.commit(30, 'Bump\n\nThe library is new.', 'dependabot[bot] <bot@example.com>');
    git.tag(40, 'v1.1.0');
    git.git('tag', 'v1.1.1');
    const { deployments, counts, origin, isDerived, at } = await read(git.path);
    assert.equal(isDerived, true);
    assert.equal(at, 5);
    assert.match(origin, /Tags of the git repository shop: .*release lead time/);
    // A light tag has the date of its commit, which is before that of the other one.
    assert.deepEqual(
      deployments.map(({ version, sha, finishedAt, kind }) => [version, sha, finishedAt / 1000 - START, kind]),
      [
        ['1.0.0', one, 10, 'normal'],
        ['1.1.1', three, 30, 'normal'],
        ['1.1.0', three, 40, 'redeploy'],
      ],
    );
    assert.deepEqual(
      deployments[1]?.changes?.map(({ sha }) => sha),
      [two],
    );
    assert.deepEqual(counts, { lightTag: 1, noDateOfItsOwn: 1 });
    assert.equal(deployments[0]?.service, 'shop');
  });

  it('has commits of a branch as deployments where the configuration says so, with what a merge brings', async () => {
    const git = repository();
    git.commit(0);
    git.git('checkout', '--quiet', '-b', 'feature');
    const side = git.commit(10);
    git.git('checkout', '--quiet', 'main');
    git.at(20, 'merge', '--quiet', '--no-ff', "--message=Merge branch 'feature'", 'feature');
    const { deployments } = await read(git.path, { branch: 'main' });
    assert.deepEqual(
      deployments.map(({ changes }) => changes?.map(({ sha, isMerge }) => [sha, isMerge])),
      [
        undefined,
        [
          [git.git('rev-parse', 'HEAD'), true],
          [side, undefined],
        ],
      ],
    );
    assert.deepEqual((await read(git.path, { branch: 'live' })).counts, { noBranch: 1 });
    assert.deepEqual((await read(git.path, { branch: 'HEAD' })).deployments.length, 2);
    assert.deepEqual((await read(git.path, { branch: '--all' })).counts, { noBranch: 1 });
  });

  it('has octopus merges and parallel release lines', async () => {
    const git = repository();
    git.commit(0);
    git.tag(5, 'v1.0.0');
    const sides = ['a', 'b', 'c'].map((name, at) => {
      git.git('checkout', '--quiet', '-b', name, 'main');
      return git.commit(10 + at, `In ${name}`);
    });
    git.git('checkout', '--quiet', 'main');
    git.at(20, 'merge', '--quiet', '--no-ff', '--message=All of them', 'a', 'b', 'c');
    const octopus = git.git('rev-parse', 'HEAD');
    assert.equal(git.git('rev-list', '--parents', '-n1', 'HEAD').split(' ').length, 5);
    git.tag(30, 'v2.0.0');
    git.git('checkout', '--quiet', '-b', 'release-1', 'v1.0.0');
    const fix = git.commit(40, 'hotfix: the till');
    git.tag(50, 'v1.0.1');
    git.git('checkout', '--quiet', 'main');
    const { deployments, counts } = await read(git.path);
    assert.deepEqual(
      deployments.map(({ version, kind, changes }) => [version, kind, new Set(changes?.map(({ sha }) => sha))]),
      [
        ['1.0.0', 'normal', new Set()],
        ['2.0.0', 'normal', new Set([octopus, ...sides])],
        ['1.0.1', 'hotfix', new Set([fix])],
      ],
    );
    assert.deepEqual(counts, { outsideBranch: 1 });
  });

  it('knows tags of several packages, odd names, pre-releases, and tags that lead to no commit', async () => {
    const git = repository();
    git.commit(0);
    for (const name of ['cart@1.0.0', '@shop/till@2.0.0', 'shop-v3.0.0', 'v1.0.0-rc.1', 'v\'$(x)";&|-1.2.3', 'nightly'])
      git.tag(10, name);
    execFileSync('git', ['-C', git.path, 'update-ref', 'refs/tags/v9.9.9', git.git('rev-parse', 'HEAD^{tree}')]);
    const { deployments, counts } = await read(git.path);
    assert.deepEqual(deployments.map(({ service, version }) => `${service} ${version ?? ''}`).sort(), [
      '@shop/till 2.0.0',
      'cart 1.0.0',
      'shop 3.0.0',
      'v\'$(x)";&| 1.2.3',
    ]);
    assert.deepEqual(counts, { preRelease: 1, notACommit: 1 });
    const chosen = await read(git.path, { tags: ['night*'], service: 'component:default/cart' });
    assert.deepEqual(
      chosen.deployments.map(({ service, version }) => [service, version]),
      [['component:default/cart', 'nightly']],
    );
    const own = await read(git.path, { service: 'component:default/cart' });
    assert.ok(
      own.deployments.some(({ id, service }) => id === 'tag:cart@1.0.0' && service === 'component:default/cart'),
    );
  });

  it('says that there is nothing where there is no tag, no commit, no repository', async () => {
    const git = repository();
    assert.deepEqual((await read(git.path)).counts, { noTags: 1 });
    git.commit(0);
    const none = await read(git.path);
    assert.deepEqual([none.deployments, none.counts], [[], { noTags: 1 }]);
    const outside = await facts(folder.path, DEFAULT_INSIGHTS_CONFIG);
    assert.equal(outside.ok ? '' : outside.problem.kind, 'notFound');
    const missing = await facts(folder.at('gone'), DEFAULT_INSIGHTS_CONFIG);
    assert.equal(missing.ok ? '' : missing.problem.kind, 'notFound');
  });

  it('is read of bare repositories, shallow clones, and folders within', async () => {
    const git = repository();
    git.commit(0);
    git.tag(1, 'v1.0.0');
    git.commit(2);
    git.commit(3);
    git.tag(4, 'v1.1.0');
    await folder.write({ 'shop/deep/er/file': '' });
    assert.equal((await read(folder.at('shop/deep/er'))).deployments.length, 2);
    const env = { PATH: process.env['PATH'], HOME: folder.path };
    execFileSync('git', ['clone', '--quiet', '--bare', git.path, folder.at('bare.git')], { env, stdio: 'ignore' });
    const bare = await read(folder.at('bare.git'));
    assert.deepEqual([bare.deployments.length, bare.deployments[0]?.service], [2, 'bare']);
    const from = `file://${git.path}`;
    execFileSync('git', ['clone', '--quiet', '--depth=1', from, folder.at('thin')], { env, stdio: 'ignore' });
    const thin = await read(folder.at('thin'), {}, { cacheFolder: folder.at('cache') });
    assert.equal(thin.counts['shallow'], 1);
    assert.deepEqual(
      thin.deployments.map(({ version, changes }) => [version, changes?.length]),
      [['1.1.0', undefined]],
    );
    execFileSync('git', ['-C', folder.at('thin'), 'fetch', '--quiet', '--unshallow', '--tags'], {
      env,
      stdio: 'ignore',
    });
    const whole = await read(folder.at('thin'), {}, { cacheFolder: folder.at('cache') });
    assert.deepEqual(whole.counts, {});
    assert.equal(whole.deployments[1]?.changes?.length, 2);
  });

  it('takes names and words that are not UTF-8, and never keeps who somebody is', async () => {
    const git = repository();
    git.rawCommit(0, 'Grace <grace@example.com>', Buffer.from([0x42, 0xe9, 0xff, 0x0a]));
    git.commit(1, '', 'Grace Hopper <GRACE@example.com>');
    git.tag(2, 'v1.0.0');
    const cacheFolder = folder.at('cache');
    const { counts, newcomers, deployments } = await read(git.path, {}, { cacheFolder });
    assert.deepEqual(counts, { notUtf8: 1 });
    assert.equal(deployments.length, 1);
    // Both addresses are the same person's.
    assert.deepEqual(newcomers(), [{ startedAt: START * 1000, firstDeploymentAt: (START + 2) * 1000 }]);
    const [file = ''] = await readdir(cacheFolder);
    assert.ok(!/grace|hopper|example\.com/i.test((await readFile(join(cacheFolder, file))).toString('latin1')));
  });

  it('is kept, and only what is new is read', async () => {
    const git = repository();
    const cacheFolder = folder.at('cache');
    git.commit(0);
    git.tag(1, 'v1.0.0');
    const commits: number[] = [];
    const again = (settings: Partial<InsightsConfig> = {}) =>
      read(git.path, settings, { cacheFolder, onProgress: count => commits.push(count) });
    await again();
    await again();
    git.commit(2);
    git.commit(3);
    git.tag(4, 'v1.1.0');
    const grown = await again();
    assert.deepEqual(commits, [1, 2]);
    const { newcomers, ...whole } = await read(git.path);
    assert.deepEqual({ ...grown, newcomers: grown.newcomers() }, { ...whole, newcomers: newcomers() });
    // Other patterns: other meanings of the same commits.
    await again({ bots: ['ada*'] });
    assert.deepEqual(commits, [1, 2, 3]);
    const [file = ''] = await readdir(cacheFolder);
    const path = join(cacheFolder, file);
    const bytes = await readFile(path);
    for (const broken of [bytes.subarray(0, 100), Buffer.from('no cache'), Buffer.concat([bytes, bytes])]) {
      await writeFile(path, broken);
      assert.equal((await again()).deployments.length, 2);
    }
  });

  it('notices that history was rewritten and tags were moved', async () => {
    const git = repository();
    const cacheFolder = folder.at('cache');
    git.commit(0);
    git.tag(1, 'v1.0.0');
    git.commit(2);
    git.commit(3);
    git.tag(4, 'v1.1.0');
    await read(git.path, {}, { cacheFolder });
    git.git('reset', '--quiet', '--hard', 'v1.0.0');
    const other = git.commit(5, 'Another past');
    git.at(6, 'tag', '--force', '--annotate', '--message=x', 'v1.1.0');
    for (const wayOfGoing of [() => undefined, () => git.git('reflog', 'expire', '--expire=now', '--all')]) {
      wayOfGoing();
      const { counts, deployments } = await read(git.path, {}, { cacheFolder });
      assert.deepEqual(counts, { rewritten: 2, movedTag: 1 });
      assert.deepEqual(
        deployments[1]?.changes?.map(({ sha }) => sha),
        [other],
      );
    }
  });

  it('begins anew where the commits that were kept are gone altogether', async () => {
    const git = repository();
    const cacheFolder = folder.at('cache');
    git.commit(0);
    git.tag(1, 'v1.0.0');
    git.commit(2);
    await read(git.path, {}, { cacheFolder });
    git.git('reset', '--quiet', '--hard', 'v1.0.0');
    git.commit(7, 'Another past');
    git.git('reflog', 'expire', '--expire=now', '--all');
    git.git('gc', '--quiet', '--prune=now');
    const { counts, deployments } = await read(git.path, {}, { cacheFolder });
    assert.deepEqual(counts, { rewritten: 1 });
    assert.equal(deployments.length, 1);
  });

  it('runs nothing that the clone has configured', async () => {
    const git = repository();
    git.commit(0);
    git.tag(1, 'v1.0.0');
    const trap = `touch ${folder.at('trapped')}`;
    for (const name of ['core.fsmonitor', 'core.pager', 'gpg.program', 'pager.log', 'core.sshCommand', 'alias.log'])
      git.git('config', name, name === 'alias.log' ? `!${trap}` : trap);
    git.git('config', 'log.showSignature', 'true');
    git.git('config', 'format.pretty', 'oneline');
    git.git('config', 'log.decorate', 'full');
    assert.equal((await read(git.path)).deployments.length, 1);
    assert.deepEqual(await readdir(folder.path), ['shop']);
  });

  it('can be stopped', async () => {
    const git = repository();
    git.commit(0);
    const stop = new AbortController();
    const reading = facts(git.path, DEFAULT_INSIGHTS_CONFIG, { signal: stop.signal });
    stop.abort();
    const stopped = await reading;
    assert.equal(stopped.ok ? '' : stopped.problem.kind, 'cancelled');
  });
});
