import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CoverageReport } from 'monocart-coverage-reports';
import { root } from './root.mjs';

/**
 * Prints the coverage of the product's sources by all suites together, and writes `coverage/lcov.info`.
 * @param {string} folder V8's raw coverage, in it and in the folders below it
 */
export async function reportCoverage(folder) {
  const ours = ['dist', 'out'].map(name => pathToFileURL(join(root, name) + sep).href);
  const report = new CoverageReport({
    name: 'Golden Path',
    outputDir: join(root, 'coverage'),
    clean: false,
    logging: 'error',
    reports: [['console-details', { maxCols: 120 }], 'lcovonly'],
    // Bundles of the product and of the tests; other extensions and tools share their processes.
    entryFilter: ({ url }) => ours.some(start => url.startsWith(start)),
    sourceFilter: path => path.startsWith('src/'),
    all: { dir: join(root, 'src'), filter: path => path.endsWith('.ts') },
  });
  const folders = [
    folder,
    ...readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => join(folder, name)),
  ];
  for (const data of folders) await report.addFromDir(data);
  await report.generate();
}
