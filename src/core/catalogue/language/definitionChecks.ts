import { isAddress } from '../targetPattern.js';
import {
  entryOf,
  isTemplated,
  textOf,
  valueAt,
  type DescriptorFile,
  type DocumentTree,
  type Span,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from './descriptorFile.js';
import { readYamlDefinition, type DefinitionMistake, type DefinitionReader } from './definitionYaml.js';
import type { Finding } from './findings.js';

/** A file that a descriptor takes a definition from. */
export interface DefinitionFile {
  readonly uri: string;
  readonly text: string;
}

/**
 * Reads a file beside a descriptor.
 * @param target a relative path
 * @returns `missing` where there is no such file; undefined where nobody can say
 */
export type ReadBeside = (target: string) => Promise<DefinitionFile | 'missing' | undefined>;

// Source: Backstage, "Substitutions In The Descriptor Format". `$openapi` and `$asyncapi` are those of its plugin for API docs.
const TEXT_KEYS: ReadonlySet<string> = new Set(['$text', '$openapi', '$asyncapi']);

/** The files that the definitions of a descriptor stand in. */
export interface DefinitionFiles {
  readonly uris: readonly string[];
  /** That one of them is not there. */
  readonly missing: boolean;
}

interface Known {
  readonly round: number;
  readonly text: string | undefined;
  readonly uri: string | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Checks definitions of APIs for which a parser must be loaded or a file must be read: each text once. OpenAPI and AsyncAPI that
 * stand in the descriptor itself are checked with the rest of it.
 */
export class DefinitionChecks {
  private readonly known = new WeakMap<DocumentTree, Known>();
  private round = 0;

  /** What was found in a document the last time. */
  of(tree: DocumentTree): readonly Finding[] {
    return this.known.get(tree)?.findings ?? [];
  }

  /** Files are read again when they are asked for: one of them may have changed. */
  forgetFiles(): void {
    this.round += 1;
  }

  /**
   * Looks at the definitions of a file that are not known yet.
   * @returns the files that the definitions stand in
   */
  async look({ documents }: DescriptorFile, read: ReadBeside): Promise<DefinitionFiles> {
    const uris: string[] = [];
    let missing = false;
    for (const { tree } of documents) {
      if (tree.broken || tree.kind?.toLowerCase() !== 'api') continue;
      const uri = await this.lookAt(tree, read);
      if (uri !== undefined) uris.push(uri);
      missing ||= this.of(tree).some(({ rule }) => rule === 'api-definition-missing');
    }
    return { uris, missing };
  }

  private async lookAt(tree: DocumentTree, read: ReadBeside): Promise<string | undefined> {
    const before = this.known.get(tree);
    if (before?.round === this.round) return before.uri;
    const { round } = this;
    const spec = valueAt(tree.root, 'spec');
    const type = textOf(valueAt(spec, 'type'));
    const definition = entryOf(spec, 'definition');
    const target = targetOf(definition?.value);
    const keep = (text: string | undefined, uri: string | undefined, findings: readonly Finding[]) => {
      this.known.set(tree, { round, text, uri, findings });
      return uri;
    };
    if (!definition || type === undefined) return keep(undefined, undefined, []);
    if (!target) {
      const text = inlineText(definition.value);
      if (before && before.text === text && before.uri === undefined) return keep(text, undefined, before.findings);
      const reader = text === undefined || isYaml(type) ? undefined : await readerOf(type);
      const mistake = text === undefined ? undefined : reader?.(text);
      return keep(text, undefined, mistake ? [inlineFinding(mistake, definition, text ?? '', tree.content)] : []);
    }
    const { node, path } = target;
    const file = await read(path);
    if (file === undefined) return keep(undefined, undefined, []);
    if (file === 'missing') return keep(undefined, undefined, [missing(node, path)]);
    if (before?.text === file.text && before.uri === file.uri) return keep(file.text, file.uri, before.findings);
    const reader = await readerOf(type);
    const mistake = reader?.(file.text);
    return keep(file.text, file.uri, mistake ? [findingInFile(mistake, node, file)] : []);
  }
}

/** What reads definitions of a type; undefined for types whose form nobody here knows. */
export type DefinitionReaders = (type: string) => DefinitionReader | undefined;

/**
 * Checks the definition of an API at once, for those who have every parser and file at hand. OpenAPI and AsyncAPI that stand in the
 * descriptor itself are left to `checkInlineYaml`.
 * @param read as `ReadBeside`
 */
export function checkDefinition(
  tree: DocumentTree,
  readers: DefinitionReaders,
  read: (target: string) => DefinitionFile | 'missing' | undefined,
): readonly Finding[] {
  const spec = valueAt(tree.root, 'spec');
  const type = textOf(valueAt(spec, 'type'));
  const definition = entryOf(spec, 'definition');
  if (tree.broken || tree.kind?.toLowerCase() !== 'api' || type === undefined || !definition) return [];
  const target = targetOf(definition.value);
  if (target) {
    const file = read(target.path);
    if (file === 'missing') return [missing(target.node, target.path)];
    const mistake = file && readers(type)?.(file.text);
    return mistake ? [findingInFile(mistake, target.node, file)] : [];
  }
  const text = inlineText(definition.value);
  const mistake = text === undefined || isYaml(type) ? undefined : readers(type)?.(text);
  return mistake ? [inlineFinding(mistake, definition, text ?? '', tree.content)] : [];
}

/** Checks an OpenAPI or AsyncAPI document that stands in the descriptor itself. */
export function checkInlineYaml(spec: YamlNode | undefined, content: string): readonly Finding[] {
  const type = textOf(valueAt(spec, 'type'));
  const definition = entryOf(spec, 'definition');
  const text = inlineText(definition?.value);
  if (!definition || text === undefined || !isYaml(type)) return [];
  const mistake = readYamlDefinition(type, text);
  return mistake ? [inlineFinding(mistake, definition, text, content)] : [];
}

function isYaml(type: string | undefined): type is 'openapi' | 'asyncapi' {
  return type === 'openapi' || type === 'asyncapi';
}

/** What reads definitions of a type; undefined for types whose form nobody here knows. */
async function readerOf(type: string): Promise<DefinitionReader | undefined> {
  if (isYaml(type)) return text => readYamlDefinition(type, text);
  if (type === 'graphql') return (await import('./definitionGraphql.js')).readGraphqlDefinition;
  if (type === 'grpc') return (await import('./definitionProtobuf.js')).readProtobufDefinition;
  return undefined;
}

function inlineText(value: YamlNode | undefined): string | undefined {
  const text = textOf(value);
  return text === undefined || text.trim() === '' || isTemplated(text) ? undefined : text;
}

/** The file that a definition is taken from, where that is one beside the descriptor. */
function targetOf(value: YamlNode | undefined): { readonly node: YamlScalar; readonly path: string } | undefined {
  const [entry, ...others] = value?.type === 'map' ? value.entries : [];
  if (!entry || others.length > 0 || !TEXT_KEYS.has(entry.key) || entry.value.type !== 'scalar') return undefined;
  const path = textOf(entry.value);
  if (path === undefined || path.includes('*') || isAddress(path) || isTemplated(path)) return undefined;
  return { node: entry.value, path };
}

function inlineFinding(
  mistake: DefinitionMistake,
  { value, keySpan }: YamlEntry,
  text: string,
  content: string,
): Finding {
  const line = mistake.line;
  const span = line === undefined || value.type !== 'scalar' ? undefined : lineOfBlock(content, value, line);
  return { ...found(mistake), span: span ?? (text.includes('\n') ? keySpan : value.span) };
}

function findingInFile(mistake: DefinitionMistake, node: YamlScalar, { uri, text }: DefinitionFile): Finding {
  const line = mistake.line ?? 0;
  const written = (text.split('\n')[line] ?? '').trimEnd();
  const range = {
    startLine: line,
    startColumn: written.length - written.trimStart().length,
    endLine: line,
    endColumn: written.length,
  };
  return {
    ...found(mistake),
    span: node.span,
    related: [{ message: 'The mistake is here.', values: [], place: { uri, range } }],
  };
}

function missing(node: YamlScalar, path: string): Finding {
  return {
    rule: 'api-definition-missing',
    severity: 'warning',
    span: node.span,
    message: 'There is no file “{0}” beside this descriptor.',
    values: [path],
    fixes: [],
  };
}

function found({ rule, message, values }: DefinitionMistake): Omit<Finding, 'span'> {
  return { rule, severity: rule === 'api-definition-unparsable' ? 'error' : 'warning', message, values, fixes: [] };
}

/** A line of the text of a literal block; undefined where lines of it were folded. */
function lineOfBlock(content: string, { style, span }: YamlScalar, line: number): Span | undefined {
  if (style !== 'block' || !content.startsWith('|', span.start)) return undefined;
  let start = span.start;
  for (let left = line; left >= 0; left--) start = content.indexOf('\n', start) + 1;
  const lineEnd = content.indexOf('\n', start);
  const written = content.slice(start, lineEnd < 0 ? undefined : lineEnd);
  return { start: start + written.length - written.trimStart().length, end: start + written.trimEnd().length };
}
