import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../platform.mjs';
import { entityByName, eventually, getJson, guestToken } from './requests';
import { sharedPlatform } from './sharedPlatform';
import { cloneRepository, dryRun as dryRunOf, filesBelow, parseStrictly, runTemplate } from './templateRun';
import { templateFolder as folderOf, testAndBuild, whileRunning } from './templateRun';
import type { OutputLink } from './templateRun';

interface Metadata {
  annotations?: Record<string, string>;
  links?: OutputLink[];
}
interface Values {
  name: string;
  title?: string;
  description: string;
  owner: string;
  system?: string;
  lifecycle: string;
  port?: number;
}

const awkwardDescription = [
  `It's "quoted": yes, no # and no comment`,
  '---',
  '- item: {a: b} | > & * ! % @ ` \\ \t, and no template: ${{ 7 * 7 }} {{ x }} {% raw %} {# c #}',
  '$(touch /nowhere) `id` $HOME; rm -rf "$PWD" <script>alert(1)</script> </body>\r',
  'Größe, 日本語, العربية, 🚚, \u2028, \u00a0 and the end\n',
].join('\n');

const awkward: Values = {
  name: 'parcel-quotes',
  title: 'Angebote & <b>"quotes"</b>: {{ x }}, 100 %',
  description: awkwardDescription,
  owner: 'group:default/parcel-tracking',
  system: 'system:default/tracking',
  lifecycle: 'production',
  port: 3000,
};

const variations: Record<string, Values> = {
  'every awkward value': awkward,
  'nothing but what is required': {
    name: 'abc',
    description: 'Plain words.',
    owner: 'group:default/parcel-tracking',
    lifecycle: 'experimental',
  },
  'text that looks like another type': {
    name: 'x1-2-3',
    title: 'null',
    description: '0x1F',
    owner: 'parcel-tracking',
    system: 'tracking',
    lifecycle: 'production',
  },
};

describe('the web-service template', function () {
  this.timeout(60_000);

  let platform: Platform;
  let templateFolder: string;
  let token: string;

  const withRepository = (values: Values) => ({
    ...values,
    repoUrl: `${platform.gitHost}?owner=${platform.gitOrganisation}&repo=${values.name}`,
  });

  const dryRun = (values: Readonly<Record<string, unknown>>) => dryRunOf(platform, 'web-service', { values }, token);

  before(async () => {
    ({ platform } = await sharedPlatform());
    token = await guestToken(platform);
    templateFolder = folderOf(platform, 'web-service');
  });

  it('offers its form in two pages', async () => {
    const form = await getJson<{ title: string; steps: { schema: { properties: object } }[] }>(
      platform,
      '/scaffolder/v2/templates/default/template/web-service/parameter-schema',
      token,
    );
    assert.equal(form.title, 'Web service');
    assert.deepEqual(
      form.steps.map(step => Object.keys(step.schema.properties)),
      [['name', 'title', 'description', 'owner', 'system', 'lifecycle', 'port'], ['repoUrl']],
    );
  });

  describe('in a dry run', () => {
    for (const [what, values] of Object.entries(variations))
      it(`writes files that parse, with ${what}`, async () => {
        const { status, files } = await dryRun(withRepository(values));
        assert.equal(status, 200);
        assert.deepEqual([...files.keys()].sort(), filesBelow(join(templateFolder, 'skeleton')));

        const parsed = new Map<string, unknown[]>();
        for (const [path, text] of files) {
          assert.doesNotMatch(text, /@(GIT_HOST|GIT_URL|BACKSTAGE_URL)@|\$\{\{ *\(*values/, path);
          if (/\.ya?ml$/.test(path)) parsed.set(path, parseStrictly(path, text));
          if (path.endsWith('.json')) parsed.set(path, [JSON.parse(text)]);
        }
        const title = values.title ?? values.name;
        const [component, api] = parsed.get('catalog-info.yaml') as Record<
          'metadata' | 'spec',
          Record<string, unknown>
        >[];
        assert.equal(component?.metadata['description'], values.description);
        assert.equal(component?.metadata['title'], title);
        assert.equal(api?.metadata['title'], `${title} API`);
        for (const entity of [component, api]) {
          assert.equal(entity?.spec['owner'], values.owner);
          assert.equal(entity?.spec['system'], values.system);
        }
        const [manifest] = parsed.get('package.json') as [Record<string, unknown>];
        assert.equal(manifest['name'], values.name);
        assert.equal(manifest['description'], values.description);
        assert.deepEqual(manifest['config'], { port: values.port ?? 8080 });
        const [openApi] = parsed.get('openapi.yaml') as [{ info: { title: string; description: string } }];
        assert.equal(openApi.info.title, title);
        assert.equal(openApi.info.description, values.description);
        const [dashboard] = parsed.get('observability/dashboard.json') as [{ uid: string; title: string }];
        assert.deepEqual([dashboard.uid, dashboard.title], [values.name, title]);
      });

    it('keeps what people typed out of code', async () => {
      const { files } = await dryRun(withRepository(awkward));
      for (const path of filesBelow(join(templateFolder, 'skeleton')))
        if (/^(src|test|scripts|\.github)\//.test(path))
          assert.equal(files.get(path), readFileSync(join(templateFolder, 'skeleton', path), 'utf8'), path);
      for (const path of ['Dockerfile', 'CODEOWNERS', 'k8s/deployment.yaml'])
        assert.doesNotMatch(files.get(path) ?? '', /touch|alert|Angebote/, path);
      for (const path of ['README.md', 'docs/index.md'])
        assert.doesNotMatch(files.get(path) ?? '', /<(script|b)>/, path);
    });

    for (const [what, change] of Object.entries({
      'a name with capitals': { name: 'Parcel' },
      'a name that starts with a digit': { name: '1parcel' },
      'a name that ends with a hyphen': { name: 'parcel-' },
      'a name that YAML takes for a truth value': { name: 'true' },
      'a name that is too long for a label': { name: 'p'.repeat(41) },
      'a title of two lines': { title: 'one\ntwo' },
      'a port that needs privileges': { port: 80 },
      'an unknown lifecycle': { lifecycle: 'eternal' },
      'no owner': { owner: undefined },
    }))
      it(`refuses ${what}`, async () => {
        const { status, errors } = await dryRun({ ...withRepository(awkward), ...change });
        assert.equal(status, 400);
        assert.ok(errors.length > 0);
      });
  });

  describe('in a real run', function () {
    let folder: string;
    let clone: string;
    let output: readonly OutputLink[];

    /** The entity, once the catalogue has linked it with its owner. */
    const entity = (kind: string) =>
      eventually(`${kind}:default/${awkward.name} in the catalogue`, async () => {
        const found = await entityByName(platform, kind, awkward.name);
        return found?.relations?.some(({ type }) => type === 'ownedBy') ? found : undefined;
      });

    before(async () => {
      const answers = { values: withRepository(awkward) };
      output = (await runTemplate(platform, 'web-service', answers, token)).links;
      ({ folder, clone } = await cloneRepository(platform, awkward.name));
    });

    after(() => folder && rmSync(folder, { recursive: true, force: true }));

    it('publishes every file', () => {
      assert.deepEqual(filesBelow(clone), filesBelow(join(templateFolder, 'skeleton')));
    });

    it('makes a project whose own tests pass and which builds, with nothing to install', async () => {
      await testAndBuild(clone);
      assert.ok(filesBelow(join(clone, 'dist')).includes('main.js'));
    });

    it('makes a service that runs from what was built, is measured, and ends cleanly', async function () {
      await whileRunning(clone, {}, async url => {
        assert.deepEqual(await (await fetch(url)).json(), { name: awkward.name, version: '0.1.0' });
        assert.equal((await fetch(`${url}/healthz`)).status, 200);
        assert.match(
          await (await fetch(`${url}/metrics`)).text(),
          /^http_server_request_duration_seconds_count\{service="parcel-quotes",http_request_method="GET",http_response_status_code="200",http_route="\/"\} 1$/m,
        );
      });
    });

    it('brings the component and its API into the catalogue, with owner, system and origin', async () => {
      const template = await entityByName(platform, 'template', 'web-service');
      const version = template?.metadata.annotations?.['goldenpath.dev/version'];
      assert.match(version ?? '', /^\d+\.\d+\.\d+$/);
      const [component, api] = [await entity('component'), await entity('api')];
      for (const { metadata, spec, relations } of [component, api]) {
        assert.equal(metadata.annotations?.['backstage.io/source-template'], 'template:default/web-service');
        assert.equal(metadata.annotations?.['backstage.io/template-version'], version);
        assert.equal(metadata.annotations?.['goldenpath.dev/template-version'], version);
        assert.equal(spec?.['lifecycle'], 'production');
        const targets = new Map(relations?.map(({ type, targetRef }) => [type, targetRef]));
        assert.equal(targets.get('ownedBy'), 'group:default/parcel-tracking');
        assert.equal(targets.get('partOf'), 'system:default/tracking');
      }
      assert.equal(component.metadata.description, awkward.description);
      assert.ok(component.relations?.some(({ targetRef }) => targetRef === `api:default/${awkward.name}`));
      const [definition] = parseStrictly('definition', String(api.spec?.['definition'])) as [{ openapi: string }];
      assert.equal(definition.openapi, '3.1.0');
    });

    it('points at addresses that exist', async () => {
      const { metadata } = (await entity('component')) as { metadata: Metadata };
      const source = metadata.annotations?.['backstage.io/source-location']?.replace(/^url:/, '') ?? '';
      assert.equal(output.find(({ entityRef }) => entityRef)?.entityRef, `component:default/${awkward.name}`);
      const links = [...output, ...(metadata.links ?? [])].flatMap(({ url }) =>
        url?.startsWith(platform.gitUrl) ? [url] : [],
      );
      assert.equal(links.length, 3, 'the repository twice, the runbook');
      for (const address of [...links, `${source}openapi.yaml`])
        assert.equal((await fetch(address)).status, 200, address);
      const alerts = parseStrictly('alerts.yaml', readFileSync(join(clone, 'observability', 'alerts.yaml'), 'utf8'));
      const rules = (alerts as { spec: { groups: { rules: { annotations?: { runbook_url: string } }[] }[] } }[])
        .flatMap(({ spec }) => spec.groups.flatMap(group => group.rules))
        .flatMap(({ annotations }) => (annotations ? [new URL(annotations.runbook_url)] : []));
      assert.ok(rules.length >= 5);
      const runbook = await (await fetch(`${source}docs/runbook.md`)).text();
      const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => `#${heading?.toLowerCase()}`);
      for (const address of rules) {
        assert.equal(`${address.origin}${address.pathname}`, `${source}docs/runbook.md`);
        assert.ok(sections.includes(address.hash), address.hash);
      }
    });

    it('has documentation that builds', async function () {
      if (!platform.buildsTechDocs) this.skip();
      const path = `default/component/${awkward.name}`;
      const headers = { authorization: `Bearer ${token}` };
      const log = await (await fetch(`${platform.url}/api/techdocs/sync/${path}`, { headers })).text();
      assert.match(log, /event: finish/, log);
      const page = await fetch(`${platform.url}/api/techdocs/static/docs/${path}/runbook/index.html`, { headers });
      assert.equal(page.status, 200);
      assert.match(await page.text(), /ErrorBudgetBurnFast/);
    });
  });
});
