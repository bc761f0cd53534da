// What runs the environments of the platform.
import { spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../ports.mjs';

const run = promisify(execFile);

/** @param {string} folder @returns {Promise<import('../../../src/core/environments/provider.js').EnvironmentProvider>} */
export async function openProvider(folder) {
  mkdirSync(folder, { recursive: true });
  const alive = (/** @type {number} */ pid) => {
    try {
      process.kill(-pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  const read = () =>
    readdirSync(folder)
      .filter(n => n.endsWith('.json'))
      .map(n => JSON.parse(readFileSync(join(folder, n), 'utf8')));
  /** @param {any} s */
  const environment = s => ({
    id: `local:${s.name}`,
    name: s.name,
    class: 'preview',
    provider: 'local',
    components: [],
    state: alive(s.pid) ? 'ready' : 'failed',
    ...(alive(s.pid) ? {} : { trouble: 'The process has ended.' }),
    addresses: [s.url],
    isProtected: false,
    events: [],
  });
  const fail = (/** @type {string} */ message) => ({ ok: false, problem: { kind: 'invalid', message } });
  const destroy = async (/** @type {string} */ id) => {
    const name = id.slice(6);
    const state = read().find(s => s.name === name);
    if (state && alive(state.pid)) process.kill(-state.pid, 'SIGKILL');
    rmSync(join(folder, name), { recursive: true, force: true });
    rmSync(join(folder, `${name}.json`), { force: true });
    rmSync(join(folder, `${name}.log`), { force: true });
    return { ok: true, value: undefined };
  };
  return /** @type {any} */ ({
    onDidChange: () => ({ dispose() {} }),
    dispose() {},
    list: async () => ({ ok: true, value: read().map(environment) }),
    extend: async (/** @type {string} */ id) => ({
      ok: true,
      value: environment(read().find(s => `local:${s.name}` === id)),
    }),
    destroy,
    create: async (/** @type {any} */ { name, repository, commit }, /** @type {any} */ say) => {
      const tree = join(folder, name);
      await run('git', ['clone', '--quiet', repository, tree]);
      await run('git', ['-C', tree, 'checkout', '--quiet', commit]);
      const start = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8')).scripts.start.split(' ');
      const port = await freePort();
      const log = openSync(join(folder, `${name}.log`), 'a');
      const child = spawn(process.execPath, start.slice(1), {
        cwd: tree,
        detached: true,
        stdio: ['ignore', log, log],
        env: { PATH: process.env['PATH'], PORT: String(port) },
      });
      const url = `http://127.0.0.1:${port}`;
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ name, pid: child.pid, url }));
      say(`Started as ${child.pid}`);
      for (let tries = 0; tries < 100; tries++) {
        if (child.exitCode !== null) break;
        try {
          await fetch(url);
          return { ok: true, value: environment({ name, pid: child.pid, url }) };
        } catch {
          await sleep(50);
        }
      }
      const words = readFileSync(join(folder, `${name}.log`), 'utf8').slice(-300);
      await destroy(`local:${name}`);
      return fail(`It ended: ${words}`);
    },
  });
}
