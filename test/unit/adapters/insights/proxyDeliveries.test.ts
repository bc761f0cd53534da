import assert from 'node:assert/strict';
import { readDora, type DeliverySources } from '../../../../src/adapters/insights/doraSources.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { doraMarkdown } from '../../../../src/core/insights/dora/doraFormats.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { clientRig } from '../backstage/clientRig.js';
import { hang, hangUp, json, localServer, send, type Answer, type LocalServer } from '../localServer.js';
import { DatedRepository, START } from './datedRepository.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const iso = (seconds: number): string => new Date((START + seconds) * 1000).toISOString();
const window = { from: START * 1000, to: (START + 10 * DAY) * 1000 };

const CONFIG = 'proxy: [{kind: gitlab, path: /api/proxy/gitlab/api/v4, project: shop/till}]\n';

/** An entry as GitLab lists it, with the people that it names. */
function entry(id: number, seconds: number, sha = 'a'.repeat(40), more: object = {}): object {
  return {
    ...{
      id,
      iid: id,
      ref: 'main',
      sha,
      status: 'success',
      created_at: iso(seconds - 900),
      updated_at: iso(seconds + 60),
    },
    environment: { id: 9, name: 'production', external_url: 'https://till.example.com' },
    deployable: {
      ...{ id: id + 1000, name: 'deploy', stage: 'deploy', status: 'success', ref: 'main', tag: false },
      ...{
        started_at: iso(seconds - 300),
        finished_at: iso(seconds),
        web_url: `https://gitlab.example.com/-/jobs/${id}`,
      },
      user: { name: 'Grace Example', username: 'grace' },
    },
    user: { name: 'Grace Example', username: 'grace' },
    ...more,
  };
}

const forbidden = json({ message: '403 Forbidden' }, 403);

describe('deliveries behind the proxy of a Backstage', function () {
  this.timeout(30_000);
  let folder: TemporaryFolder;
  let git: DatedRepository;
  let server: LocalServer;
  const routes = new Map<string, Answer>();
  const route = (path: string, answer: Answer): void => void routes.set(path, answer);
  const pagesOf =
    (...pages: readonly (readonly object[])[]): Answer =>
    (response, arrived) => {
      const page = Number(new URL(arrived.line.split(' ')[1] ?? '', server.url).searchParams.get('page') ?? 1);
      json(pages[page - 1] ?? [])(response, arrived);
    };

  beforeEach(async () => {
    folder = await temporaryFolder();
    git = new DatedRepository(folder.at('till'));
    server = await localServer();
    routes.clear();
    route('/deployments', pagesOf());
    route('/dora/metrics', forbidden);
    server.answer((response, arrived) => {
      const path = arrived.line.split(' ')[1]?.split('?')[0] ?? '';
      const found = [...routes].reverse().find(([end]) => path.endsWith(end));
      (found?.[1] ?? json({ error: { name: 'NotFoundError', message: 'no such path' } }, 404))(response, arrived);
    });
  });
  afterEach(async () => {
    await server.close();
    await folder.dispose();
  });

  const read = async (config = CONFIG, sources: Partial<DeliverySources> = {}, question = {}) => {
    await folder.write({ 'till/.golden-path/insights.yaml': config });
    const { client, refused } = clientRig(server, { token: 'of-backstage' });
    const waits: number[] = [];
    const proxy = { client, wait: async (ms: number) => void waits.push(ms) };
    const signal = new AbortController().signal;
    const got = await readDora(
      { folder: git.path, now: window.to, signal, proxy, ...sources },
      { window, ...question },
    );
    assert.ok(got.ok, got.ok ? '' : got.problem.message);
    const { report, services, configProblems } = got.value;
    assert.deepEqual(configProblems, []);
    return {
      ...{ report, services, waits, refused },
      values: Object.fromEntries(report.measures.map(({ key, value }) => [key, value])),
      said: Object.fromEntries(report.measures.flatMap(({ key, said }) => (said ? [[key, said.value]] : []))),
      notes: new Map(report.quality.map(note => [note.kind, note])),
    };
  };

  it('come from all pages, and bring what the clone knows of their commits', async () => {
    git.commit(0);
    const first = git.git('rev-parse', 'HEAD');
    git.commit(HOUR);
    const second = git.commit(2 * HOUR);
    const third = git.commit(26 * HOUR, 'hotfix: the till');
    git.tag(5 * DAY, 'v1.0.0');
    route(
      '/deployments',
      pagesOf(
        [entry(14, 27 * HOUR, third), entry(13, 20 * HOUR, second, { status: 'failed' })],
        // A new deployment has shifted the pages: the last of the page before comes again.
        [
          entry(13, 20 * HOUR, second, { status: 'failed' }),
          entry(12, 4 * HOUR, second),
          entry(11, 3 * HOUR, first, { environment: { name: 'staging' } }),
          entry(10, 60, first, { deployable: null, updated_at: iso(60) }),
          entry(9, 60, first, { status: 'running' }),
        ],
      ),
    );
    const { report, values, services, notes } = await read();
    assert.equal(report.deployments, 3);
    assert.deepEqual([services, report.environment, report.isDerived], [['shop/till'], 'production', false]);
    assert.match(report.origin, /read through Backstage: GitLab shop\/till$/);
    // Of 1 and 2 hours before the second, and 1 hour before the third deployment: 3, 2 and 1 hours.
    assert.equal(values['leadTime'], 2 * HOUR * 1000);
    assert.equal(values['reworkRate'], 1 / 3);
    assert.deepEqual([notes.has('duplicate'), notes.get('otherEnvironment')?.count], [false, 1]);
    assert.equal(notes.get('unusedType')?.count, 1);
    const lists = server.requests.filter(({ line }) => line.includes('/deployments'));
    assert.deepEqual(
      lists.map(({ line }) => /&page=(\d+)/.exec(line)?.[1]),
      ['1', '2', '3'],
    );
    assert.match(
      lists[0]?.line ?? '',
      /^GET \/api\/proxy\/gitlab\/api\/v4\/projects\/shop%2Ftill\/deployments\?order_by=updated_at&sort=desc&per_page=100&page=1&updated_after=2025-10-03T/,
    );
    assert.equal(lists[0]?.headers.authorization, 'Bearer of-backstage');
    assert.ok(!JSON.stringify(report).includes('Grace'));
  });

  it('count without a clone, and of the service and environment that are said', async () => {
    route('/deployments', pagesOf([entry(2, 2 * DAY), entry(1, DAY)]));
    await folder.write({ 'bare/.golden-path/insights.yaml': '' });
    const config = CONFIG.replace('shop/till', '42, environment: live, service: component:default/till');
    await folder.write({ 'bare/.golden-path/insights.yaml': config });
    const { report, values, services } = await read(config, { folder: folder.at('bare') });
    assert.deepEqual([report.deployments, services], [2, ['component:default/till']]);
    assert.equal(values['leadTime'], null);
    assert.match(server.requests[0]?.line ?? '', /\/projects\/42\/deployments\?.*environment=live/);
  });

  it('say beside our numbers what GitLab says', async () => {
    route('/deployments', pagesOf([entry(2, 2 * DAY), entry(1, DAY)]));
    const metrics: Readonly<Record<string, unknown>> = {
      deployment_frequency: [
        { date: '2026-01-01', value: 3 },
        { date: '2026-01-02', value: null },
        { date: '2026-01-03', value: 2 },
      ],
      lead_time_for_changes: { value: 7200 },
      time_to_restore_service: null,
      change_failure_rate: [{ date: null, value: 0.25 }],
    };
    route('/dora/metrics', (response, arrived) =>
      json(metrics[/metric=(\w+)/.exec(arrived.line)?.[1] ?? ''])(response, arrived),
    );
    const { said, values, notes, report } = await read();
    assert.deepEqual(said, { deploymentFrequency: 0.5, leadTime: 7_200_000, changeFailureRate: 0.25 });
    assert.equal(values['deploymentFrequency'], 0.2);
    assert.ok(!notes.has('gitLabRefused') && !notes.has('gitLabMetrics'));
    assert.match(
      doraMarkdown(report, { translate: plainTranslate, language: 'en' }),
      /GitLab says: 3\.5 a week\. Successful deployments to the production tier/,
    );
    assert.match(
      server.requests.at(-4)?.line ?? '',
      /dora\/metrics\?metric=deployment_frequency&interval=daily&start_date=2026-01-01&end_date=2026-01-10$/,
    );
    const asked = server.requests.length;
    // Nor is it asked of a part of the project, another environment, or where nobody wants it.
    await read(CONFIG, {}, { services: ['till'] });
    await read(CONFIG, {}, { environment: 'staging' });
    await read(CONFIG.replace('}', ', metrics: false}'));
    assert.ok(server.requests.slice(asked).every(({ line }) => !line.includes('/dora/')));
  });

  it('stay what they are where GitLab keeps its own numbers to itself', async () => {
    route('/deployments', pagesOf([entry(1, DAY)]));
    for (const [status, kind] of [
      [403, 'gitLabRefused'],
      [404, 'gitLabRefused'],
      [400, 'gitLabMetrics'],
    ] as const) {
      route('/dora/metrics', json({ message: `${status} of GitLab` }, status));
      const asked = server.requests.length;
      const { report, said, notes } = await read();
      assert.deepEqual([report.deployments, said], [1, {}]);
      assert.match(notes.get(kind)?.example ?? '', new RegExp(`GitLab shop/till: HTTP ${status} ${status} of GitLab`));
      assert.equal(server.requests.slice(asked).filter(({ line }) => line.includes('/dora/')).length, 1);
    }
    route('/dora/metrics', json({ surprise: true }));
    assert.ok((await read()).notes.has('gitLabMetrics'));
  });

  describe('that cannot be read', () => {
    beforeEach(() => {
      git.commit(0);
      git.tag(1, 'v1.0.0');
      git.commit(HOUR);
      git.tag(2 * HOUR, 'v1.1.0');
    });

    const page = send('<!DOCTYPE html><title>Sign in</title>', 200, { 'content-type': 'text/html' });
    const cut: Answer = response => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9000' });
      response.write('[{"id": 1,');
      setTimeout(() => response.destroy(), 10);
    };
    const cases: readonly (readonly [string, Answer, string, RegExp])[] = [
      ['a refusal', forbidden, 'proxy-refused', /HTTP 403 403 Forbidden/],
      ['a token of the proxy that has ended', json({ message: '401 Unauthorized' }, 401), 'proxy-refused', /HTTP 401/],
      ['no such project', json({ message: '404 Project Not Found' }, 404), 'proxy-missing', /HTTP 404 404 Project/],
      ['a web page', page, 'proxy-unreadable', /\(a web page\)/],
      ['a cut answer', cut, 'proxy-unreachable', /connection was cut/],
      [
        'half an answer',
        send('[{"id": 1,', 200, { 'content-type': 'application/json' }),
        'proxy-unreadable',
        /no JSON/,
      ],
      ['no list', json({ deployments: [] }), 'proxy-unreadable', /no list/],
      ['a lost connection', hangUp, 'proxy-unreachable', /connection was cut/],
      ['a failure', json({ message: 'Bad gateway' }, 502), 'proxy-unreachable', /HTTP 502 Bad gateway/],
      ['too many requests', json({}, 429, { 'retry-after': '600' }), 'proxy-unreachable', /HTTP 429/],
      ['a refusal of Backstage', json({ error: { name: 'AuthenticationError' } }, 401), 'proxy-signIn', /sign in/],
    ];
    for (const [name, answer, kind, example] of cases)
      it(`leave the numbers of git as they are: ${name}`, async () => {
        route('/deployments', answer);
        const { report, notes, refused } = await read();
        assert.deepEqual([report.deployments, report.isDerived], [2, true]);
        assert.equal(notes.get(kind)?.count, 1, [...notes.keys()].join());
        assert.match(notes.get(kind)?.example ?? '', example);
        // What stands behind Backstage cannot end the sign-in to it.
        assert.equal(refused.length, kind === 'proxy-signIn' ? 1 : 0);
      });

    it('are told of as a whole where a later page fails', async () => {
      route('/deployments', (response, arrived) =>
        (arrived.line.includes('page=1&') ? json([entry(1, DAY)]) : forbidden)(response, arrived),
      );
      const { report, notes } = await read();
      assert.deepEqual([report.deployments, report.isDerived, notes.has('proxy-refused')], [2, true, true]);
    });

    it('are left out where no Backstage is connected', async () => {
      await folder.write({ 'till/.golden-path/insights.yaml': CONFIG });
      const { signal } = new AbortController();
      const got = await readDora({ folder: git.path, now: window.to, signal }, { window });
      assert.ok(got.ok);
      assert.equal(got.value.report.deployments, 2);
      const note = got.value.report.quality.find(({ kind }) => kind === 'proxyLeftOut');
      assert.deepEqual([note?.count, note?.example], [1, 'GitLab shop/till']);
      assert.equal(server.requests.length, 0);
    });
  });

  it('are asked for again where a server is busy', async () => {
    const answers = [json({}, 503), json({}, 429, { 'retry-after': '2' })];
    const pages = pagesOf([entry(1, DAY)]);
    route('/deployments', (response, arrived) => (answers.shift() ?? pages)(response, arrived));
    const { report, waits } = await read();
    assert.deepEqual([report.deployments, waits], [1, [500, 2000]]);
  });

  it('end with their limit, and say so', async () => {
    let next = 1000;
    route('/deployments', (response, arrived) => json([entry(next--, DAY)])(response, arrived));
    const { report, notes } = await read();
    assert.deepEqual([report.deployments, notes.get('proxyLimit')?.count], [50, 1]);
  });

  it('can be stopped', async () => {
    route('/deployments', hang);
    await folder.write({ 'till/.golden-path/insights.yaml': CONFIG });
    const run = new AbortController();
    setTimeout(() => run.abort(), 50);
    const proxy = { client: clientRig(server).client };
    const got = await readDora({ folder: git.path, now: window.to, signal: run.signal, proxy }, { window });
    assert.equal(got.ok ? '' : got.problem.kind, 'cancelled');
  });

  it('come from lists in the form of DevLake’s webhooks, with incidents', async () => {
    const deployment = (id: string, seconds: number): object => ({
      ...{
        id,
        result: 'SUCCESS',
        environment: 'PRODUCTION',
        startedDate: iso(seconds - 60),
        finishedDate: iso(seconds),
      },
      deploymentCommits: [
        {
          ...{ repoUrl: 'https://git.example.com/till', refName: 'main', commitSha: 'b'.repeat(40) },
          ...{ startedDate: iso(seconds - 60), finishedDate: iso(seconds) },
        },
      ],
    });
    route('/devlake/deployments', json([deployment('1', DAY), deployment('2', 2 * DAY), { surprise: true }]));
    route(
      '/devlake/incidents',
      json([
        {
          ...{ issueKey: 'INC-1', type: 'INCIDENT', title: 'The till stands still', status: 'DONE' },
          ...{ createdDate: iso(DAY + HOUR), resolutionDate: iso(DAY + 2 * HOUR), component: 'till' },
        },
      ]),
    );
    const config = `proxy:
  - {kind: devlake, path: /api/proxy/devlake/deployments, service: till}
  - {kind: devlake, path: /api/proxy/devlake/incidents}
`;
    const { report, values, notes } = await read(config);
    assert.deepEqual([report.deployments, report.services], [2, ['till']]);
    assert.deepEqual([values['changeFailureRate'], values['timeToRestore']], [0.5, HOUR * 1000]);
    assert.deepEqual([notes.get('unknownType')?.count, notes.has('noIncidents')], [1, false]);
    assert.ok(server.requests.every(({ line }) => !line.includes('dora')));
  });

  it('stand beside events of files', async () => {
    route('/deployments', pagesOf([entry(1, DAY)]));
    const event = { type: 'deployment', id: 'f1', source: 'file', service: 'shop/till', environment: 'production' };
    await folder.write({
      'till/events.jsonl': `${JSON.stringify({ ...event, outcome: 'success', finishedAt: iso(3 * DAY) })}\n`,
    });
    const { report } = await read(`events: events.jsonl\n${CONFIG}`);
    assert.equal(report.deployments, 2);
    assert.match(report.origin, /^Events in events\.jsonl.*GitLab shop\/till$/);
  });
});
