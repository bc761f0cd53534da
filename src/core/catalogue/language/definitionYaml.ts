import { parseDocument } from 'yaml';
import { nestsTooDeep, YAML_OPTIONS } from '../descriptor.js';

/** What is wrong with the definition of an API. */
export interface DefinitionMistake {
  readonly rule: 'api-definition-unparsable' | 'api-definition-incomplete';
  /** A sentence for a person, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  /** Zero-based line of the definition, where the mistake has one. */
  readonly line?: number;
}

/** Looks for the first mistake in a definition. */
export type DefinitionReader = (text: string) => DefinitionMistake | undefined;

/** The formats of definitions that are written in YAML or JSON. */
export type YamlDefinition = 'openapi' | 'asyncapi';

// Sources: OpenAPI 3.2 "OpenAPI Object", Swagger 2.0 "Swagger Object", AsyncAPI 3.0 and 2.6 "AsyncAPI Object".
const VERSIONS: Readonly<Record<YamlDefinition, Readonly<Record<string, RegExp>>>> = {
  openapi: { openapi: /^3\.\d+\.\d+/, swagger: /^2\.0$/ },
  asyncapi: { asyncapi: /^[123]\.\d+\.\d+/ },
};
const EXAMPLE: Readonly<Record<string, string>> = { openapi: '3.1.0', swagger: '2.0', asyncapi: '3.0.0' };

/** Looks for the first mistake in an OpenAPI or AsyncAPI document: what it is, and the fields that each must have. */
export function readYamlDefinition(type: YamlDefinition, text: string): DefinitionMistake | undefined {
  // Nobody writes such a thing, and it could end the process.
  if (nestsTooDeep(text)) return undefined;
  const document = parseDocument(text, YAML_OPTIONS);
  const [error] = document.errors;
  if (error)
    return {
      rule: 'api-definition-unparsable',
      message: 'The definition is neither YAML nor JSON: {0}',
      values: [firstLine(error.message)],
      // What is never closed is found out at the end of the text.
      line: lineAt(text, Math.min(error.pos[0], text.trimEnd().length)),
    };
  const keys = Object.keys(VERSIONS[type]);
  const key = keys.find(name => document.has(name));
  if (key === undefined)
    return {
      rule: 'api-definition-unparsable',
      message: 'The definition is no {0} document: it has no “{1}” at its top.',
      values: [type, keys[0] ?? type],
    };
  const incomplete = (message: string, ...values: readonly string[]): DefinitionMistake => ({
    rule: 'api-definition-incomplete',
    message,
    values,
  });
  const version: unknown = document.get(key);
  if (typeof version !== 'string' || !VERSIONS[type][key]?.test(version))
    return incomplete('“{0}” must be a version in quotes or with two dots, like “{1}”.', key, EXAMPLE[key] ?? '');
  for (const field of ['title', 'version'])
    if (!document.hasIn(['info', field]))
      return incomplete('The definition has no “{0}”, and every {1} document needs it.', `info.${field}`, type);
  const content = contentOf(key, version);
  return content.length === 0 || content.some(field => document.has(field))
    ? undefined
    : incomplete('The definition has no “{0}”, and every {1} document needs it.', content[0] ?? '', type);
}

/** The fields of which one must be there: before 3.1 an API had to have paths. AsyncAPI 3 asks for none. */
function contentOf(key: string, version: string): readonly string[] {
  if (key === 'asyncapi') return version.startsWith('3') ? [] : ['channels'];
  return key === 'swagger' || version.startsWith('3.0') ? ['paths'] : ['paths', 'components', 'webhooks'];
}

/** The zero-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}
