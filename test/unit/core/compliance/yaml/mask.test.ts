import assert from 'node:assert/strict';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { maskTemplates } from '../../../../../src/core/compliance/yaml/mask.js';
import { entryOf, isUnknown, mapOf, scalarOf, valueAt } from '../../../../../src/core/compliance/yaml/navigate.js';
import { forgetUnknowns, hangsOnUnknowns } from '../../../../../src/core/compliance/yaml/unknowns.js';
import type { YamlDocument } from '../../../../../src/core/compliance/yaml/node.js';
import { corpusFiles, corpusNames, hasCorpora } from '../corpora.js';

function read(text: string): YamlDocument {
  const document = readDocuments(text)[0]?.document;
  assert.ok(document);
  assert.deepEqual(document.problems, [], text);
  return document;
}

/** Whether it is known that a name is missing. */
function isMissing(document: YamlDocument, ...path: readonly string[]): boolean {
  forgetUnknowns();
  return valueAt(document.root, ...path) === undefined && !hangsOnUnknowns({ start: 0, end: document.text.length });
}

describe('Templates of manifests', () => {
  const masked: readonly (readonly [string, string])[] = [
    ['a: {{ .x }}\n', 'a: xxxxxxxx\n'],
    ['a: ${{ values.x }}\n', 'a: xxxxxxxxxxxxxxx\n'],
    ['{{- if .x }}\na: 1\n{{- end }}\n', '#           \na: 1\n#         \n'],
    ['  {{ toYaml .x | nindent 2 }} # c\n', '  #                              \n'],
    ['{{ .k }}-x: {{ .v | quote }}\n', 'xxxxxxxx-x: xxxxxxxxxxxxxxxx\n'],
    ['a: "{{ default "b" .x }}"\n', 'a: "xxxxxxxxxxxxxxxxxxxx"\n'],
    ['a: {{ "}}" }}!\n', 'a: xxxxxxxxxx!\n'],
    ["a: {{ don't }}\n", 'a: xxxxxxxxxxx\n'],
    ["a: 1 {{/* it's */}}\n", 'a: 1               \n'],
    ['{{- include "x" (dict\n   "a" 1) }}\nb: 1\n', '#                    \n   #        \nb: 1\n'],
    ['{% if x %}\r\na: {{ b }}\r\n{% endif %}\r\n', '#         \r\na: xxxxxxx\r\n#          \r\n'],
    ['a: {{ never closed\n', 'a: {{ never closed\n'],
  ];
  for (const [text, parsed] of masked)
    it(`are put out of the way: ${JSON.stringify(text)}`, () => {
      const mask = maskTemplates(text);
      assert.equal(mask?.text ?? text, parsed);
    });

  it('leave what they write unknown, with its text', () => {
    const document = read('image: "{{ .Values.image }}:1"\nreplicas: 2\n');
    assert.ok(document.templated);
    assert.ok(isUnknown(valueAt(document.root, 'image')));
    assert.equal(scalarOf(valueAt(document.root, 'image'))?.text, '{{ .Values.image }}:1');
    assert.ok(!isUnknown(valueAt(document.root, 'replicas')));
  });

  it('leave open what they add to, and nothing else', () => {
    const document = read(
      [
        'metadata:',
        '  labels:',
        '    {{- include "labels" . | nindent 4 }}',
        '    app: x',
        '  name: y',
        'spec:',
        '  resources:',
        '    {{- toYaml .Values.resources | nindent 4 }}',
        '  other:',
        '    {{- with .Values.other }}',
        '    a: 1',
        '    {{- end }}',
        '{{ toYaml .Values.rest }}',
      ].join('\n'),
    );
    assert.ok(!isMissing(document, 'metadata', 'labels', 'owner'));
    assert.ok(isMissing(document, 'metadata', 'namespace'));
    assert.ok(isUnknown(valueAt(document.root, 'spec', 'resources')));
    assert.ok(!isMissing(document, 'spec', 'resources', 'limits'));
    assert.ok(isMissing(document, 'spec', 'other', 'b'));
    assert.ok(!isMissing(document, 'status'));
  });

  it('leave a mapping open whose key they write', () => {
    assert.ok(!isMissing(read('a:\n  {{ .key }}: 1\n'), 'a', 'b'));
  });

  it('are none where braces belong to the language', () => {
    const workflow = read('on: push\njobs:\n  a:\n    runs-on: ${{ matrix.os }}\n');
    assert.ok(!workflow.templated && !isUnknown(valueAt(workflow.root, 'jobs', 'a', 'runs-on')));
    const template = read('apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nname: ${{ x }}\n');
    assert.ok(!template.templated);
    const alert = read('groups:\n  - rules:\n      - alert: x\n        summary: "{{ $labels.pod }} {{ $value }}"\n');
    assert.ok(!alert.templated);
    assert.ok(read('on: push\njobs:\n{% if x %}\n  a: {}\n{% endif %}\n').templated);
  });

  it('of collected charts and skeletons can all be read', function () {
    if (!hasCorpora) {
      console.log('      (the collected files are not on this machine: left out)');
      this.skip();
    }
    this.timeout(30_000);
    let templates = 0;
    for (const name of corpusNames().filter(each => each !== 'yaml-test-suite'))
      for (const { path, text } of corpusFiles(name, /\.(?:ya?ml|tpl)$/)) {
        const mask = maskTemplates(text);
        if (!mask) continue;
        templates++;
        assert.equal(mask.text.length, text.length, path);
        for (const { document } of readDocuments(text)) assert.deepEqual(document.problems, [], path);
      }
    assert.ok(templates > 200, String(templates));
  });

  it('do not make an entry out of what they write as a whole', () => {
    const document = read('{{- if .x }}\nkind: A\n{{- else }}\nkind: B\n{{- end }}\n');
    assert.equal(mapOf(document.root)?.entries.length, 2);
    assert.ok(entryOf(document.root, 'kind'));
  });
});
