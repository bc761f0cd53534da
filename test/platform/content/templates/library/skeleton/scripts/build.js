// There is nothing to compile: what is published is what is written. A build checks that it can be published, and packs it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist');
rmSync(target, { recursive: true, force: true });
mkdirSync(target);

/** @param {string} command @param {string[]} args @param {boolean} [shell] */
function run(command, args, shell = false) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell });
  if (status !== 0) process.exit(status ?? 1);
}

for (const name of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }))
  if (name.endsWith('.js')) run(process.execPath, ['--check', join(root, 'src', name)]);
run(process.execPath, [join(root, 'scripts', 'checkVersion.js')]);
await import(new URL('../src/index.js', import.meta.url).href);
run('npm', ['pack', '--pack-destination', 'dist'], process.platform === 'win32');
