import { isScalar, LineCounter, parseDocument, Parser, type CST, type Document } from 'yaml';
import { entityFromJson, isRecord, ownProperty, type Entity } from './entity.js';
import { statedRelations } from './relations.js';
import { WELL_KNOWN_KINDS } from './wellKnownKinds.js';

/** Descriptors are small files that people write. Larger ones are not read, so that no file can stall the editor. */
export const LARGEST_DESCRIPTOR = 1024 * 1024;

export type DescriptorProblemCode =
  | 'descriptor-syntax'
  | 'descriptor-empty'
  | 'descriptor-too-large'
  | 'descriptor-not-an-entity'
  | 'descriptor-missing-field'
  | 'descriptor-unknown-kind'
  | 'descriptor-unreadable'
  | 'location-target-missing'
  | 'location-target-outside';

/** A place in a text: zero-based lines, zero-based UTF-16 columns, the end is exclusive. */
export interface TextRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something wrong with a descriptor. */
export interface DescriptorProblem {
  readonly code: DescriptorProblemCode;
  readonly severity: 'error' | 'warning';
  /** A sentence for a person, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  readonly range: TextRange;
}

/** A `Location` entity's pointers to other descriptors. */
export interface LocationTarget {
  /** As written: a relative path, a glob or an address. */
  readonly target: string;
  readonly range: TextRange;
}

/** What one descriptor file holds. */
export interface Descriptor {
  readonly entities: readonly Entity[];
  readonly targets: readonly LocationTarget[];
  readonly problems: readonly DescriptorProblem[];
}

// One mistake often makes many more of what follows.
const MOST_SYNTAX_PROBLEMS = 10;
/** How descriptors are read: a key that stands twice is no reason to give up. */
export const YAML_OPTIONS = { uniqueKeys: false, logLevel: 'silent' } as const;
// Nobody writes this by hand. The YAML library goes into each level by recursion, and a file that is nested thousands of
// levels deep would not only fail: it can end the whole process.
const DEEPEST_NESTING = 100;

const FIRST_LINE: TextRange = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 };

/** A problem that concerns a file as a whole. */
export function fileProblem(
  code: DescriptorProblemCode,
  message: string,
  ...values: readonly string[]
): DescriptorProblem {
  return { code, severity: 'error', message, values, range: FIRST_LINE };
}

/** The descriptor of a file that was not read because of its size. */
export function tooLargeDescriptor(bytes: number): Descriptor {
  return withProblem(
    fileProblem(
      'descriptor-too-large',
      'This descriptor is {0} MB large and was not read. Descriptors over {1} MB are left out: split it with a Location.',
      (bytes / LARGEST_DESCRIPTOR).toFixed(1),
      '1',
    ),
  );
}

/** A descriptor that holds nothing but a problem. */
export function withProblem(problem: DescriptorProblem): Descriptor {
  return { entities: [], targets: [], problems: [problem] };
}

/**
 * Reads a descriptor file (`catalog-info.yaml`): any number of YAML documents, one entity each. A document that is wrong is
 * reported and left out; the others are still read.
 * @param text the whole file
 * @param uri where it stands, kept with each entity
 */
export function parseDescriptor(text: string, uri: string): Descriptor {
  if (text.length > LARGEST_DESCRIPTOR) return tooLargeDescriptor(text.length);
  // Editors do not count the byte order mark as a column.
  const content = text.replace(/^\uFEFF/, '');
  const lines = countLines(content);
  const parts = splitDocuments(content).flatMap(part => {
    const tooDeep = nestsTooDeep(part.content);
    const document = new PlacedDocument(parseDocument(tooDeep ? '' : part.content, YAML_OPTIONS), part.offset, lines);
    if (tooDeep) return withProblem(document.tooDeep());
    return document.isBlank ? [] : readDocument(document, uri);
  });
  if (parts.length === 0)
    return withProblem({
      ...fileProblem(
        'descriptor-empty',
        'This descriptor is empty. An entity needs apiVersion, kind, metadata and spec.',
      ),
      severity: 'warning',
    });
  return {
    entities: parts.flatMap(part => part.entities),
    targets: parts.flatMap(part => part.targets),
    problems: parts.flatMap(part => part.problems),
  };
}

/**
 * Cuts a text at the lines that begin a document, so that a mistake in one (a quote that is never closed) ends with it.
 * Such a line is a marker wherever it stands: YAML 1.2.2 section 9.1.2 forbids it inside of any scalar.
 */
export function splitDocuments(text: string): readonly { readonly content: string; readonly offset: number }[] {
  const starts = [...text.matchAll(/^---(?=\s|$)/gm)].map(match => match.index);
  // What stands before the first marker is a document of its own, or directives and comments of the first one.
  const head = text.slice(0, starts[0] ?? text.length);
  const belongsToFirst = starts.length > 0 && /^(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n)*$/.test(head);
  const offsets = belongsToFirst ? [0, ...starts.slice(1)] : [0, ...starts.filter(start => start > 0)];
  return offsets.map((offset, position) => ({ content: text.slice(offset, offsets[position + 1]), offset }));
}

/** Whether a text is nested deeper than the YAML library can be trusted with. */
export function nestsTooDeep(text: string): boolean {
  return tokensNestTooDeep(new Parser().parse(text));
}

/** Whether a text is nested too deep, by its tokens. @param tokens what the library made of it */
export function tokensNestTooDeep(tokens: Iterable<CST.Token>): boolean {
  const waiting: { readonly token: CST.Token | null | undefined; readonly depth: number }[] = [];
  for (const token of tokens) waiting.push({ token, depth: 0 });
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next;
    if (!token) continue;
    if (depth > DEEPEST_NESTING) return true;
    if (token.type === 'document') waiting.push({ token: token.value, depth });
    else if ('items' in token)
      for (const { key, value } of token.items)
        waiting.push({ token: key, depth: depth + 1 }, { token: value, depth: depth + 1 });
  }
  return false;
}

function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return lines;
}

function readDocument(document: PlacedDocument, uri: string): Descriptor {
  const syntax = document.syntaxProblems();
  if (syntax.length > 0) return { entities: [], targets: [], problems: syntax };
  let json: unknown;
  try {
    json = document.toJson();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return withProblem(document.problem('descriptor-syntax', 'error', [], 'This document cannot be read: {0}', reason));
  }
  if (!isRecord(json) || typeof ownProperty(json, 'kind') !== 'string')
    return withProblem(
      document.problem(
        'descriptor-not-an-entity',
        'error',
        [],
        'This document is no entity: it has no kind, such as “kind: Component”.',
      ),
    );
  const entity = entityFromJson(json, { uri, line: document.range([]).startLine });
  if (!entity)
    return withProblem(
      document.problem(
        'descriptor-missing-field',
        'error',
        ['metadata'],
        'This entity has no name: metadata.name is required.',
      ),
    );
  const problems = WELL_KNOWN_KINDS.has(entity.kind.toLowerCase())
    ? []
    : [
        document.problem(
          'descriptor-unknown-kind',
          'warning',
          ['kind'],
          'Backstage has no kind “{0}” of its own. Unless your instance adds it, the catalogue will refuse this entity.',
          entity.kind,
        ),
      ];
  return {
    entities: [{ ...entity, relations: statedRelations(json, entity) }],
    targets: entity.kind.toLowerCase() === 'location' ? readTargets(json, document) : [],
    problems,
  };
}

function readTargets(json: unknown, place: PlacedDocument): LocationTarget[] {
  const spec = ownProperty(json, 'spec');
  const type = ownProperty(spec, 'type');
  if (type !== undefined && type !== 'file') return [];
  const single = ownProperty(spec, 'target');
  const several = ownProperty(spec, 'targets');
  return [
    ...(typeof single === 'string' ? [{ target: single, range: place.range(['spec', 'target']) }] : []),
    ...(Array.isArray(several) ? several : []).flatMap((target: unknown, index) =>
      typeof target === 'string' ? [{ target, range: place.range(['spec', 'targets', index]) }] : [],
    ),
  ];
}

/** One document, and where it stands in its file. */
class PlacedDocument {
  constructor(
    private readonly document: Document.Parsed,
    /** Where the document begins in the file, in UTF-16 units. */
    private readonly offset: number,
    private readonly lines: LineCounter,
  ) {}

  get isBlank(): boolean {
    const { contents, errors } = this.document;
    return errors.length === 0 && (contents === null || (isScalar(contents) && contents.value === null));
  }

  tooDeep(): DescriptorProblem {
    return this.problem(
      'descriptor-syntax',
      'error',
      [],
      'This document is nested more than {0} levels deep.',
      String(DEEPEST_NESTING),
    );
  }

  /** @throws where aliases would make it grow without end */
  toJson(): unknown {
    return this.document.toJS({ maxAliasCount: 100 });
  }

  syntaxProblems(): readonly DescriptorProblem[] {
    return this.document.errors.slice(0, MOST_SYNTAX_PROBLEMS).map(error => ({
      code: 'descriptor-syntax',
      severity: 'error',
      message: 'YAML: {0}',
      // The library appends the place and a picture of the line; the editor shows both by itself.
      values: [(error.message.split('\n')[0] ?? error.code).replace(/ at line \d+, column \d+:?$/, '')],
      range: this.rangeOf(error.pos[0], Math.max(error.pos[1], error.pos[0] + 1)),
    }));
  }

  /** The place of the value at a path; of the document's first line where there is none. */
  range(path: readonly (string | number)[]): TextRange {
    const node = path.length > 0 ? this.document.getIn(path, true) : undefined;
    const range = rangeOfNode(node);
    if (range) return this.rangeOf(range[0], range[1]);
    const start = rangeOfNode(this.document.contents)?.[0] ?? 0;
    return this.rangeOf(start, start + 1);
  }

  problem(
    code: DescriptorProblemCode,
    severity: DescriptorProblem['severity'],
    path: readonly (string | number)[],
    message: string,
    ...values: readonly string[]
  ): DescriptorProblem {
    return { code, severity, message, values, range: this.range(path) };
  }

  private rangeOf(start: number, end: number): TextRange {
    const from = this.lines.linePos(this.offset + start);
    const to = this.lines.linePos(this.offset + end);
    return { startLine: from.line - 1, startColumn: from.col - 1, endLine: to.line - 1, endColumn: to.col - 1 };
  }
}

function rangeOfNode(node: unknown): readonly [number, number, number] | undefined {
  const range = typeof node === 'object' && node !== null ? (node as { range?: unknown }).range : undefined;
  return Array.isArray(range) ? (range as [number, number, number]) : undefined;
}
