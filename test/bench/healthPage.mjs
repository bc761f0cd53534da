// The health page in a real browser, as released: data to painted, a scroll through 200 services, 30 days of charts, its size.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { detail, overview } from '../fixtures/webview/healthData.mjs';
import { launchChromium } from '../host/chromium.mjs';
import { openPageAlone } from '../host/pageAlone.mjs';
import { buildPage, kilobytes, median, painted, rounded } from './paintedPage.mjs';

const SERVICES = 200;
const POINTS = 1_000;
const RUNS = 7;
const SCROLL_STEPS = 120;

/**
 * Budgets: 200 services from data to painted in 150 ms, no frame over 33 ms in a scroll, 30 days of one service at 1,000 points in
 * all its charts in 100 ms, a script of 250 kB.
 */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  const browser = await launchChromium();
  try {
    const webviewHtml = await buildPage(folder, 'health');
    const script = readFileSync(join(folder, 'health.js'));
    const page = await openPageAlone({ browser, page: 'health', folder, html: webviewHtml });
    await page.send({ type: 'start', texts: {}, language: 'en', refreshSeconds: 30 });
    const now = Math.floor(Date.now() / 1_000);
    const services = overview(SERVICES, now);
    /** @type {number[]} */
    const first = [];
    /** @type {number[]} */
    const charts = [];
    for (let run = 0; run < RUNS; run++) {
      first.push(await painted(page.page, { type: 'overview', overview: { ...services, readAt: now - run } }));
      await page.send({ type: 'show', service: 'component:default/checkout-api', name: 'checkout-api', range: '30d' });
      charts.push(await painted(page.page, { type: 'detail', detail: detail('checkout-api', '30d', POINTS, now) }));
      await page.send({ type: 'show' });
    }
    await page.send({ type: 'overview', overview: services });
    // What the list itself needs is measured above.
    await page.page.waitForTimeout(500);
    const frames = await scroll(page.page);
    const errors = await page.errors();
    await page.close();
    return {
      scriptKb: kilobytes(script.length),
      scriptGzippedKb: kilobytes(gzipSync(script).length),
      services: SERVICES,
      firstPaintedMs: rounded(first[0] ?? 0),
      paintedMs: rounded(median(first)),
      scrollFrames: frames.length,
      scrollMedianFrameMs: rounded(median(frames)),
      scrollLongestFrameMs: rounded(Math.max(...frames)),
      scrollFramesOver33Ms: frames.filter(length => length > 33.5).length,
      points: POINTS,
      firstChartsMs: rounded(charts[0] ?? 0),
      chartsMs: rounded(median(charts)),
      errors: errors.length,
    };
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Scrolls through the whole list, a step a frame.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<number[]>} how long each frame took, in milliseconds
 */
function scroll(page) {
  return page.evaluate(
    steps =>
      new Promise(resolve => {
        const scope = /** @type {any} */ (globalThis);
        const viewport = scope.document.querySelector('.viewport');
        const far = viewport.scrollHeight - viewport.clientHeight;
        /** @type {number[]} */
        const frames = [];
        let last = 0;
        let step = 0;
        const frame = (/** @type {number} */ at) => {
          if (last > 0) frames.push(at - last);
          last = at;
          if (step > steps) return resolve(frames);
          viewport.scrollTop = (far * step++) / steps;
          scope.requestAnimationFrame(frame);
        };
        scope.requestAnimationFrame(frame);
      }),
    SCROLL_STEPS,
  );
}
