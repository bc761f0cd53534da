import { parse } from 'yaml';
import { LARGEST_DESCRIPTOR, type TextRange } from '../catalogue/descriptor.js';
import { isRecord } from '../catalogue/entity.js';
import {
  entryOf,
  parseDescriptorFile,
  textOf,
  type DescriptorFile,
  type PlacedTree,
  type Span,
  type YamlNode,
} from '../catalogue/language/descriptorFile.js';
import { nearestName } from '../catalogue/language/names.js';
import type { Secrets, Values } from './scaffolder.js';

/** A text that must be there: as it is, or as a regular expression where it is written between slashes. */
export interface ExpectedText {
  readonly written: string;
  readonly pattern?: RegExp;
  readonly range: TextRange;
}

/** Which files a test expects. Paths are relative to what the template made, with forward slashes. */
export type ExpectedFiles =
  | { readonly type: 'exactly'; readonly paths: readonly string[]; readonly range: TextRange }
  | {
      readonly type: 'some';
      /** Patterns with `*` and `**`. */
      readonly present: readonly string[];
      readonly absent: readonly string[];
      readonly range: TextRange;
    };

/** What a test expects of a dry run. */
export interface Expectation {
  readonly files?: ExpectedFiles;
  readonly contains: readonly { readonly path: string; readonly texts: readonly ExpectedText[] }[];
  /** Folder with the expected files, relative to the test file. */
  readonly snapshot?: { readonly folder: string; readonly range: TextRange };
  readonly log: readonly ExpectedText[];
  /** A part of what the template gives out. */
  readonly output?: { readonly value: unknown; readonly range: TextRange };
  /** That it fails, and how. */
  readonly fails?: {
    readonly message?: ExpectedText;
    /** Path of a value that is not taken, its parts joined by dots. */
    readonly field?: string;
    readonly range: TextRange;
  };
}

/** One test: one dry run. */
export interface TemplateTest {
  readonly name: string;
  readonly range: TextRange;
  readonly values: Values;
  readonly secrets: Secrets;
  readonly expect: Expectation;
}

/** Something that is wrong with a test file. */
export interface TestFileProblem {
  /** A sentence, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  readonly range: TextRange;
}

/** A file of template tests. */
export interface TemplateTestFile {
  /** Path of the template, relative to the test file. */
  readonly template: string;
  readonly templateRange: TextRange;
  readonly tests: readonly TemplateTest[];
  /** With one of them, the file is not run. */
  readonly problems: readonly TestFileProblem[];
}

/** Whether a path names a file of template tests. */
export function isTemplateTestFile(path: string): boolean {
  return /\.template-test\.ya?ml$/.test(path);
}

const TOP_KEYS = ['template', 'tests'];
const TEST_KEYS = ['name', 'values', 'secrets', 'expect'];
const EXPECT_KEYS = ['files', 'contains', 'snapshot', 'log', 'output', 'fails'];

/**
 * Reads a file of template tests (`*.template-test.yaml`). The format is described in `docs/templates.md`.
 * @param text the whole file
 */
export function parseTemplateTests(text: string): TemplateTestFile {
  return new Reader(parseDescriptorFile(text.length > LARGEST_DESCRIPTOR ? '' : text)).read();
}

class Reader {
  private readonly problems: TestFileProblem[] = [];
  private readonly document: PlacedTree | undefined;

  constructor(private readonly file: DescriptorFile) {
    this.document = file.documents[0];
  }

  read(): TemplateTestFile {
    const nothing = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 };
    const tree = this.document?.tree;
    const root = tree?.root;
    if (!tree || root?.type !== 'map' || tree.broken) {
      const message = tree?.broken
        ? 'This is no good YAML: mend it first.'
        : 'Template tests begin with “template”, the path of a template, and “tests”.';
      return {
        template: '',
        templateRange: nothing,
        tests: [],
        problems: [{ message, values: [], range: nothing }],
      };
    }
    this.known(root, TOP_KEYS);
    const json: unknown = parse(tree.content, { uniqueKeys: false, logLevel: 'silent', merge: true });
    const templateEntry = entryOf(root, 'template');
    const template = textOf(templateEntry?.value)?.trim() ?? '';
    if (template === '')
      this.report(templateEntry?.keySpan ?? root.span, '“template” is missing: the path of a template, from here.');
    else if (!isInside(template))
      this.report(
        templateEntry?.value.span ?? root.span,
        '“template” lies beside this file or below: a relative path such as ./template.yaml.',
      );
    const list = entryOf(root, 'tests');
    if (list?.value.type !== 'list' || list.value.items.length === 0)
      this.report(list?.keySpan ?? root.span, '“tests” is missing: a list of tests, each with a name.');
    const items = list?.value.type === 'list' ? list.value.items : [];
    const values: readonly unknown[] =
      isRecord(json) && Array.isArray(json['tests']) ? (json['tests'] as unknown[]) : [];
    const names = new Set<string>();
    return {
      template,
      templateRange: this.range(templateEntry?.value.span ?? { start: 0, end: 1 }),
      tests: items.flatMap((node, index) => this.test(node, values[index], names)),
      problems: this.problems,
    };
  }

  private test(node: YamlNode, json: unknown, names: Set<string>): readonly TemplateTest[] {
    if (node.type !== 'map' || !isRecord(json)) {
      this.report(node.span, 'A test is a mapping with a name.');
      return [];
    }
    this.known(node, TEST_KEYS);
    const entry = entryOf(node, 'name');
    const name = textOf(entry?.value)?.trim() ?? '';
    const span = entry?.value.span ?? node.entries[0]?.keySpan ?? node.span;
    if (name === '') this.report(span, 'This test has no name.');
    else if (names.has(name)) this.report(span, 'There is a test “{0}” already.', name);
    names.add(name);
    const values = json['values'] ?? {};
    if (!isRecord(values))
      this.report(this.spanOf(node, 'values'), '“values” is a mapping: what people would fill in.');
    const secrets = json['secrets'] ?? {};
    if (!isRecord(secrets) || Object.values(secrets).some(value => typeof value !== 'string'))
      this.report(
        this.spanOf(node, 'secrets'),
        '“secrets” is a mapping of texts. Take values that are no real secrets.',
      );
    const expect = entryOf(node, 'expect');
    if (!expect) this.report(span, 'This test expects nothing: “expect” is missing.');
    return [
      {
        name,
        range: this.range(span),
        values: isRecord(values) ? values : {},
        secrets: Object.fromEntries(
          Object.entries(isRecord(secrets) ? secrets : {}).filter(
            (pair): pair is [string, string] => typeof pair[1] === 'string',
          ),
        ),
        expect: this.expectation(expect?.value, json['expect']),
      },
    ];
  }

  private expectation(node: YamlNode | undefined, json: unknown): Expectation {
    if (node && (node.type !== 'map' || !isRecord(json))) {
      this.report(node.span, '“expect” is a mapping: {0}.', EXPECT_KEYS.join(', '));
      return { contains: [], log: [] };
    }
    if (node) this.known(node, EXPECT_KEYS);
    const at = (key: string): YamlNode | undefined => entryOf(node, key)?.value;
    const files = this.expectedFiles(at('files'));
    const snapshotNode = at('snapshot');
    const snapshot = textOf(snapshotNode)?.trim();
    if (snapshotNode && (!snapshot || !isSnapshotFolder(snapshot)))
      this.report(snapshotNode.span, '“snapshot” is a folder below “snapshots”, such as snapshots/plain.');
    const output = at('output');
    const fails = this.failure(at('fails'));
    return {
      ...(files ? { files } : {}),
      contains: this.contents(at('contains')),
      ...(snapshotNode && snapshot && isSnapshotFolder(snapshot)
        ? { snapshot: { folder: snapshot, range: this.range(snapshotNode.span) } }
        : {}),
      log: this.texts(at('log'), 'log'),
      ...(output && isRecord(json) ? { output: { value: json['output'], range: this.range(output.span) } } : {}),
      ...(fails ? { fails } : {}),
    };
  }

  private expectedFiles(node: YamlNode | undefined): ExpectedFiles | undefined {
    if (!node) return undefined;
    const range = this.range(node.span);
    if (node.type === 'list') return { type: 'exactly', paths: this.paths(node), range };
    if (node.type !== 'map') {
      this.report(node.span, '“files” is the list of all files, or a mapping with “present” and “absent”.');
      return undefined;
    }
    this.known(node, ['present', 'absent']);
    const [present = [], absent = []] = ['present', 'absent'].map(key => this.paths(entryOf(node, key)?.value));
    return { type: 'some', present, absent, range };
  }

  private paths(node: YamlNode | undefined): readonly string[] {
    return (node?.type === 'list' ? node.items : node ? [node] : []).flatMap(item => {
      const path = textOf(item);
      if (path === undefined || path === '') this.report(item.span, 'A path is expected here.');
      return path ? [path.replace(/^\.\//, '')] : [];
    });
  }

  private contents(node: YamlNode | undefined): Expectation['contains'] {
    if (!node) return [];
    if (node.type !== 'map') {
      this.report(node.span, '“contains” is a mapping from paths to texts.');
      return [];
    }
    return node.entries.map(({ key, value }) => ({ path: key.replace(/^\.\//, ''), texts: this.texts(value, key) }));
  }

  private texts(node: YamlNode | undefined, key: string): readonly ExpectedText[] {
    return (node?.type === 'list' ? node.items : node ? [node] : []).flatMap(item => this.text(item, key));
  }

  private text(node: YamlNode, key: string): readonly ExpectedText[] {
    const range = this.range(node.span);
    if (node.type !== 'scalar' || node.value === null) {
      this.report(node.span, 'A text is expected in “{0}”, or a regular expression between slashes.', key);
      return [];
    }
    const written = String(node.value);
    const pattern = /^\/([\s\S]+)\/([imsu]*)$/.exec(written);
    if (!pattern) return [{ written, range }];
    try {
      return [{ written, pattern: new RegExp(pattern[1] ?? '', pattern[2]), range }];
    } catch (error) {
      this.report(node.span, 'This is no regular expression: {0}', error instanceof Error ? error.message : '');
      return [];
    }
  }

  private failure(node: YamlNode | undefined): Expectation['fails'] {
    if (!node) return undefined;
    const range = this.range(node.span);
    if (node.type === 'scalar' && node.value === true) return { range };
    if (node.type !== 'map') {
      this.report(node.span, '“fails” is true, or a mapping with “message” and “field”.');
      return undefined;
    }
    this.known(node, ['message', 'field']);
    const message = entryOf(node, 'message')?.value;
    const [expected] = message ? this.text(message, 'message') : [];
    const field = textOf(entryOf(node, 'field')?.value);
    return { range, ...(expected ? { message: expected } : {}), ...(field === undefined ? {} : { field }) };
  }

  private known(node: YamlNode, keys: readonly string[]): void {
    if (node.type !== 'map') return;
    for (const { key, keySpan } of node.entries) {
      if (keys.includes(key)) continue;
      const meant = nearestName(key, keys);
      if (meant === undefined) this.report(keySpan, 'There is no “{0}” here, only: {1}.', key, keys.join(', '));
      else this.report(keySpan, 'There is no “{0}” here. Is “{1}” meant?', key, meant);
    }
  }

  private spanOf(node: YamlNode, key: string): Span {
    return entryOf(node, key)?.keySpan ?? node.span;
  }

  private report(span: Span, message: string, ...values: readonly string[]): void {
    this.problems.push({ message, values, range: this.range(span) });
  }

  private range({ start, end }: Span): TextRange {
    const zero = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 };
    return this.document ? this.file.rangeOf(this.document, { start, end: Math.max(end, start + 1) }) : zero;
  }
}

/** Whether a relative path stays below its folder. */
function isInside(path: string): boolean {
  return !/^[/\\]|^[a-z]:|\0|\\/i.test(path) && !path.split('/').includes('..') && path !== '.';
}

/** Updating a snapshot throws away what stood in its folder: that must be nothing else. */
function isSnapshotFolder(path: string): boolean {
  return isInside(path) && /(?:^|\/)snapshots\/[^/]/.test(path);
}
