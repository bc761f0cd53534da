import assert from 'node:assert/strict';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import {
  entriesOf,
  entryOf,
  itemsOf,
  resolved,
  scalarOf,
  valueAt,
  walk,
} from '../../../../../src/core/compliance/yaml/navigate.js';
import type { YamlDocument } from '../../../../../src/core/compliance/yaml/node.js';

function only(text: string): YamlDocument {
  const documents = readDocuments(text);
  assert.equal(documents.length, 1);
  const document = documents[0]?.document;
  assert.ok(document);
  return document;
}

function nodesOf(document: YamlDocument): number {
  let count = 0;
  walk(document.root, () => {
    count++;
    return undefined;
  });
  return count;
}

/** Texts that are refused with one problem, and what it says. */
const REFUSED: readonly (readonly [string, () => string, RegExp])[] = [
  ['1,000 brackets in each other', () => '['.repeat(1_000), /levels deep/],
  ['100,000 brackets in each other', () => '['.repeat(100_000), /levels deep/],
  ['100,000 braces in each other', () => '{a: '.repeat(100_000), /levels deep/],
  [
    '4,000 levels of blocks',
    () => Array.from({ length: 4_000 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
    /levels deep/,
  ],
  ['100,000 dashes in a line', () => '- '.repeat(100_000), /levels deep/],
  ['100,000 quotes', () => '"'.repeat(100_001), /quote|valid YAML|indented/],
  ['100,000 lone quotes in lines', () => 'a: "x\n'.repeat(20_000), /no closing quote/],
  ['100,000 openings of a template', () => `a: ${'{{ '.repeat(50_000)}`, /levels deep/],
  ['NUL', () => 'a: \0', /U\+0000/],
  ['a lone surrogate', () => 'a: \udc00', /U\+DC00/],
  ['bytes of UTF-16 read as UTF-8', () => '\ufffd\ufffda\0:\0 \0', /U\+0000/],
  [
    'a document of more than ten million characters',
    () => `a: ${'x'.repeat(10_000_001)}`,
    /more than 10000000 characters/,
  ],
  ['more than 500,000 values', () => `[${'1,'.repeat(1_000_001)}]`, /more than 500000 values/],
  ['more than 10,000 aliases', () => `- &a 1\n${'- *a\n'.repeat(10_001)}`, /more than 10000 times/],
  ['a version of YAML to come', () => '%YAML 3.0\n---\na: 1', /valid YAML/],
];

describe('Hostile YAML', () => {
  for (const [name, make, says] of REFUSED)
    it(`is refused with one problem: ${name}`, function () {
      this.timeout(30_000);
      const { problems, root } = only(make());
      assert.equal(problems.length, 1);
      const [problem] = problems;
      assert.ok(problem);
      assert.match(
        problem.message.replace(/\{(\d)\}/g, (_, index: string) => problem.values[Number(index)] ?? ''),
        says,
      );
      assert.equal(root, undefined);
    });

  it('that refers to itself over and over has as many nodes as are written', () => {
    const levels = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}]\n`);
    const bomb = only(`l0: &l0 x\n${levels.join('')}`);
    assert.deepEqual(bomb.problems, []);
    assert.ok(nodesOf(bomb) < 200);
  });

  it('that merges bombs and itself is looked into within bounds', () => {
    const merges = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1}\n  <<: [${`*l${at}, `.repeat(9)}]\n`);
    const bomb = only(`l0: &l0 { x: 1 }\n${merges.join('')}`);
    assert.equal(entryOf(valueAt(bomb.root, 'l9'), 'absent'), undefined);
    assert.ok(entriesOf(valueAt(bomb.root, 'l9')).length <= 1);
    const itself = only('a: &a\n  <<: *a\n  b: 1\n');
    assert.equal(entryOf(valueAt(itself.root, 'a'), 'absent'), undefined);
    assert.equal(entriesOf(valueAt(itself.root, 'a')).length, 1);
  });

  it('with an alias of what it stands in can be walked', () => {
    const cyclic = only('a: &a { b: *a }\n');
    assert.ok(nodesOf(cyclic) < 10);
    assert.equal(resolved(valueAt(cyclic.root, 'a', 'b', 'b', 'b'))?.type, 'map');
  });

  it('with 101 aliases of one text is no bomb', () => {
    assert.equal(nodesOf(only(`- &a x\n${'- *a\n'.repeat(101)}`)), 103);
  });

  it('with names of JavaScript has them as names', () => {
    const { root } = only('__proto__: { polluted: true }\nconstructor: 1\ntoString: 2\n');
    assert.equal(scalarOf(valueAt(root, '__proto__', 'polluted'))?.text, 'true');
    assert.equal(scalarOf(valueAt(root, 'constructor'))?.text, '1');
    assert.equal(valueAt(root, 'hasOwnProperty'), undefined);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('with a key twice has the last one, and both in its entries', () => {
    const { root, problems } = only('a: 1\na: 2\n');
    assert.deepEqual(problems, []);
    assert.equal(scalarOf(valueAt(root, 'a'))?.text, '2');
    assert.equal(entriesOf(root).length, 2);
  });

  it('with 50,000 keys, 200,000 items or 100,000 anchors is read', function () {
    this.timeout(30_000);
    const keys = only(Array.from({ length: 50_000 }, (_, at) => `k${at}: ${at}\n`).join(''));
    for (let at = 0; at < 50_000; at += 7) assert.equal(scalarOf(valueAt(keys.root, `k${at}`))?.text, String(at));
    assert.equal(itemsOf(only('- x\n'.repeat(200_000)).root).length, 200_000);
    assert.equal(
      itemsOf(only(Array.from({ length: 100_000 }, (_, at) => `- &a${at} x\n`).join('')).root).length,
      100_000,
    );
  });

  it('with 5 MB of JSON in one line is read', function () {
    this.timeout(30_000);
    const document = only(
      JSON.stringify(Array.from({ length: 40_000 }, (_, at) => ({ name: `n${at}`, text: 'x'.repeat(100) }))),
    );
    assert.deepEqual(document.problems, []);
    assert.equal(itemsOf(document.root).length, 40_000);
  });

  it('with more than 100,000 documents says so once', function () {
    this.timeout(30_000);
    const documents = readDocuments('---\na: 1\n'.repeat(100_002));
    assert.equal(documents.length, 100_001);
    assert.equal(documents.filter(({ document }) => document.problems.length > 0).length, 1);
  });

  it('with a text of 1 MB has it whole', () => {
    const { root } = only(`a: "${'x'.repeat(1_000_000)}"\n`);
    assert.equal(scalarOf(valueAt(root, 'a'))?.text.length, 1_000_000);
  });

  it('with functions and other tags has them as texts', () => {
    const scalar = scalarOf(valueAt(only('a: !!js/function "x"\n').root, 'a'));
    assert.equal(scalar?.tag, '!!js/function');
    assert.equal(scalar.text, 'x');
  });

  it('that is no YAML at all is refused, whatever its bytes', () => {
    let state = 1;
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 200 }, () => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return String.fromCharCode(state % (round % 2 ? 128 : 65_536));
      }).join('');
      const documents = readDocuments(text);
      assert.equal(documents.map(({ document }) => document.text).join(''), text);
      for (const { document } of documents)
        for (const { span } of document.problems)
          assert.ok(span.start >= 0 && span.end >= span.start && span.end <= document.text.length + 1);
    }
  });
});
