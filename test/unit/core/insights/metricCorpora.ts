import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Published examples of others and cases worked out by hand, beside the repository: tests that use them are left out where they are not. */
const CORPORA = join('..', 'shared', 'corpora', 'metrics');

export const hasMetricCorpora = existsSync(CORPORA);

export const MISSING = 'needs the collected examples, which are not beside this clone';

export interface MetricFile {
  /** Within its corpus, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A file that is not packed. */
export function metricFile(name: string): string {
  return readFileSync(join(CORPORA, name), 'utf8');
}

/** The files of a packed corpus. */
export function metricFiles(name: string): readonly MetricFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-metrics-'));
  try {
    execFileSync('tar', ['xzf', join(CORPORA, `${name}.tar.gz`), '-C', folder]);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(path => statSync(join(folder, path)).isFile())
      .sort()
      .map(path => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
