// How long the extension takes to be loaded and activated in a real extension host, and how large it is.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { activationTimes, summarise } from '../host/measure.mjs';
import { packageExtension } from '../run/package.mjs';
import { root } from '../run/root.mjs';
import { measureWindows } from './window.mjs';

const EXTENSION = 'golden-path.golden-path';

/**
 * Budgets: `activate()` 20 ms, code load 40 ms, both as median of 10; entry 150 kB; package 1.5 MB.
 * The ratio is against the median of all other extensions that were activated in the same windows.
 */
export async function run() {
  packageExtension();
  const package_ = statSync(join(root, 'artifacts', 'golden-path.vsix')).size;
  let entry = 0;
  const samples = await measureWindows(10, async workbench => {
    entry = statSync(join(root, 'dist', 'extension.js')).size;
    await workbench.openActivity('Golden Path');
    await workbench.tree('Catalogue').rows.first().waitFor();
    return activationTimes(workbench);
  });
  const ours = samples.flatMap(sample => sample[EXTENSION] ?? []);
  const others = samples.flatMap(sample =>
    Object.entries(sample).flatMap(([id, times]) => (id === EXTENSION ? [] : [times.loadCode + times.callActivate])),
  );
  const total = summarise(ours.map(times => times.loadCode + times.callActivate));
  return {
    activateMs: summarise(ours.map(times => times.callActivate)),
    loadCodeMs: summarise(ours.map(times => times.loadCode)),
    ratioToOtherExtensions: Number((total.median / Math.max(1, summarise(others).median)).toFixed(2)),
    entryBytes: entry,
    packageBytes: package_,
  };
}
