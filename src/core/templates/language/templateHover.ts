import type { Span, YamlNode } from '../../catalogue/language/descriptorFile.js';
import { covers } from '../../catalogue/language/references.js';
import { escapeMarkdown } from '../../common/markdown.js';
import { plainTranslate, type Translate } from '../../common/translate.js';
import type { TemplateAction, TemplatingExtension } from '../scaffolder.js';
import {
  descriptionOf,
  enumerationOf,
  propertiesOf,
  schemaAt,
  typesOf,
  type TemplateKnowledge,
} from './actionSchema.js';
import { partsOf } from './expression.js';
import { nameAt } from './templateNames.js';
import type { TemplateModel, TemplateParameter, TemplateStepNode } from './templateModel.js';
import { BACKSTAGE_FILTERS, FILTERS, FORM_FIELDS, GLOBAL_FUNCTIONS, MEMBERS, ROOTS } from './templateVocabulary.js';

/** What there is to say about a place. */
export interface TemplateHelp {
  readonly span: Span;
  /** Markdown in which the words of a server or a file are escaped. */
  readonly markdown: string;
}

// A hover that is longer is read by nobody.
const MOST_EXAMPLES = 2;

/** What there is to say about what stands at an offset of the document. */
export function templateHelpAt(
  model: TemplateModel,
  offset: number,
  knowledge: TemplateKnowledge,
  translate: Translate = plainTranslate,
): TemplateHelp | undefined {
  return (
    helpInExpression(model, offset, knowledge, translate) ??
    helpOnName(model, offset, knowledge, translate) ??
    helpOnAction(model, offset, knowledge, translate) ??
    helpOnField(model, offset, translate)
  );
}

function helpInExpression(
  model: TemplateModel,
  offset: number,
  knowledge: TemplateKnowledge,
  translate: Translate,
): TemplateHelp | undefined {
  const at = model.expressions.find(({ part, map }) =>
    covers({ start: map.at(part.span.start), end: map.at(part.span.end) }, offset),
  );
  if (!at?.part.expression) return undefined;
  for (const node of partsOf(at.part.expression)) {
    if (node.type !== 'filter') continue;
    const span = { start: at.map.at(node.nameSpan.start), end: at.map.at(node.nameSpan.end) };
    if (covers(span, offset)) return filterHelp(node.name, span, knowledge, translate);
  }
  for (const { root, rootSpan, members } of model.references) {
    if (covers(rootSpan, offset)) return rootHelp(root, rootSpan, knowledge, translate);
    const index = members.findIndex(({ span }) => covers(span, offset));
    if (index < 0) continue;
    const member = members[index];
    if (member === undefined) return undefined;
    if (root === 'steps' && index === 2) {
      const step = model.steps.find(({ id }) => id === members[0]?.key);
      const property = propertiesOf(knowledge.offered.get(step?.action ?? '')?.outputSchema).find(
        ({ name }) => name === member.key,
      );
      return property && { span: member.span, markdown: propertyText(property.name, property.schema, translate) };
    }
    const path = [root, ...members.slice(0, index).map(({ key }) => key)].join('.');
    const known = MEMBERS[path]?.find(({ name }) => name === member.key);
    if (known?.description) return { span: member.span, markdown: translate(known.description) };
  }
  return undefined;
}

function rootHelp(
  root: string,
  span: Span,
  knowledge: TemplateKnowledge,
  translate: Translate,
): TemplateHelp | undefined {
  const word = [...ROOTS, ...GLOBAL_FUNCTIONS].find(({ name }) => name === root);
  if (word) return { span, markdown: translate(word.description) };
  const extension = knowledge.extensions?.find(({ name, kind }) => name === root && kind !== 'filter');
  return extension && { span, markdown: extensionText(extension, translate) };
}

function filterHelp(
  name: string,
  span: Span,
  knowledge: TemplateKnowledge,
  translate: Translate,
): TemplateHelp | undefined {
  const extension = knowledge.extensions?.find(known => known.name === name && known.kind === 'filter');
  if (extension) return { span, markdown: extensionText(extension, translate) };
  const word = [...FILTERS, ...BACKSTAGE_FILTERS].find(known => known.name === name);
  return word && { span, markdown: `**${name}**\n\n${translate(word.description)}` };
}

function helpOnName(
  model: TemplateModel,
  offset: number,
  knowledge: TemplateKnowledge,
  translate: Translate,
): TemplateHelp | undefined {
  const named = nameAt(model, offset);
  if (!named) return undefined;
  if (named.kind === 'parameter') {
    const parameter = model.parameters.find(({ name }) => name === named.name);
    return parameter && { span: named.span, markdown: parameterText(parameter, translate) };
  }
  const step = model.steps.find(({ id }) => id === named.name);
  return step && { span: named.span, markdown: stepText(step, knowledge, translate) };
}

function helpOnAction(
  model: TemplateModel,
  offset: number,
  knowledge: TemplateKnowledge,
  translate: Translate,
): TemplateHelp | undefined {
  for (const { actionNode, action, input } of model.steps) {
    const known = knowledge.offered.get(action ?? '');
    if (!known) continue;
    if (actionNode && covers(actionNode.span, offset))
      return { span: actionNode.span, markdown: actionText(known, translate) };
    const key = keyAt(input?.value, offset, []);
    if (!key) continue;
    const schema = schemaAt(known.inputSchema, key.path);
    const name = key.path.at(-1) ?? '';
    return schema === undefined ? undefined : { span: key.span, markdown: propertyText(name, schema, translate) };
  }
  return undefined;
}

function helpOnField(model: TemplateModel, offset: number, translate: Translate): TemplateHelp | undefined {
  for (const { schema, field } of model.parameters) {
    const known = FORM_FIELDS.find(({ name }) => name === field);
    const node = schema.type === 'map' ? schema.entries.find(({ key }) => key === 'ui:field')?.value : undefined;
    if (known && node && covers(node.span, offset))
      return {
        span: node.span,
        markdown: [
          `**${known.name}**`,
          translate(known.description),
          known.options.map(option => `- \`${option.name}\`: ${translate(option.description)}`).join('\n'),
        ].join('\n\n'),
      };
  }
  return undefined;
}

function keyAt(
  node: YamlNode | undefined,
  offset: number,
  path: readonly string[],
): { readonly path: readonly string[]; readonly span: Span } | undefined {
  if (node?.type === 'list')
    for (const item of node.items) {
      const found = keyAt(item, offset, path);
      if (found) return found;
    }
  if (node?.type !== 'map') return undefined;
  for (const { key, keySpan, value } of node.entries) {
    if (covers(keySpan, offset)) return { path: [...path, key], span: keySpan };
    const found = keyAt(value, offset, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function actionText(action: TemplateAction, translate: Translate): string {
  const inputs = propertiesOf(action.inputSchema);
  const outputs = propertiesOf(action.outputSchema);
  const list = (title: string, properties: typeof inputs): readonly string[] =>
    properties.length === 0
      ? []
      : [
          `**${translate(title)}**`,
          properties
            .map(({ name, schema, required }) => {
              const types = typesOf(schema).join(' | ');
              const mark = required ? ` *(${translate('required')})*` : '';
              const text = descriptionOf(schema);
              return `- \`${name}\`${types ? ` ${code(types)}` : ''}${mark}${text === undefined ? '' : `: ${escapeMarkdown(oneLine(text))}`}`;
            })
            .join('\n'),
        ];
  return [
    code(action.id),
    ...(action.description === undefined ? [] : [escapeMarkdown(action.description.trim())]),
    ...list('Input', inputs),
    ...list('Output', outputs),
    ...action.examples.slice(0, MOST_EXAMPLES).flatMap(example => exampleText(example)),
  ].join('\n\n');
}

function exampleText({ description, example }: TemplateAction['examples'][number]): readonly string[] {
  return [...(description === undefined ? [] : [`*${escapeMarkdown(oneLine(description))}*`]), fenced(example)];
}

function extensionText(extension: TemplatingExtension, translate: Translate): string {
  const kind = { filter: 'Filter of the server', function: 'Function of the server', value: 'Value of the server' }[
    extension.kind
  ];
  return [
    `**${escapeMarkdown(extension.name)}** · ${translate(kind)}`,
    ...(extension.description === undefined ? [] : [escapeMarkdown(extension.description.trim())]),
    ...extension.examples
      .slice(0, MOST_EXAMPLES)
      .flatMap(example => [
        ...exampleText(example),
        ...(example.notes === undefined ? [] : [escapeMarkdown(example.notes.trim())]),
      ]),
  ].join('\n\n');
}

/** A property of an input or output. */
function propertyText(name: string, schema: unknown, translate: Translate): string {
  const types = typesOf(schema).join(' | ');
  const values = enumerationOf(schema).filter(value => typeof value !== 'boolean');
  const text = descriptionOf(schema);
  return [
    `**${escapeMarkdown(name)}**${types ? ` ${code(types)}` : ''}`,
    ...(text === undefined ? [] : [escapeMarkdown(text)]),
    ...(values.length > 0 ? [`${translate('Values')}: ${values.map(value => code(String(value))).join(', ')}`] : []),
  ].join('\n\n');
}

function parameterText(
  { name, title, type, field, schema, conditional }: TemplateParameter,
  translate: Translate,
): string {
  const description =
    schema.type === 'map' ? schema.entries.find(({ key }) => key === 'description')?.value : undefined;
  const text = description?.type === 'scalar' && typeof description.value === 'string' ? description.value : undefined;
  const facts = [type, field].filter(fact => fact !== undefined).map(code);
  return [
    `**${escapeMarkdown(title ?? name)}** ${facts.join(' ')}`.trim(),
    ...(text === undefined ? [] : [escapeMarkdown(text)]),
    ...(conditional ? [translate('The form asks for it only under a condition.')] : []),
  ].join('\n\n');
}

function stepText(
  { id, name, action, index }: TemplateStepNode,
  knowledge: TemplateKnowledge,
  translate: Translate,
): string {
  const outputs = propertiesOf(knowledge.offered.get(action ?? '')?.outputSchema).map(output => code(output.name));
  return [
    `**${escapeMarkdown(name ?? id)}**`,
    `${translate('Step {0}', index + 1)}${action === undefined ? '' : `: ${code(action)}`}`,
    ...(outputs.length > 0 ? [`${translate('Output')}: ${outputs.join(', ')}`] : []),
  ].join('\n\n');
}

function code(text: string): string {
  return `\`${text.replace(/[`\r\n]/g, ' ')}\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** An example between fences that none of its own can close. */
function fenced(example: string): string {
  const longest = Math.max(2, ...[...example.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}yaml\n${example.trimEnd()}\n${fence}`;
}
