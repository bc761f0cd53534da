// One platform with the demo organisation for all suites that only look, or touch nothing of each other.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CatalogueProgress, Platform } from '../platform.mjs';

interface Started {
  readonly platform: Platform;
  readonly settled: CatalogueProgress;
}

// Every suite is a bundle of its own with its own copy of this file, so the platform hangs on the one thing they share.
const shared = globalThis as { goldenPathPlatform?: Promise<Started> };

type Modules = typeof import('../platform.mjs') & typeof import('../install.mjs') & typeof import('../ports.mjs');

/** The modules of the platform, as they are on disk: they find their files by their own address and must not be bundled. */
export async function platformModules(): Promise<Modules> {
  const load = async (name: string): Promise<Partial<Modules>> =>
    (await import(pathToFileURL(join(process.cwd(), 'test', 'platform', name)).href)) as Partial<Modules>;
  return { ...(await load('platform.mjs')), ...(await load('install.mjs')), ...(await load('ports.mjs')) };
}

/** The shared platform, installed and started by the first who asks, with everything in its catalogue read and linked. */
export function sharedPlatform(): Promise<Started> {
  return (shared.goldenPathPlatform ??= start());
}

async function start(): Promise<Started> {
  const { ensurePlatform, startPlatform } = await platformModules();
  ensurePlatform();
  const platform = await startPlatform();
  return { platform, settled: await platform.catalogueSettled() };
}

after(async () => {
  await (await shared.goldenPathPlatform)?.platform.stop();
});
