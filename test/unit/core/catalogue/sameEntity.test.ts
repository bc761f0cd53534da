import assert from 'node:assert/strict';
import { EntityPool } from '../../../../src/core/catalogue/compaction.js';
import { sameEntity } from '../../../../src/core/catalogue/sameEntity.js';
import { entity, type EntityParts } from './entities.js';

const parts: EntityParts = {
  title: 'Orders',
  description: 'Takes orders.',
  spec: { type: 'service', lifecycle: 'production', owner: 'payments', system: 'shop' },
  annotations: { a: '1' },
  tags: ['java'],
  links: [{ url: 'https://example.com', title: 'Home', icon: 'web', type: 'page' }],
  relations: ['dependsOn resource:default/db'],
};
const orders = (change: EntityParts = {}) => entity('Component:orders', { ...parts, ...change });

describe('whether an entity is the same as before', () => {
  it('is told by what it says', () => {
    assert.ok(sameEntity(orders(), orders()));
    assert.ok(sameEntity(new EntityPool().compact(orders()), orders()), 'however it is kept');
  });

  const changes: readonly EntityParts[] = [
    { title: 'Bestellungen' },
    { description: '' },
    ...['type', 'lifecycle', 'owner', 'system'].map(field => ({ spec: { ...parts.spec, [field]: 'other' } })),
    { annotations: {} },
    { annotations: { a: '2' } },
    { annotations: { b: '1' } },
    { tags: [] },
    { tags: ['java', 'go'] },
    { links: [] },
    ...['url', 'title', 'icon', 'type'].map(field => ({
      links: [{ ...parts.links![0]!, [field]: 'https://other.com' }],
    })),
    { relations: [] },
    { relations: ['dependsOn resource:default/other'] },
    { relations: ['dependencyOf resource:default/db'] },
    { local: 'file:///a.yaml' },
  ];
  for (const change of changes)
    it(`is not where it differs in ${JSON.stringify(change)}`, () => {
      assert.ok(!sameEntity(orders(), orders(change)));
      assert.ok(!sameEntity(orders(change), orders()));
    });

  it('is not where another one has its place', () => {
    assert.ok(!sameEntity(orders(), entity('Component:other', parts)));
    assert.ok(!sameEntity(orders(), entity('component:orders', parts)), 'the kind is shown as it is written');
  });

  it('is told by the etag where both have one', () => {
    assert.ok(sameEntity({ ...orders(), etag: 'a' }, { ...orders({ title: 'x' }), etag: 'a' }));
    assert.ok(!sameEntity({ ...orders(), etag: 'a' }, { ...orders(), etag: 'b' }));
    assert.ok(!sameEntity({ ...orders(), etag: 'a' }, orders()));
    const other = entity('Component:other', parts);
    assert.ok(!sameEntity({ ...orders(), etag: 'a' }, { ...other, etag: 'a' }));
  });

  it('is not where its line in the file is another', () => {
    const local = orders({ local: 'file:///a.yaml' });
    assert.ok(sameEntity(local, orders({ local: 'file:///a.yaml' })));
    assert.ok(!sameEntity(local, { ...local, local: { uri: 'file:///a.yaml', line: 7 } }));
    assert.ok(!sameEntity(local, orders({ local: 'file:///b.yaml' })));
    const etag = { etag: 'a' };
    assert.ok(!sameEntity({ ...local, ...etag }, { ...orders({ local: 'file:///b.yaml' }), ...etag }));
  });
});
