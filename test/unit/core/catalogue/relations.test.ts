import assert from 'node:assert/strict';
import { entityFromJson } from '../../../../src/core/catalogue/entity.js';
import { inverseRelation, statedRelations } from '../../../../src/core/catalogue/relations.js';

function stated(kind: string, spec: unknown, namespace?: string): readonly string[] {
  const json = { kind, metadata: { name: 'it', ...(namespace ? { namespace } : {}) }, spec };
  return statedRelations(json, entityFromJson(json)!).map(({ type, targetRef }) => `${type} ${targetRef}`);
}

describe('the relations that a descriptor states', () => {
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    [
      'Component',
      {
        owner: 'payments',
        system: 'checkout',
        subcomponentOf: 'shop',
        providesApis: ['orders', 'other/baskets'],
        consumesApis: ['api:stock'],
        dependsOn: ['resource:orders-db'],
        dependencyOf: ['component:web'],
      },
      [
        'ownedBy group:default/payments',
        'partOf system:default/checkout',
        'partOf component:default/shop',
        'providesApi api:default/orders',
        'providesApi api:other/baskets',
        'consumesApi api:default/stock',
        'dependsOn resource:default/orders-db',
        'dependencyOf component:default/web',
      ],
    ],
    ['API', { owner: 'user:ada', system: 's' }, ['ownedBy user:default/ada', 'partOf system:default/s']],
    ['Component', { scaffoldedFrom: 'web-service' }, ['scaffoldedFrom template:default/web-service']],
    ['Resource', { dependsOn: ['resource:a'] }, ['dependsOn resource:default/a']],
    ['System', { owner: 'o', domain: 'd' }, ['ownedBy group:default/o', 'partOf domain:default/d']],
    ['Domain', { subdomainOf: 'd' }, ['partOf domain:default/d']],
    ['Template', { owner: 'o' }, ['ownedBy group:default/o']],
    [
      'Group',
      { parent: 'all', children: ['a', 'b'], members: ['ada'] },
      [
        'childOf group:default/all',
        'parentOf group:default/a',
        'parentOf group:default/b',
        'hasMember user:default/ada',
      ],
    ],
    ['User', { memberOf: ['payments'] }, ['memberOf group:default/payments']],
    ['AiResource', { owner: 'o' }, ['ownedBy group:default/o']],
    ['component', { owner: 'O' }, ['ownedBy group:default/o']],
    // A reference without a kind, where the field has none of its own, is no reference.
    ['Component', { dependsOn: ['orders-db', 'a b', '', 7, null, ['x'], {}] }, []],
    ['Component', { dependsOn: 'resource:a' }, ['dependsOn resource:default/a']],
    ['Location', { target: './a.yaml' }, []],
    ['Unheard', { owner: 'o' }, []],
    ['Component', undefined, []],
    ['Component', 'text', []],
    ['Component', ['owner'], []],
  ];
  for (const [kind, spec, expected] of cases)
    it(`of ${kind} ${JSON.stringify(spec) ?? ''}`, () => {
      assert.deepEqual(stated(kind, spec), expected);
    });

  it('are in the namespace of the entity where they name none', () => {
    assert.deepEqual(stated('API', { owner: 'o', system: 'default/s' }, 'shop'), [
      'ownedBy group:shop/o',
      'partOf system:default/s',
    ]);
  });

  it('are not read from a prototype', () => {
    assert.deepEqual(stated('API', JSON.parse('{"__proto__":{"owner":"o"}}')), []);
  });
});

describe('a relation seen from the other side', () => {
  for (const [there, back] of [
    ['ownedBy', 'ownerOf'],
    ['partOf', 'hasPart'],
    ['dependsOn', 'dependencyOf'],
    ['providesApi', 'apiProvidedBy'],
    ['consumesApi', 'apiConsumedBy'],
    ['childOf', 'parentOf'],
    ['memberOf', 'hasMember'],
  ] as const)
    it(`${there} is ${back}, and back again`, () => {
      assert.equal(inverseRelation(there), back);
      assert.equal(inverseRelation(back), there);
    });

  it('has no name where another plugin made it', () => {
    assert.equal(inverseRelation('promotedBy'), undefined);
    assert.equal(inverseRelation('__proto__'), undefined);
  });
});
