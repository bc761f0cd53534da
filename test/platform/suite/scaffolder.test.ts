import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { BackstageClient } from '../../../src/adapters/backstage/client';
import { BackstageScaffolder } from '../../../src/adapters/backstage/scaffolder';
import { advanceRun, runOf, settleRun, type Run } from '../../../src/core/templates/run';
import type { TaskEvent, Values } from '../../../src/core/templates/scaffolder';
import { recordingLog } from '../../unit/recordingLog';
import { never, problemOf, valueOf } from '../../unit/values';
import type { Platform } from '../platform.mjs';
import { cuttingProxy, type CuttingProxy } from './cuttingProxy';
import { eventually, getJson, guestToken } from './requests';
import { scaffolderContent } from './scaffolderContent';
import { platformModules } from './sharedPlatform';

const LAMP = 'template:default/lamp';
const GUEST = 'user:default/guest';

/** What the server keeps of a run: the truth that following it must come to. */
async function keptEvents(
  platform: Platform,
  id: string,
): Promise<readonly { id: number; body: { message: string } }[]> {
  return getJson(platform, `/scaffolder/v2/tasks/${id}/events`, await guestToken(platform));
}

describe('the scaffolder of a real Backstage', function () {
  this.timeout(90_000);
  let platform: Platform;
  let content: string;
  let scaffolder: BackstageScaffolder;
  let token: string;

  const at = (baseUrl: string): BackstageScaffolder =>
    new BackstageScaffolder(
      new BackstageClient({
        baseUrl,
        tokens: { token: async () => token, refused: () => undefined },
        log: recordingLog(),
      }),
    );
  const start = async (values: Values): Promise<string> =>
    valueOf(await scaffolder.start(LAMP, { name: 'wick', ...values }, {}, never()));
  /** Follows a run to its end. */
  const followed = async (id: string, by = scaffolder): Promise<{ run: Run; events: readonly TaskEvent[] }> => {
    const events: TaskEvent[] = [];
    let run = runOf(valueOf(await scaffolder.task(id, never())));
    const take = (more: readonly TaskEvent[]): void => {
      events.push(...more);
      run = advanceRun(run, more);
    };
    valueOf(await by.follow(id, 0, take, never()));
    return { run, events };
  };

  before(async () => {
    const { ensurePlatform, startPlatform } = await platformModules();
    ensurePlatform();
    content = scaffolderContent();
    platform = await startPlatform({ content });
    await platform.catalogueSettled();
    token = await guestToken(platform);
    scaffolder = at(platform.url);
  });
  after(async () => {
    await platform?.stop();
    rmSync(content, { recursive: true, force: true });
  });

  it('gives the form of a template', async () => {
    const form = valueOf(await scaffolder.form(LAMP, never()));
    assert.equal(form.title, 'Lamp');
    assert.deepEqual(
      form.pages.map(({ title }) => title),
      ['The lamp'],
    );
    assert.equal(problemOf(await scaffolder.form('template:default/none', never())).kind, 'notFound');
  });

  it('runs a template, and its events tell all of it', async () => {
    const id = await start({ lines: 3 });
    const { run, events } = await followed(id);
    assert.deepEqual([run.state, run.title, run.createdBy], ['completed', 'Lamp', GUEST]);
    assert.deepEqual(
      run.steps.map(({ state }) => state),
      ['completed', 'skipped', 'skipped', 'completed'],
    );
    assert.ok(run.steps[0]?.startedAt && run.endedAt);
    assert.equal(run.log.from(0).filter(({ text }) => text.startsWith('info: line ')).length, 3);
    assert.equal(run.output?.links[0]?.url, 'http://lamps.example/wick');
    assert.equal(run.output.text[0]?.content, 'Light **wick**.');
    assert.deepEqual(
      events.map(event => event.id),
      (await keptEvents(platform, id)).map(event => event.id),
    );
    const again = await followed(id);
    assert.equal(again.events.length, events.length, 'a run that has ended is read from its beginning');
  });

  it('is told of values that it does not take', async () => {
    const problem = problemOf(await scaffolder.start(LAMP, { name: 'BAD NAME', seconds: 'x' }, {}, never()));
    assert.equal(problem.kind, 'invalid');
    assert.deepEqual(problem.fields?.map(({ path }) => path.join('.')).sort(), ['name', 'seconds']);
    const missing = problemOf(await scaffolder.start(LAMP, {}, {}, never()));
    assert.deepEqual(missing.fields?.[0]?.path, ['name']);
    assert.equal(problemOf(await scaffolder.start('template:default/none', {}, {}, never())).kind, 'notFound');
    assert.equal(problemOf(await scaffolder.task('none', never())).kind, 'notFound');
    assert.equal(problemOf(await scaffolder.follow('none', 0, () => undefined, never())).kind, 'notFound');
  });

  it('cancels a run', async () => {
    const id = await start({ seconds: 60 });
    const following = followed(id);
    await eventually('it waits', async () =>
      (await keptEvents(platform, id)).some(({ body }) => body.message.includes('Wait')) ? true : undefined,
    );
    valueOf(await scaffolder.cancel(id, never()));
    const { run } = await following;
    assert.equal(run.state, 'cancelled');
    assert.equal(run.steps[1]?.state, 'cancelled');
    assert.equal(settleRun(run, valueOf(await scaffolder.task(id, never()))).state, 'cancelled');
  });

  it('says where a run has failed, and tries it again', async () => {
    const id = await start({ fail: true });
    const { run } = await followed(id);
    assert.deepEqual(
      [run.state, run.steps.map(({ state }) => state).join(' ')],
      ['failed', 'completed skipped failed waiting'],
    );
    assert.match(run.log.from(run.steps[2]!.line!)[0]?.text ?? '', /Error/);
    assert.ok(run.error);
    valueOf(await scaffolder.retry(id, {}, never()));
    let again = run;
    const take = (events: readonly TaskEvent[]): void => void (again = advanceRun(again, events));
    valueOf(await scaffolder.follow(id, run.lastEvent, take, never()));
    assert.deepEqual([again.state, again.attempt], ['failed', 2]);
    assert.ok(again.log.length > run.steps[2]!.line! + 3);
  });

  it('does not try again what is still running', async () => {
    const id = await start({ seconds: 60 });
    assert.equal(problemOf(await scaffolder.retry(id, {}, never())).kind, 'conflict');
    valueOf(await scaffolder.cancel(id, never()));
    await followed(id);
  });

  it('lists runs, the newest first, page by page', async () => {
    const all = valueOf(await scaffolder.tasks({ createdBy: GUEST, limit: 100 }, never()));
    assert.ok(all.items.length >= 4);
    assert.equal(all.nextCursor, undefined);
    const first = valueOf(await scaffolder.tasks({ createdBy: GUEST, limit: 2 }, never()));
    const cursor = first.nextCursor!;
    const second = valueOf(await scaffolder.tasks({ createdBy: GUEST, limit: 2, cursor }, never()));
    const times = [...first.items, ...second.items].map(({ createdAt }) => createdAt);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
    const others = valueOf(await scaffolder.tasks({ createdBy: 'user:default/other', limit: 2 }, never()));
    assert.deepEqual(others.items, []);
  });

  it('tries a template without writing anything', async () => {
    const template = parse(
      readFileSync(join(platform.contentDir, 'templates', 'lamp', 'template.yaml'), 'utf8'),
    ) as unknown;
    const request = { template, secrets: {}, files: [] };
    const run = valueOf(await scaffolder.dryRun({ ...request, values: { name: 'wick' } }, never()));
    assert.deepEqual(
      run.steps.map(({ id, isConditional }) => [id, isConditional]),
      [
        ['say', false],
        ['wait', true],
        ['break', true],
        ['done', false],
      ],
    );
    assert.ok(run.log.some(({ stepId, status }) => stepId === 'done' && status === 'completed'));
    const bad = problemOf(await scaffolder.dryRun({ ...request, values: { name: '!' } }, never()));
    assert.deepEqual(
      bad.fields?.map(({ path }) => path.join()),
      ['name'],
    );
  });

  it('says what templates can use', async () => {
    const actions = valueOf(await scaffolder.actions(never()));
    const log = actions.find(({ id }) => id === 'debug:log');
    assert.ok(log?.description && log.inputSchema && log.examples.length > 0);
    const extensions = valueOf(await scaffolder.templatingExtensions(never()));
    assert.ok(extensions.some(({ name, kind }) => name === 'parseRepoUrl' && kind === 'filter'));
  });

  it('is followed through a proxy that cuts connections anywhere: nothing is lost, nothing comes twice', async () => {
    // Places from the middle of a head to the middle of a character, the same in every run.
    const places = [90, 700, 150, 2_111, 333, 40, 4_003, 1_234, 3, 5_555, 801, 2_222];
    let next = 0;
    let proxy: CuttingProxy | undefined;
    try {
      proxy = await cuttingProxy(Number(new URL(platform.url).port), () => places[next++]);
      const id = await start({ lines: 120, seconds: 2 });
      const { run, events } = await followed(id, at(proxy.url));
      assert.equal(run.state, 'completed');
      assert.deepEqual(
        events.map(event => event.id),
        (await keptEvents(platform, id)).map(event => event.id),
      );
      assert.equal(run.log.from(0).filter(({ text }) => /^info: line \d+ of wick: äöü 🚚$/.test(text)).length, 120);
      assert.ok(proxy.cuts >= 5, `${proxy.cuts} connections were cut`);
    } finally {
      await proxy?.close();
    }
  });
});

describe('a run on a real Backstage that is killed', function () {
  this.timeout(150_000);

  it('is followed over the restart to its end, every line once', async () => {
    const { ensurePlatform, startPlatform } = await platformModules();
    ensurePlatform();
    const content = scaffolderContent();
    const data = mkdtempSync(join(tmpdir(), 'golden-path-killed-'));
    // Whose worker is gone is failed by the server, here after seconds instead of a day.
    const janitor = join(content, 'janitor.yaml');
    writeFileSync(
      janitor,
      'scaffolder:\n  taskTimeout: { seconds: 5 }\n  taskTimeoutJanitorFrequency: { seconds: 2 }\n',
    );
    const options = { content, data, configFiles: [janitor] };
    let platform = await startPlatform(options);
    try {
      await platform.catalogueSettled();
      let token = await guestToken(platform);
      const tokens = { token: async () => token, refused: () => undefined };
      const client = new BackstageClient({ baseUrl: platform.url, tokens, log: recordingLog() });
      const scaffolder = new BackstageScaffolder(client);
      const id = valueOf(await scaffolder.start(LAMP, { name: 'wick', lines: 50, seconds: 60 }, {}, never()));
      const ids: number[] = [];
      let run = runOf(valueOf(await scaffolder.task(id, never())));
      const take = (events: readonly TaskEvent[]): void => {
        ids.push(...events.map(event => event.id));
        run = advanceRun(run, events);
      };
      const following = scaffolder.follow(id, 0, take, never());
      await eventually('it waits', async () => (run.steps[1]?.state === 'running' ? true : undefined));
      const before = ids.length;
      process.kill(-platform.pid, 'SIGKILL');
      await platform.exited();
      await pause(1_500);
      platform = await startPlatform(options);
      token = await guestToken(platform);
      valueOf(await following);
      assert.ok(ids.length > before);
      assert.deepEqual(
        ids,
        (await keptEvents(platform, id)).map(event => event.id),
      );
      assert.deepEqual([run.state, run.steps[1]?.state], ['failed', 'failed']);
      assert.equal(run.log.from(0).filter(({ text }) => text.startsWith('info: line ')).length, 50);
    } finally {
      await platform.stop();
      for (const path of [content, data]) rmSync(path, { recursive: true, force: true });
    }
  });
});
