// The demo content is written without addresses; a platform gets its own copy with the addresses it listens on.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Copies a content folder, replacing `@GIT_HOST@` (host and port of the git host), `@GIT_URL@` (address of the organisation on
 * it) and `@BACKSTAGE_URL@` in every text file. What stood at the target goes away first. Links are left out.
 * @param {string} from absolute path
 * @param {string} to absolute path
 * @param {{ gitHost: string, gitUrl: string, backstageUrl: string }} addresses
 * @returns {void}
 * @throws when a file cannot be read or written
 */
export function stageContent(from, to, { gitHost, gitUrl, backstageUrl }) {
  rmSync(to, { recursive: true, force: true });
  copyFolder(from, to, [
    ['@GIT_HOST@', gitHost],
    ['@GIT_URL@', gitUrl],
    ['@BACKSTAGE_URL@', backstageUrl],
  ]);
}

/**
 * @param {string} from
 * @param {string} to
 * @param {[placeholder: string, value: string][]} values
 */
function copyFolder(from, to, values) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) copyFolder(source, target, values);
    else if (entry.isFile()) copyFile(source, target, values);
  }
}

/**
 * @param {string} source
 * @param {string} target
 * @param {[placeholder: string, value: string][]} values
 */
function copyFile(source, target, values) {
  const bytes = readFileSync(source);
  const present = values.filter(([placeholder]) => bytes.includes(placeholder));
  if (present.length === 0 || bytes.includes(0)) return copyFileSync(source, target);
  let text = bytes.toString('utf8');
  for (const [placeholder, value] of present) text = text.replaceAll(placeholder, value);
  writeFileSync(target, text, { mode: statSync(source).mode });
}
