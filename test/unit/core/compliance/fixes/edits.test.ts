import assert from 'node:assert/strict';
import { parseDocument } from 'yaml';
import { withEdits } from '../../../../../src/core/compliance/fixes/apply.js';
import {
  insertEntry,
  insertItem,
  removeEntry,
  removeItem,
  setAt,
} from '../../../../../src/core/compliance/fixes/edits.js';
import { keepsTheRest } from '../../../../../src/core/compliance/fixes/verify.js';
import type { TextEdit } from '../../../../../src/core/compliance/finding.js';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { mapOf, pathTo, seqOf, valueAt, walk } from '../../../../../src/core/compliance/yaml/navigate.js';
import type { MapNode, SeqNode, YamlDocument, YamlNode } from '../../../../../src/core/compliance/yaml/node.js';
import { corpusFiles, corpusNames, filesBelow, hasCorpora, type CorpusFile } from '../corpora.js';

type Path = readonly (string | number)[];

/** A change that is made to a text, and the same to its value. */
interface Change {
  readonly name: string;
  readonly edit: TextEdit | undefined;
  readonly toValue: (root: unknown) => void;
}

function at(root: unknown, path: Path): Record<string | number, unknown> {
  return path.reduce((value, key) => (value as Record<string | number, unknown>)[key], root) as Record<string, unknown>;
}

/** Every change that can be tried at a node. */
function changesAt(document: YamlDocument, node: YamlNode): readonly Change[] {
  const path = pathTo(node);
  if (node.type === 'map') {
    const set = setAt(document, node, ['added', 'below'], 'true');
    return [
      ...node.entries.map(entry => ({
        name: `remove ${entry.name}`,
        edit: removeEntry(document, entry),
        toValue: (root: unknown) => Reflect.deleteProperty(at(root, path), entry.name),
      })),
      ...node.entries.flatMap(entry =>
        entry.value.type === 'scalar'
          ? [
              {
                name: `set ${entry.name}`,
                edit: setAt(document, node, [entry.name], '"changed"'),
                toValue: (root: unknown) => (at(root, path)[entry.name] = 'changed'),
              },
            ]
          : [],
      ),
      {
        name: 'insert an entry',
        edit: insertEntry(document, node, 'added', { one: ['1', { two: '"2"', three: '3' }], four: 'text' }),
        toValue: (root: unknown) => (at(root, path)['added'] = { one: [1, { two: '2', three: 3 }], four: 'text' }),
      },
      { name: 'set below', edit: set, toValue: (root: unknown) => (at(root, path)['added'] = { below: true }) },
    ];
  }
  if (node.type !== 'seq') return [];
  return [
    ...node.items.map((item, index) => ({
      name: `remove ${index}`,
      edit: removeItem(document, item),
      toValue: (root: unknown) => (at(root, path) as unknown as unknown[]).splice(index, 1),
    })),
    {
      name: 'insert an item',
      edit: insertItem(document, node, { name: 'added', list: ['1'] }),
      toValue: (root: unknown) => (at(root, path) as unknown as unknown[]).push({ name: 'added', list: [1] }),
    },
  ];
}

/** Tries all changes at every nth collection, and holds what comes of it against the same change of the value, read by another parser. */
function tryChanges(
  { path, text }: CorpusFile,
  nth: number,
  seen: { made: number; refused: number; at: number },
): void {
  for (const { document } of readDocuments(text)) {
    if (!document.root || document.templated || document.problems.length > 0) continue;
    const theirs = parseDocument(document.text, { uniqueKeys: true, merge: false });
    if (theirs.errors.length > 0 || document.text.includes('{ groupId }')) continue;
    const nodes: YamlNode[] = [];
    walk(document.root, node => {
      if (node.type === 'map' || node.type === 'seq') nodes.push(node);
      return node.type !== 'map' || node.entries.every(({ key }) => key.type === 'scalar' && key.tag === undefined);
    });
    for (const node of nodes) {
      if (seen.at++ % nth !== 0 || pathTo(node).includes('')) continue;
      for (const { name, edit, toValue } of changesAt(document, node)) {
        if (!edit) {
          seen.refused++;
          continue;
        }
        const made = withEdits(document.text, [edit]) ?? '';
        const place = `${path}, ${pathTo(node).join('.')}: ${name}\n${made.slice(Math.max(0, edit.start - 200), edit.start + 200)}`;
        const wanted: unknown = theirs.toJS({ maxAliasCount: -1 });
        toValue(wanted);
        const read = parseDocument(made, { uniqueKeys: true });
        assert.deepEqual(read.errors, [], place);
        assert.deepEqual(read.toJS({ maxAliasCount: -1 }), wanted, place);
        assert.ok(keepsTheRest(document, [edit]), place);
        seen.made++;
      }
    }
  }
}

function changed(
  text: string,
  make: (document: YamlDocument, root: MapNode) => TextEdit | undefined,
): string | undefined {
  const document = readDocuments(text)[0]?.document;
  const root = mapOf(document?.root);
  assert.ok(document && root);
  const edit = make(document, root);
  return edit && withEdits(text, [edit]);
}

function listAt(root: MapNode, ...path: readonly string[]): SeqNode {
  const list = seqOf(valueAt(root, ...path));
  assert.ok(list);
  return list;
}

describe('Edits of YAML', () => {
  it('change one value and keep all others, in all YAML of this repository', function () {
    this.timeout(60_000);
    const seen = { made: 0, refused: 0, at: 0 };
    for (const folder of ['test/platform/content', 'test/fixtures'])
      for (const file of filesBelow(folder)) if (/\.ya?ml$/.test(file.path)) tryChanges(file, 23, seen);
    assert.ok(seen.made > 200 && seen.refused < seen.made, JSON.stringify(seen));
  });

  it('change one value and keep all others, in collected files', function () {
    if (!hasCorpora) {
      console.log('      (the collected files are not on this machine: left out)');
      this.skip();
    }
    this.timeout(120_000);
    const seen = { made: 0, refused: 0, at: 0 };
    for (const name of corpusNames())
      for (const file of corpusFiles(name)) if (file.text.length < 20_000) tryChanges(file, 151, seen);
    assert.ok(seen.made > 300 && seen.refused < seen.made, JSON.stringify(seen));
  });

  it('keep the comments, line breaks and quotes around', () => {
    const text = '# head\r\na: 1 # one\r\nb:\r\n    c: "x" # x\r\n    # last\r\n';
    assert.equal(
      changed(text, (document, root) => setAt(document, root, ['b', 'd'], 'true')),
      '# head\r\na: 1 # one\r\nb:\r\n    c: "x" # x\r\n    d: true\r\n    # last\r\n',
    );
    assert.equal(
      changed(text, (document, root) => setAt(document, root, ['b', 'c'], '"y"')),
      text.replace('"x"', '"y"'),
    );
  });

  it('take the comment of its line along with an entry, and leave others', () => {
    assert.equal(
      changed('a: 1\n# of b\nb: 2 # two\n# of c\nc: 3\n', (document, root) => {
        const entry = root.entries[1];
        return entry && removeEntry(document, entry);
      }),
      'a: 1\n# of b\n# of c\nc: 3\n',
    );
  });

  it('write lists as the file does', () => {
    const list = { e: ['x'] };
    const insert = (document: YamlDocument, root: MapNode) => insertEntry(document, root, 'd', list);
    assert.equal(changed('a:\n  b:\n  - c\n', insert), 'a:\n  b:\n  - c\nd:\n  e:\n  - x\n');
    assert.equal(changed('a:\n    b:\n        - c', insert), 'a:\n    b:\n        - c\nd:\n    e:\n        - x');
  });

  it('write JSON into JSON, line by line where it is so', () => {
    const insert = (document: YamlDocument, root: MapNode) => setAt(document, root, ['b', 'c'], "'x'");
    assert.equal(changed('{"a":1}', insert), '{"a":1, "b": { "c": "x" }}');
    assert.equal(changed('{\n  "a": 1\n}\n', insert), '{\n  "a": 1,\n  "b": { "c": "x" }\n}\n');
  });

  it('fill what is empty', () => {
    const fill = (document: YamlDocument, root: MapNode) => setAt(document, root, ['a', 'b'], 'true');
    assert.equal(changed('a:\n', fill), 'a:\n  b: true\n');
    assert.equal(changed('a: # none\nc: 1\n', fill), 'a: # none\n  b: true\nc: 1\n');
    assert.equal(changed('a: {}\n', fill), 'a: { b: true }\n');
    assert.equal(changed('a: ~\n', fill), 'a: { b: true }\n');
    assert.equal(
      changed('x: { a: }\n', (document, root) => setAt(document, root, ['x', 'a'], '1')),
      'x: { a: 1 }\n',
    );
  });

  it('are refused where they would change something else', () => {
    const refused: readonly (readonly [string, (document: YamlDocument, root: MapNode) => TextEdit | undefined])[] = [
      ['a: &x { b: 1 }\nc: *x\n', (document, root) => setAt(document, root, ['a', 'b'], '2')],
      ['a: &x { b: 1 }\nc: *x\n', (document, root) => setAt(document, root, ['c'], '2')],
      ['a: &x\n  b: 1\nc:\n  <<: *x\n', (document, root) => setAt(document, root, ['c', 'b'], '2')],
      ['a: 1\nb: &x 2\nc: *x\n', (document, root) => removeEntry(document, root.entries[1] ?? root.entries[0]!)],
      ['a: |\n  text\nb: 1\n', (document, root) => setAt(document, root, ['a'], 'x')],
      ['a: |+\n  text\n\n', (document, root) => insertEntry(document, root, 'b', '1')],
      ['a: {{ .Values.a }}\nb: 1\n', (document, root) => setAt(document, root, ['a'], 'x')],
      ['a:\n  b: 1\n  {{- toYaml . | nindent 2 }}\n', (document, root) => setAt(document, root, ['a', 'c'], 'x')],
      ['a: 1\n', (document, root) => removeEntry(document, root.entries[0]!)],
      ['a: [&x 1, 2]\nb: *x\n', (document, root) => removeItem(document, listAt(root, 'a').items[0]!)],
      ['? a\n: 1\n? b\n: 2\n', (document, root) => removeEntry(document, root.entries[0]!)],
    ];
    for (const [text, make] of refused) assert.equal(changed(text, make), undefined, text);
  });
});
