// The insights page in a real browser, as released: numbers with 500 changes to painted, what is behind one of them, its size.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { adoption, choices, comparedDelivery, query } from '../fixtures/webview/insightsData.mjs';
import { launchChromium } from '../host/chromium.mjs';
import { openPageAlone } from '../host/pageAlone.mjs';
import { buildPage, kilobytes, median, painted, rounded } from './paintedPage.mjs';

const CHANGES = 500;
const RUNS = 7;

/** Budgets: each part from data to painted in 200 ms, a script of 250 kB. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  const browser = await launchChromium();
  try {
    const webviewHtml = await buildPage(folder, 'insights');
    const script = readFileSync(join(folder, 'insights.js'));
    const page = await openPageAlone({ browser, page: 'insights', folder, html: webviewHtml });
    const started = await painted(page.page, { type: 'start', texts: {}, language: 'en' });
    await page.send({ type: 'choices', choices, query });
    const part = { state: 'ready', value: comparedDelivery(CHANGES, Date.now()) };
    /** @type {number[]} */
    const numbers = [];
    /** @type {number[]} */
    const details = [];
    for (let run = 0; run < RUNS; run++) {
      numbers.push(await painted(page.page, { type: 'delivery', part }));
      details.push(await painted(page.page, { type: 'show', measure: 'leadTime' }));
      await page.page.keyboard.press('Escape');
    }
    await page.page.getByRole('tab', { name: 'Adoption' }).click();
    const adopted = { state: 'ready', value: adoption(Date.now()) };
    /** @type {number[]} */
    const parts = [];
    for (let run = 0; run < RUNS; run++) parts.push(await painted(page.page, { type: 'adoption', part: adopted }));
    const errors = await page.errors();
    await page.close();
    return {
      scriptKb: kilobytes(script.length),
      scriptGzippedKb: kilobytes(gzipSync(script).length),
      changes: CHANGES,
      startMs: rounded(started),
      firstPaintedMs: rounded(numbers[0] ?? 0),
      paintedMs: rounded(median(numbers)),
      firstDetailMs: rounded(details[0] ?? 0),
      detailMs: rounded(median(details)),
      adoptionMs: rounded(median(parts)),
      errors: errors.length,
    };
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
