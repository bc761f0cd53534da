import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { walk } from '../../../../../src/core/compliance/yaml/navigate.js';
import type { ScalarNode } from '../../../../../src/core/compliance/yaml/node.js';
import { parseDocument } from '../../../../../src/core/compliance/yaml/parse.js';
import { sourceSpan } from '../../../../../src/core/compliance/yaml/scalarSource.js';

function scalars(text: string): readonly ScalarNode[] {
  const parsed = parseDocument(text);
  assert.ok(parsed.ok);
  const found: ScalarNode[] = [];
  walk(parsed.root, node => {
    if (node.type === 'scalar') found.push(node);
    return undefined;
  });
  return found;
}

/** What stands in the document for a part of the decoded text. */
function written(text: string, part: string): string {
  const node = scalars(text).find(each => each.text.includes(part));
  assert.ok(node, `${part} is in no scalar`);
  const at = node.text.indexOf(part);
  const { start, end } = sourceSpan(text, node, at, at + part.length);
  return text.slice(start, end);
}

describe('Parts of scalars in their document', () => {
  const cases: readonly [string, string, string, string?][] = [
    ['plain', 'a: echo MARK # no\n', 'MARK'],
    ['plain over several lines', 'a: one\n  two\n\n  MARK\n', 'MARK'],
    ['single quotes', "a: 'it''s MARK'\n", 'MARK'],
    ['double quotes with escapes', 'a: "\\t\\x41\\u00e9\\U0001F433 \\"MARK\\""\n', 'MARK'],
    ['double quotes over lines', 'a: "one \\\n   two\n   MARK"\n', 'MARK'],
    ['a literal block', 'a: |\n  one\n    two MARK\n', 'MARK'],
    ['a literal block with empty lines', 'a: |-\n\n  one\n\n  MARK\n', 'MARK'],
    ['a literal block with carriage returns', 'a: |\r\n  one\r\n  MARK\r\n', 'MARK'],
    ['a literal block that says its indentation', 'a:\n  b: |2\n      one\n    MARK\n', 'MARK'],
    ['a folded block', 'a: >\n  one\n  two\n\n  MARK\n', 'MARK'],
    ['a folded block with lines further in', 'a: >-\n  one\n    two\n  MARK x\n', 'MARK'],
    ['a folded block that begins with empty lines', 'a: >\n\n\n  MARK\n', 'MARK'],
    ['an item of a list in a list', 'a:\n  - - |\n      one\n      MARK\n', 'MARK'],
    ['characters of two units', 'a: |\n  🐳 MARK\n', 'MARK'],
    ['more than a line', 'a: |\n  one ${{ x\n    y }} two\n', '${{ x\n  y }}', '${{ x\n    y }}'],
  ];
  for (const [name, text, part, expected = part] of cases)
    it(`are found in ${name}`, () => assert.equal(written(text, part), expected));

  it('are found in whatever a writer makes of a text', () => {
    const piece = fc.constantFrom('a', ' ', '\n', "'", '"', '\\', ':', '#', '  b', 'é', '🐳', '\t', '- ', '%');
    const style = fc.constantFrom('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(piece, { maxLength: 12 }),
        style,
        (before, after, type) => {
          const value = `${before.join('')}MARK${after.join('')}`;
          const text = stringify({ key: [value] }, { defaultStringType: type, lineWidth: 30 });
          assert.equal(written(text, 'MARK'), 'MARK', text);
        },
      ),
      { numRuns: 500 },
    );
  });
});
