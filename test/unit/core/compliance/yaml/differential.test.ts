import assert from 'node:assert/strict';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node, type Scalar } from 'yaml';
import { splitDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { ownsBraces } from '../../../../../src/core/compliance/yaml/mask.js';
import type { ScalarStyle, YamlNode } from '../../../../../src/core/compliance/yaml/node.js';
import { parseDocument } from '../../../../../src/core/compliance/yaml/parse.js';
import { corpusFiles, corpusLabels, corpusNames, filesBelow, hasCorpora, type CorpusFile } from '../corpora.js';

const STYLES: Readonly<Record<Scalar.Type, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

interface Compared {
  documents: number;
  scalars: number;
  collections: number;
  /** Where it is. */
  offset: number;
  /** Files with a document that the other parser takes. */
  readonly refused: string[];
}

/** Holds a tree of ours against the same document as `yaml` reads it: shape, decoded texts, styles, properties, spans. */
function compare(
  ours: YamlNode | undefined,
  theirs: Node | null,

  seen: Compared,
): void {
  const offset = theirs?.range?.[0] ?? 0;
  seen.offset = offset;
  if (!theirs || (isScalar(theirs) && theirs.source === '' && theirs.type === 'PLAIN')) {
    assert.ok(!ours || (ours.type === 'scalar' && ours.text === '' && ours.start === ours.end));
    return;
  }
  assert.ok(ours);
  if (!isAlias(theirs)) assert.equal(ours.anchor, theirs.anchor);
  if (isAlias(theirs)) {
    assert.equal(ours.type, 'alias');
    assert.equal(ours.start, offset);
  } else if (isScalar(theirs)) {
    assert.equal(ours.type, 'scalar');
    assert.equal(ours.text, theirs.source);
    assert.equal(ours.style, STYLES[theirs.type ?? 'PLAIN']);
    assert.equal(ours.start, offset);
    if (ours.style !== 'literal' && ours.style !== 'folded') assert.equal(ours.end, theirs.range?.[1]);
    seen.scalars++;
  } else if (isMap(theirs)) {
    assert.equal(ours.type, 'map');
    assert.equal(ours.flow, theirs.flow === true);
    assert.equal(ours.entries.length, theirs.items.length);
    if (theirs.flow) assert.equal(ours.end, theirs.range?.[1]);
    theirs.items.forEach(({ key, value }, index) => {
      const entry = ours.entries[index];
      compare(entry?.key, key as Node, seen);
      compare(entry?.value, value as Node | null, seen);
      assert.ok(entry?.key.parent === ours && entry.value.parent === ours);
    });
    seen.collections++;
  } else if (isSeq(theirs)) {
    assert.equal(ours.type, 'seq');
    assert.equal(ours.items.length, theirs.items.length);
    assert.equal(ours.flow, theirs.flow === true);
    if (theirs.flow) assert.equal(ours.end, theirs.range?.[1]);
    else assert.equal(ours.start, offset);
    theirs.items.forEach((item, index) => {
      const own = ours.items[index];
      if (isPairOf(item)) {
        assert.ok(own?.type === 'map' && own.entries.length === 1);
        return;
      }
      compare(own, item as Node, seen);
      assert.equal(own?.parent, ours);
    });
    seen.collections++;
  }
}

function isPairOf(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'key' in item;
}

function compareFile({ path, text }: CorpusFile, seen: Compared): void {
  for (const piece of splitDocuments(text)) {
    const theirs = parseAllDocuments(piece, { keepSourceTokens: false, uniqueKeys: false, version: '1.2' });
    if (!Array.isArray(theirs)) continue;
    const [document] = theirs as Document.Parsed[];
    const ours = parseDocument(piece);
    if (!document || document.errors.length > 0) continue;
    if (!ours.ok) {
      seen.refused.push(path);
      continue;
    }
    try {
      compare(ours.root, document.contents, seen);
    } catch (error) {
      throw new Error(`${path} at ${seen.offset}: ${JSON.stringify(piece.slice(seen.offset, seen.offset + 40))}`, {
        cause: error,
      });
    }
    seen.documents++;
  }
}

describe('The positioned tree, against another parser', () => {
  it('is the same for all YAML of this repository', function () {
    this.timeout(20_000);
    const seen: Compared = { documents: 0, scalars: 0, collections: 0, offset: 0, refused: [] };
    for (const folder of ['test/platform/content', 'test/fixtures'])
      for (const file of filesBelow(folder)) if (/\.ya?ml$/.test(file.path)) compareFile(file, seen);
    assert.deepEqual(seen.refused, []);
    assert.ok(seen.documents > 100 && seen.scalars > 3_000, JSON.stringify(seen));
  });

  it('is the same for collected files', function () {
    if (!hasCorpora) {
      console.log('      (the collected files are not on this machine: left out)');
      this.skip();
    }
    this.timeout(60_000);
    const seen: Compared = { documents: 0, scalars: 0, collections: 0, offset: 0, refused: [] };
    for (const name of corpusNames())
      for (const file of corpusFiles(name))
        // Templates of manifests are no YAML yet.
        if (ownsBraces(file.text) || !file.text.includes('{{')) compareFile(file, seen);
    assert.deepEqual(seen.refused, []);
    assert.ok(seen.documents > 1_000 && seen.scalars > 50_000, JSON.stringify(seen));
  });

  it('takes and refuses what the YAML test suite does', function () {
    if (!hasCorpora) {
      console.log('      (the YAML test suite is not on this machine: left out)');
      this.skip();
    }
    const files = new Map(corpusFiles('yaml-test-suite').map(({ path, text }) => [path, text]));
    const different: string[] = [];
    const labels = corpusLabels('yaml-suite') as readonly { file: string; index: number; expect: 'pass' | 'fail' }[];
    for (const { file, index, expect } of labels) {
      const text = suiteText(files.get(file) ?? '', index);
      assert.notEqual(text, undefined, file);
      const taken = splitDocuments(text ?? '').every(piece => parseDocument(piece).ok);
      if (taken !== (expect === 'pass')) different.push(`${file}[${index}] ${expect}`);
    }
    assert.equal(labels.length, 406);
    // Brackets that close too far left: the readers that manifests meet take them, and so do we.
    const taken = ['yaml-test-suite/src/9C9N.yaml[0] fail', 'yaml-test-suite/src/VJP3.yaml[0] fail'];
    assert.deepEqual(
      different.filter(each => !taken.includes(each)),
      ['yaml-test-suite/src/ZYU8.yaml[2] pass'],
    );
    assert.equal(different.length, 3);
  });
});

/** A case of the suite: its files are lists, and write what cannot be seen as other characters. */
function suiteText(file: string, index: number): string | undefined {
  const [document] = parseAllDocuments(file) as Document.Parsed[];
  let text: string | undefined;
  const cases = document?.toJS() as { yaml?: string }[];
  // What a case does not say it has from the one before.
  for (const each of cases.slice(0, index + 1)) text = each.yaml ?? text;
  return text
    ?.replaceAll('␣', ' ')
    .replace(/—*»/g, '\t')
    .replaceAll('←', '\r')
    .replaceAll('⇔', '\ufeff')
    .replaceAll('↵', '')
    .replace(/∎\n$/, '');
}
