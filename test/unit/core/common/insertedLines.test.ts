import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { insertedLines } from '../../../../src/core/common/insertedLines.js';

describe('lines that come into a text', () => {
  const applied = (before: string, after: string): string | undefined => {
    const insertions = insertedLines(before, after);
    const lines = before.split('\n');
    for (const { after: at, lines: added } of [...(insertions ?? [])].reverse()) lines.splice(at + 1, 0, ...added);
    return insertions && lines.join('\n');
  };

  it('are found wherever they stand', () => {
    assert.deepEqual(insertedLines('a\nb\n', 'x\na\ny\nz\nb\n'), [
      { after: -1, lines: ['x'] },
      { after: 0, lines: ['y', 'z'] },
    ]);
    assert.deepEqual(insertedLines('a', 'a\nb'), [{ after: 0, lines: ['b'] }]);
    assert.deepEqual(insertedLines('a\r\n', 'a\nb\n'), [{ after: 0, lines: ['b'] }]);
    assert.deepEqual(insertedLines('a', 'a'), []);
  });

  it('are none where one has gone or changed', () => {
    assert.equal(insertedLines('a\nb', 'a'), undefined);
    assert.equal(insertedLines('a\nb', 'a\nB'), undefined);
  });

  it('make the one text of the other, whatever they are', () => {
    const lines = fc.array(fc.constantFrom('', 'a', 'b', '---'), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('', 'a', '---'), fc.boolean()), { minLength: 1 }),
        lines,
        (mixed, end) => {
          const kept = mixed.filter(([, old]) => old).map(([line]) => line);
          const before = kept.join('\n');
          const after = [...mixed.map(([line]) => line), ...end].join('\n');
          if (kept.length > 0) assert.equal(applied(before, after), after);
        },
      ),
    );
  });
});
