import assert from 'node:assert/strict';
import type { Platform } from '../platform.mjs';
import { getJson } from './requests';
import type { Entity } from './requests';
import { sharedPlatform } from './sharedPlatform';

describe('the documentation of the demo organisation', function () {
  this.timeout(90_000);
  let platform: Platform;
  before(async () => ({ platform } = await sharedPlatform()));

  it('is built from the repository of a service and can be read', async function () {
    if (!platform.buildsTechDocs) {
      process.stdout.write('      skipped: mkdocs is not installed\n');
      this.skip();
    }
    const filter = 'kind=component,metadata.annotations.backstage.io/techdocs-ref';
    const [service] = await getJson<Entity[]>(platform, `/catalog/entities?filter=${filter}&limit=1`);
    assert.ok(service, 'a component with documentation');
    const path = `default/component/${service.metadata.name}`;
    const headers = { authorization: `Bearer ${platform.tokens.admin}` };
    const sync = await fetch(`${platform.url}/api/techdocs/sync/${path}`, { headers });
    const log = await sync.text();
    assert.match(log, /event: finish/, log);
    const page = await fetch(`${platform.url}/api/techdocs/static/docs/${path}/index.html`, { headers });
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<h1/);
  });
});
