import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SectionReader, SectionWriter } from '../../../../src/adapters/files/snapshotSections.js';
import { entityFromJson, type Entity } from '../../../../src/core/catalogue/entity.js';
import { entity, manyEntities } from '../../core/catalogue/entities.js';
import { hostileText } from '../../core/hostileText.js';

const plain = (entities: readonly Entity[]): unknown =>
  entities.map(one => ({ ...one, annotations: [...one.annotations] }));

function written(entities: readonly Entity[]): { readonly contents: unknown; readonly bytes: Buffer } {
  const writer = new SectionWriter();
  for (const one of entities) writer.add(one);
  const { contents, sections } = writer.finish();
  return { contents: JSON.parse(JSON.stringify(contents)) as unknown, bytes: Buffer.concat([...sections]) };
}

/** What comes back of entities that are written and read. */
function there(entities: readonly Entity[]): readonly Entity[] {
  const { contents, bytes } = written(entities);
  return new SectionReader(contents, bytes).next(Infinity);
}

describe('entities in sections', () => {
  const orders = entity('Component:orders', {
    title: 'Orders',
    description: 'component',
    spec: { type: 'service', lifecycle: 'production', owner: 'payments', system: 'shop' },
    annotations: { a: '1', b: '1' },
    tags: ['a', '1'],
    links: [
      { url: 'https://example.com', title: 'Home' },
      { url: 'https://b.example.com', icon: 'web', type: 'page' },
    ],
    relations: ['ownedBy group:default/payments', 'partOf system:default/shop'],
  });
  const entities = [{ ...orders, etag: 'e' }, entity('Group:payments'), orders, entity('a:b/c', { tags: ['1', 'a'] })];

  it('come back as they were', () => {
    assert.deepEqual(plain(there(entities)), plain(entities));
    assert.deepEqual(there([]), []);
  });

  it('come back a second time', () => {
    assert.deepEqual(plain(there(there(entities))), plain(entities));
  });

  it('come back from more texts and numbers than one piece of memory holds', () => {
    const many = manyEntities(9000).map((one, number) => ({
      ...one,
      name: one.name.toUpperCase(),
      description: `${number % 7 === 0 ? 'größer – ' : 'grösser '}${number}`,
      relations: Array.from({ length: number % 9 }, (_, to) => ({ type: 'dependsOn', targetRef: `component:x/${to}` })),
    }));
    assert.deepEqual(there(many), many);
  });

  it('come back from any text', () => {
    const word = fc.oneof(
      hostileText(12),
      fc.constantFrom('__proto__', 'constructor', '0', '1,2', '', '\ud800', 'a/b'),
    );
    const words = fc.array(word, { maxLength: 4 });
    const anything = fc.record({
      kind: fc.oneof(word, fc.constantFrom('Component', '__proto__')),
      metadata: fc.record({ name: word, title: word, etag: word, tags: words, annotations: fc.dictionary(word, word) }),
      spec: fc.record({ type: word, lifecycle: word, owner: word }),
      relations: fc.array(fc.record({ type: word, targetRef: word }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 6 }), json => {
        const read = json.flatMap(one => entityFromJson(one) ?? []);
        assert.deepEqual(plain(there(read)), plain(read));
      }),
    );
  });

  it('come a few at a time', () => {
    const { contents, bytes } = written(entities);
    const reader = new SectionReader(contents, bytes);
    const sizes = [3, 3, 3].map(count => reader.next(count).length);
    assert.deepEqual(sizes, [3, 1, 0]);
  });

  it('share what they have in common', () => {
    const [first, , second] = there(entities);
    assert.equal(first!.tags, second!.tags);
    assert.equal(first!.annotations.get('a'), '1');
  });

  it('are refused where something is missing', () => {
    const { contents, bytes } = written(entities);
    for (const end of [0, 1, 100, bytes.length - 1])
      assert.throws(() => new SectionReader(contents, bytes.subarray(0, end)), String(end));
    assert.throws(() => new SectionReader(contents, Buffer.concat([bytes, Buffer.alloc(1)])));
    for (const other of [undefined, null, [], {}, { ...(contents as object), texts: 'x' }])
      assert.throws(() => new SectionReader(other, bytes), JSON.stringify(other));
  });
});
