import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform, PlatformOptions } from '../platform.mjs';
import { entityByName, eventually, guestToken, postJson } from './requests';
import { platformModules } from './sharedPlatform';
import { smallContent } from './smallContent';

/** Whether any process of the group that a platform runs in is left. */
function isAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function isListening(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

describe('the life of a platform', function () {
  this.timeout(90_000);
  let start: (options?: PlatformOptions) => Promise<Platform>;
  let content: string;
  const running: Platform[] = [];

  before(async () => {
    const { ensurePlatform, startPlatform } = await platformModules();
    ensurePlatform();
    content = smallContent();
    start = async options => {
      const platform = await startPlatform({ content, ...options });
      running.push(platform);
      return platform;
    };
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(platform => platform.stop()));
  });
  after(() => rmSync(content, { recursive: true, force: true }));

  it('runs two side by side; each stops without a trace', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    assert.notEqual(one.url, other.url);
    assert.notEqual(one.gitUrl, other.gitUrl);
    for (const platform of [one, other]) {
      const health = await fetch(`${platform.url}/.backstage/health/v1/readiness`);
      assert.equal(health.status, 200);
      await platform.catalogueSettled();
      assert.ok(await entityByName(platform, 'component', 'lamp-service'));
    }
    await Promise.all([one.stop(), one.stop()]);
    assert.deepEqual(await one.exited(), { code: 0, signal: null });
    assert.equal(isAlive(one.pid), false);
    assert.equal(existsSync(one.dataDir), false);
    assert.equal(await isListening(one.url), false);
    assert.equal(await isListening(one.gitUrl), false);
    assert.equal(await isListening(other.url), true, 'the other one goes on');
  });

  it('keeps its data over a restart', async () => {
    const data = mkdtempSync(join(tmpdir(), 'golden-path-data-'));
    try {
      const first = await start({ data });
      await first.catalogueSettled();
      const token = await guestToken(first);
      const setting = '/user-settings/buckets/suite/keys/colour';
      const put = await fetch(`${first.url}/api${setting}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ value: 'amber' }),
      });
      assert.equal(put.status, 200);
      await first.stop();
      assert.equal(isAlive(first.pid), false);

      const second = await start({ data });
      assert.equal(second.url, first.url, 'a kept platform comes back where it was');
      assert.equal(second.gitUrl, first.gitUrl);
      assert.ok(await entityByName(second, 'component', 'lamp-service'), 'known before anything is read again');
      const kept = await fetch(`${second.url}/api${setting}`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(kept.status, 200, 'the token of before the restart is good');
      assert.equal(((await kept.json()) as { value: string }).value, 'amber');
      await second.stop();
      assert.equal(existsSync(join(data, 'git', second.gitOrganisation, 'lamp-service.git')), true);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  it('names a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await assert.rejects(start({ port }), new RegExp(`Port ${port} .*is taken`));
    server.close();
  });

  it('gives the last words of a backend that cannot start', async () => {
    await assert.rejects(start({ configFiles: ['no-such-config.yaml'] }), /ended before it was ready.*no-such-config/s);
  });

  it('tells what the catalogue could not read, and goes on', async () => {
    const platform = await start();
    const target = `${platform.gitUrl}/${platform.gitOrganisation}/lamp-service/src/branch/main/src/main.js`;
    await postJson(platform, '/catalog/locations', { type: 'url', target }, platform.tokens.admin);
    const { errors } = await platform.catalogueSettled();
    assert.ok(errors.length > 0);
    assert.ok(
      errors.every(({ source, message }) => source === target && message),
      JSON.stringify(errors),
    );
  });

  it('ends when the one who started it is killed', async () => {
    const script = `
      import { startPlatform } from './test/platform/platform.mjs';
      const { pid, dataDir } = await startPlatform({ content: ${JSON.stringify(content)} });
      console.log(JSON.stringify({ pid, dataDir }));`;
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const [line] = (await once(starter.stdout, 'data')) as [Buffer];
    const { pid, dataDir } = JSON.parse(line.toString()) as { pid: number; dataDir: string };
    assert.equal(isAlive(pid), true);
    starter.kill('SIGKILL');
    await eventually('the platform is gone', async () => (isAlive(pid) ? undefined : true));
    assert.equal(existsSync(dataDir), false);
  });
});
