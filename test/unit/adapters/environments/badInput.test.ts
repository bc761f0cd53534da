import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readRecord, writeRecord } from '../../../../src/adapters/environments/environmentRecord.js';
import { rotateLogs } from '../../../../src/adapters/environments/logFiles.js';
import { startOfProcess } from '../../../../src/adapters/environments/processTable.js';
import { environmentFolderName } from '../../../../src/core/environments/environmentName.js';
import type { EnvironmentRequest } from '../../../../src/core/environments/provider.js';
import { never, problemOf, valueOf } from '../../values.js';
import {
  answerOf,
  demoRepository,
  isThere,
  PACKAGE,
  SERVER,
  treeOf,
  until,
  type DemoRepository,
} from './demoRepository.js';

const YEAR_MS = 365 * 86_400_000;
const quiet = (): void => undefined;

describe('the local provider, of what is wrong', function () {
  this.timeout(60_000);
  let demo: DemoRepository;
  beforeEach(async () => {
    demo = await demoRepository();
  });
  afterEach(() => demo.dispose());

  const create = (changes: Partial<EnvironmentRequest> = {}, limits: { startMs?: number } = {}) =>
    demo.provider({ limits }).create(demo.request(changes), quiet, never());
  const nothingIsLeft = async (): Promise<void> => {
    assert.deepEqual(await readdir(demo.storage), []);
    assert.equal(demo.git('worktree', 'list').trim().split('\n').length, 1);
  };
  const folderOf = (id: string): string => join(demo.storage, id.slice('local:'.length));

  it('says what a start script wrote before it died', async () => {
    await demo.commit({ 'server.js': 'console.error("no database"); process.exit(3)' });
    const problem = problemOf(await create());
    assert.equal(problem.kind, 'invalid');
    assert.match(problem.message, /“web” ended before it worked \(exit code 3\)\. It last wrote: no database/);
    await nothingIsLeft();
  });

  it('gives up on a start script that hangs, and ends all that it has started', async () => {
    await demo.commit({
      'server.js': `const { spawn } = require('node:child_process');
        const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'ignore' });
        process.on('SIGTERM', () => {});
        require('node:fs').writeFileSync(process.env.HOME + '/pids', process.pid + ' ' + child.pid);
        setInterval(() => {}, 1000);`,
    });
    const home = process.env['HOME'];
    process.env['HOME'] = demo.folder.path;
    try {
      const problem = problemOf(await create({}, { startMs: 700 }));
      assert.match(problem.message, /has not answered on port \d+ for 1 seconds/);
    } finally {
      process.env['HOME'] = home;
    }
    const pids = (await readFile(demo.folder.at('pids'), 'utf8')).split(' ').map(Number);
    assert.equal(pids.length, 2);
    for (const pid of pids) assert.equal(await startOfProcess(pid), undefined);
    await nothingIsLeft();
  });

  it('keeps the log of one that floods it small', async () => {
    await demo.commit({
      'server.js': `${SERVER}; setInterval(() => process.stdout.write('x'.repeat(99) + 'y'.repeat(400000) + '\\n'), 1)`,
    });
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const log = join(folderOf(made.id), 'log', 'web.log');
    await until('it was moved aside', () => existsSync(`${log}.1`));
    for (let look = 0; look < 20; look++) {
      assert.ok((await stat(log)).size < 100_000_000);
      await new Promise(done => setTimeout(done, 25));
    }
    const lines = valueOf(await provider.log(made.id, 2, never()));
    assert.equal(lines.length, 2);
    for (const { text } of lines) assert.ok(text.length <= 10_001);
  });

  it('cuts a log while it is written to, and keeps the last of what was before', async () => {
    const folder = demo.folder.at('logs');
    await mkdir(join(folder, 'log'), { recursive: true });
    await writeFile(join(folder, 'log', 'web.log'), 'a\n'.repeat(100));
    assert.equal(await rotateLogs(folder, 100), true);
    assert.equal((await stat(join(folder, 'log', 'web.log'))).size, 0);
    assert.equal((await stat(join(folder, 'log', 'web.log.1'))).size, 200);
    assert.equal(await rotateLogs(folder, 100), false);
    await writeFile(join(folder, 'log', 'web.log'), `${'a\n'.repeat(30_000_000)}the last`);
    assert.equal(await rotateLogs(folder, 100), true);
    const kept = await readFile(join(folder, 'log', 'web.log.1'), 'utf8');
    assert.ok(kept.length <= 5_000_000);
    assert.ok(kept.endsWith('\nthe last'));
  });

  it('cuts a log that is cut meanwhile by somebody else', async () => {
    const folder = demo.folder.at('logs-twice');
    await mkdir(join(folder, 'log'), { recursive: true });
    const log = join(folder, 'log', 'web.log');
    for (let round = 0; round < 5; round++) {
      await writeFile(log, Buffer.alloc(20_000_000, 'a\n'));
      const shorter = new Promise(done => setTimeout(done, 2)).then(() => truncate(log, 1_000_000));
      await Promise.all([shorter, rotateLogs(folder, 100), rotateLogs(folder, 100)]);
      assert.equal((await stat(log)).size, 0);
    }
    assert.deepEqual(
      (await readdir(join(folder, 'log'))).filter(name => name.endsWith('.new')),
      [],
    );
  });

  it('takes another port where its own is taken', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const port = Number(new URL(made.addresses[0]!).port);
    process.kill((await answerOf(made.addresses[0]!)).pid, 'SIGKILL');
    await until('it is known', async () => valueOf(await provider.list(never()))[0]?.state === 'failed');
    const thief = createServer((_, response) => response.end('stolen'));
    await new Promise<void>(done => thief.listen(port, '127.0.0.1', done));
    try {
      const mended = valueOf(await provider.mend(made.id, quiet, never()));
      assert.notEqual(Number(new URL(mended!.addresses[0]!).port), (thief.address() as AddressInfo).port);
      await answerOf(mended!.addresses[0]!);
    } finally {
      await new Promise(done => thief.close(done));
    }
  });

  it('reads no spec that does not parse, and says where it is wrong', async () => {
    await demo.commit({ 'score.yaml': 'apiVersion: score.dev/v1b1\nmetadata: [\n' });
    const problem = problemOf(await create());
    assert.equal(problem.kind, 'invalid');
    assert.match(problem.message, /^score\.yaml:\d+:\d+: /);
    await nothingIsLeft();
  });

  it('says that nothing says how a component runs', async () => {
    await demo.commit({ 'package.json': '{}' });
    assert.match(problemOf(await create()).message, /Nothing says how this component runs/);
    assert.equal(problemOf(await create({ folder: 'services/none' })).kind, 'notFound');
    await nothingIsLeft();
  });

  const marker = 'pwned';
  const names = [`a; touch ${marker}`, `$(touch ${marker})`, '../../up', '-rf', 'A', 'a b', '', 'a'.repeat(64), 'ä'];
  for (const name of names)
    it(`refuses the name ${JSON.stringify(name.slice(0, 20))}`, async () => {
      assert.equal(problemOf(await create({ name })).kind, 'invalid');
      assert.ok(!existsSync(demo.storage));
    });

  it('hands shell characters in branches and commands over as they are', async () => {
    const branch = `feature/$(touch\${IFS}${marker});\`id\`&'"|x`;
    await demo.commit({
      'package.json': JSON.stringify({ scripts: { start: `node server.js '; touch ${marker}' "&& touch ${marker}"` } }),
    });
    demo.git('branch', branch);
    const made = valueOf(await create({ branch }));
    assert.match(made.id, /^local:[a-z0-9-]+$/);
    assert.deepEqual(await readdir(treeOf(demo, made.id)), ['.git', 'package.json', 'server.js']);
    assert.ok(!existsSync(marker) && !existsSync(join(demo.repository, marker)));
  });

  for (const [what, changes] of Object.entries({
    'a branch that is an option': { branch: '--upload-pack=x' },
    'a branch with a way up': { branch: 'a/../b' },
    'a commit that is none': { commit: 'HEAD~1' },
    'a folder outside': { folder: '../other' },
    'a repository that is relative': { repository: 'somewhere' },
    'a reference that is none': { entityRef: 'quotes' },
    'no time to live': { timeToLiveMs: 0 },
    'ten years to live': { timeToLiveMs: 10 * YEAR_MS },
    'a time to live that is no number': { timeToLiveMs: NaN },
  }))
    it(`refuses ${what}`, async () => {
      assert.equal(problemOf(await create(changes)).kind, 'invalid');
    });

  it('refuses a branch, a commit and a repository that are not there', async () => {
    assert.equal(problemOf(await create({ branch: 'none' })).kind, 'notFound');
    assert.equal(problemOf(await create({ commit: 'abcdef1' })).kind, 'notFound');
    assert.equal(problemOf(await create({ repository: demo.folder.path })).kind, 'invalid');
    assert.equal(problemOf(await create({ repository: join(demo.folder.path, 'none') })).kind, 'invalid');
  });

  it('refuses to extend by nothing and by ten years', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    for (const by of [0, -1, 10 * YEAR_MS, NaN, Infinity])
      assert.equal(problemOf(await provider.extend(made.id, demo.clock.now() + by, never())).kind, 'invalid');
    assert.equal(valueOf(await provider.list(never()))[0]?.expiresAt, made.expiresAt);
  });

  it('refuses a folder that leads out of the repository by a link', async () => {
    await demo.folder.write({ 'outside/package.json': PACKAGE, 'outside/server.js': SERVER });
    await symlink(demo.folder.at('outside'), join(demo.repository, 'linked'));
    await demo.commit({ 'README.md': 'A link' });
    assert.match(problemOf(await create({ folder: 'linked' })).message, /leads out of the repository/);
    await nothingIsLeft();
  });

  it('says that it cannot be written down', async () => {
    await writeFile(demo.storage, 'a file where the folder is to be');
    assert.equal(problemOf(await create()).kind, 'internal');
    const { unlink } = await import('node:fs/promises');
    await unlink(demo.storage);
    valueOf(await create());
  });

  it('ends nothing while a clock that was set forward is put right', async () => {
    const provider = demo.provider({ limits: { clockDoubtMs: 60_000 } });
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    demo.clock.advance(10 * YEAR_MS);
    await new Promise(done => setTimeout(done, 400));
    assert.equal(valueOf(await provider.list(never()))[0]?.state, 'expired');
    demo.clock.advance(-10 * YEAR_MS);
    assert.equal(valueOf(await provider.list(never()))[0]?.state, 'ready');
    await answerOf(made.addresses[0]!);
    demo.clock.advance(-10 * YEAR_MS);
    assert.equal(valueOf(await provider.list(never()))[0]?.state, 'ready');
  });

  it('ends no other process that has the number of one of its own', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const other = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    try {
      const folder = folderOf(made.id);
      const record = (await readRecord(folder))!;
      const [process] = record.processes;
      const identity = { pid: other.pid!, startedAt: process!.identity!.startedAt };
      await writeRecord(folder, { ...record, processes: [{ ...process!, identity }] });
      const [listed] = valueOf(await provider.list(never()));
      assert.equal(listed?.drift, 'notRunning');
      assert.equal(listed?.state, 'failed');
      valueOf(await provider.destroy(made.id, false, never()));
      assert.ok(isThere(other.pid!));
      // What it had started itself is found by its mark.
      await assert.rejects(answerOf(made.addresses[0]!));
    } finally {
      other.kill('SIGKILL');
    }
  });

  for (const [what, text] of Object.entries({
    cut: '{"version":1,"na',
    garbage: '\0\0',
    foreign: '{"version":2}',
    empty: '',
  }))
    it(`shows what runs with a state file that is ${what}, and mends it`, async () => {
      const provider = demo.provider();
      const made = valueOf(await provider.create(demo.request(), quiet, never()));
      const { pid } = await answerOf(made.addresses[0]!);
      await writeFile(join(folderOf(made.id), 'state.json'), text);
      const after = demo.provider();
      const [listed] = valueOf(await after.list(never()));
      assert.equal(listed?.id, made.id);
      assert.equal(listed?.drift, 'unrecorded');
      assert.equal(problemOf(await after.extend(made.id, demo.clock.now() + 3_600_000, never())).kind, 'invalid');
      assert.equal(valueOf(await after.mend(made.id, quiet, never())), undefined);
      assert.equal(await startOfProcess(pid), undefined);
      assert.deepEqual(await readdir(demo.storage), []);
    });

  it('does not mend away changes', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    await writeFile(join(treeOf(demo, made.id), 'notes.txt'), 'what I found');
    await writeFile(join(folderOf(made.id), 'state.json'), '');
    assert.equal(problemOf(await provider.mend(made.id, quiet, never())).kind, 'conflict');
    assert.ok(existsSync(join(treeOf(demo, made.id), 'notes.txt')));
  });

  it('takes away what a window that has crashed did not finish', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const { pid } = await answerOf(made.addresses[0]!);
    provider.dispose();
    const folder = folderOf(made.id);
    const record = (await readRecord(folder))!;
    const worker = { pid: 999_999_999, startedAt: 'long ago' };
    const events = record.events.slice(0, 1);
    await writeRecord(folder, { ...record, state: 'provisioning', worker, events });
    const after = demo.provider();
    await until('nothing is listed', async () => valueOf(await after.list(never())).length === 0);
    assert.equal(await startOfProcess(pid), undefined);
    // It leaves the list at once, and the disk and git a moment later.
    await until('nothing is left', () =>
      nothingIsLeft().then(
        () => true,
        () => false,
      ),
    );
    await nothingIsLeft();
  });

  it('finds what runs although its folder is gone', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const { pid } = await answerOf(made.addresses[0]!);
    provider.dispose();
    const { rm } = await import('node:fs/promises');
    await rm(folderOf(made.id), { recursive: true });
    const after = demo.provider();
    const [listed] = valueOf(await after.list(never()));
    assert.deepEqual([listed?.id, listed?.drift], [made.id, 'unrecorded']);
    valueOf(await after.destroy(made.id, true, never()));
    assert.equal(await startOfProcess(pid), undefined);
    assert.deepEqual(valueOf(await after.list(never())), []);
    valueOf(await after.create(demo.request(), quiet, never()));
  });

  it('links the packages of the checkout, and leaves them there', async () => {
    const manifest = JSON.stringify({ scripts: { start: 'node server.js' }, dependencies: { left: '1.0.0' } });
    await demo.commit({ 'package.json': manifest, '.gitignore': 'node_modules/\n' });
    await demo.folder.write({ 'repository/node_modules/left/index.js': '' });
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    assert.ok((await lstat(join(treeOf(demo, made.id), 'node_modules'))).isSymbolicLink());
    valueOf(await provider.destroy(made.id, false, never()));
    assert.ok(existsSync(join(demo.repository, 'node_modules', 'left', 'index.js')));
  });

  it('names folders by hashes that differ where names do not', () => {
    const ref = 'component:default/a';
    assert.notEqual(environmentFolderName(ref, 'a/b'), environmentFolderName(ref, 'a-b'));
  });
});
