import { isRecord } from '../../catalogue/entity.js';
import {
  isSubstituted,
  isTemplated,
  type Span,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../catalogue/language/descriptorFile.js';
import { replace, type Fix } from '../../catalogue/language/findings.js';
import { nearestName } from '../../catalogue/language/names.js';
import { alternativesOf, descriptionOf, enumerationOf, propertiesOf, typesOf } from './actionSchema.js';
import type { TemplateFinding } from './templateFindings.js';

interface Where {
  readonly content: string;
  /** What is named in a message: the id of the action. */
  readonly action: string;
  /** Where something that is missing is shown. */
  readonly place: Span;
}

// A schema that is nested deeper comes from nobody who wants it to be read.
const DEEPEST = 20;

/**
 * What is wrong with the input of a step. Values that are filled in later have no type yet.
 * @param schema JSON schema of the action's input, as the server gives it
 * @param node what is written; undefined where there is no input at all
 */
export function checkInput(
  schema: unknown,
  node: YamlNode | undefined,
  where: Where,
  depth = 0,
): readonly TemplateFinding[] {
  if (!isRecord(schema) || depth > DEEPEST) return [];
  if (alternativesOf(schema, 'allOf').length > 0 || schema['$ref'] !== undefined) return [];
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const alternatives = alternativesOf(schema, keyword);
    if (alternatives.length > 0) {
      const best = alternatives
        .map(alternative => checkInput(alternative, node, where, depth + 1))
        .reduce((least, found) => (weightOf(found) < weightOf(least) ? found : least));
      return [...best, ...(propertiesAreOwn(schema) ? checkMap(schema, node, where, depth) : [])];
    }
  }
  if (node === undefined) return checkMap(schema, undefined, where, depth);
  switch (node.type) {
    case 'opaque':
      return [];
    case 'scalar':
      return checkScalar(schema, node, where);
    case 'list': {
      const wrong = wrongType(schema, 'array', node.span, where);
      if (wrong.length > 0) return wrong;
      return node.items.flatMap(item => checkInput(schema['items'], item, { ...where, place: item.span }, depth + 1));
    }
    case 'map': {
      const wrong = wrongType(schema, 'object', node.entries[0]?.keySpan ?? node.span, where);
      return wrong.length > 0 ? wrong : checkMap(schema, node, where, depth);
    }
  }
}

function propertiesAreOwn(schema: Readonly<Record<string, unknown>>): boolean {
  return isRecord(schema['properties']) || Array.isArray(schema['required']);
}

/** How far a value is from an alternative: what can be mended with one click is near. */
function weightOf(findings: readonly TemplateFinding[]): number {
  return findings.reduce((sum, { rule, fixes }) => sum + (rule === 'unknown-input' ? 4 : fixes.length > 0 ? 2 : 3), 0);
}

function checkMap(
  schema: Readonly<Record<string, unknown>>,
  node: YamlNode | undefined,
  where: Where,
  depth: number,
): readonly TemplateFinding[] {
  if (node && (node.type !== 'map' || isSubstituted(node))) return [];
  const entries = node?.entries ?? [];
  if (entries.some(({ key }) => key === '<<')) return [];
  const properties = propertiesOf(schema);
  const written = new Set(entries.map(({ key }) => key));
  const missing = properties
    .filter(({ name, required }) => required && !written.has(name))
    .map(({ name, schema: property }): TemplateFinding => ({
      rule: 'missing-input',
      severity: 'error',
      span: where.place,
      message: '“{0}” is missing, and “{1}” needs it. {2}',
      values: [name, where.action, descriptionOf(property) ?? ''],
      fixes: node ? addKey(where.content, node, name, property) : [],
    }));
  const unknown = entries.flatMap(({ key, keySpan, value }): readonly TemplateFinding[] => {
    const property = properties.find(({ name }) => name === key);
    if (property)
      return checkInput(property.schema, value, { ...where, place: keySpan }, depth + 1).map(finding =>
        finding.span.end > finding.span.start ? finding : { ...finding, span: keySpan },
      );
    const { additionalProperties, patternProperties } = schema;
    if (isTemplated(key) || patternProperties !== undefined) return [];
    if (isRecord(additionalProperties))
      return checkInput(additionalProperties, value, { ...where, place: keySpan }, depth + 1);
    if (additionalProperties === true || properties.length === 0) return [];
    const meant = nearestName(
      key,
      properties.map(({ name }) => name).filter(name => !written.has(name)),
    );
    // A schema that does not forbid what it does not name lets it pass: only a slip is worth a word.
    if (additionalProperties !== false && meant === undefined) return [];
    return [
      {
        rule: 'unknown-input',
        severity: additionalProperties === false ? 'error' : 'warning',
        span: keySpan,
        message: meant === undefined ? '“{1}” takes no “{0}”.' : '“{1}” takes no “{0}”. Is “{2}” meant?',
        values: meant === undefined ? [key, where.action] : [key, where.action, meant],
        fixes: meant === undefined ? [] : [replace(keySpan, meant, 'Change to “{0}”', meant)],
      },
    ];
  });
  return [...missing, ...unknown];
}

function checkScalar(schema: unknown, node: YamlScalar, where: Where): readonly TemplateFinding[] {
  const { value } = node;
  if (typeof value === 'string' && (isTemplated(value) || value.includes('{%'))) return [];
  if (node.span.end === node.span.start && value === null) {
    // Still to be written; the server would not take it.
    return typesOf(schema).length > 0 && !typesOf(schema).includes('null')
      ? [{ ...finding(where.place, '“{0}” has no value.', [textAt(where)]), rule: 'missing-input' }]
      : [];
  }
  const type = value === null ? 'null' : typeof value;
  const wrong = wrongType(schema, type, node.span, where, fixesFor(schema, node));
  if (wrong.length > 0) return wrong;
  const allowed = enumerationOf(schema);
  const isClosed = isRecord(schema) && Array.isArray(schema['enum']);
  if (!isClosed || allowed.length === 0 || value === null || allowed.includes(value)) return [];
  const meant = nearestName(String(value), allowed.map(String));
  const others = (meant === undefined ? allowed : allowed.filter(one => String(one) !== meant)).map(String);
  return [
    finding(
      node.span,
      '“{0}” is none of the values that “{1}” takes: {2}.',
      [String(value), where.action, allowed.join(', ')],
      [...(meant === undefined ? [] : [meant]), ...others]
        .slice(0, 5)
        .map(one => replace(node.inner, one, 'Change to “{0}”', one)),
    ),
  ];
}

function textAt({ content, place }: Where): string {
  return content.slice(place.start, place.end);
}

function finding(span: Span, message: string, values: readonly string[], fixes: readonly Fix[] = []): TemplateFinding {
  return { rule: 'wrong-input-type', severity: 'error', span, message, values, fixes };
}

function wrongType(
  schema: unknown,
  type: string,
  span: Span,
  where: Where,
  fixes: readonly Fix[] = [],
): readonly TemplateFinding[] {
  const types = typesOf(schema);
  if (types.length === 0 || types.includes(type)) return [];
  if (type === 'number' && types.includes('integer')) return [];
  return [
    finding(
      span,
      '“{0}” wants {1} here, and this is {2}.',
      [where.action, types.map(named).join(' / '), named(type)],
      fixes,
    ),
  ];
}

/** JSON's own words: they stand like this in the documentation of every action. */
function named(type: string): string {
  return type === 'null' ? 'null' : `“${type}”`;
}

function fixesFor(schema: unknown, node: YamlScalar): readonly Fix[] {
  const types = typesOf(schema);
  const { value } = node;
  if (types.includes('string') && value !== null && node.style === 'plain')
    return [replace(node.span, `'${String(value)}'`, 'Put “{0}” in quotes', String(value))];
  if (typeof value !== 'string' || node.style !== 'quoted') return [];
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(value) && types.some(type => type === 'number' || type === 'integer');
  const isYesOrNo = (value === 'true' || value === 'false') && types.includes('boolean');
  return isNumber || isYesOrNo ? [replace(node.span, value, 'Take the quotes away')] : [];
}

/** Puts a key behind the last one of a mapping. */
function addKey(content: string, map: YamlMap, name: string, schema: unknown): readonly Fix[] {
  const last = map.entries.at(-1);
  if (!last || map.flow) return [];
  const column = last.keySpan.start - (content.lastIndexOf('\n', last.keySpan.start - 1) + 1);
  let end = Math.max(last.keySpan.end, last.value.span.end);
  while (end > last.keySpan.end && /\s/.test(content.charAt(end - 1))) end -= 1;
  const lineEnd = content.indexOf('\n', end);
  const at = lineEnd < 0 ? content.trimEnd().length : lineEnd;
  const [first] = enumerationOf(schema);
  const value = typesOf(schema)[0] === 'array' ? ' []' : first === undefined ? '' : ` ${String(first)}`;
  return [replace({ start: at, end: at }, `\n${' '.repeat(column)}${name}:${value}`, 'Add “{0}”', name)];
}
