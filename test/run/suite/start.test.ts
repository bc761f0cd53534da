import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../../host/chromium.mjs';

/** What a newcomer types, with the demo's state in a folder of the test. */
class Start {
  private constructor(
    readonly child: ChildProcess,
    /** Everything it has printed. */
    private readonly output: string[],
  ) {}

  static run(data: string, editor: 'browser' | 'desktop', path = process.env['PATH']): Start {
    const output: string[] = [];
    const child = spawn(process.execPath, ['test/run/start.mjs', '--editor', editor, '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: path },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => output.push(String(chunk)));
    return new Start(child, output);
  }

  get text(): string {
    return this.output.join('');
  }

  /** The first match of a pattern in what is printed. */
  async says(pattern: RegExp, timeoutMs = 120_000): Promise<RegExpExecArray> {
    for (const end = Date.now() + timeoutMs; Date.now() < end;) {
      const match = pattern.exec(this.text);
      if (match) return match;
      assert.equal(this.child.exitCode, null, `it ended:\n${this.text}`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`it never said ${pattern}:\n${this.text}`);
  }

  async interrupted(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = new Promise<number | null>(resolve => this.child.once('exit', resolve));
    this.child.kill('SIGINT');
    return ended;
  }
}

describe('npm start', () => {
  const data = mkdtempSync(join(tmpdir(), 'golden-path-start-'));
  let start: Start | undefined;

  afterEach(() => start?.interrupted());
  after(() => rmSync(data, { recursive: true, force: true, maxRetries: 5 }));

  for (const time of ['first', 'second'])
    it(`brings up Backstage and an editor that shows its catalogue, the ${time} time`, async () => {
      start = Start.run(data, 'browser');
      const [, editor = ''] = await start.says(/VS Code: (\S+)/);
      const [, backstage = ''] = await start.says(/Backstage: (\S+)/);
      await start.says(/Everything is running/);
      assert.equal((await fetch(`${backstage}/.backstage/health/v1/readiness`)).status, 200);
      assert.deepEqual(readdirSync(join(data, 'workspace')).sort(), ['tracking-api', 'tracking-web']);
      const browser = await launchChromium();
      try {
        const page = await browser.newPage();
        await page.goto(editor);
        await page.locator('.part.activitybar a.action-label[aria-label^="Golden Path"]').click({ timeout: 30_000 });
        await page.locator('.customview-tree .label-name', { hasText: 'Components' }).waitFor({ timeout: 30_000 });
      } finally {
        await browser.close();
      }
      // The first time it is interrupted while it makes them.
      if (time === 'second') {
        await start.says(/The demo has environments/);
        assert.deepEqual((await environmentStates(backstage)).toSorted(), ['expiring', 'failed', 'ready']);
      }
      assert.equal(await start.interrupted(), 0);
      assert.match(start.text, /Stopping: SIGINT/);
      assert.deepEqual(processesNaming(data), [], 'no process is left');
    });

  it('hands everything to the desktop editor, and ends that as well', async function () {
    if (process.platform === 'win32') this.skip();
    // A stand-in for the `code` of a desktop, which is not to be had everywhere: it starts its editor in a session of its own.
    // A number of seconds that no other process is likely to sleep, by which the editor is found.
    const lifetime = '98765.4321';
    const bin = join(data, 'bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'code'),
      `#!/bin/sh
printf '%s\\n' "$@" > '${data}/arguments'
for word in "$@"; do case "$word" in --user-data-dir=*) user="\${word#*=}";; esac; done
setsid sleep ${lifetime} & echo $! > "$user/code.lock"
wait
`,
      { mode: 0o755 },
    );
    start = Start.run(data, 'desktop', `${bin}:${process.env['PATH']}`);
    const [, backstage = ''] = await start.says(/Backstage: (\S+)/);
    await start.says(/Everything is running/);
    const user = join(data, 'code', 'user');
    await processesBecome(lifetime, 1);
    for (const end = Date.now() + 5000; !existsSync(join(user, 'code.lock')) && Date.now() < end;)
      await new Promise(resolve => setTimeout(resolve, 20));
    const words = readFileSync(join(data, 'arguments'), 'utf8').split('\n');
    assert.ok(words.includes(`--extensionDevelopmentPath=${process.cwd()}`));
    assert.ok(words.includes(join(data, 'workspace')));
    const settings = JSON.parse(readFileSync(join(user, 'User', 'settings.json'), 'utf8')) as Record<string, unknown>;
    assert.equal(settings['goldenPath.backstage.url'], backstage);
    assert.equal(await start.interrupted(), 0);
    await processesBecome(lifetime, 0);
  });

  it('says what it takes when it is asked for something else', async () => {
    const wrong = spawn(process.execPath, ['test/run/start.mjs', '--editor', 'emacs'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    wrong.stderr.on('data', chunk => (said += String(chunk)));
    const code = await new Promise(resolve => wrong.once('exit', resolve));
    assert.equal(code, 2);
    assert.match(said, /There is no editor “emacs”[^]*Usage: npm start/);
  });
});

/** How the environments are that the catalogue shows, a moment after the last one was made. */
async function environmentStates(backstage: string): Promise<readonly string[]> {
  const guest = await fetch(`${backstage}/api/auth/guest/refresh`);
  const { backstageIdentity } = (await guest.json()) as { backstageIdentity: { token: string } };
  const headers = { authorization: `Bearer ${backstageIdentity.token}` };
  const address = `${backstage}/api/catalog/entities?filter=kind=resource,spec.type=environment`;
  for (const end = Date.now() + 15_000; ; await new Promise(resolve => setTimeout(resolve, 300))) {
    const entities = (await (await fetch(address, { headers })).json()) as {
      metadata: { annotations: Record<string, string> };
    }[];
    const states = entities.map(({ metadata }) => metadata.annotations['goldenpath.dev/status'] ?? '');
    if (Date.now() > end || !states.some(state => ['requested', 'provisioning'].includes(state))) return states;
  }
}

/** Ids of the processes whose command line names a folder; none where the system does not list them as files. */
function processesNaming(folder: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc').filter(id => {
    if (!/^\d+$/.test(id) || id === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

/** Waits until so many processes name something: one that was started or ended a moment ago may not show it yet. */
async function processesBecome(name: string, count: number): Promise<void> {
  for (const end = Date.now() + 10_000; processesNaming(name).length !== count;) {
    assert.ok(Date.now() < end, `${processesNaming(name).length} processes name ${name}, not ${count}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
