import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { memberPath, parseExpression, partsOf } from '../../../../../src/core/templates/language/expression.js';
import { templatedParts } from '../../../../../src/core/templates/language/templatedText.js';

describe('expressions of templates', () => {
  /** The parts of an expression as one text, to see what was understood. */
  const read = (source: string): string => {
    const parsed = parseExpression(source);
    if (!parsed.ok) return `! ${source.slice(parsed.problem.span.start, parsed.problem.span.end)}`;
    return [...partsOf(parsed.expression)]
      .flatMap(part => {
        if (part.type === 'filter') return [`|${part.name}`];
        if (part.type !== 'name' && part.type !== 'member') return [];
        const path = memberPath(part);
        return path ? [source.slice(part.span.start, part.span.end)] : [];
      })
      .join(' ');
  };

  it('are read with the place of each name', () => {
    assert.equal(read('parameters.name'), 'parameters.name parameters');
    assert.equal(
      read("steps['my-step'].output.a"),
      "steps['my-step'].output.a steps['my-step'].output steps['my-step'] steps",
    );
    assert.equal(read('a | parseRepoUrl | pick("owner")'), '|pick |parseRepoUrl a');
    assert.equal(read('a if b else c'), 'a b c');
    assert.equal(read('not a in b and c is defined'), 'a b c');
    assert.equal(read("{ a: x, 'b': y }"), 'x y');
    assert.equal(read('[a, b][0:n]'), 'a b n');
    assert.equal(read('f(a, key=b)'), 'f a b');
    assert.equal(read("'steps.a' ~ b"), 'b');
  });

  it('say where they break', () => {
    for (const [source, marked] of [
      ['', ''],
      ['a b', 'b'],
      ['a |', '|'],
      ['a.', '.'],
      ['(a', 'a'],
      ["'a", "'a"],
      ['a @ b', '@'],
      ['a ? b : c', '?'],
      ['a && b', '&'],
      ['a.constructor', 'constructor'],
      ['1a', '1'],
    ] as const) {
      const parsed = parseExpression(source);
      assert.equal(parsed.ok, false, source);
      assert.equal(source.slice(parsed.problem.span.start, parsed.problem.span.end), marked, source);
    }
  });

  it('are given up where they are nested beyond reason, and take no long for any text', () => {
    assert.equal(parseExpression('('.repeat(5000) + 'a' + ')'.repeat(5000)).ok, false);
    assert.equal(parseExpression('-('.repeat(5000)).ok, false);
    assert.equal(parseExpression('not '.repeat(5000) + 'a').ok, false);
    for (const piece of ['a.', 'a|', '"', "\\'", '{{', 'a-', '((', '%}', 'a if ']) {
      parseExpression(piece.repeat(20_000));
      templatedParts(`\${{ ${piece.repeat(20_000)}`);
      templatedParts(`\${{ ${piece.repeat(20)} }}`.repeat(500));
    }
  });

  it('are understood as Backstage understands them', function () {
    const entry = join(process.cwd(), 'test', 'platform', 'node_modules', 'nunjitsu');
    if (!existsSync(entry)) {
      console.log('      (the engine of Backstage is not installed: left out)');
      this.skip();
    }
    interface Engine {
      createTemplateRenderer(options: object): { render(source: string, context: object): string };
    }
    const engine = createRequire(join(entry, 'package.json'))(entry) as Engine;
    const renderer = engine.createTemplateRenderer({ filters: { parseRepoUrl: () => 'x' } });
    const refusesToParse = (source: string): boolean => {
      try {
        renderer.render(`\${{ ${source} }}`, { a: 1, b: 2, c: [1, 2, 3], s: 'text', o: { k: 'v' } });
        return false;
      } catch (error) {
        return error instanceof Error && (error as { code?: string }).code === 'syntax_error';
      }
    };
    const operands = [
      'a',
      'o.k',
      "o['k']",
      'c[0]',
      'c[0:2]',
      "'text'",
      '1',
      '1.5',
      '-a',
      '(a)',
      '[a, b]',
      '{ k: a }',
      'true',
      'none',
    ];
    const operators = [
      '+',
      '-',
      '~',
      '*',
      '/',
      '//',
      '%',
      '**',
      '==',
      '===',
      '!=',
      '<',
      '>=',
      'and',
      'or',
      'in',
      'not in',
      'is',
      '|',
      '.',
      ',',
      'if',
      '?',
      '&&',
      '=',
      '!',
    ];
    const sources = operands.flatMap(left =>
      operators.flatMap(operator => ['b', 'o.k', 'upper', '', '2'].map(right => `${left} ${operator} ${right}`)),
    );
    const more = [
      'a if b',
      'a if b else c',
      'a if',
      'not not a',
      '- - a',
      '+ +a',
      '--a',
      'a.2b',
      'a..b',
      'a[]',
      'a[1',
      'f(',
      'a b',
      '()',
      '[]',
      '{}',
      '{ a }',
      "{ 'a': 1 }",
      "s | replace('a', 'b') | upper",
      's | default("x", true)',
      'r/a+/g',
      'a is not defined',
      'a.b.c.d',
      '1.',
      '.5',
      '1e5',
      "'a\\'b'",
      '"a',
      'a #',
      'a;',
      'a $ b',
      'a | s.t',
      'a is divisibleby(2)',
      '(a, b)',
      'a = 1',
      'range(0, 3)',
    ];
    const wrong = [...sources, ...more].filter(source => parseExpression(source).ok === refusesToParse(source));
    assert.deepEqual(wrong, []);
  });
});

describe('values and tags in a text', () => {
  const parts = (text: string) => templatedParts(text).map(({ span }) => text.slice(span.start, span.end));

  it('are found between other text', () => {
    assert.deepEqual(parts('a ${{ b }} c ${{ d }}'), ['${{ b }}', '${{ d }}']);
    assert.deepEqual(parts('{{ a }} $ {b}'), []);
    assert.deepEqual(parts("${{ '}}' ~ a }}x"), ["${{ '}}' ~ a }}"]);
    assert.deepEqual(parts('${{ { a: { b: 1 } } }}'), ['${{ { a: { b: 1 } } }}']);
    assert.deepEqual(parts('{# ${{ a }} #}${{ b }}'), ['${{ b }}']);
    assert.deepEqual(parts('{% raw %}${{ a }}{% endraw %}${{ b }}'), ['{% raw %}', '{% endraw %}', '${{ b }}']);
  });
  it('know what tags bind', () => {
    const [loop] = templatedParts('{% for key, value in parameters.list %}${{ value }}{% endfor %}');
    assert.deepEqual(loop?.binds, ['key', 'value', 'loop']);
    assert.ok(loop?.expression);
  });
  it('say what is never closed', () => {
    assert.equal(templatedParts('a ${{ b')[0]?.closed, false);
    assert.deepEqual(templatedParts('a ${{ b')[0]?.problem?.span, { start: 2, end: 5 });
  });
});
