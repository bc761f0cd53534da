// What the benchmarks of the editor have in common: a warm platform, and windows of a real editor with the release build.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../host/chromium.mjs';
import { ensureHost } from '../host/install.mjs';
import { startHost } from '../host/server.mjs';
import { Workbench } from '../host/workbench.mjs';
import { ensurePlatform } from '../platform/install.mjs';
import { startPlatform } from '../platform/platform.mjs';
import { ensureDemoWorkspace } from '../run/demoWorkspace.mjs';
import { root, runScript } from '../run/root.mjs';

/**
 * Opens fresh windows one after the other on the demo workspace, signed in as guest, and measures each.
 * @template T
 * @param {number} runs
 * @param {(workbench: Workbench) => Promise<T>} measure
 * @param {(workspace: string) => void} [prepare] puts more into the workspace; it is given its absolute path
 * @returns {Promise<T[]>}
 */
export async function measureWindows(runs, measure, prepare = () => {}) {
  ensurePlatform();
  await ensureHost();
  if (!runScript('esbuild.mjs', ['--production'])) throw new Error('The build failed.');
  const workspace = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  const platform = await startPlatform();
  await platform.catalogueSettled();
  ensureDemoWorkspace(platform, workspace);
  prepare(workspace);
  const settings = { 'goldenPath.backstage.url': platform.url, 'goldenPath.backstage.signIn': 'guest' };
  const host = await startHost({ extensions: [root], settings });
  const browser = await launchChromium();
  try {
    /** @type {T[]} */
    const results = [];
    for (let run = 0; run < runs; run++) {
      const workbench = await Workbench.open(host, { workspace, browser });
      // The branch comes from another extension: it tells that the extension host is up, as when a person begins to work.
      await workbench.statusItem('main').waitFor();
      results.push(await measure(workbench));
      await workbench.close();
    }
    return results;
  } finally {
    await browser.close();
    await host.stop();
    await platform.stop();
    rmSync(workspace, { recursive: true, force: true });
    runScript('esbuild.mjs');
  }
}
