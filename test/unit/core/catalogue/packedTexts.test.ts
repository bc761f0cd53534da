import assert from 'node:assert/strict';
import { PackedTexts } from '../../../../src/core/catalogue/packedTexts.js';

describe('a small map of texts', () => {
  const entries: [string, string][] = [
    ['a/b', '1'],
    ['__proto__', '2'],
    ['constructor', '1'],
  ];
  const packed = new PackedTexts(
    entries.map(([name]) => name),
    place => entries[place]![1],
  );

  it('answers as a map does', () => {
    const map = new Map(entries);
    assert.equal(packed.size, map.size);
    for (const name of [...map.keys(), 'missing', '', '0', 'length', '-1']) {
      assert.equal(packed.get(name), map.get(name), name);
      assert.equal(packed.has(name), map.has(name), name);
    }
    assert.deepEqual([...packed], [...map]);
    assert.deepEqual([...packed.entries()], [...map.entries()]);
    assert.deepEqual([...packed.keys()], [...map.keys()]);
    assert.deepEqual([...packed.values()], [...map.values()]);
    assert.deepEqual(new Map(packed), map);
  });

  it('visits each of them in order', () => {
    const seen: unknown[] = [];
    packed.forEach((text, name, whole) => seen.push([name, text, whole === packed]));
    assert.deepEqual(
      seen,
      entries.map(entry => [...entry, true]),
    );
  });

  it('may be empty', () => {
    const empty = new PackedTexts([], () => assert.fail('asked'));
    assert.equal(empty.size, 0);
    assert.equal(empty.get('a'), undefined);
    assert.deepEqual([...empty], []);
  });
});
