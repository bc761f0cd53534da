import assert from 'node:assert/strict';
import { compareEntities, EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { entity } from './entities.js';

const ORDERS = 'component:default/orders';

describe('an index of entities', () => {
  it('is empty to begin with', () => {
    assert.equal(EntityIndex.EMPTY.size, 0);
    assert.deepEqual(EntityIndex.EMPTY.entities, []);
  });

  it('finds an entity in any letter case', () => {
    const index = EntityIndex.of([entity('Component:Orders')], []);
    assert.equal(index.get('Component:DEFAULT/Orders')?.ref, ORDERS);
    assert.equal(index.get('component:default/other'), undefined);
    assert.equal(index.get('__proto__'), undefined);
  });

  it('sorts by the name shown, numbers as numbers, then by reference', () => {
    const entities = [
      entity('Component:z', { title: 'alpha' }),
      entity('Component:service-10'),
      entity('Component:service-9'),
      entity('API:beta'),
      entity('Component:beta'),
      entity('Component:Beta', { title: 'BETA' }),
    ];
    assert.deepEqual(
      EntityIndex.of(entities, []).entities.map(({ ref, title }) => title ?? ref),
      ['alpha', 'api:default/beta', 'BETA', 'component:default/service-9', 'component:default/service-10'],
    );
    assert.equal(compareEntities(entities[0]!, entities[0]!), 0);
  });

  it('knows relations from both sides, whoever states them', () => {
    const index = EntityIndex.of(
      [
        entity(ORDERS, { relations: ['dependsOn resource:default/db', 'promotedBy user:default/ada'] }),
        entity('Resource:db'),
        entity('API:orders', { relations: [`apiProvidedBy ${ORDERS}`] }),
      ],
      [],
    );
    assert.deepEqual(index.related('resource:default/db', 'dependencyOf'), [ORDERS]);
    assert.deepEqual(index.related(ORDERS, 'providesApi'), ['api:default/orders']);
    assert.deepEqual(index.related(ORDERS, 'promotedBy'), ['user:default/ada']);
    assert.deepEqual(index.related(ORDERS, 'ownedBy'), []);
    assert.deepEqual(index.related('nobody', 'ownedBy'), []);
    assert.ok(index.hasRelations('resource:default/db'));
    assert.ok(!index.hasRelations('user:default/ada'));
    assert.deepEqual(index.relationTypes(ORDERS), [
      { type: 'dependsOn', count: 1 },
      { type: 'promotedBy', count: 1 },
      { type: 'providesApi', count: 1 },
    ]);
    assert.deepEqual(index.relationTypes('nobody'), []);
  });

  it('counts a relation that both sides state once', () => {
    const index = EntityIndex.of(
      [
        entity('Group:g', { relations: [`ownerOf ${ORDERS}`] }),
        entity(ORDERS, { relations: ['ownedBy group:default/g', 'ownedBy group:default/g'] }),
      ],
      [],
    );
    assert.deepEqual(index.relationTypes('group:default/g'), [{ type: 'ownerOf', count: 1 }]);
    assert.deepEqual(index.relationTypes(ORDERS), [{ type: 'ownedBy', count: 1 }]);
  });

  it('lists related entities by name, those that it does not have last', () => {
    const missing = ['component:default/gone-10', 'component:default/gone-9'];
    const targets = [...missing, 'component:default/b', 'component:default/a'];
    const index = EntityIndex.of(
      [
        entity(ORDERS, { relations: targets.map(ref => `dependsOn ${ref}`) }),
        entity('Component:a', { title: 'Zebra' }),
        entity('Component:b', { title: 'Ape' }),
      ],
      [],
    );
    assert.deepEqual(index.related(ORDERS, 'dependsOn'), [
      'component:default/b',
      'component:default/a',
      'component:default/gone-9',
      'component:default/gone-10',
    ]);
  });
});

describe('an index of a hostile catalogue', () => {
  it('takes ten thousand relations of one entity', () => {
    const parts = Array.from({ length: 10_000 }, (_, number) => `component:default/part-${number}`);
    const hub = entity('System:hub', { relations: parts.map(ref => `hasPart ${ref}`) });
    const index = EntityIndex.of([hub, entity('Component:part-7')], []);
    assert.deepEqual(index.relationTypes(hub.ref), [{ type: 'hasPart', count: 10_000 }]);
    const related = index.related(hub.ref, 'hasPart');
    assert.equal(related.length, 10_000);
    assert.deepEqual(related.slice(0, 3), ['component:default/part-7', parts[0], parts[1]]);
    assert.deepEqual(index.related(parts[9_999]!, 'partOf'), [hub.ref]);
  });

  it('takes thousands of types of relation', () => {
    const relations = Array.from({ length: 3000 }, (_, number) => `type${number} component:default/b`);
    const index = EntityIndex.of([entity('Component:a', { relations })], []);
    assert.equal(index.relationTypes('component:default/a').length, 3000);
    assert.deepEqual(index.related('component:default/a', 'type2999'), ['component:default/b']);
  });

  it('takes names of built-in properties as names', () => {
    const relations = ['__proto__ component:default/__proto__', 'constructor constructor', 'dependsOn __proto__'];
    const index = EntityIndex.of([entity('Component:__proto__', { relations })], []);
    const ref = 'component:default/__proto__';
    assert.deepEqual(index.related(ref, '__proto__'), [ref]);
    assert.deepEqual(index.related(ref, 'constructor'), ['constructor']);
    assert.deepEqual(index.related('__proto__', 'dependencyOf'), [ref]);
    assert.deepEqual(index.related(ref, 'toString'), []);
    assert.equal(index.get('constructor'), undefined);
  });

  it('takes an entity that is related to itself', () => {
    const index = EntityIndex.of([entity(ORDERS, { relations: [`dependsOn ${ORDERS}`] })], []);
    assert.deepEqual(index.relationTypes(ORDERS), [
      { type: 'dependsOn', count: 1 },
      { type: 'dependencyOf', count: 1 },
    ]);
  });

  it('has an entity that came twice once, as it came last', () => {
    const index = EntityIndex.of([entity(ORDERS, { title: 'old' }), entity(ORDERS, { title: 'new' })], []);
    assert.equal(index.size, 1);
    assert.equal(index.entities.length, 1);
    assert.equal(index.get(ORDERS)?.title, 'new');
  });
});

describe('local entities laid over those of the server', () => {
  const local = (relations: readonly string[]) =>
    entity(ORDERS, {
      title: 'Local',
      annotations: { mine: 'local', both: 'local' },
      relations,
      local: 'file:///c.yaml',
    });
  const server = entity(ORDERS, {
    title: 'Server',
    description: 'Only there',
    annotations: { theirs: 'server', both: 'server' },
    relations: ['ownedBy group:default/old', 'dependsOn resource:default/db', 'dependencyOf component:default/web'],
  });

  it('win, but keep the annotations that the catalogue adds', () => {
    const merged = EntityIndex.of([server], [local([])]).get(ORDERS)!;
    assert.equal(merged.title, 'Local');
    assert.equal(merged.description, undefined);
    assert.deepEqual(Object.fromEntries(merged.annotations), { theirs: 'server', both: 'local', mine: 'local' });
    assert.equal(merged.local?.uri, 'file:///c.yaml');
  });

  it('replace the relations that the descriptor decides, and keep those that others state', () => {
    const index = EntityIndex.of([server], [local(['ownedBy group:default/new'])]);
    assert.deepEqual(index.related(ORDERS, 'ownedBy'), ['group:default/new']);
    assert.deepEqual(index.related(ORDERS, 'dependsOn'), []);
    assert.deepEqual(index.related(ORDERS, 'dependencyOf'), ['component:default/web']);
  });

  it('end the relations that the other side still has from before', () => {
    const others = [
      entity('Group:old', { relations: [`ownerOf ${ORDERS}`] }),
      entity('System:old', { relations: [`hasPart ${ORDERS}`] }),
      entity('API:old', { relations: [`apiProvidedBy ${ORDERS}`, `apiConsumedBy ${ORDERS}`] }),
      entity('Component:web', { relations: [`dependsOn ${ORDERS}`] }),
    ];
    const index = EntityIndex.of([server, ...others], [local(['ownedBy group:default/new'])]);
    assert.deepEqual(index.related('group:default/old', 'ownerOf'), []);
    assert.deepEqual(index.related('group:default/new', 'ownerOf'), [ORDERS]);
    assert.deepEqual(index.relationTypes('system:default/old'), []);
    assert.deepEqual(index.relationTypes('api:default/old'), []);
    assert.deepEqual(index.related('component:default/web', 'dependsOn'), [ORDERS]);
  });

  it('stand beside those of the server', () => {
    const index = EntityIndex.of([server], [entity('Component:new', { local: 'file:///n.yaml' })]);
    assert.deepEqual(
      index.entities.map(({ ref }) => ref),
      ['component:default/new', ORDERS],
    );
  });
});

describe('the groups that a person stands for', () => {
  const index = EntityIndex.of(
    [
      entity('Group:all', { relations: ['parentOf group:default/shop', 'parentOf group:default/ops'] }),
      entity('Group:shop', { relations: ['parentOf group:default/payments'] }),
      entity('Group:payments', { relations: ['childOf group:default/shop'] }),
      entity('Group:late', { relations: ['childOf group:default/payments'] }),
      entity('Group:round', { relations: ['parentOf group:default/trip'] }),
      entity('Group:trip', { relations: ['parentOf group:default/round', 'parentOf group:default/trip'] }),
    ],
    [],
  );
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [[], []],
    [['user:default/ada'], ['user:default/ada']],
    [['Group:Default/Shop'], ['group:default/late', 'group:default/payments', 'group:default/shop']],
    [
      ['group:default/all', 'group:default/shop'],
      ['all', 'late', 'ops', 'payments', 'shop'].map(name => `group:default/${name}`),
    ],
    [['group:default/round'], ['group:default/round', 'group:default/trip']],
  ];
  for (const [given, expected] of cases)
    it(`${given.join(', ') || 'nobody'} is ${expected.length} references`, () => {
      assert.deepEqual([...index.withChildGroups(given)].sort(), [...expected]);
    });
});
