// node test/conformance/sample.mjs [RULE …]: prints up to ten findings of each rule in the real data sets, to be read and judged.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runScript } from '../run/root.mjs';

const CORPORA = join(root, '..', 'shared', 'corpora');
const REAL = [
  ...['podinfo', 'microservices-demo', 'kube-prometheus', 'starter-workflows'],
  ...['backstage-software-templates', 'rhdh-software-templates'],
];
const MOST = 10;

/** @typedef {{ rule: string, file: string, line: number, message: string }} Reported */

/**
 * Everything that is found in a folder.
 * @param {string} folder
 * @returns {readonly Reported[]}
 */
function scan(folder) {
  const report = join(folder, '..', 'report.json');
  const program = join(root, 'dist', 'cli.js');
  const options = ['--profile', 'all', '--format', 'json', '--output', report, '--fail-on', 'never'];
  const { status, stderr } = spawnSync(process.execPath, [program, 'scan', folder, ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(readFileSync(report, 'utf8')).findings;
}

/**
 * So many of a list, as far apart as can be: each file counts before the second finding of one.
 * @param {readonly (Reported & { data: string })[]} found
 */
function spread(found) {
  const seen = new Map();
  const ranked = found.map((finding, index) => {
    const file = `${finding.data}/${finding.file}`;
    const rank = seen.get(file) ?? 0;
    seen.set(file, rank + 1);
    return { finding, rank, index };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.index - b.index);
  const first = ranked.filter(({ rank }) => rank === 0);
  const pool = first.length >= MOST ? first : ranked;
  const step = Math.max(1, pool.length / MOST);
  return pool.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step)).map(({ finding }) => finding);
}

/** @param {readonly string[]} wanted ids of rules; all where there is none */
function main(wanted) {
  if (!existsSync(CORPORA)) throw new Error('The data sets do not lie beside the repository.');
  if (!runScript('esbuild.mjs')) throw new Error('The program could not be built.');
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-real-'));
  try {
    /** @type {Map<string, (Reported & { data: string })[]>} */
    const byRule = new Map();
    for (const data of REAL) {
      spawnSync('tar', ['-xzf', join(CORPORA, `${data}.tar.gz`), '-C', folder]);
      for (const finding of scan(join(folder, data)))
        byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), { ...finding, data }]);
    }
    for (const [rule, found] of [...byRule].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (wanted.length > 0 && !wanted.includes(rule)) continue;
      process.stdout.write(`\n## ${rule}: ${found.length}\n`);
      for (const { data, file, line, message } of spread(found)) {
        const lines = readFileSync(join(folder, data, file), 'utf8').split('\n');
        process.stdout.write(`\n${data}/${file}:${line}: ${message}\n`);
        const from = Math.max(0, line - 3);
        for (const each of lines.slice(from, from + 6)) process.stdout.write(`    | ${each.slice(0, 160)}\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2));
