import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PieceReader, PieceWriter } from '../../../../src/adapters/files/snapshotPieces.js';
import { entityFromJson, type Entity } from '../../../../src/core/catalogue/entity.js';
import { entity } from '../../core/catalogue/entities.js';
import { hostileText } from '../../core/hostileText.js';

const plain = (entities: readonly Entity[]): unknown =>
  entities.map(one => ({ ...one, annotations: [...one.annotations] }));

/** What comes back of entities that are written in pieces of this size. */
function there(entities: readonly Entity[], size: number): readonly Entity[] {
  const [writer, reader] = [new PieceWriter(), new PieceReader()];
  const back: Entity[] = [];
  for (let start = 0; start < entities.length; start += size)
    back.push(...reader.read(writer.write(entities.slice(start, start + size))));
  return back;
}

describe('entities in pieces', () => {
  const orders = entity('Component:orders', {
    title: 'Orders',
    description: 'component',
    spec: { type: 'service', lifecycle: 'production', owner: 'payments', system: 'shop' },
    annotations: { a: '1', b: '1' },
    tags: ['a', '1'],
    links: [{ url: 'https://example.com', title: 'Home' }],
    relations: ['ownedBy group:default/payments', 'partOf system:default/shop'],
  });
  const entities = [{ ...orders, etag: 'e' }, entity('Group:payments'), orders, entity('a:b/c', { tags: ['1', 'a'] })];

  for (const size of [1, 2, 1000])
    it(`come back as they were, in pieces of ${size}`, () => {
      assert.deepEqual(plain(there(entities, size)), plain(entities));
    });

  it('come back from any text', () => {
    const word = fc.oneof(hostileText(12), fc.constantFrom('__proto__', 'constructor', '0', '1,2', ''));
    const words = fc.array(word, { maxLength: 4 });
    const anything = fc.record({
      kind: fc.constantFrom('Component', '__proto__'),
      metadata: fc.record({ name: word, title: word, etag: word, tags: words, annotations: fc.dictionary(word, word) }),
      spec: fc.record({ type: word, lifecycle: word, owner: word }),
      relations: fc.array(fc.record({ type: word, targetRef: word }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 6 }), json => {
        const read = json.flatMap(one => entityFromJson(one) ?? []);
        assert.deepEqual(plain(there(read, 2)), plain(read));
      }),
    );
  });

  it('share what they have in common, from piece to piece', () => {
    const [first, , second] = there(entities, 1);
    assert.equal(first!.relations[0], second!.relations[0]);
    assert.equal(first!.tags, second!.tags);
  });

  it('are refused where a piece is missing or damaged', () => {
    const writer = new PieceWriter();
    writer.write(entities.slice(0, 1));
    const second = writer.write(entities.slice(2, 3));
    for (const line of [second, '', 'x', 'null', '[]', '{}', '{"texts":[],"lists":[],"relations":[],"entities":[[0]]}'])
      assert.throws(() => new PieceReader().read(line), line);
  });
});
