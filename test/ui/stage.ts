import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../host/chromium.mjs';
import { startHost, type VsCodeHost } from '../host/server.mjs';
import { Workbench } from '../host/workbench.mjs';

/** Where screenshots are kept to be looked at. */
export const pictures = process.env['GOLDEN_PATH_ARTIFACTS'] ?? join('artifacts', 'ui');

const WINDOW = { viewport: { width: 1100, height: 720 } };

/** A real editor with the extension, as a person installs it, on a folder made for the test. */
export interface Stage {
  readonly host: VsCodeHost;
  readonly workbench: Workbench;
  /** The folder that is open, or that would be. */
  readonly folder: string;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files of the folder, by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Opens a window without any folder. */
  readonly withoutFolder?: boolean;
}

/** Opens an editor of its own: fresh settings, fresh secrets, nobody signed in. */
export async function openStage({
  settings = {},
  files = {},
  withoutFolder = false,
}: StageOptions = {}): Promise<Stage> {
  const base = mkdtempSync(join(tmpdir(), 'golden-path-ui-'));
  const folder = join(base, 'parcels');
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const empty = join(base, 'nothing.code-workspace');
  writeFileSync(empty, JSON.stringify({ folders: [] }));
  let host: VsCodeHost | undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await host?.stop();
    rmSync(base, { recursive: true, force: true });
  };
  try {
    host = await startHost({ extensions: [process.cwd()], settings });
    browser = await launchChromium();
    const workspace = withoutFolder ? empty : folder;
    const workbench = await Workbench.open(host, { workspace, browser, window: WINDOW });
    return { host, workbench, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A picture of the side bar or of the whole window, in the theme that is set. */
export async function picture(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.mouse.move(900, 300);
  // The tooltip of what has the focus stays.
  const tooltip = workbench.page.locator('.workbench-hover').first();
  await tooltip.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => undefined);
  await workbench.screenshot(join(pictures, `${name}.png`));
}

/** Keeps a picture of the window for each test of the suite that fails. */
export function pictureFailures(stage: () => Stage | undefined): void {
  afterEach(async function () {
    const name = this.currentTest?.fullTitle().replace(/[^\w]+/g, '-');
    if (this.currentTest?.isFailed()) await stage()?.workbench.screenshot(join(pictures, `failed-${name}.png`));
  });
}
