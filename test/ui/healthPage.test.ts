import * as assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { webviewHtml } from '../../src/editor/common/webviewHtml.js';
import { detail, overview } from '../fixtures/webview/healthData.mjs';
import { launchChromium } from '../host/chromium.mjs';
import { openPageAlone, THEME_COLOURS } from '../host/pageAlone.mjs';
import { pictures } from './stage.js';

type Alone = Awaited<ReturnType<typeof openPageAlone>>;
type Options = Partial<Parameters<typeof openPageAlone>[0]>;

const WIDE = { width: 1200, height: 820 };
const NARROW = { width: 360, height: 820 };
const THEMES = Object.keys(THEME_COLOURS) as (keyof typeof THEME_COLOURS)[];

describe('the health page', () => {
  let browser: Browser;
  let alone: Alone | undefined;
  const now = (): number => Math.floor(Date.now() / 1_000);

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

  const open = async (options: Options = {}): Promise<Alone> => {
    const folder = join(process.cwd(), 'dist', 'webview');
    alone = await openPageAlone({ browser, page: 'health', folder, html: webviewHtml, size: WIDE, ...options });
    await alone.page.waitForFunction('window.hostSide.sent.length > 0');
    await alone.send({ type: 'start', texts: {}, language: 'en', refreshSeconds: 30 });
    return alone;
  };

  describe('pictures', () => {
    const states: Record<string, (page: Alone) => Promise<unknown>> = {
      loading: async () => undefined,
      overview: page => page.send({ type: 'overview', overview: overview(12, now()) }),
      many: page => page.send({ type: 'overview', overview: overview(200, now()) }),
      empty: page => page.send({ type: 'overview', overview: { title: 'parcels', services: [] } }),
      trouble: async page => {
        const before = overview(12, now());
        const services = before.services.map(row => ({ ...row, status: 'unknown', flags: ['stale'], reasons: [] }));
        const trouble = {
          text: 'Prometheus does not answer (connection refused). What is shown was read 6 minutes ago; it is tried again in 30 seconds.',
          action: { id: 'retry', title: 'Try now' },
        };
        await page.send({ type: 'overview', overview: { ...before, services, trouble, readAt: now() - 372 } });
        await page.send({ type: 'problem', text: 'The silence could not be made: the server refused it (403).' });
      },
      detail: async page => {
        await page.send({ type: 'show', service: 'component:default/checkout-api', name: 'checkout-api' });
        await page.send({ type: 'detail', detail: detail('checkout-api', '24h', 300, now()) });
      },
      down: async page => {
        await page.send({ type: 'show', service: 'component:default/label-printer', name: 'label-printer' });
        await page.send({ type: 'detail', detail: detail('label-printer', '24h', 300, now()) });
      },
      unbound: async page => {
        await page.send({ type: 'show', service: 'component:default/legacy-invoices', name: 'legacy-invoices' });
        await page.send({ type: 'detail', detail: detail('legacy-invoices', '24h', 300, now()) });
      },
    };
    for (const [state, bring] of Object.entries(states))
      for (const [width, size] of Object.entries({ wide: WIDE, narrow: NARROW }))
        it(`${state}, ${width}`, async () => {
          const { page, setTheme, errors } = await open({ size });
          await bring(alone!);
          for (const theme of THEMES) {
            await setTheme(theme);
            await page.waitForTimeout(60);
            await page.screenshot({ path: join(pictures, `health-${state}-${width}-${theme}.png`) });
          }
          if (['detail', 'down', 'unbound'].includes(state)) {
            const tall = await page.evaluate<number>(`document.querySelector('.body').scrollHeight + 140`);
            await setTheme('dark');
            await page.setViewportSize({ ...size, height: tall });
            await page.waitForTimeout(60);
            await page.screenshot({ path: join(pictures, `health-${state}-${width}-whole.png`) });
          }
          assert.deepEqual(await errors(), []);
        });
  });
});
