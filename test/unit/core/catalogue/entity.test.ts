import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  displayName,
  ENTITY_FIELDS,
  entityFromJson,
  isRecord,
  ownProperty,
} from '../../../../src/core/catalogue/entity.js';

const minimal = { kind: 'Component', metadata: { name: 'orders' } };

describe('an entity out of JSON', () => {
  it('is read with all that lists and cards need', () => {
    const read = entityFromJson({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'Orders',
        namespace: 'Shop',
        title: 'Order Service',
        description: 'Takes orders.',
        tags: ['java', 'core'],
        annotations: { 'backstage.io/techdocs-ref': 'dir:.' },
        links: [{ url: 'https://example.com', title: 'Runbook', icon: 'book', type: 'doc' }],
      },
      spec: { type: 'service', lifecycle: 'production', owner: 'payments', system: 'checkout' },
      relations: [{ type: 'ownedBy', targetRef: 'Group:Default/Buyers' }],
    });
    assert.deepEqual(read, {
      ref: 'component:shop/orders',
      kind: 'Component',
      namespace: 'Shop',
      name: 'Orders',
      title: 'Order Service',
      description: 'Takes orders.',
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/buyers',
      system: 'system:shop/checkout',
      tags: ['java', 'core'],
      annotations: new Map([['backstage.io/techdocs-ref', 'dir:.']]),
      links: [{ url: 'https://example.com', title: 'Runbook', icon: 'book', type: 'doc' }],
      relations: [{ type: 'ownedBy', targetRef: 'group:default/buyers' }],
    });
  });

  it('has nothing that was not given', () => {
    assert.deepEqual(entityFromJson(minimal), {
      ref: 'component:default/orders',
      kind: 'Component',
      namespace: 'default',
      name: 'orders',
      tags: [],
      annotations: new Map(),
      links: [],
      relations: [],
    });
  });

  it('takes the owner as written in the namespace of the entity where nothing is computed yet', () => {
    const json = { ...minimal, metadata: { name: 'a', namespace: 'shop' }, spec: { owner: 'payments' } };
    assert.equal(entityFromJson(json)?.owner, 'group:shop/payments');
  });

  it('is called by its title, else by the name of a profile, else by its name', () => {
    const person = { kind: 'User', metadata: { name: 'ada' }, spec: { profile: { displayName: 'Ada L.' } } };
    assert.equal(displayName(entityFromJson(person)!), 'Ada L.');
    assert.equal(displayName(entityFromJson({ ...person, metadata: { name: 'ada', title: 'Ada' } })!), 'Ada');
    assert.equal(displayName(entityFromJson(minimal)!), 'orders');
  });

  it('keeps where it stands', () => {
    const local = { uri: 'file:///a.yaml', line: 3 };
    assert.deepEqual(entityFromJson(minimal, local)?.local, local);
  });

  const noEntities: readonly unknown[] = [
    undefined,
    null,
    'text',
    7,
    [],
    [minimal],
    {},
    { kind: 'Component' },
    { kind: 'Component', metadata: null },
    { kind: 'Component', metadata: [] },
    { kind: 'Component', metadata: { name: '' } },
    { kind: 'Component', metadata: { name: '  ' } },
    { kind: 'Component', metadata: { name: 7 } },
    { kind: 7, metadata: { name: 'a' } },
    { metadata: { name: 'a' } },
    // Nothing is read from a prototype.
    Object.create(minimal),
    JSON.parse('{"__proto__":{"kind":"Component","metadata":{"name":"a"}}}'),
    { kind: 'Component', metadata: JSON.parse('{"__proto__":{"name":"a"}}') as unknown },
  ];
  for (const json of noEntities)
    it(`is none in ${JSON.stringify(json) ?? 'undefined'}`, () => {
      assert.equal(entityFromJson(json), undefined);
    });

  it('leaves out what is of a wrong type', () => {
    const wrong = {
      kind: 'Component',
      metadata: {
        name: 'a',
        namespace: 7,
        title: {},
        description: [],
        tags: ['good', 7, null, { toString: 'bad' }],
        annotations: { good: 'yes', number: 7, object: {} },
        links: ['https://example.com', null, { title: 'no address' }, { url: 7 }, { url: 'https://a', title: 7 }],
      },
      spec: { type: 7, lifecycle: null, owner: ['x'], system: {}, profile: 'x' },
      relations: [null, 'x', { type: 'ownedBy' }, { targetRef: 'a:b/c' }, { type: 7, targetRef: 'a:b/c' }],
    };
    assert.deepEqual(entityFromJson(wrong), {
      ref: 'component:default/a',
      kind: 'Component',
      namespace: 'default',
      name: 'a',
      tags: ['good'],
      annotations: new Map([['good', 'yes']]),
      links: [{ url: 'https://a' }],
      relations: [],
    });
  });

  for (const [field, value] of [
    ['annotations', []],
    ['annotations', 'x'],
    ['tags', { 0: 'a', length: 1 }],
    ['links', { url: 'https://a' }],
  ] as const)
    it(`takes ${field}: ${JSON.stringify(value)} for none`, () => {
      const read = entityFromJson({ kind: 'A', metadata: { name: 'a', [field]: value } })!;
      assert.deepEqual([read.tags, read.annotations, read.links], [[], new Map(), []]);
    });

  it('treats names of the language as names', () => {
    const json: unknown = JSON.parse(`{
      "__proto__": {"polluted": true},
      "constructor": {"prototype": {"polluted": true}},
      "kind": "Component",
      "metadata": {
        "name": "__proto__",
        "annotations": {"__proto__": "a", "constructor": "b", "hasOwnProperty": "c"}
      },
      "relations": [{"type": "__proto__", "targetRef": "constructor:a/b"}]
    }`);
    const read = entityFromJson(json)!;
    assert.equal(read.ref, 'component:default/__proto__');
    assert.deepEqual([...read.annotations].sort(), [
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['hasOwnProperty', 'c'],
    ]);
    assert.deepEqual(read.relations, [{ type: '__proto__', targetRef: 'constructor:a/b' }]);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('may have ten thousand relations', () => {
    const relations = Array.from({ length: 10_000 }, (_, number) => ({
      type: 'dependsOn',
      targetRef: `component:default/c${number}`,
    }));
    assert.equal(entityFromJson({ ...minimal, relations })?.relations.length, 10_000);
  });

  it('never throws, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (metadata, spec, relations) => {
        entityFromJson({ kind: 'Component', metadata, spec, relations });
        entityFromJson({ kind: 'Component', metadata: { name: 'a', links: metadata, tags: spec, annotations: spec } });
      }),
    );
  });
});

describe('the fields asked of the catalogue', () => {
  it('are all that is read of an entity', () => {
    const asked = new Set<string>();
    const spy = (path: string): unknown =>
      new Proxy(
        {},
        {
          getOwnPropertyDescriptor: (_, name) => ({ configurable: true, value: spyAt(path, String(name)) }),
          get: (_, name) => (typeof name === 'string' ? spyAt(path, name) : undefined),
        },
      );
    const spyAt = (path: string, name: string): unknown => {
      const full = path === '' ? name : `${path}.${name}`;
      if (['metadata', 'spec', 'spec.profile'].includes(full)) return spy(full);
      asked.add(full);
      return full === 'kind' || full === 'metadata.name' ? 'a' : undefined;
    };
    assert.ok(entityFromJson(spy('')));
    assert.deepEqual([...asked].sort(), [...ENTITY_FIELDS].sort());
  });
});

describe('a property of foreign data', () => {
  it('is read of objects alone, and only where it is their own', () => {
    assert.equal(ownProperty({ a: 1 }, 'a'), 1);
    for (const object of [undefined, null, 'text', 7, ['a']]) assert.equal(ownProperty(object, 'length'), undefined);
    for (const name of ['__proto__', 'constructor', 'toString']) assert.equal(ownProperty({}, name), undefined);
  });

  it('can be read of records alone', () => {
    assert.ok(isRecord({}));
    for (const value of [undefined, null, [], 'text', 7, () => 0]) assert.ok(!isRecord(value));
  });
});
