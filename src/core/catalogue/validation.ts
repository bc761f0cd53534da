import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { success, type Result } from '../common/problem.js';
import type { TextRange } from './descriptor.js';
import { isRecord, ownProperty } from './entity.js';
import type { Registrar } from './registration.js';
import { isAddress } from './targetPattern.js';

/**
 * Stands for the place of a descriptor that nobody knows. The name can never be resolved (RFC 6761 section 6.4), and nothing
 * that would be read from there is sent.
 */
export const UNKNOWN_LOCATION = 'url:https://descriptor.invalid/catalog-info.yaml';

/** What Backstage says about one entity of a file. */
export interface EntityVerdict {
  /** As in `Component tracking-api`, for a person. */
  readonly label: string;
  /** Where the entity's name stands. */
  readonly range: TextRange;
  /** The server's words; empty where it is content. */
  readonly errors: readonly string[];
  /** That it was not sent, because the server would have to read what it refers to and cannot know from where. */
  readonly skipped: boolean;
}

export interface ValidationOptions {
  readonly registrar: Registrar;
  /** Address of the descriptor where it is known. */
  readonly address?: string;
  /** Text of a file beside the descriptor; undefined where it is none of the open folder's. */
  readonly read: (target: string) => Promise<string | undefined>;
  /** Told how many entities are done. */
  readonly onProgress?: (done: number, all: number) => void;
}

// Each of them makes the server read something. Source: Backstage, "Substitutions In The Descriptor Format".
const PLACEHOLDER = /^\$[a-z][\w-]*$/i;

/**
 * Asks Backstage about every entity of a descriptor. What the entities take from files of the folder (`$text`) goes along as
 * it is there, since the server would read what was pushed last.
 * @param text a descriptor without mistakes of syntax: `parseDescriptor` has read it
 */
export async function validateDescriptor(
  text: string,
  { registrar, address, read, onProgress }: ValidationOptions,
  signal: AbortSignal,
): Promise<Result<readonly EntityVerdict[]>> {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', lineCounter: lines });
  const documents = Array.isArray(parsed) ? (parsed as Document.Parsed[]) : [];
  const entities = documents.flatMap(document => {
    const json: unknown = document.toJS({ maxAliasCount: 100 });
    return isRecord(json) ? [{ json, document }] : [];
  });
  const verdicts: EntityVerdict[] = [];
  for (const [position, { json, document }] of entities.entries()) {
    onProgress?.(position, entities.length);
    const filled = await fillIn(json, read);
    const needsReading = filled.open || isLocation(json);
    const skipped = needsReading && address === undefined;
    const errors = skipped
      ? success([])
      : await registrar.validate(filled.value, address === undefined ? UNKNOWN_LOCATION : `url:${address}`, signal);
    if (!errors.ok) return errors;
    verdicts.push({ label: labelOf(json), range: rangeOf(document, lines), errors: errors.value, skipped });
  }
  return success(verdicts);
}

/** Puts in the texts that can be had. `open`: something is left that only the server can read. */
async function fillIn(
  value: unknown,
  read: ValidationOptions['read'],
): Promise<{ readonly value: unknown; readonly open: boolean }> {
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map(item => fillIn(item, read)));
    return { value: items.map(item => item.value), open: items.some(item => item.open) };
  }
  if (!isRecord(value)) return { value, open: false };
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1 && PLACEHOLDER.test(first[0])) {
    const [name, target] = first;
    const text = name === '$text' && typeof target === 'string' && !isAddress(target) ? await read(target) : undefined;
    return text === undefined ? { value, open: true } : { value: text, open: false };
  }
  const filled = await Promise.all(entries.map(async ([key, child]) => [key, await fillIn(child, read)] as const));
  return {
    // Not by assignment: a key may be called `__proto__`.
    value: Object.fromEntries(filled.map(([key, child]) => [key, child.value])),
    open: filled.some(([, child]) => child.open),
  };
}

function isLocation(json: unknown): boolean {
  const kind = ownProperty(json, 'kind');
  return typeof kind === 'string' && kind.toLowerCase() === 'location';
}

function labelOf(json: unknown): string {
  const name = ownProperty(ownProperty(json, 'metadata'), 'name');
  return [ownProperty(json, 'kind'), name].filter(part => typeof part === 'string').join(' ');
}

function rangeOf(document: Document.Parsed, lines: LineCounter): TextRange {
  const named = document.getIn(['metadata', 'name'], true);
  const node = isRanged(named) ? named : isRanged(document.contents) ? document.contents : undefined;
  const start = node?.range[0] ?? 0;
  const from = lines.linePos(start);
  const to = node === named && node ? lines.linePos(node.range[1]) : { line: from.line, col: from.col + 1 };
  return { startLine: from.line - 1, startColumn: from.col - 1, endLine: to.line - 1, endColumn: to.col - 1 };
}

function isRanged(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && Array.isArray((node as { range?: unknown }).range);
}
