import * as assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { detail, overview } from '../fixtures/webview/healthData.mjs';
import { THEME_COLOURS } from '../host/pageAlone.mjs';
import { pageStage, THEMES, type Alone, type PageOptions } from './pageStage.js';
import { pictures } from './stage.js';

const WIDE = { width: 1200, height: 820 };
const NARROW = { width: 360, height: 820 };

describe('the health page', () => {
  const stage = pageStage('health', WIDE);
  const { until, lastSent } = stage;
  const now = (): number => Math.floor(Date.now() / 1_000);

  const open = async (options: PageOptions = {}): Promise<Alone> => {
    const alone = await stage.open(options);
    await alone.send({ type: 'start', texts: {}, language: 'en', refreshSeconds: 30 });
    return alone;
  };
  const CHECKOUT = 'component:default/checkout-api';
  /** The overview with so many services. */
  const openOverview = async (count: number, options: PageOptions = {}): Promise<Alone> => {
    const opened = await open(options);
    await opened.send({ type: 'overview', overview: overview(count, now()) });
    await opened.page.locator('.row').first().waitFor();
    return opened;
  };
  /** The page of the checkout service. */
  const openDetail = async (options: PageOptions = {}): Promise<Alone> => {
    const opened = await openOverview(12, options);
    await opened.page.locator('.row', { hasText: 'checkout-api' }).click();
    await opened.send({ type: 'detail', detail: detail('checkout-api', '24h', 300, now()) });
    await opened.page.locator('canvas').first().waitFor();
    return opened;
  };
  const names = (): Promise<string[]> => stage.alone.page.locator('.row .name').allTextContents();

  describe('overview', () => {
    it('lists services worst first, each with a shape, a word, its numbers and why', async () => {
      const { page, errors } = await openOverview(12);
      assert.deepEqual((await names()).slice(0, 4), [
        'label-printer',
        'checkout-api',
        'route-planner',
        'rates-service',
      ]);
      const row = page.getByRole('row', { name: /checkout-api/ });
      const cells = await row.getByRole('gridcell').allInnerTexts();
      assert.deepEqual(
        cells.map(text => text.replaceAll('\u00a0', ' ').replaceAll('\n', ' ')),
        [
          'Critical',
          'checkout-api Burns its error budget 23 times too fast over 5m and 1h',
          'parcel-booking',
          ...['84.3 req/s', '2.31 %', '1.34 s', '−18 %', '', '1'],
        ],
      );
      assert.equal(await page.locator('.roll-up').innerText(), 'Critical\n10 of 12 known');
      const unknown = page.getByRole('row', { name: /address-lookup/ }).getByRole('gridcell');
      assert.equal(await unknown.nth(3).innerText(), '–');
      assert.equal(await unknown.nth(3).getAttribute('title'), 'Telemetry was lost at 09:41');
      const shapes = await page
        .locator('.row .status-icon .shape')
        .evaluateAll(nodes =>
          nodes.map(node => (node as unknown as { getAttribute(name: string): string }).getAttribute('d')),
        );
      assert.equal(new Set(shapes).size, 4, 'healthy and unknown share their circle, one filled and one dashed');
      assert.deepEqual(await errors(), []);
    });

    it('has only the rows that can be seen, and goes through all of them by keys', async () => {
      const { page } = await openOverview(2_000);
      const count = async (): Promise<number> => page.locator('.row').count();
      assert.ok((await count()) < 50);
      assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '2001');
      await page.locator('.filter').click();
      await page.keyboard.press('ArrowDown');
      const focused = page.locator('.row:focus');
      assert.equal(await focused.getAttribute('aria-rowindex'), '2');
      await page.keyboard.press('ArrowDown');
      assert.equal(await focused.locator('.name').innerText(), 'checkout-api');
      await page.keyboard.press('End');
      assert.equal(await focused.getAttribute('aria-rowindex'), '2001');
      await page.keyboard.press('PageUp');
      assert.ok(Number(await focused.getAttribute('aria-rowindex')) < 2_000);
      assert.ok((await count()) < 50);
      await page.keyboard.press('Home');
      await page.mouse.move(600, 500);
      await page.mouse.wheel(0, 20_000);
      await until(`document.querySelector('.viewport').scrollTop > 10000`);
      assert.equal(await focused.getAttribute('aria-rowindex'), '2', 'the row with the focus stays');
      const order = await page
        .locator('.row')
        .evaluateAll(nodes => nodes.map(node => Number((node as unknown as { ariaRowIndex: string }).ariaRowIndex)));
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      assert.deepEqual(await lastSent('openService'), { type: 'openService', ref: CHECKOUT, range: '24h' });
    });

    it('is sorted by a column with the keyboard, and says so', async () => {
      const { page } = await openOverview(12);
      await page.getByRole('columnheader', { name: 'Traffic' }).getByRole('button').press('Enter');
      assert.equal((await names())[0], 'notification-fan-out');
      assert.equal(await page.getByRole('columnheader', { name: 'Traffic' }).getAttribute('aria-sort'), 'descending');
      await page.getByRole('columnheader', { name: 'Traffic' }).getByRole('button').press('Enter');
      assert.equal((await names())[0], 'returns-portal');
    });

    it('is filtered while one types and by status, and says what to do when nothing fits', async () => {
      const { page } = await openOverview(12);
      await page.locator('.filter').click();
      await page.keyboard.type('booking');
      assert.deepEqual(await names(), ['checkout-api', 'address-lookup', 'returns-portal']);
      await page.getByRole('button', { name: /Unknown 1/ }).click();
      assert.deepEqual(await names(), ['address-lookup']);
      await page.locator('.filter').click();
      await page.keyboard.type(' nothing');
      await page.getByText('No service fits the filter').waitFor();
      await page.getByText('Show all services').click();
      assert.equal((await names()).length, 12);
    });

    it('says which service is another than before, and nothing else', async () => {
      const { page, send } = await openOverview(12);
      const first = overview(12, now());
      await send({ type: 'overview', overview: first });
      assert.equal(await page.locator('[aria-live]').innerText(), '');
      const services = first.services.map(row => (row.name === 'tracking-api' ? { ...row, status: 'critical' } : row));
      await send({ type: 'overview', overview: { ...first, services } });
      await page.locator('[aria-live]', { hasText: 'tracking-api is now: Critical' }).waitFor({ state: 'attached' });
    });

    it('shows one banner for the source, whose button does what it says', async () => {
      const { page, send } = await openOverview(12);
      const trouble = { text: 'Prometheus does not answer.', action: { id: 'retry', title: 'Try now' } };
      await send({ type: 'overview', overview: { ...overview(12, now()), trouble } });
      await page.getByText('Try now').click();
      assert.deepEqual(await lastSent('act'), { type: 'act', action: 'retry' });
      await send({ type: 'overview', overview: overview(12, now()) });
      await page.locator('.notice').waitFor({ state: 'detached' });
    });

    it('copies what it lists as CSV', async () => {
      const { page } = await openOverview(12);
      await page.getByRole('button', { name: /Degraded/ }).click();
      await page.getByRole('button', { name: 'Copy the list as CSV' }).click();
      const { text } = (await lastSent('copy')) as { text: string };
      assert.equal(text.trim().split('\r\n').length, 3);
    });

    it('shows text of servers as text', async () => {
      const { page, send, errors } = await openOverview(12);
      const name = '<img src=x onerror=alert(1)>';
      const first = overview(1, now());
      const services = first.services.map(row => ({ ...row, name, owner: name, reasons: [name] }));
      await send({ type: 'overview', overview: { ...first, services, title: name, source: name } });
      assert.deepEqual(await names(), [name]);
      assert.equal(await page.locator('img').count(), 0);
      assert.deepEqual(await errors(), []);
    });
  });

  describe('a service', () => {
    it('is shown with its reasons, its numbers and its charts, and Escape leads back to its row', async () => {
      const { page, errors } = await openDetail();
      assert.equal(await page.locator('h1').innerText(), 'checkout-api');
      assert.equal(await page.locator('.verdict strong').innerText(), 'Critical');
      assert.equal(await page.locator('canvas').count(), 5);
      assert.equal(
        await page.getByRole('group', { name: 'Objective' }).locator('.tile-value').innerText(),
        '99.9\u00a0%',
      );
      await page.keyboard.press('Escape');
      assert.deepEqual(await lastSent('openOverview'), { type: 'openOverview' });
      assert.equal(await page.locator('.row:focus .name').innerText(), 'checkout-api');
      assert.deepEqual(await errors(), []);
    });

    it('drops what comes late: another service, and another range', async () => {
      const { page, send } = await openDetail();
      await send({ type: 'detail', detail: detail('tracking-api', '24h', 300, now()) });
      await page.getByRole('button', { name: '7d' }).click();
      assert.deepEqual(await lastSent('setRange'), { type: 'setRange', range: '7d' });
      const late = detail('checkout-api', '24h', 300, now());
      await send({ type: 'detail', detail: { ...late, service: { ...late.service, status: 'healthy' } } });
      assert.equal(await page.locator('h1').innerText(), 'checkout-api');
      assert.equal(await page.locator('.verdict strong').innerText(), 'Critical');
    });

    it('has a table behind each chart, which stays a table when the numbers are refreshed', async () => {
      const { page, send } = await openDetail();
      const latency = page.getByRole('region', { name: 'Latency' });
      await latency.getByRole('button', { name: 'Show as table' }).click();
      const table = latency.getByRole('table', { name: 'Latency, the latest first' });
      assert.equal(await table.getByRole('row').count(), 301);
      assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), ['Time', 'p50', 'p95', 'p99']);
      await send({ type: 'detail', detail: detail('checkout-api', '24h', 300, now()) });
      assert.equal(await table.count(), 1);
      await latency.getByRole('button', { name: 'Show as chart' }).click();
      assert.equal(await latency.locator('canvas').count(), 1);
    });

    it('shares the cursor among its charts, by mouse and by keys', async () => {
      const { page } = await openDetail();
      const times = (): Promise<string[]> => page.locator('.legend-time').allInnerTexts();
      await page.locator('.chart-traffic .u-over').hover();
      const shown = await times();
      assert.match(shown[0] ?? '', /^\d\d:\d\d$/);
      assert.equal(new Set(shown).size, 1);
      const slider = page.getByRole('slider', { name: /^Errors/ });
      await slider.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      assert.equal(await slider.getAttribute('aria-valuenow'), '1');
      assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^\d\d:\d\d, errors .*%$/);
      assert.equal(new Set(await times()).size, 1);
    });

    it('zooms into what is dragged over and asks for it finer, and goes back', async () => {
      const { page, send } = await openDetail();
      const over = await page.locator('.chart-traffic .u-over').boundingBox();
      assert.ok(over);
      const y = over.y + over.height / 2;
      await page.mouse.move(over.x + over.width / 2, y);
      await page.mouse.down();
      await page.mouse.move(over.x + (over.width * 3) / 4, y, { steps: 5 });
      await page.mouse.up();
      const zoom = (await lastSent('zoom')) as { start: number; end: number };
      assert.ok(Math.abs(zoom.end - zoom.start - 21_600) < 1_200, JSON.stringify(zoom));
      const finer = detail('checkout-api', '24h', 300, now());
      await send({ type: 'detail', detail: { ...finer, span: { start: zoom.start, end: zoom.end } } });
      await page.getByRole('button', { name: 'Show all of it' }).click();
      assert.deepEqual(await lastSent('setRange'), { type: 'setRange', range: '24h' });
      await page.getByRole('slider', { name: /^Traffic/ }).focus();
      await page.keyboard.press('+');
      await page.getByRole('button', { name: 'Show all of it' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Show all of it' }).waitFor({ state: 'detached' });
      assert.equal(await lastSent('openOverview'), undefined);
    });

    it('gives charts away as CSV, as pictures and by their queries, from a menu with keys', async () => {
      const { page } = await openDetail();
      const choose = async (title: string): Promise<void> => {
        await page.getByRole('button', { name: 'More for Errors' }).press('Enter');
        await page.getByRole('menuitem', { name: title }).click();
      };
      await page.getByRole('button', { name: 'More for Errors' }).press('Enter');
      assert.equal(await page.locator(':focus').innerText(), 'Copy as CSV');
      await page.keyboard.press('ArrowUp');
      assert.equal(await page.locator(':focus').innerText(), 'Open in the browser');
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('h1').innerText(), 'checkout-api', 'Escape closes no more than the menu');
      await choose('Copy as CSV');
      assert.match(((await lastSent('copy')) as { text: string }).text, /^time,errors \(ratio\)\r\n2/);
      await choose('Show the query');
      assert.deepEqual(await lastSent('showQuery'), { type: 'showQuery', query: 'query_of_errors' });
      await choose('Save as picture');
      const { name, base64 } = (await lastSent('save')) as { name: string; base64: string };
      assert.equal(name, 'checkout-api-errors.png');
      const bytes = Buffer.from(base64, 'base64');
      assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
      writeFileSync(join(pictures, 'health-saved-chart.png'), bytes);
      await choose('Copy as picture');
      await page.locator('[aria-live]', { hasText: 'Copied' }).waitFor({ state: 'attached' });
    });

    it('leads on: alerts, silences, dependencies, links', async () => {
      const { page } = await openDetail();
      await page.getByRole('button', { name: 'Runbook: CheckoutErrorBudgetBurn' }).click();
      assert.deepEqual(await lastSent('openRunbook'), { type: 'openRunbook', alert: 'a1' });
      await page.getByRole('button', { name: 'Silence …: CheckoutErrorBudgetBurn' }).click();
      assert.deepEqual(await lastSent('silence'), { type: 'silence', alert: 'a1' });
      await page.getByRole('button', { name: 'End the silence: CheckoutLatencyHigh' }).click();
      assert.deepEqual(await lastSent('unsilence'), { type: 'unsilence', alert: 'a2' });
      await page.getByRole('button', { name: 'Dashboard in Grafana' }).click();
      assert.deepEqual(await lastSent('openLink'), { type: 'openLink', id: 'grafana' });
      await page.getByRole('button', { name: /rates-service/ }).click();
      assert.equal(await page.locator('h1').innerText(), 'rates-service');
      assert.equal(((await lastSent('openService')) as { ref: string }).ref, 'component:default/rates-service');
    });

    it('keeps the focus where it is when the numbers are refreshed', async () => {
      const { page, send } = await openDetail();
      await page.getByRole('button', { name: 'Silence …: CheckoutErrorBudgetBurn' }).focus();
      await send({ type: 'detail', detail: detail('checkout-api', '24h', 300, now()) });
      await page.waitForTimeout(50);
      const label = await page.locator(':focus').getAttribute('aria-label');
      assert.equal(label, 'Silence …: CheckoutErrorBudgetBurn');
    });
  });

  describe('its time', () => {
    it('counts the age up, and can be paused', async () => {
      const { page } = await openOverview(12);
      const age = page.locator('.age');
      assert.match(await age.innerText(), /^as of [345]s ago$/);
      const before = await age.innerText();
      await until(`document.querySelector('.age').textContent !== ${JSON.stringify(before)}`);
      await page.getByRole('button', { name: 'Pause refreshing' }).click();
      assert.deepEqual(await lastSent('pause'), { type: 'pause', paused: true });
      assert.match(await age.innerText(), /^paused, as of/);
      await page.getByRole('button', { name: 'Refresh now' }).click();
      assert.deepEqual(await lastSent('refresh'), { type: 'refresh' });
    });

    it('does nothing at all while it is hidden, and then shows the last of what came', async () => {
      const { page, send, setHidden } = await openOverview(12);
      await setHidden(true);
      await page.evaluate(`{
        window.work = { changes: 0, timers: 0, frames: 0 };
        new MutationObserver(list => (work.changes += list.length))
          .observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
        for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame']) {
          const real = window[name];
          window[name] = (...args) => {
            work[name === 'requestAnimationFrame' ? 'frames' : 'timers']++;
            return real(...args);
          };
        }
      }`);
      await send({ type: 'overview', overview: overview(3, now()) });
      await send({ type: 'overview', overview: overview(5, now()) });
      await send({ type: 'busy', busy: true });
      await page.waitForTimeout(2_200);
      assert.deepEqual(await page.evaluate('work'), { changes: 0, timers: 0, frames: 0 });
      await setHidden(false);
      await until(`document.querySelectorAll('.row').length === 5`);
    });

    it('has its state survive a reload', async () => {
      const { page, send, kept, sent } = await openOverview(200);
      await page.locator('.filter').click();
      await page.keyboard.type('parcel');
      await page.getByRole('button', { name: /Healthy/ }).click();
      await page.getByRole('columnheader', { name: 'p99' }).getByRole('button').click();
      await page.locator('.viewport').evaluate(node => ((node as unknown as { scrollTop: number }).scrollTop = 340));
      await page.getByRole('button', { name: 'Pause refreshing' }).click();
      await until(`window.hostSide.kept()?.scroll === 340`);
      const before = await names();
      await page.reload();
      await until('window.hostSide.sent.length > 0');
      assert.deepEqual((await sent())[0], { type: 'ready', range: '24h', paused: true });
      await send({ type: 'start', texts: {}, language: 'en', refreshSeconds: 30 });
      await send({ type: 'overview', overview: overview(200, now()) });
      await page.locator('.row').first().waitFor();
      assert.deepEqual(await names(), before);
      assert.equal(
        await page.locator('.viewport').evaluate(node => (node as unknown as { scrollTop: number }).scrollTop),
        340,
      );
      assert.match(await page.locator('.age').innerText(), /^paused/);
      await page.locator('.row').nth(8).click();
      await page.getByRole('button', { name: '7d' }).click();
      await until(`window.hostSide.kept()?.range === '7d'`);
      const { service } = (await kept()) as { service: { ref: string; name: string } };
      await page.reload();
      await until('window.hostSide.sent.length > 0');
      assert.deepEqual((await sent())[0], { type: 'ready', service: service.ref, range: '7d', paused: true });
      await send({ type: 'start', texts: {}, language: 'en', refreshSeconds: 30 });
      assert.equal(await page.locator('h1').innerText(), service.name);
    });

    it('speaks the language that the editor sends', async () => {
      const { page, send } = await open();
      await page.reload();
      await until('window.hostSide.sent.length > 0');
      const texts = { Status: 'Zustand', Critical: 'Kritisch', 'as of {0}': 'Stand {0}' };
      await send({ type: 'start', texts, language: 'de', refreshSeconds: 30 });
      await send({ type: 'overview', overview: overview(12, now()) });
      const row = page.locator('.row', { hasText: 'checkout-api' });
      assert.equal(await row.locator('.cell-status').innerText(), 'Kritisch');
      assert.equal(await row.locator('.cell-errors .number').innerText(), '2,31\u00a0%');
      assert.match(await page.locator('.age').innerText(), /^Stand vor \d s$/);
    });
  });

  describe('its look', () => {
    it('fits a column of 320 pixels without scrolling sideways', async () => {
      const { page } = await openDetail({ size: { width: 320, height: 700 } });
      const overflow = (): Promise<string[]> =>
        page.evaluate(`[...document.querySelectorAll('#app *')]
          .filter(node => !node.closest('.sr-only, .services > [role=rowgroup], .u-wrap, dd > *'))
          .filter(node => node.getBoundingClientRect().right > innerWidth + 0.5 && getComputedStyle(node).visibility !== 'hidden')
          .map(node => node.className?.baseVal ?? node.className)`);
      assert.deepEqual(await overflow(), []);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
      await page.keyboard.press('Escape');
      assert.deepEqual(await overflow(), []);
    });

    it('moves nothing for those who want no motion', async () => {
      const { page, send } = await openOverview(12, { reducedMotion: true });
      await send({ type: 'busy', busy: true });
      const names = await page.evaluate(
        `getComputedStyle(document.querySelector('.progress'), '::before').animationName`,
      );
      assert.equal(names, 'appear');
    });

    it('is printed with all its rows', async () => {
      const { page } = await openOverview(200);
      await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
      assert.equal(await page.locator('.row').count(), 200);
      await page.emulateMedia({ media: 'print' });
      const height = await page.evaluate<number>('document.documentElement.scrollHeight');
      assert.ok(height > 200 * 34, String(height));
      await page.emulateMedia({ media: null });
      await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
      assert.ok((await page.locator('.row').count()) < 200);
    });

    it('uses no colour of a theme that its pictures do not have', () => {
      const built = ['health.js', 'health.css']
        .map(name => readFileSync(join('dist', 'webview', name), 'utf8'))
        .join('');
      const known = new Set(Object.keys(THEME_COLOURS.dark));
      const used = new Set(built.match(/var\(--vscode-[\w-]+/g)?.map(found => found.slice(4)));
      const fonts = /font|contrast|-weight/;
      assert.deepEqual(
        [...used].filter(name => !known.has(name) && !fonts.test(name)),
        [],
      );
    });
  });

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
          await bring(stage.alone);
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
