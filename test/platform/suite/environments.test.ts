import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../platform.mjs';
import type { Telemetry } from '../telemetry.mjs';
import { entityByName, eventually, getJson, guestToken, postJson } from './requests';
import type { Entity } from './requests';
import { platformModules } from './sharedPlatform';
import { telemetryPrograms } from './telemetryPlatform';
import { pushBranch } from './templateRun';
import type { TaskEvent } from './templateRun';

interface Ended {
  readonly status: string;
  readonly said: string;
}

const annotation = (entity: Entity | undefined, name: string): string | undefined =>
  entity?.metadata.annotations?.[`goldenpath.dev/${name}`];

describe('the environments of the demo', function () {
  this.timeout(120_000);
  let platform: Platform;
  let telemetry: Telemetry | undefined;
  let data: string;
  let token: string;

  before(async () => {
    const programs = await telemetryPrograms();
    const { ensurePlatform, startPlatform } = await platformModules();
    ensurePlatform();
    data = mkdtempSync(join(tmpdir(), 'golden-path-environments-'));
    platform = await startPlatform({ data, ...(programs ? { telemetry: { days: 1 } } : {}) });
    ({ telemetry } = platform);
    await platform.catalogueSettled();
    token = await guestToken(platform);
  });
  after(async () => {
    await platform?.stop();
    if (data !== undefined) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Starts a run; gives the id of its task. */
  async function start(template: string, values: Readonly<Record<string, unknown>>): Promise<string> {
    const task = { templateRef: `template:default/${template}`, values, secrets: {} };
    const response = await postJson(platform, '/scaffolder/v2/tasks', task, token);
    assert.equal(response.status, 201, await response.clone().text());
    return ((await response.json()) as { id: string }).id;
  }

  async function endOf(id: string): Promise<Ended> {
    const status = await eventually(
      'the end of a run',
      async () => {
        const { status: now } = await getJson<{ status: string }>(platform, `/scaffolder/v2/tasks/${id}`, token);
        return /open|processing/.test(now) ? undefined : now;
      },
      60_000,
    );
    const events = await getJson<TaskEvent[]>(platform, `/scaffolder/v2/tasks/${id}/events`, token);
    return { status, said: events.map(({ body }) => body.message).join('\n') };
  }

  const run = async (template: string, values: Readonly<Record<string, unknown>>): Promise<Ended> =>
    endOf(await start(template, values));

  const wanted = (name: string, change: Readonly<Record<string, unknown>> = {}) => ({
    component: 'component:default/tracking-api',
    branch: 'main',
    name,
    class: 'preview',
    timeToLive: 'PT1H',
    ...change,
  });

  const find = (name: string) => entityByName(platform, 'resource', name);

  const inState = (name: string, ...states: readonly string[]): Promise<Entity> =>
    eventually(`${name} to be ${states.join(' or ')}`, async () => {
      const entity = await find(name);
      return states.includes(annotation(entity, 'status') ?? '') ? entity : undefined;
    });

  const isGone = (name: string) =>
    eventually(`${name} to be gone`, async () => ((await find(name)) === undefined ? true : undefined));

  /** What of an environment is on the disk, and in the git host. */
  const leftOf = (name: string): readonly string[] => {
    const files = existsSync(platform.environmentsDir)
      ? readdirSync(platform.environmentsDir, { recursive: true, encoding: 'utf8' })
      : [];
    return [
      ...files.filter(path => path.includes(name)),
      ...readdirSync(join(platform.dataDir, 'git', platform.gitOrganisation)).filter(
        repository => repository === `environment-${name}.git`,
      ),
      ...(existsSync(join(platform.dataDir, 'targets')) ? readdirSync(join(platform.dataDir, 'targets')) : []).filter(
        file => file.includes(name),
      ),
    ];
  };

  const answers = async (url: string): Promise<boolean> => {
    try {
      await fetch(url, { signal: AbortSignal.timeout(2000) });
      return true;
    } catch {
      return false;
    }
  };

  /** The processes that were told to listen on the port of an address, where the system tells. */
  const processesOf = (url: string): readonly number[] => {
    if (!existsSync('/proc/self/environ')) return [];
    const told = `PORT=${new URL(url).port}\0`;
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .filter(pid => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(told);
        } catch {
          return false;
        }
      });
  };

  it('live from the request to the end, and nothing is left of them', async () => {
    const task = await start('environment', wanted('whole'));
    const name = 'tracking-api-whole';
    const states: string[] = [];
    const ready = await eventually('it to be ready', async () => {
      const entity = await find(name);
      const state = annotation(entity, 'status');
      if (state !== undefined && states.at(-1) !== state) states.push(state);
      return state === 'ready' || state === 'failed' ? entity : undefined;
    });
    const { status, said } = await endOf(task);
    assert.equal(status, 'completed', said);
    assert.equal(annotation(ready, 'status'), 'ready');
    assert.ok(
      states.every(state => ['requested', 'provisioning', 'ready'].includes(state)),
      states.join(),
    );
    const url = annotation(ready, 'url') ?? '';
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.equal((await fetch(new URL('healthz', url))).status, 200);
    assert.equal(processesOf(url).length > 0, existsSync('/proc/self/environ'));

    if (telemetry) {
      const selector = annotation(ready, 'telemetry-selector');
      assert.equal(selector, `{service="${name}"}`);
      const query = encodeURIComponent(`up${selector}`);
      await eventually('Prometheus to have asked it', async () => {
        const answer = (await (await fetch(`${telemetry!.prometheusUrl}/api/v1/query?query=${query}`)).json()) as {
          data: { result: { metric: Record<string, string>; value: [number, string] }[] };
        };
        const [series] = answer.data.result;
        return series?.value[1] === '1' && series.metric['component'] === 'tracking-api' ? true : undefined;
      });
    }

    const before = Date.parse(annotation(ready, 'expires-at') ?? '');
    const extended = await run('environment-extend', { environment: `resource:default/${name}`, timeToLive: 'P2D' });
    assert.equal(extended.status, 'completed', extended.said);
    const later = await eventually('its end to have moved', async () => {
      const entity = await find(name);
      return Date.parse(annotation(entity, 'expires-at') ?? '') > before ? entity : undefined;
    });
    const left = Date.parse(annotation(later, 'expires-at') ?? '') - Date.now();
    assert.ok(Math.abs(left - 48 * 3_600_000) < 60_000, String(left));

    assert.equal((await run('environment-extend', { environment: name, timeToLive: 'PT10S' })).status, 'completed');
    const ending = await inState(name, 'expiring');
    assert.equal(annotation(ending, 'url'), url);
    assert.ok(await answers(url));
    await isGone(name);
    assert.ok(Date.now() >= Date.parse(annotation(ending, 'expires-at') ?? ''));
    assert.equal(await answers(url), false);
    assert.deepEqual(processesOf(url), []);
    assert.deepEqual(leftOf(name), []);
  });

  it('run what a branch holds, at the commit that was asked for', async () => {
    const commit = await pushBranch(platform, 'checkout-api', 'feature/banner', {
      'src/banner.mjs': 'export const banner = "new";\n',
    });
    const values = wanted('branch', {
      component: 'component:default/checkout-api',
      branch: 'feature/banner',
      commit: commit.slice(0, 9),
    });
    const { status, said } = await run('environment', values);
    assert.equal(status, 'completed', said);
    const entity = await inState('checkout-api-branch', 'ready');
    assert.equal(annotation(entity, 'commit'), commit);
    assert.equal(annotation(entity, 'version'), `0.0.0+${commit.slice(0, 7)}`);
    const gone = await run('environment-destroy', { environment: 'resource:default/checkout-api-branch' });
    assert.equal(gone.status, 'completed', gone.said);
    await isGone('checkout-api-branch');
    assert.deepEqual(leftOf('checkout-api-branch'), []);
    const again = await run('environment-destroy', { environment: 'resource:default/checkout-api-branch' });
    assert.equal(again.status, 'completed', again.said);
    assert.match(again.said, /nothing is left to do/);
  });

  for (const [what, change, expected] of [
    ['a branch that is not there', { branch: 'nowhere' }, /There is no branch “nowhere” in parcelwise\/tracking-api/],
    ['a commit that is not there', { commit: 'a1b2c3d' }, /There is no commit “a1b2c3d” in parcelwise\/tracking-api/],
    [
      'a component whose code is elsewhere',
      { component: 'component:default/payment-gateway' },
      /The code of component:default\/payment-gateway is not on http:\/\/localhost:\d+/,
    ],
  ] as const)
    it(`are not made of ${what}, and the log says why`, async () => {
      const { status, said } = await run('environment', wanted('wrong', change));
      assert.equal(status, 'failed');
      assert.match(said, expected);
      for (const component of ['tracking-api', 'payment-gateway']) {
        assert.equal(await find(`${component}-wrong`), undefined);
        assert.deepEqual(leftOf(`${component}-wrong`), []);
      }
    });

  it('stand in the catalogue as failed where the service ends at its start, until they are destroyed', async () => {
    await pushBranch(platform, 'checkout-api', 'broken', {
      'src/main.mjs': 'console.error("The settings are missing");\nprocess.exit(3);\n',
    });
    const values = wanted('broken', { component: 'component:default/checkout-api', branch: 'broken' });
    const { status, said } = await run('environment', values);
    assert.equal(status, 'failed');
    const entity = await inState('checkout-api-broken', 'failed');
    const reason = annotation(entity, 'status-reason') ?? '';
    assert.ok(reason.length > 10 && said.includes(reason), reason);
    assert.equal(annotation(entity, 'url'), undefined);
    assert.equal((await run('environment-destroy', { environment: 'checkout-api-broken' })).status, 'completed');
    await isGone('checkout-api-broken');
    assert.deepEqual(leftOf('checkout-api-broken'), []);
  });

  it('are failed once what runs in them dies', async function () {
    if (!existsSync('/proc/self/environ')) this.skip();
    assert.equal((await run('environment', wanted('killed'))).status, 'completed');
    const ready = await inState('tracking-api-killed', 'ready');
    const running = processesOf(annotation(ready, 'url') ?? '');
    assert.ok(running.length > 0);
    for (const pid of running) process.kill(pid, 'SIGKILL');
    const failed = await inState('tracking-api-killed', 'failed');
    assert.match(annotation(failed, 'status-reason') ?? '', /\w/);
    assert.equal((await run('environment-destroy', { environment: 'tracking-api-killed' })).status, 'completed');
    await isGone('tracking-api-killed');
  });

  it('are made once, however often they are asked for', async () => {
    const tasks = await Promise.all([start('environment', wanted('twice')), start('environment', wanted('twice'))]);
    const ends = await Promise.all(tasks.map(endOf));
    assert.deepEqual(ends.map(({ status }) => status).sort(), ['completed', 'failed']);
    const third = await run('environment', wanted('twice'));
    assert.equal(third.status, 'failed');
    assert.match(third.said, /There is an environment “tracking-api-twice” already/);
    const entity = await inState('tracking-api-twice', 'ready');
    assert.ok(await answers(annotation(entity, 'url') ?? ''));
  });

  it('are neither extended where there are none, nor for longer than anybody may', async () => {
    const missing = await run('environment-extend', { environment: 'nobody', timeToLive: 'PT1H' });
    assert.equal(missing.status, 'failed');
    assert.match(missing.said, /There is no environment “nobody”/);
    const long = await run('environment-extend', { environment: 'tracking-api-twice', timeToLive: 'P3650D' });
    assert.equal(long.status, 'failed');
    assert.match(long.said, /longer than 30 days/);
    const nothing = await run('environment-extend', { environment: 'tracking-api-twice', timeToLive: 'PT0S' });
    assert.equal(nothing.status, 'failed');
  });

  it('end with the platform, and are there again when it is', async () => {
    const { startPlatform } = await platformModules();
    const url = annotation(await find('tracking-api-twice'), 'url') ?? '';
    assert.ok(await answers(url));
    await platform.stop();
    assert.equal(await answers(url), false);
    platform = await startPlatform({ data });
    const again = await eventually('it to answer again', async () => {
      const found = annotation(await inState('tracking-api-twice', 'ready'), 'url') ?? '';
      return (await answers(found)) ? found : undefined;
    });
    assert.deepEqual((await platform.catalogueSettled()).errors, []);

    process.kill(process.platform === 'win32' ? platform.pid : -platform.pid, 'SIGKILL');
    await platform.exited();
    await eventually('what a crash has left to end', async () => ((await answers(again)) ? undefined : true));
    await eventually('nothing to be left of what ran', async () =>
      processesOf(again).length === 0 && readdirSync(join(platform.environmentsDir, 'running')).length === 0
        ? true
        : undefined,
    );
  });
});
