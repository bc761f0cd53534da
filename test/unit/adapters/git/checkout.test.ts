import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCheckout, readDefaultBranch, textAtCommit } from '../../../../src/adapters/git/checkout.js';

const signal = new AbortController().signal;

describe('what is checked out', () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'golden-path-checkout-')));
  const root = join(base, 'shop');
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', root, '-c', 'user.name=Ada', '-c', 'user.email=ada@parcelwise.example', ...words], {
      encoding: 'utf8',
    }).trim();

  before(() => {
    mkdirSync(join(root, 'services', 'cart'), { recursive: true });
    git('init', '--quiet', '--initial-branch=main');
  });

  after(() => rmSync(base, { recursive: true }));

  it('has a branch and no commit before the first one', async () => {
    const read = await readCheckout(root, signal);
    assert.deepEqual(read, { ok: true, value: { root, below: '', branch: 'main', gitFolder: join(root, '.git') } });
  });

  it('is known by branch, commit and the place below the root', async () => {
    writeFileSync(join(root, 'services', 'cart', 'a.txt'), 'one\n');
    git('add', '.');
    git('commit', '--quiet', '--message=Begin');
    git('checkout', '--quiet', '-b', 'feature/a');
    const read = await readCheckout(join(root, 'services', 'cart'), signal);
    assert.ok(read.ok);
    assert.deepEqual([read.value.branch, read.value.below], ['feature/a', 'services/cart']);
    assert.equal(read.value.commit, git('rev-parse', 'HEAD'));
  });

  it('may be a commit and no branch', async () => {
    git('checkout', '--quiet', '--detach');
    const read = await readCheckout(root, signal);
    assert.ok(read.ok && read.value.branch === undefined && read.value.commit !== undefined);
    git('checkout', '--quiet', 'feature/a');
  });

  it('begins from the default branch, whose files can be read', async () => {
    const first = git('rev-parse', 'HEAD');
    writeFileSync(join(root, 'services', 'cart', 'a.txt'), 'two\n');
    git('commit', '--quiet', '--all', '--message=Go on');
    const branch = await readDefaultBranch(root, signal);
    assert.deepEqual(branch, { ok: true, value: { branch: 'main', commit: first } });
    assert.equal(await textAtCommit(root, first, 'services/cart/a.txt', signal), 'one\n');
    assert.equal(await textAtCommit(root, 'HEAD', 'services/cart/a.txt', signal), 'two\n');
  });

  it('has no text where there is none, and takes no options', async () => {
    assert.equal(await textAtCommit(root, 'HEAD', 'nothing', signal), undefined);
    assert.equal(await textAtCommit(root, '--output=x', 'services/cart/a.txt', signal), undefined);
  });

  it('is nothing outside of a repository', async () => {
    const read = await readCheckout(base, signal);
    assert.ok(!read.ok && read.problem.kind === 'notFound');
  });

  it('is not asked for any more when nobody waits', async () => {
    const read = await readCheckout(root, AbortSignal.abort());
    assert.ok(!read.ok && read.problem.kind === 'cancelled');
  });
});
