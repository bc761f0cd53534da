// Gives a seeded repository a small past: the same folder always makes the same commits.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const day = 24 * 60 * 60;
/** The first commit of the oldest repository, in seconds since 1970: a Monday morning. */
const beginning = Date.UTC(2025, 1, 3, 8, 12, 0) / 1000;

const people = [
  'Linnea Berg',
  'Tomáš Novák',
  'Priya Raman',
  'Jonas Keller',
  'Mei Tanaka',
  'Diego Fuentes',
  'Saoirse Byrne',
  'Kofi Mensah',
  'Hannah Weiss',
  'Elif Aydın',
  'Marco Bianchi',
  'Aisha Rahman',
];

/**
 * How a repository grew. A file belongs to the last step that matches its path.
 * @type {{ message: (name: string) => string, matches: RegExp, tag?: string }[]}
 */
const steps = [
  { message: name => `Start ${name}`, matches: /^/ },
  {
    message: () => 'Build it, ship it and watch it',
    matches: /^(\.[^/]+\/|deploy\/|k8s\/|kubernetes\/|ops\/|monitoring\/|Dockerfile)/,
    tag: 'v1.0.0',
  },
  { message: () => 'Write down how it works and how it is run', matches: /^(docs\/|mkdocs\.yml$)/ },
  { message: name => `Describe ${name} to the catalogue`, matches: /^catalog-info\.yaml$/, tag: 'v1.1.0' },
];

/**
 * Fills an empty bare repository with two to four commits and a tag or two; the main branch ends with the files of the folder.
 * @param {string} repository absolute path of the bare repository
 * @param {string} name
 * @param {string} folder absolute path
 * @param {NodeJS.ProcessEnv} env what git is run with
 * @throws when git refuses the stream
 */
export async function importHistory(repository, name, folder, env) {
  const git = spawn('git', ['-C', repository, 'fast-import', '--quiet'], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  git.stderr.on('data', chunk => (complaint += chunk));
  git.stdin.on('error', () => {});
  git.stdin.end(historyStream(name, folder));
  const [code] = await once(git, 'close');
  if (code !== 0) throw new Error(`git could not make the repository ${name}: ${complaint.trim()}`);
}

/**
 * @param {string} name
 * @param {string} folder
 * @returns {Buffer} in the format of `git fast-import`
 */
function historyStream(name, folder) {
  const seed = hashOf(name);
  /** @type {(string | Buffer)[]} */
  const stream = [];
  /** @type {string[][]} */
  const pathsOfStep = steps.map(() => []);
  for (const path of filesBelow(folder)) pathsOfStep[steps.findLastIndex(step => step.matches.test(path))]?.push(path);

  let time = workday(beginning + (seed % 120) * day);
  let commits = 0;
  for (const [index, step] of steps.entries()) {
    const paths = pathsOfStep[index];
    if (!paths?.length) continue;
    const person = people[(seed + commits) % people.length] ?? 'Noah Lindqvist';
    const who = `${person} <${addressOf(person)}> ${time} +0100`;
    const message = step.message(name);
    stream.push('commit refs/heads/main\n', `author ${who}\n`, `committer ${who}\n`, ...data(message));
    for (const path of paths) {
      const file = join(folder, path);
      const mode = statSync(file).mode & 0o100 ? '100755' : '100644';
      stream.push(`M ${mode} inline ${quoted(path)}\n`, ...data(readFileSync(file)));
    }
    stream.push('\n');
    if (step.tag) stream.push(`tag ${step.tag}\nfrom refs/heads/main\ntagger ${who}\n`, ...data(`Release ${step.tag}`));
    time = workday(time + (3 + ((seed >> 3) % 9)) * day + 5400);
    commits += 1;
  }
  return Buffer.concat(stream.map(part => (typeof part === 'string' ? Buffer.from(part) : part)));
}

/** The same hour of a Monday where a time, in seconds, falls on a weekend. @param {number} time */
function workday(time) {
  const weekday = new Date(time * 1000).getUTCDay();
  if (weekday === 6) return time + 2 * day;
  return weekday === 0 ? time + day : time;
}

/** @param {string | Buffer} content @returns {(string | Buffer)[]} */
function data(content) {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

/** @param {string} path */
function quoted(path) {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** @param {string} person */
function addressOf(person) {
  const plain = person
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '');
  return `${plain.toLowerCase().replace(' ', '.')}@parcelwise.example`;
}

/**
 * @param {string} folder
 * @param {string} [prefix]
 * @returns {string[]} the paths of all files below the folder, with forward slashes, sorted
 */
function filesBelow(folder, prefix = '') {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = prefix ? `${prefix}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return filesBelow(folder, path);
      return entry.isFile() ? [path] : [];
    });
}

/** A number that depends on the text alone. @param {string} text */
function hashOf(text) {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash;
}
