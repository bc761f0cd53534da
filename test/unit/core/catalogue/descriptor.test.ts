import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  LARGEST_DESCRIPTOR,
  parseDescriptor,
  type Descriptor,
  type TextRange,
} from '../../../../src/core/catalogue/descriptor.js';
import { WELL_KNOWN_KINDS } from '../../../../src/core/catalogue/wellKnownKinds.js';
import { inverseRelation } from '../../../../src/core/catalogue/relations.js';

const URI = 'file:///repo/catalog-info.yaml';

function read(text: string): Descriptor {
  return parseDescriptor(text, URI);
}

function codes(descriptor: Descriptor): readonly string[] {
  return descriptor.problems.map(({ code, severity }) => `${severity} ${code}`);
}

function refs(descriptor: Descriptor): readonly string[] {
  return descriptor.entities.map(({ ref }) => ref);
}

/** What stands in a text at a range. */
function textAt(text: string, { startLine, startColumn, endLine, endColumn }: TextRange): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (startLine === endLine) return lines[startLine]!.slice(startColumn, endColumn);
  return [
    lines[startLine]!.slice(startColumn),
    ...lines.slice(startLine + 1, endLine),
    lines[endLine]!.slice(0, endColumn),
  ].join('\n');
}

const component = (name: string, more = ''): string => `kind: Component\nmetadata:\n  name: ${name}\n${more}`;

describe('a descriptor', () => {
  it('holds one entity for each document, with its place and its relations', () => {
    const text = `# The order service\n${component('orders', 'spec:\n  owner: payments\n')}---\n\n${component('basket')}`;
    const descriptor = read(text);
    assert.deepEqual(codes(descriptor), []);
    assert.deepEqual(refs(descriptor), ['component:default/orders', 'component:default/basket']);
    assert.deepEqual(
      descriptor.entities.map(({ local }) => local),
      [
        { uri: URI, line: 1 },
        { uri: URI, line: 8 },
      ],
    );
    assert.deepEqual(descriptor.entities[0]?.relations, [{ type: 'ownedBy', targetRef: 'group:default/payments' }]);
  });

  const equivalents: readonly (readonly [string, (text: string) => string])[] = [
    ['CRLF', text => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', text => `\uFEFF${text}`],
    ['both', text => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['a document marker before', text => `---\n${text}`],
    ['document markers around', text => `---\n${text}...\n---\n`],
    ['a comment and an empty document after', text => `${text}---\n# nothing\n`],
    ['tags and anchors', text => text.replace('name: ', 'name: &name !!str ')],
    ['a key twice', text => `${text}metadata:\n  name: orders\n`],
  ];
  for (const [what, change] of equivalents)
    it(`is read with ${what}`, () => {
      const descriptor = read(change(component('orders')));
      assert.deepEqual(codes(descriptor), []);
      assert.deepEqual(refs(descriptor), ['component:default/orders']);
    });

  for (const text of ['', '\n\n', '# only\n# comments\n', '---\n---\n', '\uFEFF', '---\n# a\n...\n', '~', 'null\n'])
    it(`is empty: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(codes(read(text)), ['warning descriptor-empty']);
    });

  it('is not read beyond its largest size', () => {
    const descriptor = read(`${component('orders')}# ${'x'.repeat(5 * LARGEST_DESCRIPTOR)}`);
    assert.deepEqual(codes(descriptor), ['error descriptor-too-large']);
    assert.deepEqual(descriptor.problems[0]?.values, ['5.0', '1']);
    assert.deepEqual(descriptor.entities, []);
  });

  it('is still read at its largest size', () => {
    const start = `${component('orders')}# `;
    assert.deepEqual(codes(read(start + 'x'.repeat(LARGEST_DESCRIPTOR - start.length))), []);
  });
});

describe('what is wrong with a descriptor', () => {
  /** Text, what is reported, the text at the place of the first report, and what is read all the same. */
  const cases: readonly (readonly [string, string, readonly string[], string, readonly string[]])[] = [
    [
      'a syntax error in one document leaves the others',
      `${component('a')}---\nkind: [Component\n---\n${component('b')}`,
      ['error descriptor-syntax'],
      '-',
      ['component:default/a', 'component:default/b'],
    ],
    ['a tab as indentation', 'kind: Component\nmetadata:\n\tname: a\n', ['error descriptor-syntax'], '\t', []],
    ['a scalar', 'just text\n', ['error descriptor-not-an-entity'], 'j', []],
    ['a list', '- kind: A\n', ['error descriptor-not-an-entity'], '-', []],
    ['no kind', '\n\nmetadata:\n  name: a\n', ['error descriptor-not-an-entity'], 'm', []],
    ['a kind that is a number', 'kind: 7\nmetadata:\n  name: a\n', ['error descriptor-not-an-entity'], 'k', []],
    ['no metadata', 'kind: Component\n', ['error descriptor-missing-field'], 'k', []],
    ['no name', 'kind: Component\nmetadata: {}\n', ['error descriptor-missing-field'], '{}', []],
    ['a kind that is empty', 'kind: ""\nmetadata: {name: a}\n', ['error descriptor-missing-field'], '{name: a}', []],
    [
      'a kind that Backstage does not know',
      'kind: Widget\nmetadata: {name: a}\n',
      ['warning descriptor-unknown-kind'],
      'Widget',
      ['widget:default/a'],
    ],
    [
      'the same after a byte order mark',
      '\uFEFFkind: Widget\nmetadata: {name: a}\n',
      ['warning descriptor-unknown-kind'],
      'Widget',
      ['widget:default/a'],
    ],
    [
      'the same with CRLF and characters of two units',
      '# 🚀\r\nkind: "Wídget🚀"\r\nmetadata: {name: a}\r\n',
      ['warning descriptor-unknown-kind'],
      '"Wídget🚀"',
      ['wídget🚀:default/a'],
    ],
    ['an alias that leads nowhere', 'kind: *nowhere\n', ['error descriptor-syntax'], 'k', []],
  ];
  for (const [what, text, expected, place, found] of cases)
    it(what, () => {
      const descriptor = read(text);
      assert.deepEqual(codes(descriptor), expected);
      assert.deepEqual(refs(descriptor), found);
      assert.equal(textAt(text, descriptor.problems[0]!.range), place);
    });

  it('is said in a sentence of one line, without the place', () => {
    const [problem] = read('kind: [Component\n').problems;
    assert.equal(problem?.message, 'YAML: {0}');
    assert.doesNotMatch(problem.values[0]!, /\n|at line/);
  });

  it('an alias bomb is refused quickly', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const next = String.fromCharCode(98 + level);
      const aliases = Array(9).fill(`*${String.fromCharCode(97 + level)}`);
      return `${next}: &${next} [${aliases.join(', ')}]`;
    });
    const bomb = ['kind: Component', 'metadata: {name: bomb}', 'a: &a [x, x, x]', ...levels].join('\n');
    const descriptor = read(`${bomb}\n---\n${component('after')}`);
    assert.deepEqual(codes(descriptor), ['error descriptor-syntax']);
    assert.deepEqual(refs(descriptor), ['component:default/after']);
  });

  for (const [what, text] of [
    ['brackets', '['.repeat(20_000)],
    ['closed brackets', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['braces', '{a: '.repeat(20_000)],
    ['dashes', '- '.repeat(20_000)],
    ['question marks', '? '.repeat(20_000)],
  ] as const)
    it(`${what} without end are refused, not followed`, () => {
      const descriptor = read(text);
      assert.deepEqual(codes(descriptor), ['error descriptor-syntax']);
      assert.deepEqual(descriptor.problems[0]?.range, { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 });
    });

  it('nesting as deep as people write it is followed', () => {
    const deep = `${'[a: {b: '.repeat(30)}x${'}]'.repeat(30)}`;
    assert.deepEqual(refs(read(`${component('a')}deep: ${deep}\n`)), ['component:default/a']);
  });

  it('a document that is nested too deep leaves the others, and is reported where it begins', () => {
    const descriptor = read(`${component('a')}---\n${'['.repeat(200)}\n---\n${component('b')}`);
    assert.deepEqual(refs(descriptor), ['component:default/a', 'component:default/b']);
    assert.deepEqual(
      descriptor.problems.map(({ range }) => range.startLine),
      [3],
    );
  });

  it('a value that holds itself does no harm', () => {
    const descriptor = read('kind: Component\nmetadata: &m\n  name: a\n  annotations: *m\n  tags: &t [x, *t]\n');
    assert.deepEqual(refs(descriptor), ['component:default/a']);
    assert.deepEqual(descriptor.entities[0]?.tags, ['x']);
  });

  it('names of the language do no harm', () => {
    const descriptor = read('__proto__: {polluted: yes}\nconstructor: {}\n' + component('__proto__'));
    assert.deepEqual(refs(descriptor), ['component:default/__proto__']);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('is never an exception', () => {
    const piece = fc.constantFrom(
      ...['kind: ', 'Component', 'metadata:', 'name: a', '\n', '  ', '- ', ': ', '&a ', '*a', '[', '{', '}', ']', '"'],
      ...[
        "'",
        '|',
        '>',
        '---',
        '\t',
        '#',
        '!!binary ',
        '!x ',
        '? ',
        '%YAML 1.2',
        '\r\n',
        '\0',
        '\uFEFF',
        '\uD800',
        ',',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const text = pieces.join('');
        const lines = text.split('\n').length;
        for (const { range } of read(text).problems) {
          assert.ok(range.startLine >= 0 && range.startColumn >= 0 && range.startLine < lines, text);
          assert.ok(range.endLine > range.startLine || range.endColumn >= range.startColumn, text);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the targets of a Location', () => {
  const location = (spec: string): string => `kind: Location\nmetadata:\n  name: all\nspec:\n${spec}`;
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['  target: ./a.yaml\n', ['./a.yaml']],
    ['  type: file\n  targets:\n    - ./a.yaml\n    - "b/*.yaml"\n', ['./a.yaml', '"b/*.yaml"']],
    ['  target: one.yaml\n  targets: [two.yaml]\n', ['one.yaml', 'two.yaml']],
    ['  target: https://example.com/a.yaml\n', ['https://example.com/a.yaml']],
    ['  type: url\n  target: https://example.com/a.yaml\n', []],
    ['  targets: [7, null, {}, [a], good.yaml]\n', ['good.yaml']],
    ['  targets: text\n', []],
    ['  target: [a.yaml]\n', []],
    ['  {}\n', []],
  ];
  for (const [spec, expected] of cases)
    it(`${JSON.stringify(spec)}: ${expected.join(', ') || 'none'}`, () => {
      const text = location(spec);
      const { targets } = read(text);
      assert.deepEqual(
        targets.map(({ range }) => textAt(text, range)),
        expected,
      );
      assert.deepEqual(
        targets.map(({ target }) => target),
        expected.map(written => written.replaceAll('"', '')),
      );
    });

  it('are those of a Location alone', () => {
    assert.deepEqual(read(component('a', 'spec:\n  target: ./a.yaml\n')).targets, []);
  });
});

describe('the kinds that Backstage knows', () => {
  it('are the ones of its catalogue model', () => {
    assert.equal(WELL_KNOWN_KINDS.size, 10);
    for (const kind of WELL_KNOWN_KINDS) {
      assert.equal(kind, kind.toLowerCase());
      assert.deepEqual(codes(read(`kind: ${kind.toUpperCase()}\nmetadata: {name: a}\n`)), []);
    }
  });

  it('have relations that can be followed back', () => {
    const spec = 'spec: {owner: a, parent: b, children: [c], members: [d], memberOf: [e], dependsOn: ["resource:f"]}\n';
    for (const kind of WELL_KNOWN_KINDS)
      for (const { type } of read(`kind: ${kind}\nmetadata: {name: a}\n${spec}`).entities[0]!.relations)
        assert.ok(inverseRelation(type), `${kind} ${type}`);
  });
});
