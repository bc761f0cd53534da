import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Platform } from '../platform.mjs';
import { platformModules } from './sharedPlatform';
import { smallContent } from './smallContent';

const run = promisify(execFile);

describe('the git host', function () {
  this.timeout(90_000);
  let platform: Platform;
  let content: string;
  let folder: string;

  /** Runs git as someone who has never been asked for a password here. */
  async function git(...args: string[]): Promise<string> {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
    return (await run('git', args, { cwd: folder, env })).stdout;
  }
  const repository = (name: string, account = '') =>
    `${platform.gitUrl.replace('//', `//${account}`)}/${platform.gitOrganisation}/${name}.git`;
  const accountPrefix = () => `${platform.gitAccount.username}:${platform.gitAccount.password}@`;
  const call = (path: string, options?: RequestInit) => fetch(`${platform.gitUrl}${path}`, options);

  before(async () => {
    const { ensurePlatform, startPlatform } = await platformModules();
    ensurePlatform();
    content = smallContent();
    folder = mkdtempSync(join(tmpdir(), 'golden-path-clones-'));
    platform = await startPlatform({ content });
  });
  after(async () => {
    await platform?.stop();
    for (const path of [content, folder]) rmSync(path, { recursive: true, force: true });
  });

  it('serves seeded repositories with a past', async () => {
    await git('clone', '--quiet', repository('lamp-service'), 'reading');
    assert.match(readFileSync(join(folder, 'reading', 'catalog-info.yaml'), 'utf8'), new RegExp(platform.gitUrl));
    const history = await git('-C', 'reading', 'log', '--reverse', '--format=%H %ae %at %s');
    const commits = history.trim().split('\n');
    assert.equal(commits.length, 3);
    assert.ok(commits.every(line => line.includes('@parcelwise.example ')));
    assert.equal(await git('-C', 'reading', 'tag'), 'v1.1.0\n');
  });

  it('is cloned by the address of its page', async () => {
    await git('clone', '--quiet', repository('lamp-service').replace(/\.git$/, ''), 'from-page');
    assert.ok(readFileSync(join(folder, 'from-page', 'catalog-info.yaml'), 'utf8').length > 0);
  });

  it('takes a push with the account, and none without', async () => {
    await git('clone', '--quiet', repository('lamp-service'), 'writing');
    writeFileSync(join(folder, 'writing', 'shade.txt'), 'green\n');
    await git('-C', 'writing', 'add', '.');
    await git(
      '-C',
      'writing',
      '-c',
      'user.name=S',
      '-c',
      'user.email=s@parcelwise.example',
      'commit',
      '-qm',
      'Shade it',
    );
    await assert.rejects(git('-C', 'writing', 'push', '--quiet', 'origin', 'main'));
    await assert.rejects(git('-C', 'writing', 'push', '--quiet', repository('lamp-service', 'demo:wrong@'), 'main'));
    await git('-C', 'writing', 'push', '--quiet', repository('lamp-service', accountPrefix()), 'main');
    const page = await call(`/${platform.gitOrganisation}/lamp-service/src/branch/main/shade.txt`);
    assert.equal(await page.text(), 'green\n');
  });

  it('makes a repository for its account alone, once', async () => {
    const make = (name: string, authorization: string) =>
      call(`/api/v1/orgs/${platform.gitOrganisation}/repos`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ name }),
      });
    const basic = `Basic ${Buffer.from(accountPrefix().slice(0, -1)).toString('base64')}`;
    assert.equal((await make('new-lamp', 'Basic bm86bm8=')).status, 401);
    assert.equal((await make('new-lamp', basic)).status, 201);
    assert.equal((await make('new-lamp', basic)).status, 409);
    assert.equal((await make('../outside', basic)).status, 400);
    assert.equal((await make('.hidden', basic)).status, 400);
    await git('clone', '--quiet', repository('new-lamp'), 'empty');
  });

  it('reads files, commits and archives as Gitea does', async () => {
    const base = `/api/v1/repos/${platform.gitOrganisation}/lamp-service`;
    const file = await call(`${base}/contents/src/main.js?ref=v1.1.0`);
    const { content: bytes } = (await file.json()) as { content: string };
    assert.equal(Buffer.from(bytes, 'base64').toString(), 'console.log("lit");\n');
    const commit = await call(`${base}/git/commits/main`);
    assert.match(((await commit.json()) as { sha: string }).sha, /^[0-9a-f]{40}$/);
    const archive = await call(`${base}/archive/main.tar.gz`);
    assert.equal(archive.headers.get('content-type'), 'application/gzip');
    assert.equal((await archive.arrayBuffer()).byteLength > 100, true);
  });

  it('gives nothing for what is not there or not meant', async () => {
    const base = `/api/v1/repos/${platform.gitOrganisation}/lamp-service`;
    const expectations: [path: string, status: number][] = [
      [`${base}/contents/none.txt`, 404],
      [`${base}/contents/src`, 404],
      [`${base}/archive/--output=stolen.tar.gz`, 400],
      [`${base}/git/commits/-h`, 400],
      ['/api/v1/repos/elsewhere/lamp-service/git/commits/main', 404],
      [`/${platform.gitOrganisation}/..%2f..%2fcontent.git/info/refs?service=git-upload-pack`, 400],
      [`/${platform.gitOrganisation}/none.git/info/refs?service=git-upload-pack`, 404],
    ];
    for (const [path, status] of expectations) assert.equal((await call(path)).status, status, path);
  });
});
