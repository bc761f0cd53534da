import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { containerEngine, type ContainerEngine } from '../../../../src/adapters/environments/containerEngine.js';
import { never, problemOf, valueOf } from '../../values.js';
import { answerOf, demoRepository, SERVER, until, type DemoRepository } from './demoRepository.js';

const quiet = (): void => undefined;
const SCORE = `apiVersion: score.dev/v1b1
metadata: {name: quotes}
service: {ports: {web: {port: 8080}}}
containers:
  main:
    image: registry.parcelwise.example/quotes:1
    command: [node, /server.js]
    args: ["; touch pwned", "$(id)"]
    variables: {LEVEL: debug}
`;

/** Stands for an engine: a container is a process that listens on the published port; what it was asked is written down. */
const ENGINE = `#!${process.execPath}
const fs = require('node:fs');
const words = process.argv.slice(2);
const file = __dirname + '/containers.json';
const read = () => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {});
const write = value => fs.writeFileSync(file, JSON.stringify(value));
const after = name => words[words.indexOf(name) + 1];
const alive = pid => { try { process.kill(pid, 0); return true; } catch { return false; } };
fs.appendFileSync(__dirname + '/asked.jsonl', JSON.stringify(words) + '\\n');
const all = read();
if (words[0] === 'run') {
  const [, port] = after('--publish').split(':');
  const env = { ...process.env, PORT: port };
  const child = require('node:child_process').spawn(process.execPath, ['-e', fs.readFileSync(__dirname + '/server.js', 'utf8')], { env, detached: true, stdio: 'ignore' });
  child.unref();
  write({ ...all, [after('--name')]: { pid: child.pid, label: after('--label') } });
} else if (words[0] === 'ps') {
  const label = after('--filter').slice('label='.length);
  for (const [name, one] of Object.entries(all))
    if (one.label === label && (words.includes('--all') || alive(one.pid))) console.log(name);
} else if (words[0] === 'inspect') {
  console.log(alive(all[words.at(-1)].pid) + ' 0');
} else if (words[0] === 'logs') {
  console.log('2026-11-28T20:00:00.000000001Z listening');
} else if (words[0] === 'stop' || words[0] === 'rm') {
  for (const name of Object.keys(all).filter(one => words.includes(one))) {
    if (alive(all[name].pid)) process.kill(all[name].pid, 'SIGKILL');
    if (words[0] === 'rm') delete all[name];
  }
  write(all);
}
`;

describe('environments in containers', function () {
  this.timeout(60_000);
  let demo: DemoRepository;
  let path: string | undefined;
  beforeEach(async () => {
    demo = await demoRepository({ 'score.yaml': SCORE });
    path = process.env['PATH'];
  });
  afterEach(async () => {
    await demo.dispose();
    process.env['PATH'] = path;
  });

  const withEngine = async (): Promise<void> => {
    await demo.folder.write({ 'bin/podman': ENGINE, 'bin/server.js': SERVER });
    await chmod(demo.folder.at('bin/podman'), 0o755);
    process.env['PATH'] = [demo.folder.at('bin'), path].join(delimiter);
  };
  const asked = async (): Promise<readonly string[][]> =>
    (await readFile(demo.folder.at('bin/asked.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as string[]);

  it('live as long as others: made, looked at, found again, destroyed', async () => {
    await withEngine();
    const provider = demo.provider();
    const made = valueOf(await provider.create(demo.request({ driver: 'container' }), quiet, never()));
    assert.equal(made.state, 'ready');
    const [run] = (await asked()).filter(([first]) => first === 'run');
    const image = run!.indexOf('registry.parcelwise.example/quotes:1');
    assert.deepEqual(run!.slice(image), [
      'registry.parcelwise.example/quotes:1',
      '/server.js',
      '; touch pwned',
      '$(id)',
    ]);
    assert.equal(run![run!.indexOf('--entrypoint') + 1], 'node');
    assert.match(run![run!.indexOf('--publish') + 1]!, /^127\.0\.0\.1:\d+:8080$/);
    assert.ok(run!.includes('LEVEL=debug'));
    const port = run![run!.indexOf('--publish') + 1]!.split(':')[1];
    const { pid } = await answerOf(`http://127.0.0.1:${port}/`);
    assert.deepEqual(
      valueOf(await provider.log(made.id, 5, never())).map(({ from, text }) => [from, text]),
      [['main', 'listening']],
    );

    provider.dispose();
    const after = demo.provider();
    assert.equal(valueOf(await after.list(never()))[0]?.state, 'ready');
    process.kill(pid, 'SIGKILL');
    await until('it is known', async () => valueOf(await after.list(never()))[0]?.drift === 'notRunning');
    assert.equal(valueOf(await after.mend(made.id, quiet, never()))?.state, 'ready');
    valueOf(await after.destroy(made.id, false, never()));
    assert.equal(await readFile(demo.folder.at('bin/containers.json'), 'utf8'), '{}');
  });

  it('are not supported where no engine answers, and it is said why', async () => {
    await mkdir(demo.folder.at('bin'));
    for (const program of ['podman', 'docker']) {
      await writeFile(demo.folder.at(`bin/${program}`), `#!/bin/sh\necho "no daemon here" >&2\nexit 1\n`, {
        mode: 0o755,
      });
    }
    process.env['PATH'] = [demo.folder.at('bin'), path].join(delimiter);
    const problem = problemOf(await demo.provider().create(demo.request({ driver: 'container' }), quiet, never()));
    assert.equal(problem.kind, 'unsupported');
    assert.match(problem.message, /podman: no daemon here docker: no daemon here/);
  });

  it('answer with a real engine', async function () {
    const skip = (reason: string): never => {
      this.test!.title += ` (skipped: ${reason})`;
      return this.skip();
    };
    const engine = await containerEngine(never());
    if (!engine.ok) return skip(engine.problem.message);
    if (process.platform !== 'linux') return skip('the image is made of the programs of a Linux machine');
    const base = await imageOfThisNode(engine.value);
    const tried = await engine.value.run(['run', '--rm', base, '/node', '--version']);
    if (!tried.ok) return skip(`the engine runs no container here: ${tried.problem.message}`);
    await demo.commit({
      'score.yaml': SCORE.replace(/image:.*/, 'image: .').replace(/ {4}(?:command|args):.*\n/g, ''),
      Dockerfile: `FROM ${base}\nCOPY server.js /\nENV PORT=8080\nCMD ["/node", "/server.js"]\n`,
      'server.js': SERVER.replace('127.0.0.1', '0.0.0.0'),
    });
    const provider = demo.provider({ limits: { startMs: 120_000 } });
    try {
      const made = valueOf(await provider.create(demo.request({ driver: 'container' }), quiet, never()));
      assert.equal(made.state, 'ready');
      assert.equal((await fetch(made.addresses[0]!)).status, 200);
      valueOf(await provider.destroy(made.id, false, never()));
      assert.deepEqual(valueOf(await provider.list(never())), []);
      const kept = valueOf(
        await engine.value.run(['images', '--filter', 'label=goldenpath.dev/environment', '--quiet']),
      );
      assert.equal(kept, '');
    } finally {
      await engine.value.run(['rmi', '--force', base]);
    }
  });

  /** An image with nothing but the Node of this machine and what it is linked to: none has to be fetched from anywhere. */
  const imageOfThisNode = async (engine: ContainerEngine): Promise<string> => {
    const tag = 'localhost/golden-path-test-node:1';
    const linked = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
    const libraries = [...linked.matchAll(/(\/\S+) \(0x/g)].map(([, file]) => file!);
    const root = demo.folder.at('image');
    await mkdir(root);
    await copyFile(process.execPath, join(root, 'node'));
    for (const library of libraries) {
      await mkdir(join(root, 'files', dirname(library)), { recursive: true });
      await copyFile(library, join(root, 'files', library));
    }
    await writeFile(join(root, 'Dockerfile'), 'FROM scratch\nCOPY files /\nCOPY node /node\n');
    valueOf(await engine.run(['build', '--quiet', '--tag', tag, root]));
    return tag;
  };
});
