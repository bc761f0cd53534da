import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EntityPool } from '../../../../src/core/catalogue/compaction.js';
import type { Entity } from '../../../../src/core/catalogue/entity.js';
import { hostileText } from '../hostileText.js';
import { entity } from './entities.js';

/** All of an entity, whatever keeps its annotations. */
const plain = (one: Entity): unknown => ({ ...one, annotations: [...one.annotations] });

const rich = entity('Component:orders', {
  title: 'Orders',
  description: 'Takes orders.',
  spec: { type: 'service', lifecycle: 'production', owner: 'payments', system: 'shop' },
  annotations: { 'a/b': '1', c: '2' },
  tags: ['java', 'tier-1'],
  links: [{ url: 'https://example.com', title: 'Home', icon: 'web', type: 'page' }, { url: 'https://b.example.com' }],
  relations: ['ownedBy group:default/payments', 'partOf system:default/shop'],
  local: 'file:///catalog-info.yaml',
});

describe('making entities small', () => {
  it('changes nothing about them', () => {
    const pool = new EntityPool();
    const withEtag = { ...rich, etag: 'e1' };
    for (const one of [rich, withEtag, entity('Group:payments'), rich])
      assert.deepEqual(plain(pool.compact(one)), plain(one));
  });

  it('keeps once what several have in common', () => {
    const pool = new EntityPool();
    const a = pool.compact(rich);
    const b = pool.compact(entity('Component:other', { ...same(), title: 'Other' }));
    assert.equal(a.tags, b.tags);
    assert.equal(a.relations[0], b.relations[0]);
    const [c, d] = [pool.compact(entity('Component:c')), pool.compact(entity('Component:d'))];
    assert.equal(c.annotations, d.annotations);
    assert.equal(c.relations, d.relations);
    assert.equal(c.links, d.links);
  });

  it('does not mix up lists that look alike when they are joined', () => {
    const pool = new EntityPool();
    for (const tags of [['a', 'b'], ['a,b'], ['a\nb'], ['a","b'], ['', 'ab'], ['ab', '']])
      assert.deepEqual(pool.compact(entity('Component:a', { tags })).tags, tags);
  });

  it('does not mix up annotations with the same names', () => {
    const pool = new EntityPool();
    const [one, two] = ['1', '2'].map(text =>
      pool.compact(entity('Component:a', { annotations: { a: text, b: '0' } })),
    );
    assert.deepEqual([...one!.annotations], [...Object.entries({ a: '1', b: '0' })]);
    assert.deepEqual([...two!.annotations], [...Object.entries({ a: '2', b: '0' })]);
  });

  it('takes any text as no more than text', () => {
    const pool = new EntityPool();
    const take = (text: string): void => {
      const annotations = JSON.parse(`{${JSON.stringify(text)}: ${JSON.stringify(text)}}`) as Record<string, string>;
      const relations = [{ type: text, targetRef: text }];
      const one = { ...entity('Component:a', { annotations, tags: [text] }), type: text, relations };
      assert.deepEqual(plain(pool.compact(one)), plain(one));
    };
    for (const text of ['__proto__', 'constructor', 'hasOwnProperty']) take(text);
    fc.assert(fc.property(hostileText(20), take));
  });

  it('takes ten thousand relations', () => {
    const relations = Array.from({ length: 10_000 }, (_, number) => `ownerOf component:default/c${number}`);
    const one = entity('Group:all', { relations });
    assert.deepEqual(plain(new EntityPool().compact(one)), plain(one));
  });
});

function same() {
  return {
    tags: ['java', 'tier-1'],
    relations: ['ownedBy group:default/payments'],
  };
}
