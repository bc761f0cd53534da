import assert from 'node:assert/strict';
import { lstat, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { EnvironmentFolders } from '../../../../src/adapters/environments/environmentFolders.js';
import { LocalProvider } from '../../../../src/adapters/environments/localProvider.js';
import { environmentFolderName } from '../../../../src/core/environments/environmentName.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { never } from '../../values.js';

const HOSTILE = [
  '..',
  '../..',
  '../outside',
  '/',
  '/etc',
  '.',
  '',
  '$(rm -rf ~)',
  '; rm -rf /',
  '*',
  '-rf',
  'a/../../outside',
  '\0',
];
const name = environmentFolderName('component:default/quotes', 'main');

/** Everything below a folder with what is in it: links as links. */
async function pictureOf(folder: string): Promise<Record<string, string>> {
  const picture: Record<string, string> = {};
  for (const entry of (await readdir(folder)).sort()) {
    const path = join(folder, entry);
    const found = await lstat(path);
    if (found.isSymbolicLink()) picture[entry] = `-> ${await readlink(path)}`;
    else if (found.isDirectory()) {
      picture[entry] = 'folder';
      for (const [inner, what] of Object.entries(await pictureOf(path))) picture[`${entry}/${inner}`] = what;
    } else picture[entry] = await readFile(path, 'utf8');
  }
  return picture;
}

describe('what is removed with an environment', function () {
  this.timeout(120_000);
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder({ 'outside/precious.txt': 'precious', 'outside/deep/er.txt': 'as well' });
  });
  afterEach(() => folder.dispose());

  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string());
  const path = fc.oneof(text, fc.constantFrom('outside', '../../outside', name, 'log', 'tree/../../../outside'));
  const record = fc.record({
    version: fc.constant(1),
    name: fc.oneof(fc.constant('quotes'), text),
    entityRef: fc.oneof(fc.constant('component:default/quotes'), text),
    branch: fc.oneof(fc.constant('main'), text),
    commit: fc.oneof(fc.constant('a'.repeat(40)), text),
    repository: fc.oneof(fc.constantFrom('OUTSIDE', '/'), text),
    folder: fc.oneof(fc.constant(''), path),
    driver: fc.constantFrom('process', 'container'),
    state: fc.constantFrom('ready', 'failed', 'expired', 'destroying', 'provisioning', 'nonsense'),
    stateAt: fc.constant(0),
    createdAt: fc.constant(0),
    expiresAt: fc.oneof(fc.constant(8e15), fc.double()),
    processes: fc.array(
      fc.record({
        name: fc.oneof(fc.constant('web'), path),
        ports: fc.constant({ web: 1 }),
        identity: fc.record({ pid: fc.constantFrom(-1, 0, 1, process.pid, 1e9), startedAt: fc.string() }),
      }),
      { maxLength: 2 },
    ),
    links: fc.array(path, { maxLength: 3 }),
    events: fc.constant([]),
  });
  const links = fc.array(
    fc.tuple(
      fc.constantFrom(name, 'log', 'state.json', `${name}/a`, 'b', 'lock'),
      fc.constantFrom('outside', 'outside/precious.txt', '.'),
    ),
    { maxLength: 4 },
  );

  it('is its folder, whatever its state file says and wherever links in it lead', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(record, fc.json()), links, fc.boolean(), async (state, linked, discards) => {
        const storage = folder.at('environments');
        const own = join(storage, name);
        await mkdir(own, { recursive: true });
        const json = typeof state === 'string' ? state : JSON.stringify(state).replace('OUTSIDE', folder.at('outside'));
        for (const [at, to] of linked) {
          await mkdir(join(own, at, '..'), { recursive: true }).catch(() => undefined);
          await symlink(folder.at(to), join(own, at)).catch(() => undefined);
        }
        await writeFile(join(own, 'state.json'), json, { flag: 'wx' }).catch(() => undefined);
        await symlink(folder.at('outside'), join(storage, `linked-${name.slice(-16)}`)).catch(() => undefined);
        const before = await pictureOf(folder.at('outside'));
        const provider = new LocalProvider({
          storage,
          clock: { now: () => 0 },
          limits: { graceMs: 10, lookMs: 60_000 },
        });
        await provider.list(never());
        const destroyed = await provider.destroy(`local:${name}`, discards, never());
        for (const id of [...HOSTILE.map(one => `local:${one}`), `local:linked-${name.slice(-16)}`])
          await provider.destroy(id, true, never());
        provider.dispose();
        assert.deepEqual(await pictureOf(folder.at('outside')), before);
        assert.ok((await lstat(join(storage, `linked-${name.slice(-16)}`))).isSymbolicLink());
        if (discards) assert.ok(destroyed.ok, JSON.stringify(destroyed));
        if (destroyed.ok)
          assert.deepEqual(
            (await readdir(storage)).filter(one => one === name || one.startsWith('.')),
            [],
          );
        await rm(storage, { recursive: true, force: true });
      }),
      { numRuns: 40 },
    );
  });

  it('is nothing for a name that is none of ours', async () => {
    const folders = await EnvironmentFolders.at(folder.at('environments'));
    await fc.assert(
      fc.asyncProperty(text, async hostile => {
        await assert.rejects(async () => folders.remove(hostile), RangeError);
      }),
    );
    await folders.remove(name);
  });
});
