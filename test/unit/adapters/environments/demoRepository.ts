import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalProvider, type LocalProviderOptions } from '../../../../src/adapters/environments/localProvider.js';
import type { EnvironmentRequest } from '../../../../src/core/environments/provider.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { never, valueOf } from '../../values.js';

/** A service as small as one can be: it says its time to live, who it is, and what it was started with. */
export const SERVER = `
const http = require('node:http');
http.createServer((request, response) => {
  response.end(JSON.stringify({ pid: process.pid, env: process.env, folder: process.cwd() }));
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening on ' + process.env.PORT));
`;

export const PACKAGE = JSON.stringify({ name: 'parcel-quotes', scripts: { start: 'node server.js' } });

/** A repository with a component, and a folder for its environments. */
export interface DemoRepository {
  readonly folder: TemporaryFolder;
  readonly repository: string;
  readonly storage: string;
  /** The time that its providers go by. */
  readonly clock: { now(): number; advance(ms: number): void };
  git(...words: readonly string[]): string;
  /** Writes files and commits them. */
  commit(files: Readonly<Record<string, string>>): Promise<void>;
  provider(options?: Partial<LocalProviderOptions>): LocalProvider;
  request(changes?: Partial<EnvironmentRequest>): EnvironmentRequest;
  /** Destroys what is left, and removes everything. */
  dispose(): Promise<void>;
}

export async function demoRepository(files: Readonly<Record<string, string>> = {}): Promise<DemoRepository> {
  const folder = await temporaryFolder();
  const repository = folder.at('repository');
  const storage = folder.at('environments');
  const providers: LocalProvider[] = [];
  const git = (...words: readonly string[]): string =>
    execFileSync(
      'git',
      ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@parcelwise.example', ...words],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  const commit: DemoRepository['commit'] = async texts => {
    await folder.write(Object.fromEntries(Object.entries(texts).map(([name, text]) => [`repository/${name}`, text])));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Say something');
  };
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', repository]);
  await commit({ 'server.js': SERVER, 'package.json': PACKAGE, ...files });
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, advance: (ms: number) => void (ahead += ms) };
  const provider: DemoRepository['provider'] = options => {
    const { limits, ...others } = options ?? {};
    const made = new LocalProvider({
      storage,
      clock,
      limits: { startMs: 10_000, graceMs: 1_000, lookMs: 50, probeMs: 100, clockDoubtMs: 0, ...limits },
      ...others,
    });
    providers.push(made);
    return made;
  };
  return {
    folder,
    repository,
    storage,
    clock,
    git,
    commit,
    provider,
    request: changes => ({
      name: 'parcel-quotes-main',
      entityRef: 'component:default/parcel-quotes',
      repository,
      folder: '',
      branch: 'main',
      timeToLiveMs: 4 * 3_600_000,
      driver: 'process',
      ...changes,
    }),
    async dispose() {
      for (const made of providers) made.dispose();
      const last = new LocalProvider({ storage, clock, limits: { graceMs: 200 } });
      const listed = await last.list(never());
      if (listed.ok) for (const { id } of listed.value) valueOf(await last.destroy(id, true, never()));
      last.dispose();
      await rm(storage, { recursive: true, force: true });
      await folder.dispose();
    },
  };
}

/** What the service of an environment answers. */
export async function answerOf(address: string): Promise<{ pid: number; env: Record<string, string>; folder: string }> {
  const response = await fetch(address);
  return (await response.json()) as { pid: number; env: Record<string, string>; folder: string };
}

/** Whether a process is there. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until something is so. @throws after ten seconds */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It never came that ${what}.`);
    await new Promise(done => setTimeout(done, 20));
  }
}

/** The folder of an environment's work tree. */
export function treeOf({ storage }: DemoRepository, id: string): string {
  const name = id.slice('local:'.length);
  return join(storage, name, name);
}
