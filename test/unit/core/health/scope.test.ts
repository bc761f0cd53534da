import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import {
  componentRefs,
  componentsOf,
  isExpectedToRun,
  readScope,
  scopeKey,
  scopeName,
  type HealthScope,
} from '../../../../src/core/health/scope.js';
import { entity } from '../catalogue/entities.js';

const INDEX = EntityIndex.of(
  [
    entity('Domain:commerce'),
    entity('System:shop', { relations: ['partOf domain:default/commerce'] }),
    entity('Component:cart', {
      relations: ['partOf system:default/shop', 'ownedBy group:default/carts'],
    }),
    entity('Component:pay', {
      relations: ['partOf system:default/shop', 'ownedBy user:default/ada'],
    }),
    entity('API:carts', { relations: ['partOf system:default/shop'] }),
    entity('Group:carts', { relations: ['childOf group:default/commerce'] }),
    entity('Group:commerce'),
    entity('User:ada'),
    entity('Resource:cart-pr-1', {
      annotations: { 'goldenpath.dev/telemetry-selector': '{service="cart-pr-1"}' },
      relations: ['ownedBy user:default/ada', 'partOf system:default/shop'],
    }),
    entity('Resource:bucket'),
  ],
  [],
);
const CART = 'component:default/cart';
const PAY = 'component:default/pay';

describe('the components that an entity stands for', () => {
  it('are itself, its parts, or what it owns', () => {
    const refs = (ref: string): string[] => [...componentRefs(ref, INDEX)].sort();
    assert.deepEqual(refs(CART), [CART]);
    assert.deepEqual(refs('system:default/shop'), [CART, PAY]);
    assert.deepEqual(refs('domain:default/commerce'), [CART, PAY]);
    assert.deepEqual(refs('group:default/carts'), [CART]);
    assert.deepEqual(refs('group:default/commerce'), [CART]);
    assert.deepEqual(refs('user:default/ada'), [PAY]);
    assert.deepEqual(refs('api:default/carts'), []);
    assert.deepEqual(refs('component:default/none'), []);
    assert.deepEqual(refs('resource:default/cart-pr-1'), ['resource:default/cart-pr-1']);
    assert.deepEqual(refs('resource:default/bucket'), []);
  });
});

describe('what can be expected to run', () => {
  it('is a component of a type that runs, or one that says where it is watched', () => {
    const runs = (type: string, annotations: Readonly<Record<string, string>> = {}): boolean =>
      isExpectedToRun(entity('Component:x', { spec: { type }, annotations }));
    assert.deepEqual(
      ['service', 'website', 'anything'].map(type => runs(type)),
      [true, true, true],
    );
    assert.deepEqual(
      ['library', 'documentation', 'cli', 'mobile-app'].map(type => runs(type)),
      Array(4).fill(false),
    );
    assert.ok(runs('library', { 'prometheus.io/labels': 'service=x' }));
    assert.ok(!isExpectedToRun(entity('API:x')));
  });
});

describe('a scope', () => {
  const of = (scope: HealthScope, mine: string[] = [], starred: string[] = []): string[] =>
    componentsOf(scope, { index: INDEX, mine: new Set(mine), starred: new Set(starred) }).map(({ ref }) => ref);

  it('has each component once, in the order of the catalogue', () => {
    assert.deepEqual(of({ kind: 'mine' }, ['user:default/ada', 'group:default/commerce', 'group:default/carts']), [
      CART,
      PAY,
    ]);
    assert.deepEqual(of({ kind: 'starred' }, [], [PAY, 'system:default/shop']), [CART, PAY]);
    assert.deepEqual(of({ kind: 'entity', ref: PAY }), [PAY]);
    assert.deepEqual(of({ kind: 'mine' }), []);
  });

  it('outlives the window', () => {
    for (const scope of [{ kind: 'mine' }, { kind: 'starred' }, { kind: 'entity', ref: CART }] as const)
      assert.deepEqual(readScope(JSON.parse(JSON.stringify(scope))), scope);
    for (const kept of [undefined, null, 5, {}, { kind: 'entity' }, { kind: 'other' }, { kind: 'entity', ref: 5 }])
      assert.equal(readScope(kept), undefined);
  });

  it('has a key and a name', () => {
    const names = { mine: 'My services', starred: 'Starred services' };
    assert.equal(scopeKey({ kind: 'entity', ref: CART }), 'entity component:default/cart');
    assert.equal(scopeKey({ kind: 'mine' }), 'mine');
    assert.equal(scopeName({ kind: 'starred' }, INDEX, names), 'Starred services');
    assert.equal(scopeName({ kind: 'entity', ref: CART }, INDEX, names), 'cart');
    assert.equal(scopeName({ kind: 'entity', ref: 'x:y/z' }, INDEX, names), 'x:y/z');
  });
});
