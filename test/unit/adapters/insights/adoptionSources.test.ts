import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { readAdoption, type AdoptionSources } from '../../../../src/adapters/insights/adoptionSources.js';
import { FirstSeenFile } from '../../../../src/adapters/insights/firstSeenFile.js';
import { failure, success } from '../../../../src/core/common/problem.js';
import type { TaskEvent, TaskRecord } from '../../../../src/core/templates/scaffolder.js';
import { entity } from '../../core/catalogue/entities.js';
import { never, valueOf } from '../../values.js';
import { gitRepository, type GitRepository } from './gitRepository.js';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const WINDOW = { from: Date.parse('2026-01-01'), now: NOW };

function component(name: string, more = ''): string {
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ${name}}
spec: {type: service, owner: payments, lifecycle: production${more}}
`;
}

const WAIVERS = `waivers:
  - rule: k8s/privileged
    match: {path: services/orders/deploy/**}
    reason: The agent loads a kernel module until the new driver is there.
    owner: group:default/payments
    expires: 2027-01-31
  - rule: k8s/privileged
    match: {path: deploy/**}
    reason: This one is over for a long time.
    owner: group:default/payments
    expires: 2026-01-31
  - not a waiver
`;

const FILES = {
  'services/orders/catalog-info.yaml': `${component('orders', ', scaffoldedFrom: web-service')}---\n${component('orders-worker')}`,
  'services/mail/catalog-info.yaml': component('mail'),
  'services/mail/Dockerfile':
    'FROM scratch\n# golden-path: waive docker/no-root owner=group:default/payments until=2027-01-01 reason="It binds port 25 itself."\nUSER root\n',
  'templates/x/skeleton/catalog-info.yaml': component('"${{ values.name }}"'),
  '.golden-path/waivers.yaml': WAIVERS,
  '.golden-path/backlog.yaml': 'effort:\n  deviation:k8s/privileged: medium\n',
};

async function read(sources: AdoptionSources) {
  const report = valueOf(await readAdoption(sources, WINDOW, never()));
  return { ...report, counts: Object.fromEntries(report.quality.map(({ kind, count }) => [kind, count])) };
}

describe('reading adoption', function () {
  this.timeout(30_000);
  let folder: GitRepository;
  beforeEach(async () => {
    folder = await gitRepository({ 'services/post/catalog-info.yaml': FILES['services/mail/catalog-info.yaml'] });
    folder.commit('2026-03-04');
    folder.git('mv', 'services/post', 'services/mail');
    folder.commit('2026-04-04');
    await folder.write(FILES);
    folder.commit('2026-05-06');
  });
  afterEach(() => folder.dispose());

  it('reads services, their first commits through renames, and the waivers of files and comments', async () => {
    const report = await read({ folder: folder.path });
    assert.deepEqual(
      report.beginnings?.map(({ ref, path, at, from }) => [
        ref,
        path,
        at === null ? null : new Date(at).toISOString().slice(0, 10),
        from,
      ]),
      [
        ['component:default/orders', 'paved', '2026-05-06', 'commit'],
        ['component:default/orders-worker', 'off', '2026-05-06', 'commit'],
        ['component:default/mail', 'off', '2026-03-04', 'commit'],
      ],
    );
    assert.deepEqual(
      report.deviations.map(({ rule, waivers, services }) => [rule, waivers, services]),
      [
        ['k8s/privileged', 1, 2],
        ['docker/no-root', 1, 1],
      ],
    );
    assert.equal(report.backlog.find(({ id }) => id === 'deviation:k8s/privileged')?.effort, 'medium');
    assert.deepEqual(report.counts, {
      templated: 1,
      badWaiver: 1,
      endedWaiver: 1,
      sharedDescriptor: 1,
      smallCohort: 1,
    });
    assert.deepEqual(
      report.missing.map(({ part }) => part),
      ['templates', 'tickets', 'environments', 'feedback'],
    );
  });

  it('works without a repository, and says that nothing tells when a service began', async () => {
    await folder.write({ '.git-is-gone': '' });
    const { rm } = await import('node:fs/promises');
    await rm(folder.at('.git'), { recursive: true });
    assert.deepEqual((await read({ folder: folder.path })).firstSeen, { unknown: 3 });
  });

  it('takes the catalogue for what there is, and the folder for where it is', async () => {
    const entities = [
      entity('Component:orders', { spec: { type: 'service' } }),
      entity('Component:far', { spec: { type: 'service' } }),
    ];
    const report = await read({ folder: folder.path, catalogue: { entities, at: NOW - 5 } });
    assert.deepEqual(report.firstSeen, { commit: 1, unknown: 1 });
    assert.equal(report.dataAt, NOW - 5);
    assert.equal(report.deviations[0]?.services, 2);
  });

  it('tells by quarter how long newcomers needed, from releases and what was merged', async () => {
    for (const author of ['a', 'b', 'c', 'd', 'e', 'dependabot[bot]']) folder.commit('2026-07-01', author);
    folder.git('tag', 'v1.0.0');
    for (let count = 0; count < 9; count++) folder.commit(`2026-08-1${count}`, 'a');
    const { onboarding, missing, notes } = await read({ folder: folder.path });
    assert.deepEqual(
      onboarding.map(({ cohort, people, toFirstDeployment, toTenthChange }) => [
        ...[cohort, people, toFirstDeployment, toTenthChange.arrived, toTenthChange.medianMs],
      ]),
      [['2026-Q3', 5, { medianMs: 0, arrived: 5 }, 1, null]],
    );
    assert.ok(!missing.some(({ part }) => part === 'onboarding'));
    assert.ok(notes?.some(({ part, text }) => part === 'onboarding' && text.text.includes('tags')));
  });

  it('says that nobody can have come to a deployment where none is known', async () => {
    for (const author of ['a', 'b', 'c', 'd', 'e']) folder.commit('2026-07-01', author);
    const { onboarding, notes } = await read({ folder: folder.path });
    assert.deepEqual(onboarding[0]?.toFirstDeployment, { medianMs: null, arrived: 0 });
    assert.ok(notes?.some(({ text }) => text.text.startsWith('No deployment is known')));
  });

  it('says that a shallow clone does not tell when people began', async () => {
    await writeFile(folder.at('.git/shallow'), `${folder.git('rev-parse', 'HEAD').trim()}\n`);
    const { missing, onboarding } = await read({ folder: folder.path });
    assert.match(missing.find(({ part }) => part === 'onboarding')?.why.text ?? '', /shallow/);
    assert.deepEqual(onboarding, []);
  });

  it('keeps snapshots, dates what appears later by them, and puts a damaged file aside', async () => {
    const firstSeen = new FirstSeenFile(folder.at('state/first-seen.json'));
    const service = (name: string) => entity(`Component:${name}`, { spec: { type: 'service' } });
    const day = (text: string, ...names: readonly string[]) => {
      const now = Date.parse(text);
      const catalogue = { entities: names.map(service), at: now };
      return readAdoption({ catalogue, firstSeen }, { from: WINDOW.from, now }, never());
    };
    valueOf(await day('2026-11-01T08:00:00Z', 'a'));
    const second = valueOf(await day('2026-11-09T08:00:00Z', 'a', 'b'));
    assert.deepEqual(second.firstSeen, { snapshot: 1, unknown: 1 });
    await writeFile(folder.at('state/first-seen.json'), '{"version":1,"si');
    const third = valueOf(await day('2026-11-10T08:00:00Z', 'a', 'b'));
    assert.deepEqual(third.firstSeen, { unknown: 2 });
    assert.ok(third.quality.some(({ kind }) => kind === 'damagedSnapshots'));
    const { readFile } = await import('node:fs/promises');
    assert.equal(await readFile(folder.at('state/first-seen.json.damaged'), 'utf8'), '{"version":1,"si');
  });

  it('reads tickets and feedback, and says what is wrong with them', async () => {
    await folder.write({
      'tickets.csv': 'id,opened,closed\n1,2026-11-02,2026-11-03\n2,soon,\n',
      'feedback.jsonl': `${JSON.stringify({ id: 'f', theme: 'platform', text: 'Slow', context: {}, week: '2026-W48' })}\nno\n`,
      'odd.json': '{"what": "is this"}',
    });
    await writeFile(folder.at('latin.csv'), Buffer.from('id,opened,who\n1,2026-11-02,Jos\xe9\n', 'latin1'));
    const good = await read({
      tickets: { file: folder.at('tickets.csv') },
      feedback: [folder.at('feedback.jsonl'), folder.at('gone.jsonl')],
    });
    assert.equal(good.tickets[0]?.opened, 1);
    assert.equal(good.backlog[0]?.title, 'platform');
    assert.deepEqual(good.counts, { badTicket: 1, badFeedback: 1, unreadFeedback: 1 });
    const latin = await read({ tickets: { file: folder.at('latin.csv') } });
    assert.deepEqual([latin.tickets[0]?.opened, latin.counts], [1, { notUtf8: 1 }]);
    const odd = await read({ tickets: { file: folder.at('odd.json') }, feedback: [folder.at('gone.jsonl')] });
    const why = Object.fromEntries(odd.missing.map(({ part, why: { text } }) => [part, text]));
    assert.match(why['tickets'] ?? '', /none of the forms of tickets/);
    assert.match(why['feedback'] ?? '', /gone\.jsonl cannot be read/);
  });

  it('reads tickets through the proxy of a Backstage', async () => {
    const paths: string[] = [];
    const client = {
      request: ({ path }: { path: string }) => {
        paths.push(path);
        return Promise.resolve(success([{ number: 1, created_at: '2026-11-02T00:00:00Z' }] as unknown));
      },
    };
    const report = await read({ tickets: { client, path: '/api/proxy/github/search' } });
    assert.deepEqual([report.tickets[0]?.opened, paths], [1, ['/api/proxy/github/search']]);
  });

  const task = (id: string, more: Partial<TaskRecord> = {}): TaskRecord => ({
    ...{
      id,
      status: 'completed',
      createdAt: NOW - 60_000,
      templateRef: 'template:default/web-service',
      createdBy: 'user:default/ada',
    },
    ...{ steps: [{ id: 'publish', name: 'Publish', action: 'publish', isConditional: false }], values: {}, ...more },
  });
  const event = (id: number, more: Partial<TaskEvent>): TaskEvent => ({
    ...{ id, type: 'log', createdAt: NOW - 50_000, message: '', ...more },
  });

  it('reads the runs of templates with the step that failed, without who started them', async () => {
    const events: Record<string, readonly TaskEvent[]> = {
      good: [
        event(1, {
          type: 'completion',
          createdAt: NOW - 58_000,
          output: { links: [{ entityRef: 'component:default/new' }], text: [], values: {} },
        }),
      ],
      bad: [
        event(1, { stepId: 'publish', status: 'processing' }),
        event(2, { stepId: 'publish', status: 'failed' }),
        event(3, { type: 'completion', error: 'no right, token=abcdefghijkl' }),
      ],
    };
    const scaffolder = {
      tasks: ({ cursor }: { cursor?: string }) =>
        Promise.resolve(
          success(
            cursor === undefined
              ? {
                  items: [task('bad', { status: 'failed' }), task('x', { createdAt: 0 })],
                  unreadable: 2,
                  nextCursor: '2',
                }
              : { items: [task('good'), task('bad', { status: 'failed' }), task('lost')] },
          ),
        ),
      follow: (id: string, _after: number, onEvents: (events: readonly TaskEvent[]) => void) => {
        if (!events[id]) return Promise.resolve(failure({ kind: 'notFound', message: 'It is gone.' }));
        onEvents(events[id]);
        return Promise.resolve(success(undefined));
      },
    };
    const entities = [entity('Component:new', { spec: { type: 'service' } })];
    const report = await read({ scaffolder, catalogue: { entities, at: NOW } });
    assert.deepEqual(report.templates, [
      { template: 'template:default/web-service', runs: 3, failed: 1, medianMs: 2000, failingStep: 'Publish' },
    ]);
    assert.deepEqual(report.firstSeen, { task: 1 });
    assert.deepEqual(report.counts, { badRun: 2, runWithoutDate: 1, runWithoutLog: 1 });
    assert.match(report.notes?.[0]?.text.text ?? '', /only the runs that you may see/);
    const text = JSON.stringify(report);
    assert.ok(!text.includes('ada') && !text.includes('abcdefghijkl'), text);
  });

  it('says why runs cannot be read, and keeps what came before a list was cut', async () => {
    const forbidden = failure({ kind: 'forbidden', message: 'You may not.' });
    const follow = () => Promise.resolve(success(undefined));
    const none = await read({ scaffolder: { tasks: () => Promise.resolve(forbidden), follow } });
    assert.equal(none.missing.find(({ part }) => part === 'templates')?.why.text, 'You may not.');
    const cut = await read({
      scaffolder: {
        tasks: ({ cursor }) =>
          Promise.resolve(
            cursor === undefined
              ? success({ items: [task('a', { status: 'cancelled' })], nextCursor: '1' })
              : forbidden,
          ),
        follow,
      },
    });
    assert.deepEqual([cut.templates[0]?.runs, cut.counts], [1, { cutRuns: 1 }]);
  });

  it('stops when it is told to', async () => {
    const report = await readAdoption({ folder: folder.path }, WINDOW, AbortSignal.abort());
    assert.ok(!report.ok && report.problem.kind === 'cancelled');
  });
});
