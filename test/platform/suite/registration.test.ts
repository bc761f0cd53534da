import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BackstageCatalogue } from '../../../src/adapters/backstage/backstageCatalogue';
import { BackstageClient } from '../../../src/adapters/backstage/client';
import { BackstageRegistrar } from '../../../src/adapters/backstage/registration';
import { readRepository } from '../../../src/adapters/git/gitFolder';
import { fileAddress, parseRemote } from '../../../src/core/catalogue/gitRemote';
import { detectFacts } from '../../../src/core/catalogue/projectFacts';
import { proposeDescriptor } from '../../../src/core/catalogue/proposal';
import { awaitEntities, findConflicts, refreshAndAwait, type Patience } from '../../../src/core/catalogue/registration';
import { validateDescriptor } from '../../../src/core/catalogue/validation';
import { recordingLog } from '../../unit/recordingLog';
import { never, problemOf, valueOf } from '../../unit/values';
import type { Platform } from '../platform.mjs';
import { platformModules } from './sharedPlatform';
import { smallContent } from './smallContent';

const run = promisify(execFile);
const OPENAPI = 'openapi: 3.1.0\ninfo: { title: Wicks, version: 1.0.0 }\npaths: {}\n';
const patience: Patience = { everyMs: 200, forMs: 30_000, wait: ms => pause(ms) };

/** From a folder without a descriptor to an entity in the catalogue. Each step goes on from the one before. */
describe('registering at a real Backstage', function () {
  this.timeout(90_000);
  let platform: Platform;
  let content: string;
  let base: string;
  let folder: string;
  let client: BackstageClient;
  let registrar: BackstageRegistrar;
  let address: string;
  let descriptor: string;

  const git = async (...args: string[]): Promise<void> => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
    const author = ['-c', 'user.name=S', '-c', 'user.email=s@parcelwise.example'];
    await run('git', [...author, ...args], { cwd: folder, env });
  };
  const push = async (): Promise<void> => {
    await git('add', '.');
    await git('commit', '-qm', 'Describe it');
    await git('push', '--quiet', 'origin', 'HEAD:main');
  };
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  before(async () => {
    const { ensurePlatform, startPlatform } = await platformModules();
    ensurePlatform();
    content = smallContent();
    base = mkdtempSync(join(tmpdir(), 'golden-path-register-'));
    folder = join(base, 'wick-service');
    platform = await startPlatform({ content });
    await platform.catalogueSettled();
    client = new BackstageClient({
      baseUrl: platform.url,
      tokens: { token: async () => platform.tokens.admin, refused: () => undefined },
      log: recordingLog(),
    });
    registrar = new BackstageRegistrar(client);
    const { username, password } = platform.gitAccount;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    await fetch(`${platform.gitUrl}/api/v1/orgs/${platform.gitOrganisation}/repos`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ name: 'wick-service' }),
    });
    await run('git', ['init', '--quiet', '--initial-branch=main', folder]);
    const remote = `${platform.gitUrl.replace('//', `//${username}:${password}@`)}/${platform.gitOrganisation}`;
    await git('remote', 'add', 'origin', `${remote}/wick-service.git`);
    write('package.json', '{"name":"wick-service","description":"Trims wicks"}');
    write('openapi.yaml', OPENAPI);
  });
  after(async () => {
    await platform?.stop();
    for (const path of [content, base]) rmSync(path, { recursive: true, force: true });
  });

  it('knows the address of the descriptor, without the account', async () => {
    const facts = await readRepository(folder);
    const repository = parseRemote(facts?.remote ?? '');
    assert.ok(repository && facts?.branch);
    address = fileAddress(repository, 'gitea', facts.branch, [...facts.below, 'catalog-info.yaml']) ?? '';
    assert.equal(
      address,
      `${platform.gitUrl}/${platform.gitOrganisation}/wick-service/src/branch/main/catalog-info.yaml`,
    );
  });

  it('has its proposal accepted by the server', async () => {
    const files = new Map([
      ['package.json', '{"name":"wick-service","description":"Trims wicks"}'],
      ['openapi.yaml', OPENAPI],
    ]);
    const facts = detectFacts(files, { folder: 'wick-service' });
    const placement = { owner: 'lamplighters', dependsOn: [] };
    descriptor = proposeDescriptor(facts, placement, {}, { ownerComment: '' }) ?? '';
    const read = async (target: string) => (target === './openapi.yaml' ? OPENAPI : undefined);
    const verdicts = valueOf(await validateDescriptor(descriptor, { registrar, read }, never()));
    assert.deepEqual(
      verdicts.map(({ label, errors, skipped }) => [label, errors, skipped]),
      [
        ['Component wick-service', [], false],
        ['API wick-service-api', [], false],
      ],
    );
  });

  it('hears what the server has against an entity', async () => {
    const bad = descriptor.replace('name: wick-service\n', 'name: wick service!\n').replace('  type: openapi\n', '');
    const read = async () => OPENAPI;
    const verdicts = valueOf(await validateDescriptor(bad, { registrar, read }, never()));
    assert.match(verdicts[0]?.errors.join() ?? '', /^"metadata\.name" is not valid/);
    assert.match(verdicts[1]?.errors.join() ?? '', /type/);
    const unknown = valueOf(
      await registrar.validate(
        { apiVersion: 'x/v1', kind: 'Foo', metadata: { name: 'x' } },
        'url:http://x.invalid/x',
        never(),
      ),
    );
    assert.match(unknown.join(), /foo:default\/x/);
    assert.ok(valueOf(await registrar.validate({}, 'url:http://x.invalid/x', never())).length > 0);
    assert.ok(valueOf(await registrar.validate({ kind: 3 }, 'nonsense', never())).length > 0);
  });

  it('cannot register what is not pushed', async () => {
    const problem = problemOf(await registrar.preview(address, never()));
    assert.deepEqual([problem.kind, problem.status], ['invalid', 400]);
  });

  it('sees beforehand what will be registered, and what clashes', async () => {
    const clash =
      'apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: { name: lamplighters }\nspec: { type: team, children: [] }\n';
    write('catalog-info.yaml', `${descriptor}---\n${clash}`);
    await push();
    const preview = valueOf(await registrar.preview(address, never()));
    assert.equal(preview.exists, false);
    assert.deepEqual([...preview.refs].sort(), [
      'api:default/wick-service-api',
      'component:default/wick-service',
      'group:default/lamplighters',
    ]);
    const versions = valueOf(await registrar.versions(preview.refs, never()));
    const conflicts = findConflicts(address, preview.refs, versions);
    assert.deepEqual(
      conflicts.map(({ ref }) => ref),
      ['group:default/lamplighters'],
    );
    write('catalog-info.yaml', descriptor);
    await push();
  });

  it('registers it once, and finds it in the catalogue', async () => {
    const refs = ['component:default/wick-service', 'api:default/wick-service-api'];
    valueOf(await registrar.register(address, never()));
    assert.deepEqual(valueOf(await awaitEntities(registrar, refs, patience, never())), []);
    const [component] = valueOf(await new BackstageCatalogue(client).byRefs(refs, never()));
    assert.equal(component?.description, 'Trims wicks');
    assert.equal(valueOf(await registrar.preview(address, never())).exists, true);
    assert.equal(problemOf(await registrar.register(address, never())).kind, 'conflict');
    const versions = valueOf(await registrar.versions(refs, never()));
    assert.deepEqual(findConflicts(address, refs, versions), []);
  });

  it('refreshes it after a push', async () => {
    write('catalog-info.yaml', descriptor.replace('Trims wicks', 'Trims all wicks'));
    await push();
    const ref = 'component:default/wick-service';
    assert.equal(valueOf(await refreshAndAwait(registrar, ref, patience, never())), true);
    const [component] = valueOf(await new BackstageCatalogue(client).byRefs([ref], never()));
    assert.equal(component?.description, 'Trims all wicks');
  });

  it('refreshes nothing that is not there, and stops when it is told to', async () => {
    assert.equal(
      problemOf(await refreshAndAwait(registrar, 'component:default/none', patience, never())).kind,
      'notFound',
    );
    const stop = new AbortController();
    const waiting = awaitEntities(registrar, ['component:default/none'], patience, stop.signal);
    setTimeout(() => stop.abort(), 300);
    assert.equal(problemOf(await waiting).kind, 'cancelled');
  });
});
