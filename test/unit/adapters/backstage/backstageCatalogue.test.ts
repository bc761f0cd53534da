import assert from 'node:assert/strict';
import { BackstageCatalogue } from '../../../../src/adapters/backstage/backstageCatalogue.js';
import { connectBackstage } from '../../../../src/adapters/backstage/connection.js';
import { ENTITY_FIELDS } from '../../../../src/core/catalogue/entity.js';
import { recordingLog } from '../../recordingLog.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, send, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const item = (name: string) => ({ kind: 'Component', metadata: { name } });

describe('the catalogue of a Backstage', () => {
  let server: LocalServer;
  before(async () => (server = await localServer()));
  after(() => server.close());
  const catalogue = () => new BackstageCatalogue(clientRig(server).client);
  const lastQuery = () => new URL(server.requests.at(-1)!.line.slice(4), server.url).searchParams;

  it('is asked for a page of the fields that are read, and no more', async () => {
    server.answer(json({ items: [item('a'), { kind: 'no entity' }, null], pageInfo: { nextCursor: 'next' } }));
    const page = valueOf(await catalogue().page({ limit: 7, kinds: ['API', 'Component'] }, never()));
    assert.deepEqual(
      page.items.map(({ ref }) => ref),
      ['component:default/a'],
    );
    assert.equal(page.nextCursor, 'next');
    assert.deepEqual(Object.fromEntries(lastQuery()), {
      limit: '7',
      fields: ENTITY_FIELDS.join(','),
      totalItems: 'exclude',
      filter: 'kind=api,kind=component',
    });
  });

  it('is asked for the next page by the cursor, which carries the filter', async () => {
    server.answer(json({ items: [] }));
    await catalogue().page({ limit: 7, cursor: 'a+b/c=', kinds: ['API'] }, never());
    assert.equal(lastQuery().get('cursor'), 'a+b/c=');
    assert.equal(lastQuery().get('filter'), null);
    assert.ok(lastQuery().get('fields'));
  });

  const told = async (body: string): Promise<readonly string[]> => {
    server.answer(send(body, 200, { 'content-type': 'application/json' }));
    const cursors: string[] = [];
    await catalogue().page({ limit: 1, onCursor: cursor => cursors.push(cursor) }, never());
    return cursors;
  };

  it('tells the cursor before it has read the items, in every form of JSON', async () => {
    const answer = { items: [item('a')], totalItems: 0, pageInfo: { prevCursor: 'before', nextCursor: 'aB1+/-_=' } };
    for (const indent of [0, 2]) assert.deepEqual(await told(JSON.stringify(answer, null, indent)), ['aB1+/-_=']);
    const many = { ...answer, items: Array.from({ length: 1000 }, (_, number) => item(`c${number}`)) };
    assert.deepEqual(await told(JSON.stringify(many)), ['aB1+/-_=']);
  });

  it('tells no cursor that is none', async () => {
    const inside = ', "pageInfo": { "nextCursor": "fake" } }';
    for (const answer of [
      { items: [item('a')] },
      { items: [item('a')], pageInfo: {} },
      { items: [item('a')], pageInfo: { nextCursor: '' } },
      { items: [item(inside)] },
      { items: [{ ...item('a'), metadata: { name: 'a', description: `]${inside}` } }] },
      { items: [item('a')], other: `]${inside}` },
      { pageInfo: { nextCursor: 'x' }, items: [item('a')] },
    ])
      assert.deepEqual(await told(JSON.stringify(answer)), [], JSON.stringify(answer));
  });

  for (const pageInfo of [undefined, null, {}, { nextCursor: '' }, { nextCursor: 7 }, 'x'])
    it(`ends where the answer says ${JSON.stringify(pageInfo) ?? 'nothing'} of a next page`, async () => {
      server.answer(json({ items: [item('a')], pageInfo }));
      assert.equal(valueOf(await catalogue().page({ limit: 1 }, never())).nextCursor, undefined);
    });

  for (const answer of [null, [], 'text', 7, {}, { items: {} }, { items: 'x' }, { entities: [] }])
    it(`is none where the answer is ${JSON.stringify(answer)}`, async () => {
      server.answer(json(answer));
      assert.equal(problemOf(await catalogue().page({ limit: 1 }, never())).kind, 'invalid');
      assert.equal(problemOf(await catalogue().byRefs(['component:default/a'], never())).kind, 'invalid');
    });

  it('is none where the answer is empty', async () => {
    server.answer(send('', 200));
    assert.equal(problemOf(await catalogue().page({ limit: 1 }, never())).kind, 'invalid');
  });

  it('must answer for each reference', async () => {
    server.answer(json({ items: [item('a')] }));
    assert.equal(problemOf(await catalogue().byRefs(['component:a', 'component:b'], never())).kind, 'invalid');
  });

  it('is asked for many references in several requests, in order', async () => {
    server.answer((response, { body }) => {
      const { entityRefs } = JSON.parse(body) as { entityRefs: string[] };
      json({ items: entityRefs.map(ref => (ref.endsWith('0') ? null : item(ref.split('/')[1]!))) })(response, {
        line: '',
        headers: {},
        body: '',
      });
    });
    const start = server.requests.length;
    const refs = Array.from({ length: 1201 }, (_, number) => `Component:Default/C${number}`);
    const found = valueOf(await catalogue().byRefs(refs, never()));
    assert.deepEqual(
      found.map(entity => entity?.name),
      refs.map((_, number) => (number % 10 === 0 ? undefined : `c${number}`)),
    );
    assert.equal(server.requests.length - start, 3);
  });

  it('is asked for marks with the fewest fields', async () => {
    const marked = { kind: 'Component', metadata: { name: 'A', namespace: 'Shop', etag: 'e' } };
    server.answer(json({ items: [marked, item('b'), { kind: 'no entity' }, {}, null], pageInfo: { nextCursor: 'n' } }));
    assert.deepEqual(valueOf(await catalogue().marks({ limit: 5000 }, never())), {
      items: [{ ref: 'component:shop/a', etag: 'e' }, { ref: 'component:default/b' }],
      nextCursor: 'n',
    });
    assert.equal(lastQuery().get('fields'), 'kind,metadata.name,metadata.namespace,metadata.etag');
    assert.equal(lastQuery().get('limit'), '5000');
    server.answer(json({ items: 'x' }));
    assert.equal(problemOf(await catalogue().marks({ limit: 1 }, never())).kind, 'invalid');
  });

  it('keeps the etag, by which a change is noticed', async () => {
    server.answer(json({ items: [{ kind: 'Component', metadata: { name: 'a', etag: 'e1' } }, item('b')] }));
    const { items } = valueOf(await catalogue().page({ limit: 2 }, never()));
    assert.deepEqual(
      items.map(({ etag }) => etag),
      ['e1', undefined],
    );
  });

  it('passes on what is wrong', async () => {
    server.answer(json({}, 403));
    assert.equal(problemOf(await catalogue().page({ limit: 1 }, never())).kind, 'forbidden');
    assert.equal(problemOf(await catalogue().byRefs(['a:b/c'], never())).kind, 'forbidden');
  });

  it('is not asked for no kind at all', async () => {
    const start = server.requests.length;
    assert.deepEqual(valueOf(await catalogue().page({ limit: 1, kinds: [] }, never())), { items: [] });
    assert.equal(server.requests.length, start);
  });

  it('is cancelled although nothing would have been asked', async () => {
    assert.equal(problemOf(await catalogue().page({ limit: 1, kinds: [] }, AbortSignal.abort())).kind, 'cancelled');
  });
});

describe('a connection to Backstage', () => {
  it('sends nothing until it is used, and then speaks to one instance alone', async () => {
    const server = await localServer();
    const folder = await temporaryFolder();
    try {
      const connection = connectBackstage(
        {
          baseUrl: server.url,
          tokens: { token: async () => 'canary', refused: () => undefined },
          log: recordingLog(),
        },
        folder.path,
      );
      assert.equal(connection.catalogue.origin, server.url);
      assert.equal(server.requests.length, 0);
      server.answer(json({ items: [] }));
      assert.ok((await connection.probe(never())).ok);
      server.answer(json({ claims: { sub: 'user:default/ada' } }));
      assert.deepEqual(valueOf(await connection.catalogue.ownershipRefs(never())), ['user:default/ada']);
      server.answer(json({ backstageIdentity: { token: 't' } }));
      assert.equal(valueOf(await connection.guestToken(0, never())).token, 't');
      assert.deepEqual(
        server.requests.map(({ line, headers }) => [line.split('?')[0], headers.authorization]),
        [
          ['GET /api/catalog/entities/by-query', 'Bearer canary'],
          ['GET /api/auth/v1/userinfo', 'Bearer canary'],
          ['GET /api/auth/guest/refresh', undefined],
        ],
      );
      assert.equal(await connection.catalogue.snapshots.load(), undefined);
    } finally {
      await server.close();
      await folder.dispose();
    }
  });
});
