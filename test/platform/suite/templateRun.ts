// Runs the demo's templates as a client of the scaffolder does, and looks at what comes out of them.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { inspect, promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { Platform } from '../platform.mjs';
import { eventually, getJson, postJson } from './requests';

const run = promisify(execFile);

const commandPatienceMs = 60_000;

export interface OutputLink {
  readonly url?: string;
  readonly entityRef?: string;
}
export interface TaskEvent {
  readonly type: string;
  readonly body: {
    readonly message: string;
    readonly stepId?: string;
    readonly status?: string;
    readonly output?: { readonly links?: readonly OutputLink[] };
  };
}
interface DryRunAnswer {
  readonly directoryContents?: readonly { readonly path: string; readonly base64Content: string }[];
  readonly errors?: readonly { readonly message: string }[];
  readonly log?: readonly TaskEvent[];
}
/** What a form is answered with: the values, and the secrets that go beside them. */
export interface Answers {
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The plain values of all documents in a YAML file; a JSON file is the same with one document. */
export function parseStrictly(path: string, text: string): unknown[] {
  return parseAllDocuments(text, { strict: true }).map(document => {
    assert.deepEqual([...document.errors, ...document.warnings], [], path);
    return document.toJS() as unknown;
  });
}

/** Paths below a folder, with forward slashes, without git's own. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(path => !path.startsWith('.git/'))
    .sort();
}

/** The folder of a template in the platform's own copy of the content. */
export function templateFolder(platform: Platform, name: string): string {
  return join(platform.contentDir, 'templates', name);
}

/** The template as its author wrote it. */
export function readTemplate(platform: Platform, name: string): unknown {
  const path = join(templateFolder(platform, name), 'template.yaml');
  return parseStrictly(path, readFileSync(path, 'utf8'))[0];
}

/** Dry-runs a template from its files; `files` holds the text of each that it would write, by path. */
export async function dryRun(platform: Platform, name: string, { values, secrets = {} }: Answers, token: string) {
  const folder = templateFolder(platform, name);
  const request = {
    template: readTemplate(platform, name),
    values,
    secrets,
    directoryContents: filesBelow(folder).map(path => ({
      path,
      base64Content: readFileSync(join(folder, path)).toString('base64'),
    })),
  };
  const response = await postJson(platform, '/scaffolder/v2/dry-run', request, token);
  const body = (await response.json()) as DryRunAnswer;
  const files = (body.directoryContents ?? []).map(
    ({ path, base64Content }) => [path, Buffer.from(base64Content, 'base64').toString()] as const,
  );
  return { status: response.status, errors: body.errors ?? [], log: body.log ?? [], files: new Map(files) };
}

/** Runs a template to its end, which must be a good one; gives the id of the task, what it said and the links it ended with. */
export async function runTemplate(platform: Platform, name: string, answers: Answers, token: string) {
  const task = { templateRef: `template:default/${name}`, values: answers.values, secrets: answers.secrets ?? {} };
  const response = await postJson(platform, '/scaffolder/v2/tasks', task, token);
  assert.equal(response.status, 201, await response.clone().text());
  const { id } = (await response.json()) as { id: string };
  const status = await eventually(`the end of the run of ${name}`, async () => {
    const { status: now } = await getJson<{ status: string }>(platform, `/scaffolder/v2/tasks/${id}`, token);
    return /open|processing/.test(now) ? undefined : now;
  });
  const events = await getJson<TaskEvent[]>(platform, `/scaffolder/v2/tasks/${id}/events`, token);
  assert.equal(status, 'completed', events.map(({ body }) => body.message).join('\n'));
  return { id, events, links: events.flatMap(({ body }) => body.output?.links ?? []) };
}

/** Clones a repository of the demo's git host into a new temporary folder, which the caller removes. */
export async function cloneRepository(platform: Platform, name: string): Promise<{ folder: string; clone: string }> {
  const folder = mkdtempSync(join(tmpdir(), `golden-path-${name}-`));
  const clone = join(folder, name);
  const address = `${platform.gitUrl}/${platform.gitOrganisation}/${name}.git`;
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: devNull };
  await run('git', ['clone', '--quiet', '--', address, clone], { env });
  return { folder, clone };
}

/** Pushes a branch with one commit more than main, whose SHA it gives. @param files texts by path */
export async function pushBranch(
  platform: Platform,
  repository: string,
  branch: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const { folder, clone } = await cloneRepository(platform, repository);
  try {
    const git = async (...args: readonly string[]) => (await run('git', ['-C', clone, ...args])).stdout.trim();
    await git('checkout', '--quiet', '-b', branch);
    for (const [path, text] of Object.entries(files)) writeFileSync(join(clone, path), text);
    await git('add', '.');
    const author = ['-c', 'user.name=Suite', '-c', 'user.email=suite@parcelwise.example'];
    await git(...author, 'commit', '--quiet', '-m', `Change ${Object.keys(files).join(', ')}`);
    const { username, password } = platform.gitAccount;
    const address = new URL(`${platform.gitUrl}/${platform.gitOrganisation}/${repository}.git`);
    Object.assign(address, { username, password });
    await git('push', '--quiet', address.href, branch);
    return await git('rev-parse', 'HEAD');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command in a folder, as on a machine that is not measured for coverage; fails when the command does, or never ends. */
export function runIn(cwd: string, command: string, args: readonly string[]) {
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  return run(command, args, { cwd, env, timeout: commandPatienceMs, shell: process.platform === 'win32' });
}

/** Runs the project's own tests, of which there must be some, and its build. */
export async function testAndBuild(clone: string): Promise<void> {
  // What it said is in the error, and not in its message.
  const { stdout } = await runIn(clone, 'npm', ['test']).catch((error: unknown) => assert.fail(inspect(error)));
  assert.match(stdout, /pass [1-9]\d*$/m);
  assert.match(stdout, /fail 0$/m);
  await runIn(clone, 'npm', ['run', 'build']);
}

/** Starts what was built, lets `use` ask it, ends it by its process, and expects that it ends cleanly. */
export async function whileRunning(
  clone: string,
  env: Readonly<Record<string, string>>,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const service = spawn(process.execPath, [join('dist', 'main.js')], {
    cwd: clone,
    env: { ...process.env, NODE_V8_COVERAGE: '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(service, 'exit');
  try {
    let port = 0;
    // Read on to the end, lest the pipe fill up.
    const lines = createInterface({ input: service.stdout });
    await new Promise<void>((resolve, reject) => {
      lines.on('line', line => {
        const entry = JSON.parse(line) as { message: string; port: number };
        if (entry.message !== 'Listening') return;
        ({ port } = entry);
        resolve();
      });
      lines.once('close', () => reject(new Error('It ended before it listened.')));
    });
    await use(`http://127.0.0.1:${port}`);
  } finally {
    service.kill('SIGTERM');
  }
  // Windows has no signals: there the process is ended from outside and has no say in its exit code.
  if (process.platform !== 'win32') assert.deepEqual(await exit, [0, null]);
}
