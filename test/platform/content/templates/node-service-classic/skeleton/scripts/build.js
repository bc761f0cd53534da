// Makes dist/, which is all that the image holds: a copy of src/ of which every file parses and every import resolves.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist');

rmSync(target, { recursive: true, force: true });
cpSync(join(root, 'src'), target, { recursive: true });

const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js'));
const broken = files.filter(
  name => spawnSync(process.execPath, ['--check', join(target, name)], { stdio: 'inherit' }).status !== 0,
);
if (broken.length > 0) {
  console.error(`Cannot be parsed: ${broken.join(', ')}`);
  process.exit(1);
}
await import(new URL('../dist/server.js', import.meta.url).href);
console.log(`Built dist/ from ${files.length} files`);
