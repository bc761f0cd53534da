import * as assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adoption, choices, comparedDelivery, delivery, query, survey } from '../fixtures/webview/insightsData.mjs';
import { THEME_COLOURS } from '../host/pageAlone.mjs';
import { pageStage, THEMES, type Alone, type PageOptions } from './pageStage.js';
import { pictures } from './stage.js';

const WIDE = { width: 1200, height: 860 };
const NARROW = { width: 360, height: 860 };

describe('the insights page', () => {
  const stage = pageStage('insights', WIDE);
  const { until, lastSent } = stage;
  const now = (): number => Date.now();

  const open = async (options: PageOptions = {}): Promise<Alone> => {
    const alone = await stage.open(options);
    await alone.send({ type: 'start', texts: {}, language: 'en' });
    await alone.send({ type: 'choices', choices, query });
    return alone;
  };
  const ready = (value: unknown): unknown => ({ state: 'ready', value });
  const openDelivery = async (options: PageOptions = {}): Promise<Alone> => {
    const opened = await open(options);
    await opened.send({ type: 'delivery', part: ready(delivery(120, now())) });
    await opened.page.locator('.card').first().waitFor();
    return opened;
  };
  const card = (name: string) => stage.alone.page.locator('.card', { hasText: name }).first();

  describe('delivery', () => {
    it('has six numbers, each with what it rests on, its grade in words, its target, its levels and its definition', async () => {
      const { page, errors } = await openDelivery();
      assert.deepEqual(await page.locator('.card h3').allInnerTexts(), [
        'Deployment frequency',
        'Lead time for changes',
        'Change failure rate',
        'Failed deployment recovery time',
        'Time to restore (all incidents)',
        'Deployment rework rate',
      ]);
      const text = (await card('Change failure rate').innerText()).replaceAll('\u00a0', ' ');
      for (const part of [
        '7.4 %',
        'of 54 deployments',
        'Target met',
        'Target: at most 15 %',
        'DORA 2024: medium · 2021: elite',
      ])
        assert.ok(text.includes(part), `${part} in ${text}`);
      assert.match(text, /Deployments that led to a failure/);
      assert.match(await card('Deployment frequency').innerText(), /1\.8 a day/);
      assert.deepEqual(await errors(), []);
    });

    it('says why there is no number, and gives it neither 0 nor a grade', async () => {
      await openDelivery();
      const text = await card('Failed deployment recovery time').innerText();
      assert.match(text, /^Failed deployment recovery time\s+–\s+No failed deployment has been recovered from/);
      assert.doesNotMatch(text, /Target met|Target missed|Near the target|\b0\b/);
      assert.match(await card('Time to restore').innerText(), /No grade: too few data/);
    });

    it('says of what it is and how old it is, and that it was worked out', async () => {
      const { page } = await openDelivery();
      assert.match(await page.locator('.origin').innerText(), /^derived Tags of the git repository/);
      assert.match(await page.locator('.age').innerText(), /^as of \d+s ago$/);
      const quality = page.locator('details', { hasText: 'Data quality' }).last();
      await quality.locator('summary').click();
      assert.match(await quality.innerText(), /3 events came twice[\s\S]*line 4811/);
    });

    it('opens by keyboard what is behind a number, down to the events, and Escape leads back', async () => {
      const { page, errors } = await openDelivery();
      const button = page.getByRole('button', { name: 'Lead time for changes', exact: true });
      await button.focus();
      await page.keyboard.press('Enter');
      const detail = page.getByRole('region', { name: 'Lead time for changes', exact: true });
      await detail.waitFor();
      assert.equal(await page.locator(':focus').innerText(), 'Lead time for changes');
      assert.equal(await button.getAttribute('aria-expanded'), 'true');
      assert.deepEqual(await detail.locator('.facts dt').allInnerTexts(), [
        'Median (p50)',
        'p75',
        'p90',
        'p95',
        'Mean',
        'Target',
      ]);
      assert.match(await detail.locator('.notes').innerText(), /Left out of this number: 175/);
      assert.match(await detail.locator('.said').innerText(), /^GitLab says: 3\sh Median of the days’ medians/);
      assert.match(
        (await detail.getByRole('img', { name: /how it is spread/ }).getAttribute('aria-label')) ?? '',
        /p50 .*, p90 .*, n = 120/,
      );
      const list = detail.getByRole('table', { name: 'Changes, the latest first' });
      assert.equal(await list.getByRole('row').count(), 51);
      await detail.getByRole('button', { name: 'Show 70 more' }).click();
      assert.equal(await list.getByRole('row').count(), 121);
      await list.getByRole('button').first().click();
      assert.deepEqual(await lastSent('openPoint'), { type: 'openPoint', key: 'leadTime', index: 1 });
      await page.keyboard.press('Escape');
      await detail.waitFor({ state: 'detached' });
      assert.equal(await page.locator(':focus').innerText(), 'Lead time for changes');
      assert.deepEqual(await errors(), []);
    });

    it('has a table behind each chart, which is copied as CSV and kept as a picture', async () => {
      const { page, send } = await openDelivery();
      await card('Lead time').click();
      const trend = page.getByRole('group', { name: 'Lead time for changes over time' });
      await trend.getByRole('button', { name: 'Show as table' }).click();
      assert.equal(await trend.getByRole('table').getByRole('row').count(), 11);
      await send({ type: 'delivery', part: ready(delivery(120, now())) });
      assert.equal(await trend.getByRole('table').count(), 1, 'it stays a table when the numbers are read again');
      await trend.getByRole('button', { name: 'More for Lead time' }).click();
      await page.getByRole('menuitem', { name: 'Copy as CSV' }).click();
      assert.match(((await lastSent('copy')) as { text: string }).text, /^From,To,Lead time for changes,Data\r\n2/);
      await trend.getByRole('button', { name: 'More for Lead time' }).click();
      await page.getByRole('menuitem', { name: 'Save as picture' }).click();
      const { name, base64 } = (await lastSent('save')) as { name: string; base64: string };
      assert.equal(name, 'insights-lead-time-for-changes-over-time.png');
      writeFileSync(join(pictures, 'insights-saved-chart.png'), Buffer.from(base64, 'base64'));
    });

    it('compares two windows in words', async () => {
      const { send } = await openDelivery();
      await send({ type: 'delivery', part: ready(comparedDelivery(120, now())) });
      await card('Deployment frequency')
        .getByText(/^Better than 1\.4 a day in/)
        .waitFor();
      await card('Lead time')
        .getByText(/^Better than .* in/)
        .waitFor();
      await card('Change failure rate')
        .getByText(/^As in .*: 7\.4/)
        .waitFor();
      await card('Failed deployment').getByText('Not comparable: there is no number in this window').waitFor();
      await card('Time to restore')
        .getByText(/^Worse than .*min in/)
        .waitFor();
    });
  });

  describe('what is asked for', () => {
    it('is chosen by window, dates, comparison, team, system and service', async () => {
      const { page } = await openDelivery();
      const asked = async (): Promise<unknown> => ((await lastSent('ask')) as { query: unknown }).query;
      await page.getByRole('button', { name: '90 days' }).click();
      assert.deepEqual(await asked(), { window: { days: 90 }, compare: 'none' });
      await page.getByLabel('Team').selectOption({ label: 'Depot Operations' });
      assert.deepEqual(await asked(), {
        window: { days: 90 },
        compare: 'none',
        team: 'group:default/depot-operations',
      });
      await page.getByLabel('Team').selectOption('');
      await page.getByLabel('System').selectOption({ label: 'Depot Floor' });
      await page.getByLabel('Service').selectOption({ label: 'Tracking API' });
      await page.getByLabel('Compare').selectOption('before');
      assert.deepEqual(await asked(), {
        ...{ window: { days: 90 }, compare: 'before', system: 'system:default/depot-floor' },
        service: 'component:default/tracking-api',
      });
      await page.getByRole('button', { name: 'Dates …' }).click();
      await page.getByLabel('First day', { exact: true }).fill('2026-01-01');
      await page.getByLabel('Last day').fill('2026-03-31');
      await page.getByLabel('Compare').selectOption('custom');
      await page.getByLabel('First day of the other window').fill('2025-01-01');
      assert.deepEqual(await asked(), {
        ...{ window: { from: '2026-01-01', to: '2026-03-31' }, compare: { from: '2025-01-01' } },
        ...{ system: 'system:default/depot-floor', service: 'component:default/tracking-api' },
      });
      const count = (await stage.alone.sent()).length;
      await page.getByLabel('Last day').fill('2025-12-31');
      assert.equal((await stage.alone.sent()).length, count, 'a window that ends before it begins is not asked for');
    });

    it('survives a reload, with what is open', async () => {
      const { page, send, sent } = await openDelivery();
      await card('Lead time').click();
      await page.getByRole('tab', { name: 'Adoption' }).click();
      await page.reload();
      await until('window.hostSide.sent.length > 0');
      assert.deepEqual((await sent())[0], { type: 'ready' });
      await send({ type: 'start', texts: {}, language: 'en' });
      assert.equal(await page.getByRole('tab', { name: 'Adoption' }).getAttribute('aria-selected'), 'true');
      await page.getByRole('tab', { name: 'Delivery' }).click();
      await send({ type: 'delivery', part: ready(delivery(120, now())) });
      await page.getByRole('region', { name: 'Lead time for changes', exact: true }).waitFor();
    });

    it('speaks the language that the editor sends', async () => {
      const { page, send } = await open();
      await page.reload();
      await until('window.hostSide.sent.length > 0');
      const texts = { 'Target met': 'Ziel erreicht', '{0} a day': '{0} am Tag', 'as of {0}': 'Stand {0}' };
      await send({ type: 'start', texts, language: 'de' });
      await send({ type: 'delivery', part: ready(delivery(120, now())) });
      assert.match(await card('Deployment frequency').innerText(), /1,8 am Tag/);
      assert.match(await card('Change failure rate').innerText(), /Ziel erreicht/);
    });
  });

  describe('the other parts', () => {
    it('are gone through by the keys of tabs', async () => {
      const { page } = await openDelivery();
      await page.getByRole('tab', { name: 'Delivery' }).focus();
      await page.keyboard.press('ArrowRight');
      assert.equal(await page.locator(':focus').innerText(), 'Adoption');
      assert.equal(await page.getByRole('tabpanel', { name: 'Adoption' }).count(), 1);
      await page.keyboard.press('End');
      assert.equal(await page.locator(':focus').innerText(), 'Backlog');
    });

    it('show adoption with who has not arrived yet, and say of each part without a source what to do', async () => {
      const { page, send, errors } = await openDelivery();
      await page.getByRole('tab', { name: 'Adoption' }).click();
      const value = adoption(now());
      await send({ type: 'adoption', part: ready(value) });
      assert.match(
        await page.getByRole('group', { name: 'On the golden path' }).innerText(),
        /69\s%\s+29 of 42 services, new in this time: 6 of 7/,
      );
      assert.match(
        await page.getByRole('region', { name: 'Adoption funnel' }).innerText(),
        /Services\s+42\s+7\s+made from a template of the platform\s+29\s+69\s%\s+6\s+without a deviation\s+24\s+82\.8\s%\s+5/,
      );
      assert.match(
        await page.getByRole('region', { name: 'Time to onboard' }).innerText(),
        /2026-Q3\s+7\s+median 4\sdays, 2 of 7 not yet\s+7 of 7 not yet/,
      );
      assert.match(
        await page.getByRole('region', { name: 'Deviations' }).innerText(),
        /next paved roads[\s\S]*k8s\/cpu-limit\s+11\s+9\s+Bursts are wanted \(7\)/,
      );
      await page.getByRole('button', { name: 'Billing' }).click();
      assert.deepEqual(await lastSent('openEntity'), { type: 'openEntity', ref: 'group:default/billing' });
      const why = 'Set goldenPath.insights.tickets to where your tickets are.';
      await send({ type: 'adoption', part: ready({ ...value, tickets: [], missing: [{ part: 'tickets', why }] }) });
      await page.getByRole('region', { name: 'Tickets to the platform team' }).getByText(why).waitFor();
      assert.deepEqual(await errors(), []);
    });

    it('show what a survey said, and hold back what few have answered', async () => {
      const { page, send } = await openDelivery();
      await page.getByRole('tab', { name: 'Survey' }).click();
      await send({ type: 'survey', part: ready(survey(now())) });
      const text = await page.getByRole('tabpanel').innerText();
      assert.match(text, /at least 5 answers are shown\. Held back so that nobody can be recognised: 1/);
      assert.match(text, /Billing\s+held back: fewer than 5 answers/);
      assert.match(text, /21\s%: not representative/);
      await page.getByRole('img', { name: '1: 1, 2: 3, 3: 7, 4: 13, 5: 7' }).waitFor();
    });

    it('sort the backlog by how often, by reach and by effort, and copy it', async () => {
      const { page, send } = await openDelivery();
      await page.getByRole('tab', { name: 'Backlog' }).click();
      await send({ type: 'adoption', part: ready(adoption(now())) });
      const kinds = (): Promise<string[]> => page.locator('tbody tr td:nth-child(2)').allInnerTexts();
      assert.deepEqual(await kinds(), ['Deviation', 'Feedback', 'Failed run']);
      await page.getByRole('button', { name: 'Reach' }).press('Enter');
      assert.deepEqual(await kinds(), ['Feedback', 'Deviation', 'Failed run']);
      assert.equal(await page.locator(':focus').innerText(), 'Reach', 'the focus stays');
      await page.getByRole('button', { name: 'Effort' }).click();
      assert.deepEqual(await kinds(), ['Deviation', 'Failed run', 'Feedback']);
      assert.equal(await page.getByRole('columnheader', { name: 'Effort' }).getAttribute('aria-sort'), 'ascending');
      await page.getByRole('button', { name: 'Copy the list as CSV' }).click();
      assert.match(
        ((await lastSent('copy')) as { text: string }).text,
        /^theme,kind,count,reach,effort,examples\r\nWaived/,
      );
    });

    it('show text of servers and files as text', async () => {
      const { page, send, errors } = await openDelivery();
      const bad = '<img src=x onerror=alert(1)>';
      const first = delivery(10, now());
      const measures = first.measures.map(one => ({
        ...one,
        definition: bad,
        points: one.points.map(point => ({ ...point, label: bad })),
      }));
      await send({ type: 'delivery', part: ready({ ...first, measures, origin: bad }) });
      await card('Lead time').click();
      assert.match(await page.locator('.point-list').innerText(), /<img src=x/);
      assert.equal(await page.locator('img').count(), 0);
      assert.deepEqual(await errors(), []);
    });
  });

  describe('what leaves it', () => {
    it('is a picture of the numbers, also when the editor asks, and a report in three forms', async () => {
      const { page, send } = await openDelivery();
      await send({ type: 'delivery', part: ready(comparedDelivery(120, now())) });
      await send({ type: 'takePicture' });
      await until(`window.hostSide.sent.some(({ type }) => type === 'save')`);
      const { name, base64 } = (await lastSent('save')) as { name: string; base64: string };
      assert.equal(name, 'insights-all-services.png');
      const bytes = Buffer.from(base64, 'base64');
      assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
      writeFileSync(join(pictures, 'insights-saved-report.png'), bytes);
      for (const [title, format] of [
        ['Copy as Markdown', 'copyMarkdown'],
        ['Save as Markdown …', 'markdown'],
        ['Save as CSV …', 'csv'],
      ] as const) {
        await page.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('menuitem', { name: title }).click();
        assert.deepEqual(await lastSent('export'), { type: 'export', format, part: 'delivery' });
      }
    });

    it('is nothing where there is nothing, and that is said', async () => {
      const { page, send } = await open();
      await send({ type: 'takePicture' });
      await page.getByText('There are no numbers of delivery to make a picture of.').waitFor();
      assert.equal(await lastSent('save'), undefined);
    });
  });

  describe('its look', () => {
    it('fits a column of 320 pixels without scrolling sideways', async () => {
      const { page, send } = await openDelivery({ size: { width: 320, height: 700 } });
      const width = (): Promise<number> =>
        page.evaluate(
          `Math.max(...[...document.querySelectorAll('.body, .filter-bar, .page-head')].map(node => node.scrollWidth))`,
        );
      await card('Lead time').click();
      assert.ok((await width()) <= 320, `delivery: ${await width()}`);
      await send({ type: 'adoption', part: ready(adoption(now())) });
      await page.getByRole('tab', { name: 'Adoption' }).click();
      assert.ok((await width()) <= 320, `adoption: ${await width()}`);
    });

    it('moves nothing for those who want no motion', async () => {
      const { page, send } = await openDelivery({ reducedMotion: true });
      await send({ type: 'busy', busy: true });
      assert.equal(
        await page.evaluate(`getComputedStyle(document.querySelector('.progress'), '::before').animationName`),
        'appear',
      );
    });

    it('can be read with forced colours', async () => {
      const { page } = await openDelivery();
      await page.emulateMedia({ forcedColors: 'active' });
      await card('Lead time').click();
      await page.screenshot({ path: join(pictures, 'insights-forced-colours.png') });
      const [line, canvas] = await page.evaluate<[string, string]>(`[
        getComputedStyle(document.querySelector('.drawing .fill-series')).fill,
        getComputedStyle(document.body).backgroundColor,
      ]`);
      assert.notEqual(line, canvas);
    });

    it('uses no colour of a theme that its pictures do not have', () => {
      const built = ['insights.js', 'insights.css']
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
    const advice = {
      title: 'There is nothing to count yet',
      text: 'The open folders have no tags that look like versions. Tag what you deploy, or set goldenPath.insights.tags to a pattern of your own.',
      actions: [
        { id: 'openSettings', title: 'Open Settings' },
        { id: 'openConfiguration', title: 'Open insights.yaml' },
      ],
    };
    const tab = (name: string) => stage.alone.page.getByRole('tab', { name }).click();
    const states: Record<string, (page: Alone) => Promise<unknown>> = {
      loading: page =>
        page.send({ type: 'delivery', part: { state: 'reading', text: 'Reading the history of parcels …' } }),
      delivery: page => page.send({ type: 'delivery', part: ready(delivery(120, now())) }),
      compared: async page => {
        await page.send({ type: 'choices', choices, query: { ...query, compare: 'before' } });
        await page.send({ type: 'delivery', part: ready(comparedDelivery(120, now())) });
      },
      detail: async page => {
        await page.send({ type: 'delivery', part: ready(delivery(120, now())) });
        await card('Lead time').click();
      },
      empty: page => page.send({ type: 'delivery', part: { state: 'none', advice } }),
      failed: async page => {
        const failed = {
          title: 'The history could not be read',
          text: 'git ended with “not a git repository”.',
          actions: [{ id: 'retry', title: 'Try Again' }],
        };
        await page.send({ type: 'delivery', part: { state: 'failed', advice: failed } });
        await page.send({ type: 'problem', text: 'The report was not saved: the disk is full.' });
      },
      adoption: async page => {
        await tab('Adoption');
        await page.send({ type: 'adoption', part: ready(adoption(now())) });
      },
      survey: async page => {
        await tab('Survey');
        await page.send({ type: 'survey', part: ready(survey(now())) });
      },
      backlog: async page => {
        await tab('Backlog');
        await page.send({ type: 'adoption', part: ready(adoption(now())) });
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
            await page.screenshot({ path: join(pictures, `insights-${state}-${width}-${theme}.png`) });
          }
          if (['detail', 'adoption'].includes(state)) {
            const tall = await page.evaluate<number>(`document.querySelector('.body').scrollHeight + 140`);
            await setTheme('dark');
            await page.setViewportSize({ ...size, height: tall });
            await page.waitForTimeout(60);
            await page.screenshot({ path: join(pictures, `insights-${state}-${width}-whole.png`) });
          }
          assert.deepEqual(await errors(), []);
        });
  });
});
