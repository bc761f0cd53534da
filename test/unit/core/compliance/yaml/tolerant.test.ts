import assert from 'node:assert/strict';
import { parseDocument as parseWithLibrary } from 'yaml';
import { readDocuments, splitDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { LibraryTree } from '../../../../../src/core/compliance/yaml/libraryTree.js';
import { maskTemplates, ownsBraces } from '../../../../../src/core/compliance/yaml/mask.js';
import type { YamlNode } from '../../../../../src/core/compliance/yaml/node.js';
import { parseDocument } from '../../../../../src/core/compliance/yaml/parse.js';
import { readTolerantly } from '../../../../../src/core/compliance/yaml/tolerant.js';
import { loadAllRules } from '../../../../../src/core/compliance/rules/families.js';
import { corpusFiles, corpusNames, filesBelow, hasCorpora, type CorpusFile } from '../corpora.js';
import { lineOf, scanTexts, textOf } from '../scanText.js';

const LIBRARY = {
  schema: 'failsafe',
  uniqueKeys: false,
  strict: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** A tree as lines, for comparison. */
function linesOf(node: YamlNode | undefined, depth = 0): readonly string[] {
  if (!node) return [];
  const { type, start, end, anchor, tag } = node;
  const parts: readonly (YamlNode | undefined)[] =
    node.type === 'map'
      ? node.entries.flatMap(({ key, value }) => [key, value])
      : node.type === 'seq'
        ? node.items
        : [];
  const own =
    node.type === 'scalar'
      ? [node.style, node.masked, node.masked ? '' : JSON.stringify(node.text)]
      : node.type === 'alias'
        ? [node.name, node.target?.start]
        : [node.flow, node.masked];
  for (const part of parts) assert.equal(part?.parent, node);
  return [
    ' '.repeat(depth) + [type, start, end, anchor, tag, ...own].join(' '),
    ...parts.flatMap(part => linesOf(part, depth + 1)),
  ];
}

/** Holds both trees of the documents of a file against each other. */
function compareFile({ path, text }: CorpusFile): number {
  let compared = 0;
  for (const piece of splitDocuments(text)) {
    if (piece.length > 64_000 || piece.includes('%TAG')) continue;
    const mask = ownsBraces(piece) ? undefined : maskTemplates(piece);
    const ours = parseDocument(piece, mask && { ...mask, holes: [] });
    const theirs = parseWithLibrary(mask?.text ?? piece, LIBRARY);
    if (!ours.ok || theirs.errors.length > 0) continue;
    const built = new LibraryTree(mask?.text ?? piece, mask, undefined).build(theirs.contents);
    assert.deepEqual(linesOf(built), linesOf(ours.root), path);
    compared++;
  }
  return compared;
}

describe('The tree of the tolerant parser', () => {
  it('is the same as the usual one where nothing is in doubt', function () {
    this.timeout(60_000);
    const folders = ['test/platform/content', 'test/fixtures'].flatMap(folder => filesBelow(folder));
    const files = folders.filter(({ path }) => /\.ya?ml$/.test(path));
    let compared = 0;
    for (const file of files) compared += compareFile(file);
    assert.ok(compared > 100);
    if (hasCorpora)
      for (const name of corpusNames())
        if (name !== 'yaml-test-suite' && name !== 'psa-testdata')
          for (const file of corpusFiles(name)) compareFile(file);
  });
});

const POD = `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: b }
spec:
  hostNetwork: true
  containers:
    - name: a
      image: registry.example.com/a:latest
      securityContext:
        privileged: true
    - name: b
      image: registry.example.com/b:latest
    - name: c
      image: registry.example.com/c:latest
`;

/** What is found in a text, as `line rule`; of some rules alone. */
async function found(text: string, ...ids: readonly string[]): Promise<readonly string[]> {
  const findings = await scanTexts({ 'deploy/a.yaml': text }, { settings: { profile: 'all' } });
  return findings.filter(({ rule }) => ids.includes(rule)).map(({ rule, range }) => `${range.startLine + 1} ${rule}`);
}

const VALUES = ['engine/syntax', 'k8s/image-tag', 'k8s/privileged', 'k8s/host-namespaces'];
const ALL_VALUES = [
  '5 k8s/host-namespaces',
  '8 k8s/image-tag',
  '10 k8s/privileged',
  '12 k8s/image-tag',
  '14 k8s/image-tag',
];

describe('A document with a mistake', () => {
  // What it is in the second container, and which findings are left.
  const mistakes: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['a word without a colon', '    - name: b\n', '    - name: b\n      ima\n', ['5', '8', '10', '12', '15']],
    ['a second colon', 'b:latest', 'b:latest: x', ['5', '8', '10', '12', '14']],
    ['a bracket that is not closed', '    - name: b\n', '    - name: b\n      args: [x\n', ['5', '8', '10', '12']],
    ['a quote that is not closed', '    - name: b\n', '    - name: b\n      args: "x\n', ['5', '8', '10', '12']],
    ['a tab', '    - name: b\n', '    - name: b\n\tx: y\n', ['5', '8', '10', '12']],
    ['markers of a merge', '    - name: b\n', '<<<<<<< HEAD\n    - name: b\n', ['5', '8', '11']],
    [
      'too few blanks',
      '      image: registry.example.com/b',
      '     image: registry.example.com/b',
      ['5', '8', '12', '14'],
    ],
  ];
  for (const [name, part, broken, lines] of mistakes)
    it(`is held against the rules where it is whole: ${name}`, async () => {
      assert.deepEqual(await found(POD, ...VALUES), ALL_VALUES);
      const left = await found(POD.replace(part, broken), ...VALUES);
      assert.deepEqual(
        left.map(each => each.split(' ')[0]),
        lines,
      );
      assert.equal(left.filter(each => each.endsWith('engine/syntax')).length, 1);
    });

  it('has nothing missing where the mistake may hide it', async () => {
    const missing = ['k8s/read-only-root-fs', 'k8s/automount-sa-token'];
    assert.deepEqual(await found(POD, ...missing), [
      '4 k8s/automount-sa-token',
      '9 k8s/read-only-root-fs',
      '11 k8s/read-only-root-fs',
      '13 k8s/read-only-root-fs',
    ]);
    // The pod may be one of Windows.
    assert.deepEqual(await found(POD.replace('b:latest', 'b:latest: x'), ...missing), []);
    const elsewhere = POD.replace('{ name: a, namespace: b }', '\n  name: a\n  labels: x: y');
    assert.deepEqual(await found(elsewhere, ...missing), [
      '6 k8s/automount-sa-token',
      '11 k8s/read-only-root-fs',
      '13 k8s/read-only-root-fs',
      '15 k8s/read-only-root-fs',
    ]);
  });

  it('is read as the template that it is', async () => {
    const text = POD.replace('registry.example.com/a:latest', '{{ .Values.image }}').replace('b:latest', 'b:latest: x');
    assert.deepEqual(await found(text, ...VALUES), [
      '5 k8s/host-namespaces',
      '10 k8s/privileged',
      '12 engine/syntax',
      '14 k8s/image-tag',
    ]);
  });

  it('has no fixes', async () => {
    const whole = await scanTexts({ 'a.yaml': POD }, { settings: { profile: 'all' } });
    assert.ok(whole.some(({ fix }) => fix !== undefined));
    const broken = await scanTexts(
      { 'a.yaml': POD.replace('b:latest', 'b:latest: x') },
      { settings: { profile: 'all' } },
    );
    assert.ok(broken.length > 5);
    assert.ok(broken.every(({ fix }) => fix === undefined));
  });

  it('excuses from nothing that is half a waiver', async () => {
    const waivers = `waivers:
  - rule: k8s/privileged
    match: { path: deploy/a.yaml }
    reason: The agent loads a kernel module until the new driver is there.
    owner: group:default/platform
    expires: 2027-01-31
  - rule: x: y
`;
    const findings = await scanTexts({ 'deploy/a.yaml': POD, '.golden-path/waivers.yaml': waivers });
    assert.ok(findings.some(({ rule, waiver }) => rule === 'k8s/privileged' && !waiver));
  });

  it('says nothing false, whatever the mistake is', async function () {
    this.timeout(60_000);
    const examples = (await loadAllRules()).filter(
      ({ language = 'yaml', subject }) => language === 'yaml' && subject !== 'gitlab',
    );
    let broken = 0;
    let kept = 0;
    for (const [index, { bad, good }] of examples.entries())
      for (const [text, path] of [
        [bad, 'a.yaml'],
        [good, '.github/workflows/a.yaml'],
      ] as const) {
        const lines = text.split('\n');
        const whole = new Set((await scanTexts({ [path]: text }, { settings: { profile: 'all' } })).map(placeOf));
        for (let at = index % 3; at < lines.length; at += 3) {
          const change = CHANGES[(index + at) % CHANGES.length] ?? String;
          const made = lines.with(at, change(lines[at] ?? '')).join('\n');
          const findings = await scanTexts({ [path]: made }, { settings: { profile: 'all' } });
          if (!findings.some(({ rule }) => rule === 'engine/syntax')) continue;
          broken++;
          kept += findings.length - 1;
          for (const finding of findings)
            if (finding.rule !== 'engine/syntax')
              assert.ok(whole.has(placeOf(finding)), `${lineOf(finding)} ${textOf(finding)}\n${made}`);
        }
      }
    assert.ok(broken > 300 && kept > 300, `${broken} ${kept}`);
  });

  it('takes no longer than it may, whatever it holds', function () {
    this.timeout(60_000);
    for (const part of ['"', '[', '{a: ', '[]', ']', '[,', '- ', ': ', '&a ', '\ta: b\n', 'a: "x\n', '%a\n', '"\\']) {
      const text = part.repeat(64_000 / part.length);
      const [placed] = readDocuments(text);
      assert.ok(placed);
      const start = performance.now();
      const { root, partial } = readTolerantly(placed.document);
      assert.ok(performance.now() - start < 8_000, part);
      assert.ok(partial);
      linesOf(root);
    }
    const [large] = readDocuments(`a: 1\nb: {\n${'# x\n'.repeat(16_000)}`);
    assert.ok(large);
    assert.equal(readTolerantly(large.document).root, undefined);
  });

  it('is read in spite of that in a file up to a sum of lengths', async () => {
    const document = `---\n${POD.replace('b:latest', 'b:latest: x')}${'# more\n'.repeat(8_000)}`;
    const findings = await scanTexts({ 'a.yaml': document.repeat(7) });
    assert.equal(findings.filter(({ rule }) => rule === 'engine/syntax').length, 7);
    assert.equal(findings.filter(({ rule }) => rule === 'k8s/privileged').length, 4);
  });
});

/** What makes a mistake of a line. */
const CHANGES: readonly ((line: string) => string)[] = [
  line => line.replace(/:(\s|$)/, '$1'),
  line => `${line}: x: y`,
  line => line.replace(': ', ': ['),
  line => line.replace(': ', ': "'),
  line => line.replace(': ', ": 'x'"),
  line => `\t${line}`,
  line => ` ${line}`,
  line => line.replace(/^ /, ''),
  line => line.replace(/^ +/, ''),
  () => '<<<<<<< HEAD',
  line => line.replace(': ', ': @'),
  line => line.replace(': ', ': {a: '),
  line => line.replace(': ', ':'),
  line => line.slice(0, line.length / 2),
  line => line.replace('- ', '-'),
  line => `${line} }`,
  line => line.replace(/\S.*/, 'foo'),
];

/** A name that is in doubt is not said: then a sentence has the kind in its place. */
function placeOf({ rule, range, message }: { rule: string; range: { startLine: number }; message: string }): string {
  return `${rule} ${range.startLine} ${message}`;
}
