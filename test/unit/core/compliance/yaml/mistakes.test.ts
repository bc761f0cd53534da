import assert from 'node:assert/strict';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { seqOf, valueAt } from '../../../../../src/core/compliance/yaml/navigate.js';
import { plainTranslate } from '../../../../../src/core/common/translate.js';

const DEEP = 'a:\n'.replace('a', 'deep');

/** The mistake, what is marked, and what is said of it. */
const MISTAKES: readonly (readonly [string, string, string, RegExp])[] = [
  ['a tab as indentation', 'a:\n\tb: 1\n', '\t', /spaces, not with tabs/],
  ['a tab behind spaces', 'a:\n  b: 1\n  \tc: 2\n', '\t', /spaces, not with tabs/],
  ['a missing colon', 'metadata:\n  name shop\n  labels: {}\n', 'name shop', /A colon is missing/],
  ['a missing colon before deeper lines', 'metadata\n  name: shop\n', 'metadata', /A colon is missing/],
  ['a missing colon in the last line', 'a: 1\nname\n', 'name', /A colon is missing/],
  ['no space behind the colon', 'a: 1\nreplicas:3\nb: 2\n', ':', /After “replicas:” a space is missing/],
  ['an entry too far in', 'a: 1\n   b: 2\n', 'b: 2', /not indented like/],
  ['an entry not far enough in', 'a:\n    b: 1\n  c: 2\n', 'c: 2', /not indented like/],
  ['an item not far enough in', 'a:\n    - b\n  - c\n', '- c', /not indented like/],
  ['a double quote that is not closed', 'a: "one\nb: two\n', '"one', /no closing quote/],
  ['a quote that a later one closes', 'a: "one\nb: "two"\nc: 3\n', '"one', /no closing quote/],
  ['a single quote that is not closed', "- 'one\n- two\n", "'one", /no closing quote/],
  ['an apostrophe in single quotes', "a: 'it's'\nb: 1\n", 's', /ends before this. A ' in it is written twice: ''/],
  ['quotes in double quotes', 'a: "say "no""\n', 'n', /A " in it is written as \\"/],
  ['a bracket that is not closed', 'a: [1, 2\nb: 3\n', '[', /“\[” that begins here is not closed with “\]”/],
  ['a brace that is not closed', 'a: { b: 1\n', '{', /“\{” that begins here/],
  ['a missing comma', 'a: [1, {b: 2} 3]\n', '3', /comma is missing/],
  ['a colon in a text', 'a: note: this\n', 'note: this', /must be quoted/],
  ['a text that begins with @', 'a: @scope/name\n', '@', /begins with “@”/],
  ['a text that begins with a backtick', 'a: `id`\n', '`', /begins with “`”/],
  ['conflict markers', 'a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> main\n', '<<<<<<< HEAD', /conflict markers/],
  ['NUL', 'a: \0b\n', '\0', /U\+0000/],
  ['a control character', 'a: \u0007b\n', '\u0007', /U\+0007/],
  ['a lone surrogate', 'a: \ud800b\n', '\ud800', /U\+D800/],
  ['an alias of nothing', 'a: *lost\n', '*lost', /No anchor “lost”/],
  ['a version of YAML that is none', '%YAML 3.0\n---\na: 1\n', '-', /no valid YAML/],
  [
    'too many levels',
    Array.from({ length: 200 }, (_, at) => ' '.repeat(at) + DEEP).join(''),
    'd',
    /more than 100 levels/,
  ],
];

describe('Mistakes in the form of YAML', () => {
  for (const [name, text, marked, says] of MISTAKES)
    it(`names ${name} where it was made`, () => {
      const problems = readDocuments(text).flatMap(({ document, offset }) =>
        document.problems.map(({ span, message, values }) => ({
          marked: text.slice(offset + span.start, offset + span.end),
          text: plainTranslate(message, ...values),
        })),
      );
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.text ?? '', says);
      assert.equal(problems[0]?.marked, marked);
    });

  it('leave the other documents of the file as they are', () => {
    const documents = readDocuments('a: 1\n---\nb: [\n---\nc: 3\n');
    assert.deepEqual(
      documents.map(({ document }) => document.problems.length),
      [0, 1, 0],
    );
    assert.ok(documents[2]?.document.root);
  });

  it('are not made of brackets that close too far left, as readers in use have it', () => {
    const text = 'on: { # when\n  push: [\n  main,\n],\n}\nb: [\n1 ]\n';
    const [placed] = readDocuments(text);
    assert.deepEqual(placed?.document.problems, []);
    const push = seqOf(valueAt(placed?.document.root, 'on', 'push'));
    assert.equal(text.slice(push?.start, push?.end), '[\n  main,\n]');
  });

  it('are not made of keys that stand twice', () => {
    assert.deepEqual(readDocuments('a: 1\na: 2\n')[0]?.document.problems, []);
  });
});
