import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../run/root.mjs';

/** The labelled and the real data sets: one archive each, and the labels as JSON lines. They are no part of the repository. */
const FOLDER = join(root, '..', 'shared', 'corpora');

/** What somebody says of a file, in the words of the tool that the file is a test of. */
export interface Label {
  /** From the folder with the data sets. */
  readonly file: string;
  /** Such as `polaris/hostIPCSet`. */
  readonly check: string;
  readonly expect: 'pass' | 'fail' | 'fixed';
  /** What is judged, where it is not the file as a whole. */
  readonly text?: string;
  readonly kind?: 'kubernetes' | 'dockerfile';
  /** Of Pod Security admission. */
  readonly level?: 'baseline' | 'restricted';
  readonly version?: string;
  /** Of actionlint: `file:line:column: message [kind]`, or a regular expression for that between slashes. */
  readonly out?: readonly string[];
}

export type LabelSet = 'psa' | 'polaris' | 'checkov' | 'checkov-docker' | 'trivy' | 'actionlint';

export function areCorporaThere(): boolean {
  return existsSync(join(FOLDER, 'labels'));
}

export function readLabels(set: LabelSet): readonly Label[] {
  const lines = readFileSync(join(FOLDER, 'labels', `${set}.jsonl`), 'utf8').split('\n');
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as Label);
}

/**
 * Unpacks data sets into a folder that is gone afterwards.
 * @param names such as `polaris`
 * @param use gets the folder that they lie in
 */
export async function withCorpora<T>(names: readonly string[], use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-corpora-'));
  try {
    for (const name of names) {
      const { status, stderr } = spawnSync('tar', ['-xzf', join(FOLDER, `${name}.tar.gz`), '-C', folder], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`The data set ${name} could not be unpacked: ${stderr}`);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
