import * as assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { webviewHtml } from '../../src/editor/common/webviewHtml.js';
import { launchChromium } from '../host/chromium.mjs';
import { openPageAlone, THEME_COLOURS } from '../host/pageAlone.mjs';
import { pictures } from './stage.js';

export type Alone = Awaited<ReturnType<typeof openPageAlone>>;
export type PageOptions = Partial<Parameters<typeof openPageAlone>[0]>;

export const THEMES = Object.keys(THEME_COLOURS) as (keyof typeof THEME_COLOURS)[];

/** A page of the product in a browser, without the editor around it. */
export interface PageStage {
  /** The page that is open. */
  readonly alone: Alone;
  /** Opens the page, and waits until it has asked for something. It is closed after the test. */
  readonly open: (options?: PageOptions) => Promise<Alone>;
  /** Waits until an expression is true in the page, whose policy lets nobody evaluate strings there. */
  readonly until: (expression: string) => Promise<void>;
  /** The last message of a type that the page has sent. */
  readonly lastSent: (type: string) => Promise<unknown>;
}

/** Registers, for the block of tests that it is called in, what opens and closes a page, and a picture of each failure. */
export function pageStage(page: string, size: { readonly width: number; readonly height: number }): PageStage {
  let browser: Browser;
  let alone: Alone | undefined;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await launchChromium();
  });

  after(() => browser?.close());

  afterEach(async function () {
    if (alone && this.currentTest?.isFailed()) {
      const name = this.currentTest.fullTitle().replace(/[^\w]+/g, '-');
      await alone.page.screenshot({ path: join(pictures, `failed-${name}.png`) });
    }
    await alone?.close();
    alone = undefined;
  });

  const until = async (expression: string): Promise<void> => {
    const deadline = Date.now() + 10_000;
    while (!(await alone!.page.evaluate(expression))) {
      assert.ok(Date.now() < deadline, `not in time: ${expression}`);
      await alone!.page.waitForTimeout(20);
    }
  };
  return {
    get alone() {
      return alone!;
    },
    open: async (options = {}) => {
      const folder = join(process.cwd(), 'dist', 'webview');
      alone = await openPageAlone({ browser, page, folder, html: webviewHtml, size, ...options });
      await until('window.hostSide.sent.length > 0');
      return alone;
    },
    until,
    lastSent: async type => ((await alone!.sent()) as { type: string }[]).findLast(message => message.type === type),
  };
}
