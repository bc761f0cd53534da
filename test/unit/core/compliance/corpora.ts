import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Collected files of others, beside the repository: tests that use them are left out where they are not. */
const CORPORA = join('..', 'shared', 'corpora');

export interface CorpusFile {
  /** From the folder of the corpora, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const hasCorpora = existsSync(CORPORA);

/** Names of the corpora that are there; none where the folder is missing. */
export function corpusNames(): readonly string[] {
  if (!hasCorpora) return [];
  return readdirSync(CORPORA)
    .filter(name => name.endsWith('.tar.gz'))
    .map(name => name.replace(/\.tar\.gz$/, ''));
}

const read = new Map<string, readonly CorpusFile[]>();

/** The text files of a corpus whose path matches. */
export function corpusFiles(name: string, pattern = /\.ya?ml$/): readonly CorpusFile[] {
  let files = read.get(name);
  if (!files) {
    const folder = mkdtempSync(join(tmpdir(), 'golden-path-corpus-'));
    try {
      execFileSync('tar', ['xzf', join(CORPORA, `${name}.tar.gz`), '-C', folder]);
      files = filesBelow(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    read.set(name, files);
  }
  return files.filter(({ path }) => pattern.test(path));
}

/** The rows of a file of labels. */
export function corpusLabels(name: string): readonly Readonly<Record<string, unknown>>[] {
  return readFileSync(join(CORPORA, 'labels', `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>);
}

/** Text files below a folder, such as the fixtures of the repository itself. */
export function filesBelow(folder: string): readonly CorpusFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => !path.includes('node_modules') && statSync(join(folder, path)).isFile())
    .sort()
    .map(path => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }));
}
