import { LineCounter, parseAllDocuments, type Document, type YAMLError } from 'yaml';
import { entityFromJson, isRecord, ownProperty, type Entity } from './entity.js';
import { statedRelations } from './relations.js';

/** Descriptors are small files that people write. Larger ones are not read, so that no file can stall the editor. */
export const LARGEST_DESCRIPTOR = 1024 * 1024;

/** Kinds that Backstage knows by itself (catalog-model 1.10), in lower case. */
export const WELL_KNOWN_KINDS: ReadonlySet<string> = new Set([
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
  'user',
  'location',
  'template',
  'airesource',
]);

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
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' });
  const documents = Array.isArray(parsed) ? parsed.filter(document => !isBlank(document)) : [];
  if (documents.length === 0)
    return withProblem({
      ...fileProblem(
        'descriptor-empty',
        'This descriptor is empty. An entity needs apiVersion, kind, metadata and spec.',
      ),
      severity: 'warning',
    });
  const parts = documents.map(document => readDocument(document, lines, uri));
  return {
    entities: parts.flatMap(part => part.entities),
    targets: parts.flatMap(part => part.targets),
    problems: parts.flatMap(part => part.problems),
  };
}

function isBlank(document: Document.Parsed): boolean {
  return document.errors.length === 0 && document.contents === null;
}

function readDocument(document: Document.Parsed, lines: LineCounter, uri: string): Descriptor {
  const syntax = document.errors.map(error => syntaxProblem(error, lines));
  if (syntax.length > 0) return { entities: [], targets: [], problems: syntax };
  const place = new DocumentPlaces(document, lines);
  let json: unknown;
  try {
    json = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return withProblem(place.problem('descriptor-syntax', 'error', [], 'This document cannot be read: {0}', reason));
  }
  if (!isRecord(json) || typeof ownProperty(json, 'kind') !== 'string')
    return withProblem(
      place.problem(
        'descriptor-not-an-entity',
        'error',
        [],
        'This document is no entity: it has no kind, such as “kind: Component”.',
      ),
    );
  const entity = entityFromJson(json, { uri, line: place.range([]).startLine });
  if (!entity)
    return withProblem(
      place.problem(
        'descriptor-missing-field',
        'error',
        ['metadata'],
        'This entity has no name: metadata.name is required.',
      ),
    );
  const problems = WELL_KNOWN_KINDS.has(entity.kind.toLowerCase())
    ? []
    : [
        place.problem(
          'descriptor-unknown-kind',
          'warning',
          ['kind'],
          'Backstage has no kind “{0}” of its own. Unless your instance adds it, the catalogue will refuse this entity.',
          entity.kind,
        ),
      ];
  return {
    entities: [{ ...entity, relations: statedRelations(json, entity) }],
    targets: entity.kind.toLowerCase() === 'location' ? readTargets(json, place) : [],
    problems,
  };
}

function readTargets(json: unknown, place: DocumentPlaces): LocationTarget[] {
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

function syntaxProblem(error: YAMLError, lines: LineCounter): DescriptorProblem {
  return {
    code: 'descriptor-syntax',
    severity: 'error',
    // The library appends the place and a picture of the line; the editor shows both by itself.
    message: 'YAML: {0}',
    values: [(error.message.split('\n')[0] ?? error.code).replace(/ at line \d+, column \d+:?$/, '')],
    range: rangeOf(error.pos[0], Math.max(error.pos[1], error.pos[0] + 1), lines),
  };
}

function rangeOf(start: number, end: number, lines: LineCounter): TextRange {
  const from = lines.linePos(start);
  const to = lines.linePos(end);
  return {
    startLine: Math.max(0, from.line - 1),
    startColumn: Math.max(0, from.col - 1),
    endLine: Math.max(0, to.line - 1),
    endColumn: Math.max(0, to.col - 1),
  };
}

/** Finds the places of values in one document. */
class DocumentPlaces {
  constructor(
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  /** The place of the value at a path; of the document's first line where there is none. */
  range(path: readonly (string | number)[]): TextRange {
    const node = path.length > 0 ? this.document.getIn(path, true) : undefined;
    const range = hasRange(node) ? node.range : undefined;
    if (range) return rangeOf(range[0], range[1], this.lines);
    const start = (this.document.contents as { range?: [number, number, number] | null } | null)?.range?.[0] ?? 0;
    const first = this.lines.linePos(start);
    return { startLine: first.line - 1, startColumn: first.col - 1, endLine: first.line - 1, endColumn: first.col };
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
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && Array.isArray((node as { range?: unknown }).range);
}
