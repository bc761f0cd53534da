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
    assert.deepEqual(b.relations, [{ type: 'ownedBy', targetRef: 'group:default/payments' }]);
    const { words, lists } = pool.shelf;
    assert.equal(new Set(words).size, words.length);
    // Of tags, of names of annotations, and the empty one.
    assert.equal(lists.length, 3);
    const [c, d] = [pool.compact(entity('Component:c')), pool.compact(entity('Component:d'))];
    assert.equal(c.annotations, d.annotations);
    assert.equal(c.relations, d.relations);
    assert.equal(c.links, d.links);
  });

  it('leaves entities that are listed, copied and compared as any other', () => {
    const small = new EntityPool().compact({ ...rich, etag: 'e1' });
    assert.deepEqual({ ...small, annotations: rich.annotations }, { ...rich, etag: 'e1' });
    assert.deepEqual(Object.keys(small).sort(), Object.keys({ ...rich, etag: 'e1' }).sort());
    const again = new EntityPool().compact(small);
    assert.deepEqual(plain(again), plain(small));
    const bare = new EntityPool().compact(entity('Group:payments'));
    assert.deepEqual(bare, entity('Group:payments'));
  });

  it('reads one entity while others are still added', () => {
    const pool = new EntityPool();
    const [first, ...others] = Array.from({ length: 5000 }, (_, number) =>
      pool.compact(
        entity(`Component:c${number}`, { description: `Number ${number}`, annotations: { a: `${number}` } }),
      ),
    );
    assert.equal(first!.description, 'Number 0');
    assert.deepEqual(
      others.map(({ description, annotations }) => [description, annotations.get('a'), annotations.get('b')]),
      others.map((_, place) => [`Number ${place + 1}`, `${place + 1}`, undefined]),
    );
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

  it('takes forty thousand relations', () => {
    const relations = Array.from({ length: 40_000 }, (_, number) => `ownerOf component:default/c${number}`);
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
