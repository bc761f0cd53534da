import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatEntityRef, parseEntityRef, shortEntityRef } from '../../../../src/core/catalogue/entityRef.js';

describe('an entity reference', () => {
  const group = { kind: 'group' };
  const cases: readonly (readonly [string, { kind?: string; namespace?: string } | undefined, string | undefined])[] = [
    ['component:default/orders', undefined, 'component:default/orders'],
    ['component:orders', undefined, 'component:default/orders'],
    ['Component:Shop/Orders', undefined, 'component:shop/orders'],
    ['  component:orders\n', undefined, 'component:default/orders'],
    ['payments', group, 'group:default/payments'],
    ['shop/payments', group, 'group:shop/payments'],
    ['user:ada', group, 'user:default/ada'],
    ['payments', { kind: 'group', namespace: 'shop' }, 'group:shop/payments'],
    ['other/payments', { kind: 'group', namespace: 'shop' }, 'group:other/payments'],
    ['orders.v1_a-b', { kind: 'api' }, 'api:default/orders.v1_a-b'],
    ['orders', undefined, undefined],
    ['shop/orders', undefined, undefined],
    ['', group, undefined],
    ['   ', group, undefined],
    ['component:', group, undefined],
    [':orders', group, undefined],
    ['/orders', group, undefined],
    ['shop/', group, undefined],
    ['a:b:c', group, undefined],
    ['a/b/c', group, undefined],
    ['component:shop/a/b', group, undefined],
    ['two words', group, undefined],
    ['orders', { kind: '' }, undefined],
  ];
  for (const [text, context, expected] of cases)
    it(`${JSON.stringify(text)} in ${JSON.stringify(context ?? {})} is ${expected ?? 'none'}`, () => {
      const ref = parseEntityRef(text, context);
      assert.equal(ref && formatEntityRef(ref), expected);
    });

  it('keeps the letter case until it is compared', () => {
    assert.deepEqual(parseEntityRef('API:Shop/Orders'), { kind: 'API', namespace: 'Shop', name: 'Orders' });
  });

  it('reads its own full form again', () => {
    const part = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);
    fc.assert(
      fc.property(part, part, part, (kind, namespace, name) => {
        assert.deepEqual(parseEntityRef(formatEntityRef({ kind, namespace, name })), { kind, namespace, name });
      }),
    );
  });

  for (const [ref, short] of [
    ['component:default/orders', 'component:orders'],
    ['component:shop/orders', 'component:shop/orders'],
    ['component:shop/default', 'component:shop/default'],
    ['nonsense', 'nonsense'],
  ] as const)
    it(`${ref} is shown as ${short}`, () => {
      assert.equal(shortEntityRef(ref), short);
    });
});
