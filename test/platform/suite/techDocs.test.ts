import assert from 'node:assert/strict';
import { BackstageClient } from '../../../src/adapters/backstage/client';
import { techDocs } from '../../../src/adapters/backstage/techDocs';
import { TechDocsReader } from '../../../src/core/catalogue/techDocsReader';
import { plainTranslate } from '../../../src/core/common/translate';
import { recordingLog } from '../../unit/recordingLog';
import { never, problemOf, valueOf } from '../../unit/values';
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

  const docsAs = (token: string) =>
    techDocs(
      new BackstageClient({
        baseUrl: platform.url,
        tokens: { token: async () => token, refused: () => undefined },
        log: recordingLog(),
      }),
    );
  const tracking = 'component:default/tracking-api';

  it('comes to the editor: built, listed, with its pages, links and pictures', async function () {
    if (!platform.buildsTechDocs) this.skip();
    const docs = docsAs(platform.tokens.admin);
    const said: string[] = [];
    const before = await docs.metadata(tracking, never());
    const built = valueOf(await docs.build(tracking, line => void said.push(line), never()));
    assert.equal(built, !before.ok, 'it is built where it was not');
    if (built) assert.ok(said.length > 0, 'the builder says what it does');
    assert.equal(valueOf(await docs.build(tracking, () => undefined, never())), false);
    const reader = new TechDocsReader(docs, plainTranslate);
    const site = valueOf(await reader.site(tracking, never()));
    assert.ok(site.files.has('architecture/index.html'));
    assert.ok(site.builtAt);
    assert.equal(site.anchors.get('runbook/index.html#snapshotstale'), 'snapshotstale');
    const page = valueOf(await reader.page({ ref: tracking, file: 'architecture/index.html' }, {}, never()));
    assert.match(page, /^# Architecture$/m);
    assert.match(page, /!\[Events flow[^\]]*\]\(data:image\/svg\+xml;base64,[\w+/=]+\)/);
    assert.match(page, /\[Runbook\]\(\.\.\/\.\.\/\.\.\/\.\.\/docs\/component\/default\/tracking-api\/runbook\.md\)/);
    assert.match(page, /^> \*\*Why not ask the database\?\*\*$/m);
  });

  it('says what it does not have', async function () {
    if (!platform.buildsTechDocs) this.skip();
    const docs = docsAs(platform.tokens.admin);
    const build = async (ref: string) => problemOf(await docs.build(ref, () => undefined, never()));
    assert.equal(problemOf(await docs.metadata('component:default/no-such', never())).kind, 'notFound');
    assert.equal((await build('component:default/no-such')).kind, 'notFound');
    const without = await build('system:default/tracking');
    assert.equal(without.kind, 'internal');
    assert.match(without.message, /techdocs-ref/);
    const gone = await docs.file(tracking, 'gone/index.html', 1000, never());
    assert.equal(problemOf(gone).kind, 'notFound');
    const stranger = await docsAs('no token').metadata(tracking, never());
    assert.equal(problemOf(stranger).kind, 'unauthorised');
  });
});
