import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios, { AxiosError, type AxiosAdapter } from 'axios';
import { readPackReference, readWorkspacePacks } from '../../../../src/adapters/packs/packFiles.js';

const TEXT = 'apiVersion: rules.golden-path.dev/v1\n';
const ADDRESS = 'https://rules.example.com/acme.yaml';
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('Files of packs', () => {
  let folder: string;
  let asked: string[];
  const { adapter } = axios.defaults;

  /** The network, as far as these tests have one. */
  const answer = (reply: string | Error): void => {
    axios.defaults.adapter = (async config => {
      asked.push(`${config.url} ${config.maxRedirects}`);
      if (reply instanceof Error) throw reply;
      return { data: new TextEncoder().encode(reply), status: 200, statusText: 'OK', headers: {}, config };
    }) satisfies AxiosAdapter;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packs-'));
    asked = [];
    answer(new AxiosError('no network', 'ENOTFOUND'));
  });

  afterEach(async () => {
    if (adapter) axios.defaults.adapter = adapter;
    await rm(folder, { recursive: true, force: true });
  });

  const read = (from: string, sha256?: string) =>
    readPackReference({ from, ...(sha256 === undefined ? {} : { sha256 }) }, folder, {
      cacheFolder: join(folder, 'cache'),
    });

  it('are read from the disk', async () => {
    await writeFile(join(folder, 'a.yaml'), TEXT);
    assert.deepEqual(await read('a.yaml'), { ok: true, value: { name: 'a.yaml', text: TEXT, from: 'organisation' } });
    assert.equal((await read('a.yaml', digest(TEXT))).ok, true);
    assert.equal((await read('a.yaml', digest('other'))).ok, false);
    const none = await read('none.yaml');
    assert.equal(none.ok ? '' : none.problem.kind, 'notFound');
    assert.deepEqual(asked, []);
  });

  it('are loaded once, and are there without a network from then on', async () => {
    answer(TEXT);
    assert.equal((await read(ADDRESS, digest(TEXT))).ok, true);
    answer(new AxiosError('no network', 'ENOTFOUND'));
    assert.equal((await read(ADDRESS, digest(TEXT))).ok, true);
    assert.deepEqual(asked, [`${ADDRESS} 0`]);
  });

  it('are loaded again where the copy was changed', async () => {
    answer(TEXT);
    await read(ADDRESS, digest(TEXT));
    await writeFile(join(folder, 'cache', `${digest(TEXT)}.yaml`), 'kind: Evil\n');
    const again = await read(ADDRESS, digest(TEXT));
    assert.equal(again.ok && again.value.text, TEXT);
    assert.equal(asked.length, 2);
  });

  it('are refused where they are not what was pinned, and nothing is kept', async () => {
    answer('something else');
    const other = await read(ADDRESS, digest(TEXT));
    assert.match(other.ok ? '' : other.problem.message, /not the file that was pinned/);
    assert.deepEqual(await readdir(join(folder, 'cache')).catch(() => []), []);
  });

  it('come from nowhere else', async () => {
    answer(TEXT);
    for (const from of ['http://rules.example.com/a.yaml', 'file:///etc/passwd', 'ftp://x/y'])
      assert.equal((await read(from, digest(TEXT))).ok, false, from);
    assert.equal((await read(ADDRESS)).ok, false);
    assert.deepEqual(asked, []);
  });

  it('say why they cannot be loaded', async () => {
    const none = await read(ADDRESS, digest(TEXT));
    assert.equal(none.ok ? '' : none.problem.kind, 'unreachable');
  });

  it('of a repository are those in its folder, and no links', async () => {
    const rules = join(folder, '.golden-path', 'rules');
    await mkdir(rules, { recursive: true });
    await writeFile(join(rules, 'b.yaml'), 'b');
    await writeFile(join(rules, 'a.yml'), 'a');
    await writeFile(join(rules, 'notes.md'), 'n');
    await writeFile(join(folder, 'outside.yaml'), 'o');
    await symlink(join(folder, 'outside.yaml'), join(rules, 'link.yaml'));
    assert.deepEqual(await readWorkspacePacks(folder), [
      { name: '.golden-path/rules/a.yml', text: 'a', from: 'workspace' },
      { name: '.golden-path/rules/b.yaml', text: 'b', from: 'workspace' },
    ]);
    const other = join(folder, 'other');
    await mkdir(join(other, '.golden-path'), { recursive: true });
    await symlink(rules, join(other, '.golden-path', 'rules'));
    assert.deepEqual(await readWorkspacePacks(other), []);
    assert.deepEqual(await readWorkspacePacks(join(folder, 'nothing')), []);
  });
});
