import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../../../src/core/environments/environment.js';
import { never, problemOf, valueOf } from '../../values.js';
import { answerOf, demoRepository, isThere, treeOf, until, type DemoRepository } from './demoRepository.js';

const HOUR_MS = 3_600_000;
const quiet = (): void => undefined;

describe('the local provider', function () {
  this.timeout(30_000);
  let demo: DemoRepository;
  beforeEach(async () => {
    demo = await demoRepository();
  });
  afterEach(() => demo.dispose());

  const only = async (provider: ReturnType<DemoRepository['provider']>): Promise<Environment> => {
    const [environment, ...others] = valueOf(await provider.list(never()));
    assert.ok(environment);
    assert.equal(others.length, 0);
    return environment;
  };

  it('makes an environment that answers, lists it, and takes it away again', async () => {
    const provider = demo.provider();
    const steps: string[] = [];
    const made = valueOf(await provider.create(demo.request(), step => steps.push(step), never()));
    assert.equal(made.state, 'ready');
    assert.equal(made.name, 'parcel-quotes-main');
    assert.equal(made.expiresAt! - made.createdAt!, 4 * HOUR_MS);
    assert.deepEqual(
      made.events.map(({ state }) => state),
      ['provisioning', 'ready'],
    );
    assert.deepEqual(made.components, [
      { entityRef: 'component:default/parcel-quotes', branch: 'main', commit: demo.git('rev-parse', 'main').trim() },
    ]);
    assert.ok(steps.length >= 3, steps.join(', '));
    const answer = await answerOf(made.addresses[0]!);
    assert.equal(answer.folder, treeOf(demo, made.id));
    assert.deepEqual(await only(provider), made);

    const lines = valueOf(await provider.log(made.id, 10, never()));
    assert.deepEqual(
      lines.map(({ from, text }) => ({ from, text })),
      [{ from: 'web', text: `listening on ${answer.env['PORT']}` }],
    );

    valueOf(await provider.destroy(made.id, false, never()));
    assert.ok(!isThere(answer.pid));
    assert.deepEqual(valueOf(await provider.list(never())), []);
    assert.deepEqual(await readdir(demo.storage), []);
    assert.equal(demo.git('worktree', 'list').trim().split('\n').length, 1);
    valueOf(await provider.destroy(made.id, false, never()));
  });

  it('does not hand on what the editor knows of secrets', async () => {
    process.env['PARCELWISE_TOKEN'] = 'secret';
    try {
      const made = valueOf(await demo.provider().create(demo.request(), quiet, never()));
      const { env } = await answerOf(made.addresses[0]!);
      assert.ok(env['PATH']);
      assert.equal(env['PARCELWISE_TOKEN'], undefined);
    } finally {
      delete process.env['PARCELWISE_TOKEN'];
    }
  });

  it('finds again what runs when the editor has been away, without starting it twice', async () => {
    const before = demo.provider();
    const made = valueOf(await before.create(demo.request(), quiet, never()));
    const { pid } = await answerOf(made.addresses[0]!);
    before.dispose();
    const after = demo.provider();
    assert.deepEqual(await only(after), made);
    assert.equal((await answerOf(made.addresses[0]!)).pid, pid);
    assert.equal(problemOf(await after.create(demo.request(), quiet, never())).kind, 'conflict');
    valueOf(await after.destroy(made.id, false, never()));
    await until('the process is gone', () => !isThere(pid));
  });

  it('lets one of two creates at once for a branch win', async () => {
    const providers = [demo.provider(), demo.provider(), demo.provider()];
    const results = await Promise.all(providers.map(provider => provider.create(demo.request(), quiet, never())));
    assert.equal(results.filter(({ ok }) => ok).length, 1);
    for (const result of results) if (!result.ok) assert.equal(result.problem.kind, 'conflict');
    await only(providers[0]!);
  });

  it('gives each branch its own', async () => {
    demo.git('branch', 'feature/two');
    const provider = demo.provider();
    const [one, two] = await Promise.all([
      provider.create(demo.request(), quiet, never()),
      provider.create(demo.request({ branch: 'feature/two', name: 'two' }), quiet, never()),
    ]);
    const answers = await Promise.all([valueOf(one), valueOf(two)].map(({ addresses }) => answerOf(addresses[0]!)));
    assert.notEqual(answers[0]!.pid, answers[1]!.pid);
    assert.notEqual(answers[0]!.env['PORT'], answers[1]!.env['PORT']);
  });

  it('keeps a work tree with changes until it may throw them away', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const changed = join(treeOf(demo, made.id), 'notes.txt');
    await writeFile(changed, 'what I found');
    const problem = problemOf(await provider.destroy(made.id, false, never()));
    assert.equal(problem.kind, 'conflict');
    assert.match(problem.message, /notes\.txt/);
    assert.ok(existsSync(changed));
    assert.equal((await only(provider)).state, 'ready');
    valueOf(await provider.destroy(made.id, true, never()));
    assert.ok(!existsSync(changed));
  });

  it('keeps commits that are on no branch', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const tree = treeOf(demo, made.id);
    await writeFile(join(tree, 'notes.txt'), 'what I found');
    demo.git('-C', tree, 'add', '--all');
    demo.git('-C', tree, 'commit', '--quiet', '--message', 'Keep this');
    assert.match(problemOf(await provider.destroy(made.id, false, never())).message, /commits of no branch/);
    demo.git('-C', tree, 'branch', 'kept');
    valueOf(await provider.destroy(made.id, false, never()));
  });

  it('ends it at its end, and not before it was extended to', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    demo.clock.advance(4 * HOUR_MS - 60_000);
    assert.equal((await only(provider)).state, 'expiring');
    const extended = valueOf(await provider.extend(made.id, demo.clock.now() + 4 * HOUR_MS, never()));
    assert.equal(extended.state, 'ready');
    demo.clock.advance(2 * HOUR_MS);
    assert.equal((await only(provider)).state, 'ready');
    const { pid } = await answerOf(made.addresses[0]!);
    demo.clock.advance(5 * HOUR_MS);
    await until('nothing is left', async () => valueOf(await provider.list(never())).length === 0);
    assert.ok(!isThere(pid));
    // It leaves the list at once, and the disk a moment later.
    await until('the disk is empty', async () => (await readdir(demo.storage)).length === 0);
  });

  it('stops what has expired and keeps its changes', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const { pid } = await answerOf(made.addresses[0]!);
    await writeFile(join(treeOf(demo, made.id), 'notes.txt'), 'what I found');
    demo.clock.advance(5 * HOUR_MS);
    await until('it is stopped', () => !isThere(pid));
    await until('it says why', async () => (await only(provider)).trouble?.includes('notes.txt') ?? false);
    assert.equal((await only(provider)).state, 'expired');
    valueOf(await provider.extend(made.id, demo.clock.now() + 4 * HOUR_MS, never()));
    assert.equal((await only(provider)).drift, 'notRunning');
    const mended = valueOf(await provider.mend(made.id, quiet, never()));
    assert.equal(mended?.state, 'ready');
    assert.ok(existsSync(join(treeOf(demo, made.id), 'notes.txt')));
  });

  it('says what has ended, and starts it again on the same port', async () => {
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request(), quiet, never()));
    const { pid } = await answerOf(made.addresses[0]!);
    let told = 0;
    provider.onDidChange(() => void (told += 1));
    process.kill(pid, 'SIGKILL');
    await until(
      'it is written down',
      async () => (await only(provider)).trouble?.includes('“web” has ended (SIGKILL)') ?? false,
    );
    assert.ok(told > 0);
    assert.equal((await only(provider)).state, 'failed');
    const mended = valueOf(await provider.mend(made.id, quiet, never()));
    assert.equal(mended?.state, 'ready');
    assert.deepEqual(mended.addresses, made.addresses);
    await answerOf(made.addresses[0]!);
  });

  it('takes away what was made when it is cancelled', async () => {
    await demo.commit({ 'server.js': 'setInterval(() => {}, 1000)' });
    const provider = demo.provider();
    const cancel = new AbortController();
    const created = provider.create(
      demo.request(),
      step => step.startsWith('Waiting') && setTimeout(() => cancel.abort(), 100),
      cancel.signal,
    );
    assert.equal(problemOf(await created).kind, 'cancelled');
    assert.deepEqual(await readdir(demo.storage), []);
    assert.equal(demo.git('worktree', 'list').trim().split('\n').length, 1);
  });
});
