import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../platform.mjs';
import { entityByName, eventually, getJson, guestToken } from './requests';
import { sharedPlatform } from './sharedPlatform';
import { registryPassword, sampleAnswers, webhookSecret } from './templateAnswers';
import {
  cloneRepository,
  filesBelow,
  parseStrictly,
  pushBranch,
  runIn,
  runTemplate,
  testAndBuild,
  whileRunning,
} from './templateRun';
import type { TaskEvent } from './templateRun';

interface Run {
  readonly id: string;
  readonly events: readonly TaskEvent[];
  readonly clone: string;
}

describe('what the golden paths make', function () {
  this.timeout(90_000);
  let platform: Platform;
  let token: string;
  const folders: string[] = [];

  before(async () => {
    ({ platform } = await sharedPlatform());
    token = await guestToken(platform);
  });
  after(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

  /** Runs a template with one set of its answers and clones what it published. */
  async function make(
    template: string,
    sample: 'full' | 'least',
    repository: string,
    change: Readonly<Record<string, unknown>> = {},
  ): Promise<Run> {
    const answers = sampleAnswers(name => `${platform.gitHost}?owner=${platform.gitOrganisation}&repo=${name}`);
    const { values, ...rest } = answers[template]![sample];
    const changed = { ...rest, values: { ...values, ...change } };
    const { id, events, links } = await runTemplate(platform, template, changed, token);
    for (const { url } of links)
      if (url?.startsWith(platform.gitUrl)) assert.equal((await fetch(url)).status, 200, url);
    const { folder, clone } = await cloneRepository(platform, repository);
    folders.push(folder);
    return { id, events, clone };
  }

  /** The entity, once the catalogue has linked it with its owner. */
  const owned = (kind: string, name: string) =>
    eventually(`${kind}:default/${name} in the catalogue`, async () => {
      const found = await entityByName(platform, kind, name);
      return found?.relations?.some(({ type }) => type === 'ownedBy') ? found : undefined;
    });

  const targets = (relations: readonly { type: string; targetRef: string }[] | undefined, type: string) =>
    relations?.filter(relation => relation.type === type).map(({ targetRef }) => targetRef);

  /** The newest commit of the main branch. */
  const commitOf = async (repository: string): Promise<string> => {
    const { folder, clone } = await cloneRepository(platform, repository);
    folders.push(folder);
    return (await runIn(clone, 'git', ['rev-parse', 'HEAD'])).stdout.trim();
  };

  const metricsOf = async (url: string) => {
    const response = await fetch(`${url}/metrics`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    return response.text();
  };

  it('is an event worker that handles signed events, and whose secret is nowhere', async () => {
    const { id, events, clone } = await make('event-worker', 'full', 'sample-importer');
    await testAndBuild(clone);
    const queue = join(clone, 'queue');
    await whileRunning(clone, { QUEUE_FOLDER: queue, WEBHOOK_SECRET: webhookSecret, POLL_MS: '50' }, async url => {
      const body = JSON.stringify({
        ...{
          specversion: '1.0',
          id: '1',
          source: '/suite',
          type: 'com.parcelwise.parcel.scanned',
          data: { parcel: 'P1' },
        },
      });
      const post = (signature: string) =>
        fetch(`${url}/hooks/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/cloudevents+json', 'x-signature-256': signature },
          body,
        });
      assert.equal((await post('sha256=00')).status, 401);
      const hash = createHmac('sha256', webhookSecret).update(body).digest('hex');
      assert.equal((await post(`sha256=${hash}`)).status, 202);
      await eventually('the event to be handled', async () =>
        /^messaging_process_duration_seconds_count\{service="sample-importer",messaging_event_type="com.parcelwise.parcel.scanned",error_type=""\} 1$/m.test(
          await metricsOf(url),
        )
          ? true
          : undefined,
      );
    });
    assert.deepEqual(readdirSync(join(queue, 'inbox')), []);

    const task = JSON.stringify(await getJson(platform, `/scaffolder/v2/tasks/${id}`, token)) + JSON.stringify(events);
    const files = filesBelow(clone).map(path => readFileSync(join(clone, path), 'utf8'));
    assert.ok(![task, ...files].some(text => text.includes(webhookSecret)));
    assert.match(
      readFileSync(join(clone, 'k8s/externalSecret.yaml'), 'utf8'),
      /key: "components\/sample-importer\/webhook"/,
    );
    const { relations, spec } = await owned('component', 'sample-importer');
    assert.equal(spec?.['type'], 'event-processor');
    assert.deepEqual(targets(relations, 'consumesApi'), ['api:default/depot-scan-events']);
  });

  it('is an event worker that takes events from a folder, without what only posted events need', async () => {
    const { clone } = await make('event-worker', 'least', 'least-importer');
    assert.ok(!filesBelow(clone).includes('k8s/externalSecret.yaml'));
    await testAndBuild(clone);
    const queue = join(clone, 'queue');
    await whileRunning(clone, { QUEUE_FOLDER: queue, POLL_MS: '50' }, async url => {
      assert.equal((await fetch(`${url}/events`, { method: 'POST', body: '{}' })).status, 405);
      const event = { specversion: '1.0', id: '1', source: '/suite', type: 'a.b', data: {} };
      writeFileSync(join(queue, 'inbox', 'one.json'), JSON.stringify(event));
      await eventually('the file to be taken', async () =>
        /messaging_event_type="a.b",error_type=""\} 1$/m.test(await metricsOf(url)) ? true : undefined,
      );
    });
  });

  it('is a data pipeline that keeps what fits, and says why it leaves the golden path', async () => {
    const { events, clone } = await make('data-pipeline', 'full', 'sample-history');
    assert.ok(events.some(({ body }) => body.message.includes('record of processing activities')));
    await testAndBuild(clone);
    mkdirSync(join(clone, 'data/in/scans'), { recursive: true });
    writeFileSync(join(clone, 'data/in/scans/today.csv'), 'parcel,weight,recipient\nP1,2.5,Ada\nP2,heavy,\n');
    await runIn(clone, 'npm', ['run', 'once']);
    assert.equal(readFileSync(join(clone, 'data/out/scans/today.csv.jsonl'), 'utf8'), '{"parcel":"P1","weight":2.5}\n');
    writeFileSync(join(clone, 'data/in/scans/later.csv'), 'parcel\nP3\n');
    await whileRunning(clone, {}, async url => {
      await eventually('the first run', async () =>
        /^pipeline_rows_total\{service="sample-history",source="scans",outcome="kept"\} 1$/m.test(await metricsOf(url))
          ? true
          : undefined,
      );
      assert.match(await metricsOf(url), /^pipeline_last_success_timestamp_seconds\{service="sample-history"\} \d/m);
    });
    const text = readFileSync(join(clone, '.golden-path/waivers.yaml'), 'utf8');
    const [{ waivers }] = parseStrictly('waivers', text) as [
      { waivers: { rule: string; reason: string; expires: string }[] },
    ];
    const replicas = waivers.find(({ rule }) => rule === 'k8s/replicas');
    assert.match(replicas?.reason ?? '', /One file a day/);
    assert.equal(replicas?.expires, '2027-05-01');
    const { relations, metadata } = await owned('component', 'sample-history');
    assert.equal(metadata.annotations?.['goldenpath.dev/deviates-from'], 'template:default/web-service');
    assert.deepEqual(targets(relations, 'dependsOn'), ['resource:default/tracking-db']);
  });

  it('is a library that its own name imports, with types, a command and the licence that was chosen', async () => {
    const { clone } = await make('library', 'full', 'sample-numbers');
    const files = filesBelow(clone);
    for (const path of ['LICENSE', 'src/index.d.ts', 'bin/command.js']) assert.ok(files.includes(path), path);
    assert.ok(!files.some(path => path.startsWith('licences/')));
    assert.match(readFileSync(join(clone, 'LICENSE'), 'utf8'), /^MIT License/);
    await testAndBuild(clone);
    assert.ok(readdirSync(join(clone, 'dist')).includes('parcelwise-sample-numbers-1.0.0.tgz'));
    await runIn(clone, process.execPath, ['bin/command.js', process.execPath, '--version']);
    const { spec } = await owned('component', 'sample-numbers');
    assert.equal(spec?.['type'], 'library');
  });

  it('is a library without what was not asked for', async () => {
    const { clone } = await make('library', 'least', 'least-numbers');
    const files = filesBelow(clone);
    assert.ok(!files.includes('src/index.d.ts') && !files.some(path => path.startsWith('bin/')));
    await testAndBuild(clone);
  });

  for (const [sample, component, name, hours] of [
    ['full', 'checkout-api', 'checkout-api-pr-42', 4],
    ['least', 'tracking-api', 'tracking-api-main', 7 * 24],
  ] as const)
    it(`is an environment of ${component} that ends by itself`, async () => {
      const change =
        sample === 'full'
          ? { commit: await pushBranch(platform, component, 'feature/quotes-2', { 'quotes.md': '# Quotes\n' }) }
          : {};
      const started = Date.now() - 1000;
      const { clone } = await make('environment', sample, `environment-${name}`, change);
      await eventually(`${name} to be ready`, async () => {
        const found = await entityByName(platform, 'resource', name);
        return found?.metadata.annotations?.['goldenpath.dev/status'] === 'ready' ? true : undefined;
      });
      const { metadata, spec, relations } = await owned('resource', name);
      const of = (key: string) => metadata.annotations?.[`goldenpath.dev/${key}`] ?? '';
      assert.equal(spec?.['type'], 'environment');
      assert.equal(of('environment-of'), `component:default/${component}`);
      assert.equal(of('environment-class'), sample === 'full' ? 'preview' : 'development');
      assert.equal((await fetch(of('url'))).status < 500, true);
      assert.match(of('definition'), /^template:default\/environment@\d+\.\d+\.\d+$/);
      assert.equal(of('version'), `0.0.0+${of('commit').slice(0, 7)}`);
      assert.equal(of('commit'), change.commit ?? (await commitOf(component)));
      assert.equal(of('requested-by'), 'user:default/guest');
      for (const time of ['created-at', 'expires-at', 'status-at'])
        assert.match(of(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const created = Date.parse(of('created-at'));
      assert.ok(created >= started && created <= Date.now());
      assert.equal(Date.parse(of('expires-at')) - created, hours * 3_600_000);
      assert.deepEqual(targets(relations, 'dependencyOf'), [`component:default/${component}`]);
      const environmentOf = await entityByName(platform, 'component', component);
      assert.deepEqual(targets(relations, 'ownedBy'), targets(environmentOf?.relations, 'ownedBy'));
      const [wanted] = parseStrictly('environment', readFileSync(join(clone, 'environment.yaml'), 'utf8')) as [
        { expiresAt: string; commit: string },
      ];
      assert.equal(wanted.expiresAt, of('expires-at'));
      assert.equal(wanted.commit, of('commit'));
    });

  it('is a classic service that still runs, from a template that says what replaces it', async () => {
    const { events, clone } = await make('node-service-classic', 'full', 'sample-classic');
    const said = events.map(({ body }) => body.message).join('\n');
    assert.match(said, /Say what replaces this template/);
    assert.ok(!said.includes(registryPassword));
    assert.ok(filesBelow(clone).includes('.npmrc'));
    assert.ok(!filesBelow(clone).some(path => readFileSync(join(clone, path), 'utf8').includes(registryPassword)));
    await testAndBuild(clone);
    await whileRunning(clone, {}, async url => {
      assert.equal(await (await fetch(url)).text(), 'sample-classic');
      assert.match(await metricsOf(url), /^http_requests_total\{service="sample-classic"\} 1$/m);
    });
    await owned('component', 'sample-classic');
  });

  it('has documentation that builds', async function () {
    if (!platform.buildsTechDocs) this.skip();
    const headers = { authorization: `Bearer ${token}` };
    for (const entity of ['sample-importer', 'sample-history', 'sample-numbers', 'sample-classic']) {
      await owned('component', entity);
      const path = `default/component/${entity}`;
      const log = await (await fetch(`${platform.url}/api/techdocs/sync/${path}`, { headers })).text();
      assert.match(log, /event: finish/, log);
      const page = await fetch(`${platform.url}/api/techdocs/static/docs/${path}/index.html`, { headers });
      assert.equal(page.status, 200, entity);
    }
  });

  it('leaves no error in the catalogue', async () => {
    const { errors } = await platform.catalogueSettled();
    assert.deepEqual(errors, []);
  });
});
