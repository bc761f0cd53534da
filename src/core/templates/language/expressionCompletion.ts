import { entryOf, type Span, type YamlNode } from '../../catalogue/language/descriptorFile.js';
import { propertiesOf, typesOf, type TemplateKnowledge } from './actionSchema.js';
import type { TemplateSuggestion } from './templateCompletion.js';
import { stepAt, type TemplateModel, type TemplateStepNode } from './templateModel.js';
import { BACKSTAGE_FILTERS, FILTERS, GLOBAL_FUNCTIONS, MEMBERS, ROOTS, type Word } from './templateVocabulary.js';

// Nobody writes an expression that is longer.
const LONGEST = 1000;

interface InExpression {
  readonly items: readonly TemplateSuggestion[];
  /** What is replaced, in the document. */
  readonly span: Span;
}

/**
 * What could be written in an expression. Works on the text alone, since one that is being written does not parse.
 * @param offset in the document
 * @returns `elsewhere` where the place lies in no expression; undefined where nothing can be offered in it
 */
export function suggestionsInExpression(
  model: TemplateModel,
  offset: number,
  knowledge: TemplateKnowledge,
): InExpression | undefined | 'elsewhere' {
  const { content } = model.tree;
  const before = content.slice(Math.max(0, offset - LONGEST), offset);
  const open = Math.max(before.lastIndexOf('${{') + 3, before.lastIndexOf('{%') + 2);
  if (open < 3 || before.includes('}}', open) || before.includes('%}', open)) return 'elsewhere';
  const typed = before.slice(open);
  // An expression that is never closed does not reach into other keys.
  if (/\n\s*(?:- )?[\w:-]+:(?:\s|$)/.test(typed)) return 'elsewhere';
  const step = placeOf(model, offset);
  const after = /^\w*/.exec(content.slice(offset, offset + 100))?.[0].length ?? 0;
  const span = (back: number): Span => ({ start: offset - back, end: offset + after });
  const bracket = /\b(steps|parameters)\[(["'])([\w-]*)$/.exec(typed);
  if (bracket) {
    const [, root = '', , word = ''] = bracket;
    const names = root === 'steps' ? stepNames(model, step) : parameterNames(model);
    const rest = /^[\w-]*/.exec(content.slice(offset, offset + 100))?.[0].length ?? 0;
    return {
      items: names.map(item => ({ ...item, insert: escaped(item.label) })),
      span: { start: offset - word.length, end: offset + rest },
    };
  }
  if (inQuotes(typed)) return undefined;
  const filter = /\|\s*(\w*)$/.exec(typed);
  if (filter) return { items: filters(knowledge), span: span(filter[1]?.length ?? 0) };
  const path = /(?:^|[^\w.\])])([A-Za-z_]\w*(?:\.\w+|\[(?:'[^']*'|"[^"]*")\])*)\.(\w*)$/.exec(typed);
  if (path) {
    const names = [...(path[1] ?? '').matchAll(/[\w-]+/g)].map(([name]) => name);
    const word = path[2] ?? '';
    const items = members(model, names, step, knowledge);
    // A dash behind a dot is a minus: such a name takes the dot away.
    const withDot = items.some(({ label }) => !/^\w+$/.test(label));
    if (!withDot) return { items, span: span(word.length) };
    return {
      items: items.map(item => ({
        ...item,
        insert: /^\w+$/.test(item.label) ? `.${item.insert}` : `['${escaped(item.label)}']`,
        filter: `.${item.label}`,
      })),
      span: span(word.length + 1),
    };
  }
  if (/[\w.\])]\.\w*$/.test(typed)) return undefined;
  const word = /\w*$/.exec(typed)?.[0] ?? '';
  return { items: roots(step, knowledge), span: span(word.length) };
}

/** The step that an expression stands in; undefined for the output. */
function placeOf(model: TemplateModel, offset: number): TemplateStepNode | undefined {
  const output = entryOf(entryOf(model.tree.root, 'spec')?.value, 'output');
  if (output && offset > output.keySpan.start) {
    const last = model.steps.at(-1);
    if (!last || last.node.span.start < output.keySpan.start) return undefined;
  }
  return stepAt(model, offset);
}

function inQuotes(text: string): boolean {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quote !== '' && letter === '\\') at += 1;
    else if (quote === letter) quote = '';
    else if (quote === '' && (letter === '"' || letter === "'")) quote = letter;
  }
  return quote !== '';
}

function members(
  model: TemplateModel,
  path: readonly string[],
  step: TemplateStepNode | undefined,
  knowledge: TemplateKnowledge,
): readonly TemplateSuggestion[] {
  const [root, ...rest] = path;
  if (root === 'parameters') return rest.length === 0 ? parameterNames(model) : nestedParameters(model, rest);
  if (root === 'secrets')
    return rest.length > 0
      ? []
      : [...model.secrets].map(name => ({ label: name, kind: 'parameter', insert: escaped(name) }));
  if (root === 'steps') {
    if (rest.length === 0) return stepNames(model, step);
    if (rest.length === 1)
      return [
        {
          label: 'output',
          kind: 'value',
          insert: 'output',
          documentation: { text: 'What the step has given out.', ours: true },
        },
      ];
    const source = model.steps.find(({ id }) => id === rest[0]);
    if (rest.length !== 2 || rest[1] !== 'output') return [];
    return propertiesOf(knowledge.offered.get(source?.action ?? '')?.outputSchema).map(({ name, schema }) => ({
      label: name,
      kind: 'value',
      insert: escaped(name),
      detail: typesOf(schema).join(' | '),
    }));
  }
  return words(MEMBERS[path.join('.')] ?? [], 'value');
}

function parameterNames(model: TemplateModel): readonly TemplateSuggestion[] {
  const known = new Set<string>();
  return model.parameters.flatMap(({ name, title, type, field }): readonly TemplateSuggestion[] => {
    // What is a secret is read as `secrets.NAME`.
    if (known.has(name) || field === 'Secret') return [];
    known.add(name);
    return [
      {
        label: name,
        kind: 'parameter',
        insert: escaped(name),
        ...(type === undefined ? {} : { detail: type }),
        ...(title === undefined ? {} : { documentation: { text: title, ours: false } }),
      },
    ];
  });
}

/** The properties of a parameter that is an object. */
function nestedParameters(model: TemplateModel, path: readonly string[]): readonly TemplateSuggestion[] {
  const [first, ...rest] = path;
  let schema: YamlNode | undefined = model.parameters.find(({ name }) => name === first)?.schema;
  for (const key of rest) schema = entryOf(entryOf(schema, 'properties')?.value, key)?.value;
  const properties = entryOf(schema, 'properties')?.value;
  return properties?.type === 'map'
    ? properties.entries.map(({ key }) => ({ label: key, kind: 'parameter', insert: escaped(key) }))
    : [];
}

/** The steps whose output can be read: those that run before. */
function stepNames(model: TemplateModel, step: TemplateStepNode | undefined): readonly TemplateSuggestion[] {
  return model.steps
    .filter(({ index }) => step === undefined || index < step.index)
    .map(({ id, name, action }) => ({
      label: id,
      kind: 'step',
      insert: escaped(id),
      ...(action === undefined ? {} : { detail: action }),
      ...(name === undefined ? {} : { documentation: { text: name, ours: false } }),
    }));
}

function filters({ extensions }: TemplateKnowledge): readonly TemplateSuggestion[] {
  const theirs = (extensions ?? []).filter(({ kind }) => kind === 'filter');
  const names = new Set(theirs.map(({ name }) => name));
  return [
    ...theirs.map(({ name, description }): TemplateSuggestion => ({
      label: name,
      kind: 'filter',
      insert: escaped(name),
      detail: 'Backstage',
      ...(description === undefined ? {} : { documentation: { text: description, ours: false } }),
    })),
    ...words(extensions ? [] : BACKSTAGE_FILTERS, 'filter'),
    ...words(
      FILTERS.filter(({ name }) => !names.has(name)),
      'filter',
    ),
  ];
}

function roots(step: TemplateStepNode | undefined, { extensions }: TemplateKnowledge): readonly TemplateSuggestion[] {
  return [
    ...words(
      ROOTS.filter(({ name }) => name !== 'each' || step?.each === true).filter(
        ({ name }) => name !== 'secrets' || step !== undefined,
      ),
      'value',
    ),
    ...words(GLOBAL_FUNCTIONS, 'function'),
    ...(extensions ?? [])
      .filter(({ kind }) => kind !== 'filter')
      .map(({ name, description }): TemplateSuggestion => ({
        label: name,
        kind: 'function',
        insert: escaped(name),
        ...(description === undefined ? {} : { documentation: { text: description, ours: false } }),
      })),
  ];
}

function words(list: readonly Word[], kind: TemplateSuggestion['kind']): readonly TemplateSuggestion[] {
  return list.map(({ name, description }) => ({
    label: name,
    kind,
    insert: name,
    ...(description === '' ? {} : { documentation: { text: description, ours: true } }),
  }));
}

/** A name in a snippet of the editor. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
