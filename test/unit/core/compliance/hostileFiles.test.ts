import assert from 'node:assert/strict';
import { loadAllRules } from '../../../../src/core/compliance/rules/families.js';
import { FileScanner } from '../../../../src/core/compliance/scan/fileScanner.js';
import { fileFindings } from '../../../../src/core/compliance/scan/folderReport.js';
import { DEFAULT_SCAN_SETTINGS } from '../../../../src/core/compliance/scan/scanSettings.js';
import { readDocuments } from '../../../../src/core/compliance/yaml/documents.js';
import { walk } from '../../../../src/core/compliance/yaml/navigate.js';
import type { ReportedFinding } from '../../../../src/core/compliance/report/reportedFinding.js';
import { allRules, PRIVILEGED, textOf } from './scanText.js';

/** What every rule finds in the bytes of a file. A rule that fails fails the test. */
async function scan(path: string, content: string | Uint8Array): Promise<readonly ReportedFinding[]> {
  const scanner = new FileScanner(
    { ...DEFAULT_SCAN_SETTINGS, profile: 'all' },
    {
      onRuleFailed: (rule, error) => {
        throw new Error(`${rule} failed`, { cause: error });
      },
    },
  );
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const { reported } = fileFindings(await scanner.scanBytes(path, bytes), await allRules());
  assert.deepEqual(
    reported.filter(({ rule }) => rule === 'engine/rule-failed'),
    [],
  );
  return reported;
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'utf16le'));
}

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: b }\n';
const aliases = (first: string, item: (name: string) => string): string =>
  `x0: &x0 ${first}\n${Array.from({ length: 12 }, (_, at) => `x${at + 1}: &x${at + 1} ${item(`*x${at}`)}\n`).join('')}`;

/** Files of which one thing is said, by the rule and the words of it. */
const ONE_FINDING: readonly (readonly [string, () => string | Uint8Array, string, RegExp])[] = [
  ['nested 100,000 deep', () => '['.repeat(100_000), 'engine/syntax', /levels deep/],
  ['100,000 blocks in each other', () => '- '.repeat(100_000), 'engine/syntax', /levels deep/],
  ['30,000 brackets, of which half are too many', () => '[]]'.repeat(10_000), 'engine/syntax', /./],
  ['NUL', () => 'a: b\0c\n', 'engine/unreadable', /byte 4 is NUL/],
  ['bad UTF-8', () => Uint8Array.of(0x61, 0x3a, 0x20, 0xc3, 0x28), 'engine/unreadable', /byte 3 \(0xC3\)/],
  ['a surrogate in UTF-8', () => Uint8Array.of(0x61, 0x3a, 0x20, 0xed, 0xa0, 0x80), 'engine/unreadable', /byte 3/],
  [
    'a lone surrogate in UTF-16',
    () => Uint8Array.of(0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00),
    'engine/unreadable',
    /UTF-16/,
  ],
  ['UTF-16 without a mark', () => utf16(POD), 'engine/unreadable', /byte 1 is NUL/],
  ['a picture', () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'engine/unreadable', /byte 0/],
  ['markers of a merge', () => 'a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> main\n', 'engine/syntax', /conflict/],
  ['a tab', () => 'a:\n\tb: 1\n', 'engine/syntax', /tabs/],
  ['a key twice', () => 'a: 1\na: 2\n', 'engine/duplicate-key', /“a” stands twice/],
  ['__proto__ twice', () => '__proto__: 1\n__proto__: 2\n', 'engine/duplicate-key', /“__proto__” stands twice/],
  ['more values than are read', () => `[${'1,'.repeat(1_000_001)}]`, 'engine/syntax', /500000 values/],
  ['more aliases than are read', () => `- &a 1\n${'- *a\n'.repeat(10_001)}`, 'engine/syntax', /10000 times/],
  ['a document of 11 MB', () => `a: ${'x'.repeat(11_000_000)}`, 'engine/syntax', /10000000 characters/],
  ['a version to come', () => '%YAML 3.0\n---\na: 1\n', 'engine/syntax', /valid YAML/],
];

/** Files of which nothing is said. */
const NO_FINDING: readonly (readonly [string, () => string])[] = [
  ['an alias bomb', () => aliases('y', name => `[${`${name}, `.repeat(9)}]`)],
  ['a bomb of merges', () => aliases('{ y: 1 }', name => `{ <<: [${`${name}, `.repeat(9)}] }`)],
  ['50,000 keys', () => Array.from({ length: 50_000 }, (_, at) => `k${at}: ${at}\n`).join('')],
  ['names of JavaScript', () => '__proto__: { polluted: true }\nconstructor: 1\ntoString: 2\nhasOwnProperty: 3\n'],
  ['a marker without a line end', () => 'a: 1\n...\n---'],
  ['a mark and line ends of Windows', () => '\ufeffa: 1\r\nb:\r\n  - c\r\n'],
  ['line ends of old', () => 'a: 1\rb: 2\r'],
  ['keys that are collections', () => '? [a, { b: c }]\n: d\n'],
  ['a function', () => 'a: !!js/function "() => 1"\n'],
  ['braces in a text', () => 'a: "{{ not a template"\nb: \'}}\'\n'],
];

describe('A hostile file', () => {
  for (const [name, make, rule, says] of ONE_FINDING)
    it(`has one finding, which says what it is: ${name}`, async function () {
      this.timeout(60_000);
      const findings = await scan('deploy/a.yaml', make());
      assert.deepEqual(
        findings.map(found => found.rule),
        [rule],
      );
      assert.match(findings.map(textOf).join(' '), says);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });

  for (const [name, make] of NO_FINDING)
    it(`that is none has no finding: ${name}`, async function () {
      this.timeout(60_000);
      assert.deepEqual((await scan('deploy/a.yaml', make())).map(textOf), []);
    });

  it('that is a manifest made of bombs is looked at within bounds', async function () {
    this.timeout(60_000);
    const bombs = [
      aliases('{ name: a, image: "x:latest" }', name => `[${`${name}, `.repeat(9)}]`),
      aliases('{ privileged: true }', name => `{ <<: [${`${name}, `.repeat(9)}] }`),
    ];
    for (const bomb of bombs)
      for (const spec of [
        '{ containers: *x1 }',
        '{ containers: *x12 }',
        '*x12',
        '{ containers: [{ name: a, securityContext: *x12 }] }',
      ])
        await scan('deploy/a.yaml', `${POD}${bomb}spec: ${spec}\n`);
    await scan('deploy/a.yaml', `${POD}spec: &a\n  containers: &b [*b, *a]\n  <<: *a\n`);
    await scan(
      '.github/workflows/a.yaml',
      `on: push\n${aliases('{ run: x }', name => `[${`${name}, `.repeat(9)}]`)}jobs: { a: { steps: *x12 } }\n`,
    );
    await scan(
      'compose.yaml',
      `${aliases('{ image: x }', name => `{ <<: [${`${name}, `.repeat(9)}] }`)}services: { a: *x12, b: *x1 }\n`,
    );
  });

  it('with an annotation of 1 MB is as any other', async () => {
    const text = PRIVILEGED.replace(
      '  name: agent\n',
      `  name: agent\n  annotations: { a: "${'x'.repeat(1_000_000)}" }\n`,
    );
    assert.ok((await scan('deploy/a.yaml', text)).some(({ rule }) => rule === 'k8s/privileged'));
  });

  it('has its places in UTF-16 units, behind characters of two of them', async () => {
    const text = PRIVILEGED.replace('privileged: true', '"\\U0001F433": "🐳🐳", privileged: true').replace(
      'securityContext:\n        ',
      'securityContext: { ',
    );
    const found = (await scan('deploy/a.yaml', `${text.trimEnd()} }\n`)).find(({ rule }) => rule === 'k8s/privileged');
    assert.equal(found?.range.startColumn, '      securityContext: { "\\U0001F433": "🐳🐳", privileged: '.length);
  });

  it('with something else wherever something is expected fails no rule', async function () {
    this.timeout(120_000);
    const others = [
      '',
      '~',
      '7',
      'text',
      '[]',
      '[[a], {b: c}, 1, ~]',
      '{}',
      '{a: [b], "": ~, 1: 2}',
      '*nothing',
      '!!binary aGk=',
      '&s {x: *s}',
    ];
    let round = 0;
    for (const { bad, subject, language = 'yaml' } of await loadAllRules()) {
      if (language !== 'yaml') continue;
      const path = PATHS[subject] ?? 'deploy/a.yaml';
      for (const { document, offset } of readDocuments(bad)) {
        const values: { start: number; end: number }[] = [];
        walk(document.root, node => {
          if (node.parent) values.push({ start: offset + node.start, end: offset + node.end });
          return undefined;
        });
        for (const { start, end } of values) {
          const other = others[round++ % others.length] ?? '';
          await scan(path, `${bad.slice(0, start)}${other}${bad.slice(end)}`);
        }
      }
    }
    assert.ok(round > 1_500, String(round));
  });
});

/** Where examples of rules stand, so that they are taken for what they are. */
const PATHS: Readonly<Partial<Record<string, string>>> = {
  workflow: '.github/workflows/ci.yaml',
  gitlab: '.gitlab-ci.yml',
  compose: 'compose.yaml',
  entity: 'catalog-info.yaml',
  template: 'template.yaml',
  kustomization: 'kustomization.yaml',
};
