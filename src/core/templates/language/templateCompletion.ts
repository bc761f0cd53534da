import { cursorAt, type Cursor } from '../../catalogue/language/cursor.js';
import type { DescriptorFile, Span } from '../../catalogue/language/descriptorFile.js';
import { covers } from '../../catalogue/language/references.js';
import {
  descriptionOf,
  enumerationOf,
  propertiesOf,
  schemaAt,
  typesOf,
  type TemplateKnowledge,
} from './actionSchema.js';
import { suggestionsInExpression } from './expressionCompletion.js';
import { stepAt, type TemplateModel } from './templateModel.js';
import { FORM_FIELDS, PAGE_KEYS, PARAMETER_KEYS, STEP_KEYS, TYPES, WIDGETS, type Word } from './templateVocabulary.js';

/** Something that could be written. */
export interface TemplateSuggestion {
  readonly label: string;
  readonly kind: 'action' | 'key' | 'value' | 'parameter' | 'step' | 'filter' | 'function' | 'snippet';
  /** Beside the label: a type, or “required”. A server's word. */
  readonly detail?: string;
  /** Ours, in Markdown, to be translated; or a server's, to be escaped. */
  readonly documentation?: { readonly text: string; readonly ours: boolean };
  /** A snippet of the editor. */
  readonly insert: string;
  /** What the typed text is compared with, where that is not the label. */
  readonly filter?: string;
  /** Whether the list is to open again behind it. */
  readonly continues?: true;
}

/** What could be written at a place, and what it replaces. The span counts in the file. */
export interface TemplateSuggestions {
  readonly items: readonly TemplateSuggestion[];
  readonly span: Span;
  /** Whether keys are offered: not by themselves while a line is indented. */
  readonly ofKeys: boolean;
}

/**
 * What could be written at an offset of a file.
 * @param offset in the file
 * @param documentOffset where the template's document begins in the file
 */
export function templateSuggestionsAt(
  file: DescriptorFile,
  model: TemplateModel,
  documentOffset: number,
  offset: number,
  knowledge: TemplateKnowledge,
): TemplateSuggestions | undefined {
  const inExpression = suggestionsInExpression(model, offset - documentOffset, knowledge);
  if (inExpression !== 'elsewhere')
    return (
      inExpression && {
        ...inExpression,
        ofKeys: false,
        span: { start: inExpression.span.start + documentOffset, end: inExpression.span.end + documentOffset },
      }
    );
  const cursor = cursorAt(file, offset);
  if (!cursor) return undefined;
  const at = offset - documentOffset;
  const [top, section, ...path] = cursor.path;
  if (top !== 'spec') return undefined;
  if (section === 'steps') return suggestionsInSteps(model, cursor, path, at, knowledge);
  if (section === 'parameters') return suggestionsInForm(model, cursor, path, at);
  return undefined;
}

function suggestionsInSteps(
  model: TemplateModel,
  cursor: Cursor,
  path: readonly string[],
  offset: number,
  knowledge: TemplateKnowledge,
): TemplateSuggestions | undefined {
  const step = stepAt(model, offset);
  const [first, ...inner] = path;
  if (first === undefined) {
    // A line without a dash goes on with the step above.
    const siblings = step && cursor.side !== 'key' ? step.node.entries.map(({ key }) => key) : cursor.siblings;
    const items = wordKeys(STEP_KEYS, siblings, cursor);
    return keys(isFirstOfItem(cursor) ? [...items, ...stepSnippets()] : items, cursor);
  }
  if (path.length === 1 && first === 'action' && cursor.side === 'value')
    return values(
      [...knowledge.offered.values()].map(action => ({
        label: action.id,
        kind: 'action',
        insert: plain(action.id),
        ...(action.description === undefined ? {} : { documentation: { text: action.description, ours: false } }),
      })),
      cursor,
    );
  if (first !== 'input') return undefined;
  const schema = knowledge.offered.get(step?.action ?? '')?.inputSchema;
  if (schema === undefined) return undefined;
  if (cursor.side === 'key') {
    const written = new Set(cursor.siblings);
    const properties = propertiesOf(schemaAt(schema, inner)).filter(({ name }) => !written.has(name));
    return keys(
      properties
        .sort((a, b) => Number(b.required) - Number(a.required))
        .map(({ name, schema: property, required }) => {
          const description = descriptionOf(property);
          const types = typesOf(property).join(' | ');
          return {
            label: name,
            kind: 'key' as const,
            detail: required ? 'required' : types,
            ...(description === undefined ? {} : { documentation: { text: description, ours: false } }),
            ...keyInsert(name, property, cursor),
          };
        }),
      cursor,
    );
  }
  const listed = enumerationOf(schemaAt(schema, inner));
  return values(
    listed.map(value => ({ label: String(value), kind: 'value', insert: plain(writtenValue(value)) })),
    cursor,
  );
}

function writtenValue(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return /^(?:true|false|null|yes|no|on|off|~|[-+.]?\d[\d.eE+-]*|)$/i.test(value) ? `'${value}'` : value;
}

function suggestionsInForm(
  model: TemplateModel,
  cursor: Cursor,
  path: readonly string[],
  offset: number,
): TemplateSuggestions | undefined {
  const where = path.findLastIndex(key => key === 'properties');
  const inner = path.slice(where + 1);
  if (where < 0) {
    if (path.length === 0) {
      const items = wordKeys(PAGE_KEYS, cursor.siblings, cursor);
      return keys(isFirstOfItem(cursor) ? [...items, ...pageSnippets()] : items, cursor);
    }
    return path.at(-1) === 'required' ? values(namesOfPage(model, offset, cursor), cursor) : undefined;
  }
  if (inner.length === 0) return cursor.side === 'key' ? keys(parameterSnippets(), cursor) : undefined;
  const [, ...below] = inner;
  if (below.length === 0)
    return cursor.side === 'key' ? keys(wordKeys(PARAMETER_KEYS, cursor.siblings, cursor), cursor) : undefined;
  const key = below.at(-1);
  if (cursor.side === 'key') {
    if (key !== 'ui:options') return undefined;
    const parameter = model.parameters.find(({ span }) => covers(span, offset)) ?? parameterBefore(model, offset);
    const field = FORM_FIELDS.find(({ name }) => name === parameter?.field);
    return field && keys(wordKeys(field.options, cursor.siblings, cursor), cursor);
  }
  const ours = (words: readonly Word[]): TemplateSuggestions =>
    values(
      words.map(({ name, description }) => ({
        label: name,
        kind: 'value',
        insert: plain(name),
        documentation: { text: description, ours: true },
      })),
      cursor,
    );
  switch (key) {
    case 'ui:field':
      return ours(FORM_FIELDS);
    case 'ui:widget':
      return ours(WIDGETS);
    case 'type':
      return values(
        TYPES.map(type => ({ label: type, kind: 'value', insert: type })),
        cursor,
      );
    case 'ui:autofocus':
    case 'ui:disabled':
    case 'allowArbitraryValues':
      return values(
        ['true', 'false'].map(value => ({ label: value, kind: 'value', insert: value })),
        cursor,
      );
    default:
      return undefined;
  }
}

function parameterBefore(model: TemplateModel, offset: number): TemplateModel['parameters'][number] | undefined {
  return model.parameters.findLast(({ nameSpan }) => nameSpan.start <= offset);
}

/** The parameters of the page that a place lies in. */
function namesOfPage(model: TemplateModel, offset: number, cursor: Cursor): readonly TemplateSuggestion[] {
  const page = model.pages.findLast(({ span }) => span.start <= offset);
  return (page?.parameters ?? [])
    .filter(({ name }) => name === cursor.typed || !model.required.some(known => known.name === name))
    .map(({ name, title }) => ({
      label: name,
      kind: 'parameter',
      insert: plain(name),
      ...(title === undefined ? {} : { detail: title }),
    }));
}

function isFirstOfItem({ side, siblings }: Cursor): boolean {
  return side === 'key' && siblings.length === 0;
}

function wordKeys(words: readonly Word[], written: readonly string[], cursor: Cursor): readonly TemplateSuggestion[] {
  const present = new Set(written.filter(name => name !== cursor.typed));
  return words
    .filter(({ name }) => !present.has(name))
    .map(({ name, description }) => ({
      label: name,
      kind: 'key',
      documentation: { text: description, ours: true },
      ...keyInsert(name, SHAPES[name], cursor),
    }));
}

// How the values of our own keys look, where they are more than a text.
const SHAPES: Readonly<Record<string, unknown>> = {
  input: { type: 'object' },
  properties: { type: 'object' },
  dependencies: { type: 'object' },
  'ui:options': { type: 'object' },
  catalogFilter: { type: 'object' },
  requestUserCredentials: { type: 'object' },
  required: { type: 'array' },
  enum: { type: 'array' },
  enumNames: { type: 'array' },
  items: { type: 'object' },
  allowedHosts: { type: 'array' },
  allowedOwners: { type: 'array' },
  allowedKinds: { type: 'array' },
  action: { enum: [] },
  type: { enum: [] },
  'ui:field': { enum: [] },
  'ui:widget': { enum: [] },
};

function keyInsert(name: string, schema: unknown, cursor: Cursor): Pick<TemplateSuggestion, 'insert' | 'continues'> {
  if (cursor.hasColon) return { insert: plain(name) };
  const [type] = typesOf(schema);
  if (type === 'object') return { insert: `${plain(name)}:\n  $0` };
  if (type === 'array') return { insert: `${plain(name)}:\n  - $0` };
  const listed = enumerationOf(schema).length > 0 || isOpenList(schema);
  return listed ? { insert: `${plain(name)}: `, continues: true } : { insert: `${plain(name)}: ` };
}

function isOpenList(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && Array.isArray((schema as { enum?: unknown }).enum);
}

/** A text in a snippet of the editor. */
function plain(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function keys(items: readonly TemplateSuggestion[], cursor: Cursor): TemplateSuggestions {
  return { items, span: cursor.span, ofKeys: true };
}

function values(items: readonly TemplateSuggestion[], cursor: Cursor): TemplateSuggestions {
  return { items, span: cursor.span, ofKeys: false };
}

function snippet(label: string, description: string, lines: readonly string[]): TemplateSuggestion {
  return { label, kind: 'snippet', documentation: { text: description, ours: true }, insert: lines.join('\n') };
}

function stepSnippets(): readonly TemplateSuggestion[] {
  return [
    snippet('New step', 'A step with an id, a name, an action and its input.', [
      'id: ${1:step}',
      'name: ${2:What it does}',
      'action: ${3:fetch:template}',
      'input:',
      '  $0',
    ]),
    snippet('New step: write the files', 'Fills in the files of the skeleton.', [
      'id: ${1:fetch}',
      'name: ${2:Write the files}',
      'action: fetch:template',
      'input:',
      '  url: ${3:./skeleton}',
      '  values:',
      '    name: \\${{ parameters.${4:name} }}$0',
    ]),
    snippet('New step: register in the catalogue', 'Registers the new repository.', [
      'id: ${1:register}',
      'name: ${2:Register in the catalogue}',
      'action: catalog:register',
      'input:',
      '  repoContentsUrl: \\${{ steps.${3:publish}.output.repoContentsUrl }}',
      '  catalogInfoPath: ${4:/catalog-info.yaml}$0',
    ]),
  ];
}

function pageSnippets(): readonly TemplateSuggestion[] {
  return [
    snippet('New page', 'A page of the form with one field.', [
      'title: ${1:The service}',
      'required:',
      '  - ${2:name}',
      'properties:',
      '  ${2:name}:',
      '    title: ${3:Name}',
      '    type: ${4:string}$0',
    ]),
  ];
}

function parameterSnippets(): readonly TemplateSuggestion[] {
  const field = (label: string, description: string, name: string, ...lines: readonly string[]): TemplateSuggestion =>
    snippet(label, description, [`\${1:${name}}:`, ...lines.map(line => `  ${line}`)]);
  return [
    field('New field: text', 'A line of text.', 'name', 'title: ${2:Name}', 'type: string$0'),
    field(
      'New field: choice',
      'One of some values.',
      'size',
      'title: ${2:Size}',
      'type: string',
      'enum:',
      '  - ${3:small}$0',
    ),
    field(
      'New field: owner',
      'A group or a user.',
      'owner',
      'title: ${2:Owner}',
      'type: string',
      'ui:field: OwnerPicker$0',
    ),
    field(
      'New field: repository',
      'Where the new repository is to be.',
      'repoUrl',
      'title: ${2:Repository}',
      'type: string',
      'ui:field: RepoUrlPicker$0',
    ),
    field(
      'New field: secret',
      'A secret that only the steps see.',
      'token',
      'title: ${2:Token}',
      'type: string',
      'ui:field: Secret$0',
    ),
  ];
}
