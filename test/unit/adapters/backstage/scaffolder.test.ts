import assert from 'node:assert/strict';
import { BackstageScaffolder } from '../../../../src/adapters/backstage/scaffolder.js';
import { presentProblem } from '../../../../src/core/common/problem.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, send, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const TASK = {
  id: 't1',
  status: 'processing',
  createdAt: '2026-11-23T11:38:01.000Z',
  lastHeartbeatAt: '2026-11-23T11:38:03.000Z',
  createdBy: 'user:default/guest',
  spec: {
    steps: [
      { id: 'wait', name: 'Wait', action: 'debug:wait' },
      { name: 'Maybe', action: 'debug:log', if: '${{ parameters.fail }}' },
      { id: 'always', action: 'debug:log', if: true },
      'nonsense',
    ],
    parameters: { seconds: 20 },
    templateInfo: { entityRef: 'template:default/slow', entity: { metadata: { name: 'slow', title: 'Slow task' } } },
  },
};

describe('the scaffolder of a Backstage', () => {
  let server: LocalServer;
  const scaffolder = () => new BackstageScaffolder(clientRig(server, { token: 'x' }).client);

  beforeEach(async () => {
    server = await localServer();
  });
  afterEach(() => server.close());

  it('reads a form', async () => {
    const schema = { properties: { name: { type: 'string' } } };
    server.answer(
      json({ title: 'Service', description: 'D', steps: [{ title: 'One', schema }, { schema: { title: 'Two' } }] }),
    );
    const form = valueOf(await scaffolder().form('template:default/web-service', never()));
    assert.deepEqual(form, {
      title: 'Service',
      description: 'D',
      pages: [
        { title: 'One', schema },
        { title: 'Two', schema: { title: 'Two' } },
      ],
    });
  });

  it('names no path by what stands in a reference', async () => {
    server.answer(json({ steps: [] }));
    await scaffolder().form('template:a..b/c%2Fd?x', never());
    const line = server.requests[0]?.line ?? '';
    assert.equal(line, 'GET /api/scaffolder/v2/templates/a..b/template/c%252Fd%3Fx/parameter-schema');
    assert.equal(problemOf(await scaffolder().form('a/b/c', never())).kind, 'notFound');
  });

  it('starts a run, and sends it once only', async () => {
    server.answer(json({ id: 't1' }, 201));
    assert.equal(valueOf(await scaffolder().start('template:default/x', { a: 1 }, { key: 's' }, never())), 't1');
    assert.deepEqual(JSON.parse(server.requests[0]?.body ?? ''), {
      templateRef: 'template:default/x',
      values: { a: 1 },
      secrets: { key: 's' },
    });
    server.answer(send('', 502));
    assert.equal(problemOf(await scaffolder().start('template:default/x', {}, {}, never())).kind, 'internal');
    assert.equal(server.requests.length, 2);
  });

  it('names the fields that the server does not take', async () => {
    const errors = [
      { path: [], name: 'required', argument: 'owner', message: 'requires property "owner"', stack: 'x' },
      { path: ['repos', 0, 'name'], name: 'pattern', message: 'does not match pattern "^[a-z]+$"' },
      { path: [], name: 'additionalProperties', message: 'is not allowed to have the additional property "x"' },
      null,
    ];
    server.answer(json({ errors }, 400));
    const problem = problemOf(await scaffolder().start('template:default/x', {}, {}, never()));
    assert.equal(problem.kind, 'invalid');
    assert.deepEqual(
      problem.fields?.map(({ path }) => path),
      [['owner'], ['repos', 0, 'name'], []],
    );
    assert.match(problem.message, /owner: requires property "owner"; repos\.0\.name: does not match/);
    assert.deepEqual(presentProblem(problem).actions, ['showLog']);
  });

  it("says in the server's own words what else it does not take", async () => {
    server.answer(json({ error: { name: 'InputError', message: 'Unsupported apiVersion' } }, 400));
    const problem = problemOf(await scaffolder().start('template:default/x', {}, {}, never()));
    assert.deepEqual([problem.kind, problem.message], ['invalid', 'Unsupported apiVersion']);
  });

  it('tells a template that is gone from a Backstage without scaffolder', async () => {
    server.answer(json({ error: { name: 'NotFoundError', message: 'Template template:default/x not found' } }, 404));
    const gone = problemOf(await scaffolder().start('template:default/x', {}, {}, never()));
    assert.equal(gone.kind, 'notFound');
    assert.match(gone.message, /no template template:default\/x/);
    server.answer(send('', 404));
    const without = problemOf(await scaffolder().start('template:default/x', {}, {}, never()));
    assert.equal(without.kind, 'unsupported');
    server.answer(send('<pre>Cannot POST', 404, { 'content-type': 'text/html' }));
    assert.equal(problemOf(await scaffolder().retry('t', {}, never())).kind, 'unsupported');
  });

  it('reads a task', async () => {
    server.answer(json(TASK));
    assert.deepEqual(valueOf(await scaffolder().task('t1', never())), {
      id: 't1',
      status: 'processing',
      createdAt: Date.parse('2026-11-23T11:38:01Z'),
      lastHeartbeatAt: Date.parse('2026-11-23T11:38:03Z'),
      createdBy: 'user:default/guest',
      templateRef: 'template:default/slow',
      templateTitle: 'Slow task',
      steps: [
        { id: 'wait', name: 'Wait', action: 'debug:wait', isConditional: false },
        { id: 'step-2', name: 'Maybe', action: 'debug:log', isConditional: true },
        { id: 'always', name: 'debug:log', action: 'debug:log', isConditional: false },
      ],
      values: { seconds: 20 },
    });
    for (const foreign of [{}, [], 'x', { id: 't', status: 'asleep' }]) {
      server.answer(json(foreign));
      assert.equal(problemOf(await scaffolder().task('t1', never())).kind, 'invalid');
    }
  });

  it('pages through tasks', async () => {
    server.answer(json({ tasks: [TASK, 'nonsense'], totalTasks: 3 }), json({ tasks: [TASK], totalTasks: 3 }));
    const first = valueOf(await scaffolder().tasks({ createdBy: 'user:default/guest', limit: 2 }, never()));
    assert.deepEqual([first.items.length, first.nextCursor], [1, '2']);
    const second = valueOf(await scaffolder().tasks({ limit: 2, cursor: '2' }, never()));
    assert.equal(second.nextCursor, undefined);
    assert.deepEqual(
      server.requests.map(({ line }) => line.split('?')[1]),
      [
        'createdBy=user:default%2Fguest&limit=2&offset=0&order=desc:created_at',
        'limit=2&offset=2&order=desc:created_at',
      ],
    );
  });

  it('cancels and retries', async () => {
    server.answer(json({ status: 'cancelled' }), json({ id: 't' }, 201), json({ error: { message: 'cannot' } }, 409));
    valueOf(await scaffolder().cancel('t/../x', never()));
    assert.equal(server.requests[0]?.line, 'POST /api/scaffolder/v2/tasks/t%2F..%2Fx/cancel');
    valueOf(await scaffolder().retry('t', { key: 's' }, never()));
    assert.deepEqual(JSON.parse(server.requests[1]?.body ?? ''), { secrets: { key: 's' } });
    assert.equal(problemOf(await scaffolder().retry('t', {}, never())).kind, 'conflict');
  });

  it('tries without writing', async () => {
    server.answer(
      json({
        log: [{ body: { message: 'Beginning', stepId: 'a', status: 'processing' } }],
        directoryContents: [{ path: '../x', executable: true, base64Content: 'AAH/' }, { path: 3 }],
        output: {
          links: [{ title: 'R', url: 'http://x' }, { entityRef: 'Component:a' }, {}],
          text: [{ content: '*' }],
          n: 1,
        },
        steps: [{ id: 'a', name: 'A', action: 'x' }],
      }),
    );
    const files = [{ path: 'a.txt', bytes: new Uint8Array([104, 105]) }];
    const run = valueOf(await scaffolder().dryRun({ template: {}, values: {}, secrets: {}, files }, never()));
    assert.deepEqual(run.files, [{ path: '../x', bytes: new Uint8Array([0, 1, 255]), executable: true }]);
    assert.deepEqual(run.log, [{ type: 'log', message: 'Beginning', stepId: 'a', status: 'processing' }]);
    assert.deepEqual(run.output.links, [{ title: 'R', url: 'http://x' }, { entityRef: 'component:default/a' }]);
    assert.equal(run.output.values['n'], 1);
    const sent = JSON.parse(server.requests[0]?.body ?? '') as { directoryContents: unknown };
    assert.deepEqual(sent.directoryContents, [{ path: 'a.txt', base64Content: 'aGk=' }]);
  });

  it('reads what templates can use', async () => {
    server.answer(
      json([{ id: 'debug:log', description: 'D', schema: { input: { a: 1 } }, examples: [{ example: 'x' }] }, {}]),
      json({
        filters: { pick: { description: 'P', examples: [{ example: 'e', notes: 'n' }] } },
        globals: { functions: { now: {} }, values: {} },
      }),
    );
    assert.deepEqual(valueOf(await scaffolder().actions(never())), [
      { id: 'debug:log', description: 'D', inputSchema: { a: 1 }, examples: [{ example: 'x' }] },
    ]);
    assert.deepEqual(valueOf(await scaffolder().templatingExtensions(never())), [
      { name: 'pick', kind: 'filter', description: 'P', examples: [{ example: 'e', notes: 'n' }] },
      { name: 'now', kind: 'function', examples: [] },
    ]);
  });
});
