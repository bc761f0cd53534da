import assert from 'node:assert/strict';
import { techDocs } from '../../../../src/adapters/backstage/techDocs.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, send, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const REF = 'component:default/Orders';
const events = (...lines: string[]) => send(lines.join('\n\n') + '\n\n', 200, { 'content-type': 'text/event-stream' });

describe('the documentation of a Backstage', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  const docs = (token?: string) => techDocs(clientRig(server, token === undefined ? {} : { token }).client);
  const line = (): string | undefined => server.requests.at(-1)?.line;

  it('says what is known of a site', async () => {
    server.answer(json({ files: [] }));
    assert.deepEqual(valueOf(await docs('t').metadata(REF, never())), { files: [] });
    assert.equal(line(), 'GET /api/techdocs/metadata/techdocs/default/component/orders');
    assert.equal(server.requests.at(-1)?.headers.authorization, 'Bearer t');
    server.answer(json({}, 404));
    assert.match(problemOf(await docs().metadata(REF, never())).message, /no documentation of component:orders/i);
  });

  it('gives files, pages of the web among them', async () => {
    const body = Buffer.from([0x3c, 0xff, 0x00]);
    server.answer(send(body, 200, { 'content-type': 'text/html' }));
    assert.deepEqual(Buffer.from(valueOf(await docs().file(REF, 'a b/index.html', 10, never()))), body);
    assert.equal(line(), 'GET /api/techdocs/static/docs/default/component/orders/a%20b/index.html');
  });

  it('stops a file that is too large, and says what a refusal means', async () => {
    server.answer(send('x'.repeat(100)));
    assert.equal(problemOf(await docs().file(REF, 'x.png', 10, never())).kind, 'invalid');
    server.answer(send('', 404));
    assert.equal(problemOf(await docs().file(REF, 'x.png', 1000, never())).kind, 'notFound');
    server.answer(json({ error: { message: 'no' } }, 403));
    assert.equal(problemOf(await docs().file(REF, 'x.png', 1000, never())).kind, 'forbidden');
  });

  it('never asks for anything outside of a site', async () => {
    const before = server.requests.length;
    for (const file of ['../../../catalog/entities', 'a/../b', '/a', './a', ''])
      assert.equal(problemOf(await docs().file(REF, file, 10, never())).kind, 'invalid', file);
    assert.equal(problemOf(await docs().metadata('component:../x', never())).kind, 'invalid');
    assert.equal(server.requests.length, before);
  });

  it('builds, and passes on what the builder says', async () => {
    const said: string[] = [];
    const log = `event: log\ndata: ${JSON.stringify('\u001b[32minfo\u001b[39m: Step 1  of 3')}`;
    server.answer(events(log, 'event: finish\ndata: {"updated":true}'));
    assert.equal(valueOf(await docs().build(REF, text => void said.push(text), never())), true);
    assert.deepEqual(said, ['info: Step 1 of 3']);
    server.answer(events('event: finish\ndata: {"updated":false}'));
    assert.equal(valueOf(await docs().build(REF, () => undefined, never())), false);
  });

  it('says why a build failed', async () => {
    const build = () => docs().build(REF, () => undefined, never());
    server.answer(events('event: error\ndata: "mkdocs is missing"'));
    const failed = problemOf(await build());
    assert.equal(failed.kind, 'internal');
    assert.match(failed.message, /documentation of component:orders: mkdocs is missing\./i);
    server.answer(events('event: log\ndata: "x"'));
    assert.match(problemOf(await build()).message, /stopped in the middle/);
    server.answer(json({ error: { name: 'NotFoundError' } }, 404));
    assert.equal(problemOf(await build()).kind, 'notFound');
    server.answer(json({}, 401));
    assert.equal(problemOf(await build()).kind, 'unauthorised');
  });

  it('can be stopped while it is built', async () => {
    const stop = new AbortController();
    server.answer(response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: log\ndata: "begins"\n\n');
    });
    const built = await docs().build(REF, () => stop.abort(), stop.signal);
    assert.equal(problemOf(built).kind, 'cancelled');
  });
});
