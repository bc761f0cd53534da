// Environments in different states for those who look at the demo, made by the templates as a person makes them.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gitEnvironment } from './gitHost/repositories.mjs';

/** @typedef {Pick<import('./platform.mjs').Platform, 'url' | 'gitUrl' | 'gitOrganisation' | 'gitAccount'>} Host */
/** @typedef {{ component: string, branch: string, name: string, timeToLive: string, endsIn?: string }} Wanted */

const run = promisify(execFile);
const pollMs = 250;
const patienceMs = 120_000;
const brokenBranch = 'feature/night-colours';

/** @type {readonly Wanted[]} */
const demoEnvironments = [
  { component: 'tracking-api', branch: 'main', name: 'acceptance', timeToLive: 'P3D' },
  { component: 'checkout-api', branch: 'main', name: 'refunds', timeToLive: 'P1D', endsIn: 'PT25M' },
  { component: 'tracking-web', branch: brokenBranch, name: 'night-colours', timeToLive: 'P1D' },
];

/**
 * Makes those environments of the demo that are not there: one that is ready, one that ends soon, and one whose service does not start.
 * @param {Host} host a platform with the demo organisation, whose catalogue has been read
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 * @throws when the platform does not do what it is asked for
 */
export async function makeDemoEnvironments(host, signal) {
  const token = await guestToken(host, signal);
  await pushBrokenBranch(host);
  for (const { component, branch, name, timeToLive, endsIn } of demoEnvironments) {
    const environment = `resource:default/${component}-${name}`;
    const known = await ask(host, `/catalog/entities/by-name/resource/default/${component}-${name}`, token, signal);
    if (known.ok) continue;
    const reference = `component:default/${component}`;
    const values = { component: reference, branch, name, class: 'preview', timeToLive };
    await runTemplate(host, 'environment', values, token, signal);
    if (endsIn !== undefined)
      await runTemplate(host, 'environment-extend', { environment, timeToLive: endsIn }, token, signal);
  }
}

/** A branch of the web page whose service ends at once, unless there is one. @param {Host} host */
async function pushBrokenBranch({ gitUrl, gitOrganisation, gitAccount }) {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-branch-'));
  const address = new URL(`${gitUrl}/${gitOrganisation}/tracking-web.git`);
  Object.assign(address, gitAccount);
  /** @param {string[]} words */
  const git = async (...words) => (await run('git', words, { cwd: folder, env: gitEnvironment })).stdout;
  try {
    if ((await git('ls-remote', '--heads', address.href, brokenBranch)).trim() !== '') return;
    await git('clone', '--quiet', address.href, '.');
    await git('checkout', '--quiet', '-b', brokenBranch);
    writeFileSync(
      join(folder, 'src', 'main.mjs'),
      "console.error('COLOURS_FILE is not set: nobody knows the colours of the night.');\nprocess.exit(1);\n",
    );
    await git('add', '.');
    const author = ['-c', 'user.name=Linnea Berg', '-c', 'user.email=linnea.berg@parcelwise.example'];
    await git(...author, 'commit', '--quiet', '-m', 'Show the page in the colours of the night');
    await git('push', '--quiet', address.href, brokenBranch);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Host} host @param {AbortSignal} signal @returns {Promise<string>} */
async function guestToken(host, signal) {
  const response = await ask(host, '/auth/guest/refresh', '', signal);
  const { backstageIdentity } = /** @type {{ backstageIdentity: { token: string } }} */ (await response.json());
  return backstageIdentity.token;
}

/**
 * Runs a template to its end, whatever that is: one of the environments is to fail.
 * @param {Host} host
 * @param {string} name
 * @param {object} values
 * @param {string} token
 * @param {AbortSignal} signal
 */
async function runTemplate(host, name, values, token, signal) {
  const task = { templateRef: `template:default/${name}`, values };
  const response = await ask(host, '/scaffolder/v2/tasks', token, signal, task);
  if (!response.ok) throw new Error(`The template ${name} was not run (HTTP ${response.status}).`);
  const { id } = /** @type {{ id: string }} */ (await response.json());
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(pollMs)) {
    const answer = await ask(host, `/scaffolder/v2/tasks/${id}`, token, signal);
    const { status } = /** @type {{ status: string }} */ (await answer.json());
    if (status !== 'open' && status !== 'processing') return;
  }
}

/**
 * @param {Host} host
 * @param {string} path below `/api`
 * @param {string} token
 * @param {AbortSignal} signal
 * @param {object} [body] posted where there is one
 */
function ask({ url }, path, token, signal, body) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${url}/api${path}`, {
    headers,
    signal,
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
}
