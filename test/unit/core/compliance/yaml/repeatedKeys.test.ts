import assert from 'node:assert/strict';
import { duplicateKey } from '../../../../../src/core/compliance/rules/engineRules.js';
import { scanTexts, textOf } from '../scanText.js';

/** What is said of keys that stand twice, as `line:column text, line before`. */
async function said(text: string, path = 'a.yaml', settings = {}): Promise<readonly string[]> {
  const findings = await scanTexts({ [path]: text }, { settings });
  return findings
    .filter(({ rule }) => rule === duplicateKey.id)
    .map(finding => {
      const { range, related } = finding;
      return `${range.startLine + 1}:${range.startColumn + 1} ${textOf(finding)} ${(related[0]?.range.startLine ?? -1) + 1}`;
    });
}

const twice = (name: string): string => `“${name}” stands twice in this mapping: the first one does not count.`;

describe('A key that stands twice', () => {
  const texts: readonly (readonly [string, string, readonly string[]])[] = [
    ['is found with the one before', 'a: 1\nb: 2\na: 3\n', [`3:1 ${twice('a')} 1`]],
    ['is found each time', 'a: 1\na: 2\na: 3\n', [`2:1 ${twice('a')} 1`, `3:1 ${twice('a')} 1`]],
    ['is found in brackets and however it is quoted', 'x: { "a": 1, a: 2 }\n', [`1:14 ${twice('a')} 1`]],
    ['is found in a list', '- a: 1\n  a: 2\n- a: 1\n', [`2:3 ${twice('a')} 1`]],
    [
      'is found under names of JavaScript',
      '__proto__: 1\nconstructor: 2\n__proto__: 3\n',
      [`3:1 ${twice('__proto__')} 1`],
    ],
    ['is no merge', 'a: &a { x: 1 }\nb: &b { y: 1 }\nc:\n  <<: *a\n  <<: *b\n', []],
    ['is not one that is merged as well', 'a: &a { x: 1 }\nb:\n  <<: *a\n  x: 2\n', []],
    ['is no key that is a collection', '? [a]\n: 1\n? [b]\n: 2\n', []],
    ['is not in two documents', 'a: 1\n---\na: 2\n', []],
    ['is not said of two ways of a template', '{{- if .x }}\na: 1\n{{- else }}\na: 2\n{{- end }}\n', []],
    ['is not said of what a template may take away', '{{- if .x }}\na: 1\n{{- end }}\na: 2\n', []],
    [
      'is found where a template decides nothing',
      '{{- if .x }}\na: {{ .y }}\na: 2\n{{- end }}\n',
      [`3:1 ${twice('a')} 2`],
    ],
    ['is not said of names that a template writes', '{{ .a }}: 1\n{{ .b }}: 2\n{{ .a }}: 3\n', []],
    ['is not said in a document with a mistake', 'a: 1\na: 2\nb: c: d\n', []],
  ];
  for (const [name, text, expected] of texts) it(name, async () => assert.deepEqual(await said(text), expected));

  it('is found among many', async () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `k${at}: 1\n`).join('');
    assert.deepEqual(await said(`${many}k7: 2\n`), [`5001:1 ${twice('k7')} 8`]);
  });

  it('is said a thousand times of a file at most', async function () {
    this.timeout(30_000);
    const many = Array.from({ length: 50_000 }, (_, at) => `k${at}: 1\n`).join('');
    assert.equal((await said(many + many)).length, 1_000);
  });

  it('is said of workflows by the rule about their form alone', async () => {
    const text = 'on: push\njobs:\n  a:\n    runs-on: x\n    runs-on: y\n    steps: [{ run: z }]\n';
    assert.deepEqual(await said(text, '.github/workflows/a.yaml'), []);
    const all = await scanTexts({ '.github/workflows/a.yaml': text });
    assert.equal(all.filter(({ rule, range }) => rule === 'ci/expressions' && range.startLine === 4).length, 1);
  });

  it('is as grave as was set, or not said', async () => {
    const rules = (severity: string) => ({ rules: new Map([[duplicateKey.id, { severity }]]) });
    assert.deepEqual(await said(duplicateKey.bad, 'a.yaml', rules('off')), []);
    assert.equal((await said(duplicateKey.bad, 'a.yaml', rules('error'))).length, 1);
    const [graver] = await scanTexts(
      { 'a.yaml': 'a: 1\na: 2\n' },
      { settings: { rules: new Map([[duplicateKey.id, { severity: 'error' }]]) } },
    );
    assert.equal(graver?.severity, 'error');
  });

  it('is in the bad example of its page, and not in the good one', async () => {
    assert.equal((await said(duplicateKey.bad)).length, 1);
    assert.deepEqual(await said(duplicateKey.good), []);
  });

  it('can be waived', async () => {
    const waiver = `waivers:
  - rule: ${duplicateKey.id}
    match: { path: a.yaml }
    reason: The program that reads it takes both of them, in their order.
    owner: group:default/platform
    expires: 2027-01-31
`;
    const findings = await scanTexts({ 'a.yaml': 'a: 1\na: 2\n', '.golden-path/waivers.yaml': waiver });
    assert.deepEqual(
      findings.map(({ rule, waiver: by }) => [rule, by?.expires]),
      [[duplicateKey.id, '2027-01-31']],
    );
  });
});
