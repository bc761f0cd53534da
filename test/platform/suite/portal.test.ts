import assert from 'node:assert/strict';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../../host/chromium.mjs';
import type { Platform } from '../platform.mjs';
import { platformModules, sharedPlatform } from './sharedPlatform';
import { smallContent } from './smallContent';

/** A component whose every text tries to become markup, and one whose documentation does. */
const hostileComponents = `
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: hostile
  title: <script>window.ran = true</script>
  description: <img src="x" onerror="window.ran = true">
  annotations: { backstage.io/source-location: 'url:javascript:window.ran=true' }
  links: [{ url: 'https://links.parcelwise.example/', title: '<b>bold</b>' }]
spec: { type: <i>service</i>, lifecycle: production, owner: nobody }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: hostile-docs, annotations: { backstage.io/techdocs-ref: 'dir:.' } }
spec: { type: service, lifecycle: production, owner: nobody }
`;

const hostileDocs = `
Read on.

<script>window.ran = true</script>
<img src="x" onerror="window.ran = true"> <a href="javascript:window.ran=true">press</a>
<iframe src="/catalog"></iframe> <img src="https://pictures.parcelwise.example/pixel.png" alt="pixel">
`;

interface Opened {
  readonly page: Page;
  /** What the browser complained of while the page came up: errors, refusals of the content security policy. */
  readonly complaints: readonly string[];
  /** Addresses that were asked outside the platform. */
  readonly elsewhere: readonly string[];
}

describe('the portal of the platform', function () {
  this.timeout(90_000);
  let platform: Platform;
  let browser: Browser | undefined;

  before(async () => {
    ({ platform } = await sharedPlatform());
    if (findChromium()) browser = await launchChromium();
    else process.stdout.write('      what needs a browser is skipped: no Chromium is installed\n');
  });
  after(async () => browser?.close());

  /** Opens a page and waits until it shows something; skips the test where there is no browser. */
  async function open(test: Mocha.Context, address: string): Promise<Opened> {
    if (!browser) return test.skip();
    const page = await browser.newPage();
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('pageerror', error => complaints.push(error.message));
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('request', request => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(address).origin) elsewhere.push(request.url());
    });
    await page.goto(address);
    await page.locator('main h1').first().waitFor({ timeout: 60_000 });
    return { page, complaints, elsewhere };
  }

  it('is served with a strict policy, and only under its own addresses', async () => {
    const first = await fetch(`${platform.url}/`, { redirect: 'manual' });
    assert.equal(first.status, 302);
    assert.equal(first.headers.get('location'), '/catalog');
    const page = await fetch(`${platform.url}/catalog/default/component/tracking-api`);
    assert.equal(page.status, 200);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    for (const path of ['/nothing/here', '/portal/portal.mjs', '/portal/..%2fbackend.mjs', '/api/nothing'])
      assert.equal((await fetch(platform.url + path)).status, 404, path);
    assert.equal((await fetch(`${platform.url}/catalog`, { method: 'POST' })).status, 404);
  });

  it('lists the catalogue by kind and narrows it', async function () {
    const { page, complaints } = await open(this, `${platform.url}/`);
    assert.match(await page.title(), /^Catalogue · Parcelwise portal \(demo\)$/);
    const tracking = page.getByRole('link', { name: 'Tracking API', exact: true });
    const domains = page.getByRole('heading', { name: /^Domain/ });
    assert.ok((await tracking.isVisible()) && (await domains.isVisible()));
    await page.getByRole('searchbox', { name: 'Filter' }).fill('tracking-api');
    await domains.waitFor({ state: 'hidden' });
    assert.match(await page.locator('.summary').innerText(), /^\d of \d+ entities$/);
    await tracking.click();
    await page.getByRole('heading', { level: 1, name: 'Tracking API' }).waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('shows an entity with its relations in both directions', async function () {
    const { page, complaints } = await open(this, `${platform.url}/catalog/default/component/tracking-api`);
    const relations = page.getByRole('region', { name: 'Relations' });
    const links = await relations.getByRole('link').allInnerTexts();
    for (const name of ['Parcel Tracking', 'Tracking database', 'Tracking website', 'Tracking REST API'])
      assert.ok(links.includes(name), `${name} among ${links.join(', ')}`);
    assert.match(await page.locator('footer').innerText(), /demo platform’s own small portal/);
    await relations.getByRole('link', { name: 'Tracking REST API' }).click();
    await page.getByRole('region', { name: 'Definition', exact: true }).waitFor();
    assert.match(await page.locator('pre').innerText(), /^openapi: /);
    assert.match(await page.title(), /^Tracking REST API · /);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('says so when there is no such entity', async function () {
    const { page } = await open(this, `${platform.url}/catalog/default/component/lost-parcel`);
    assert.match(await page.getByRole('alert').innerText(), /^404: component:default\/lost-parcel is not in the/);
    await page.close();
  });

  it('shows the documentation, from page to page, with its pictures', async function () {
    if (!platform.buildsTechDocs) {
      process.stdout.write('      skipped: mkdocs is not installed\n');
      this.skip();
    }
    const { page, complaints, elsewhere } = await open(this, `${platform.url}/docs/default/component/tracking-api`);
    const article = page.getByRole('article');
    assert.match(await article.innerText(), /where is my parcel/);
    assert.doesNotMatch(await article.innerText(), /Made with|Initializing search/);
    await article.getByRole('link', { name: 'Architecture' }).click();
    await page.waitForURL('**/docs/default/component/tracking-api/architecture/');
    const picture = article.getByRole('img', { name: /^Events flow/ });
    await picture.waitFor();
    await picture.and(page.locator('[src^="blob:"]')).waitFor();
    const hasPixels = (image: unknown) => (image as { naturalWidth: number }).naturalWidth > 0;
    assert.ok(await picture.evaluate(hasPixels), 'the picture is drawn');
    const menu = page.getByRole('navigation', { name: 'Pages' });
    assert.equal(await menu.locator('[aria-current=page]').innerText(), 'Architecture');
    assert.deepEqual(complaints, []);
    assert.deepEqual(elsewhere, []);
    await page.close();
  });

  describe('with a catalogue that means harm', () => {
    let hostile: Platform;
    let content: string;
    before(async function () {
      if (!browser) this.skip();
      content = smallContent();
      const repository = join(content, 'repos', 'lamp-service');
      appendFileSync(join(repository, 'catalog-info.yaml'), hostileComponents);
      appendFileSync(join(repository, 'mkdocs.yml'), 'site_name: Lamps\n');
      appendFileSync(join(repository, 'docs', 'index.md'), hostileDocs);
      const { startPlatform } = await platformModules();
      hostile = await startPlatform({ content });
      await hostile.catalogueSettled();
    });
    after(async () => {
      await hostile?.stop();
      if (content) rmSync(content, { recursive: true, force: true });
    });

    const ran = (page: Page) => page.evaluate(() => 'ran' in globalThis);

    it('shows text as text', async function () {
      const { page, complaints } = await open(this, `${hostile.url}/catalog/default/component/hostile`);
      assert.equal(await page.locator('h1').innerText(), '<script>window.ran = true</script>');
      assert.equal(await page.locator('.description').innerText(), '<img src="x" onerror="window.ran = true">');
      assert.equal(await page.getByRole('link', { name: 'Source' }).count(), 0);
      assert.equal(await page.locator('[href^="javascript:"]').count(), 0);
      assert.equal(await page.locator('main b, main i, main img').count(), 0);
      assert.equal(await ran(page), false);
      assert.deepEqual(complaints, []);
      await page.goto(`${hostile.url}/catalog`);
      await page.getByRole('link', { name: '<script>' }).waitFor();
      assert.equal(await ran(page), false);
      await page.close();
    });

    it('runs and loads nothing that documentation brings along', async function () {
      if (!hostile.buildsTechDocs) {
        process.stdout.write('      skipped: mkdocs is not installed\n');
        this.skip();
      }
      const { page, elsewhere } = await open(this, `${hostile.url}/docs/default/component/hostile-docs`);
      const article = page.getByRole('article');
      assert.match(await page.locator('main').innerText(), /Read on\./);
      assert.equal(await article.locator('script, iframe, [onerror], [href^="javascript:"]').count(), 0);
      assert.ok(await article.getByRole('link', { name: 'pixel' }).isVisible());
      assert.equal(await ran(page), false);
      assert.deepEqual(elsewhere, []);
      await page.close();
    });
  });
});
