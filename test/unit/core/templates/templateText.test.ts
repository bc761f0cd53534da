import assert from 'node:assert/strict';
import { templateFromText } from '../../../../src/core/templates/templateText.js';
import { problemOf, valueOf } from '../../values.js';

describe('the text of a template', () => {
  it('gives the first document that is one', () => {
    const text = 'kind: Component\n---\nkind: Template\nmetadata: { name: one }\n---\nkind: Template\n';
    assert.deepEqual(valueOf(templateFromText(text)), { kind: 'Template', metadata: { name: 'one' } });
  });

  it('is said to be none where it is none', () => {
    for (const text of ['', '# nothing', 'kind: Component', '- Template', '42'])
      assert.match(problemOf(templateFromText(text)).message, /kind: Template/, text);
  });

  it('is said to be broken, with the line', () => {
    assert.match(problemOf(templateFromText('kind: Template\nmetadata:\n  - a\n  b: c\n')).message, /line [34]: /);
  });

  it('does not grow without end', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`);
    const text = `kind: Template\na0: &a0 [x,x,x]\n${levels.join('\n')}\n`;
    assert.match(problemOf(templateFromText(text)).message, /aliases/);
  });
});
