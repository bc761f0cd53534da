import {
  entryOf,
  isSubstituted,
  textOf,
  valueAt,
  type DocumentTree,
  type Span,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../catalogue/language/descriptorFile.js';
import { memberPath, partsOf, type Expression, type MemberExpression } from './expression.js';
import { mappedText, templatedParts, type MappedText, type TemplatedPart } from './templatedText.js';

/** The version of templates that this language knows. */
export const TEMPLATE_VERSION = 'scaffolder.backstage.io/v1beta3';

/** A page of the form. */
export interface TemplatePage {
  readonly title?: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly parameters: readonly TemplateParameter[];
}

/** A property of the form. */
export interface TemplateParameter {
  readonly name: string;
  readonly nameSpan: Span;
  /** Key and value. */
  readonly span: Span;
  /** Its JSON schema. */
  readonly schema: YamlNode;
  /** Whether the form asks for it only under a condition. */
  readonly conditional: boolean;
  readonly title?: string;
  readonly type?: string;
  /** As in `ui:field`. */
  readonly field?: string;
}

/** A step. */
export interface TemplateStepNode {
  /** Zero-based place among the steps. */
  readonly index: number;
  /** As written, or as the server calls a step without one: `step-1`. */
  readonly id: string;
  readonly idNode?: YamlScalar;
  readonly name?: string;
  readonly action?: string;
  readonly actionNode?: YamlScalar;
  readonly input?: YamlEntry;
  readonly each: boolean;
  readonly node: YamlMap;
}

/** Where an expression stands. */
export type ExpressionPlace =
  | { readonly type: 'step'; readonly step: TemplateStepNode; readonly path: readonly string[] }
  | { readonly type: 'output'; readonly path: readonly string[] }
  | { readonly type: 'other' };

/** A value or a tag of the template language, with places that count in the document. */
export interface TemplateExpression {
  readonly place: ExpressionPlace;
  readonly scalar: YamlScalar;
  readonly map: MappedText;
  readonly part: TemplatedPart;
  /** Names that tags before it in the same text gave. */
  readonly bound: ReadonlySet<string>;
}

/** `parameters.name`, `steps.fetch.output.url` and the like, somewhere in an expression. Places count in the document. */
export interface Reference {
  readonly expression: TemplateExpression;
  readonly root: string;
  readonly rootSpan: Span;
  readonly members: readonly (Pick<MemberExpression, 'key' | 'bracket'> & { readonly span: Span })[];
  /** Everything. */
  readonly span: Span;
}

/** A template with the place of everything that the language speaks of. */
export interface TemplateModel {
  readonly tree: DocumentTree;
  readonly pages: readonly TemplatePage[];
  readonly parameters: readonly TemplateParameter[];
  /** That there may be parameters that nobody sees here: behind a `$ref`, an alias or another file. */
  readonly parametersOpen: boolean;
  /** Names in the lists of what must be filled in. */
  readonly required: readonly { readonly name: string; readonly span: Span }[];
  /** Properties that a condition of the form looks at. */
  readonly conditions: ReadonlySet<string>;
  readonly steps: readonly TemplateStepNode[];
  readonly stepsOpen: boolean;
  /** Secrets that the form asks for, by name. */
  readonly secrets: ReadonlySet<string>;
  readonly expressions: readonly TemplateExpression[];
  readonly references: readonly Reference[];
}

/** Whether a document is a template of the version that is known here. */
export function isTemplate(tree: DocumentTree): boolean {
  return tree.apiVersion?.trim() === TEMPLATE_VERSION && tree.kind?.toLowerCase() === 'template';
}

/** Reads a document as a template. */
export function templateModel(tree: DocumentTree): TemplateModel {
  const spec = valueAt(tree.root, 'spec');
  const form = new FormReader();
  const written = entryOf(spec, 'parameters');
  const pages = itemsOf(written?.value).map(page => form.page(page));
  const stepList = valueAt(spec, 'steps');
  const steps = itemsOf(stepList).flatMap((node, index) => readStep(node, index));
  const expressions: TemplateExpression[] = [];
  for (const { scalar, place } of placedScalars(spec, steps)) readExpressions(tree.content, scalar, place, expressions);
  return {
    tree,
    pages,
    parameters: pages.flatMap(page => page.parameters),
    parametersOpen: form.open || isOpen(written?.value),
    required: form.required,
    conditions: form.conditions,
    steps,
    stepsOpen: isOpen(stepList) || steps.length < itemsOf(stepList).length,
    secrets: new Set([...form.secrets, ...keysOf(valueAt(spec, 'secrets', 'schema', 'properties'))]),
    expressions,
    references: expressions.flatMap(referencesIn),
  };
}

/** The step that an offset of the document lies in, or that was the last one before it. */
export function stepAt(model: TemplateModel, offset: number): TemplateStepNode | undefined {
  return model.steps.findLast(({ node }) => lineStart(model.tree.content, node.span.start) <= offset);
}

function lineStart(content: string, offset: number): number {
  return content.lastIndexOf('\n', offset - 1) + 1;
}

export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.type === 'list' ? node.items : node?.type === 'map' && !isSubstituted(node) ? [node] : [];
}

function isOpen(node: YamlNode | undefined): boolean {
  if (!node) return false;
  if (node.type === 'list') return node.items.some(isOpen);
  return node.type === 'opaque' || isSubstituted(node) || (node.type === 'map' && entryOf(node, '<<') !== undefined);
}

function keysOf(node: YamlNode | undefined): readonly string[] {
  return node?.type === 'map' ? node.entries.map(({ key }) => key) : [];
}

class FormReader {
  open = false;
  readonly conditions = new Set<string>();
  readonly secrets = new Set<string>();
  readonly required: { readonly name: string; readonly span: Span }[] = [];

  page(node: YamlNode): TemplatePage {
    const parameters: TemplateParameter[] = [];
    this.collect(node, false, parameters);
    const titleNode = valueAt(node, 'title');
    const title = textOf(titleNode);
    return {
      ...(title === undefined ? {} : { title }),
      span: node.span,
      nameSpan: titleNode?.span ?? { start: node.span.start, end: node.span.start },
      parameters,
    };
  }

  /** Collects the properties of a schema, and those of its conditional parts. Source: JSON Schema draft 7. */
  private collect(node: YamlNode | undefined, conditional: boolean, into: TemplateParameter[]): void {
    if (node?.type === 'opaque') this.open = true;
    if (node?.type === 'list') for (const item of node.items) this.collect(item, conditional, into);
    if (node?.type !== 'map') return;
    for (const { key, value } of node.entries) {
      if (key === '$ref' || key === '<<' || key.startsWith('$')) this.open = true;
      else if (key === 'properties') this.properties(value, conditional, into);
      else if (key === 'required')
        for (const item of value.type === 'list' ? value.items : []) {
          const name = textOf(item);
          if (item.type === 'scalar' && name !== undefined) this.required.push({ name, span: item.inner });
        }
      else if (key === 'dependencies' || key === 'dependentSchemas') {
        for (const name of keysOf(value)) this.conditions.add(name);
        if (value.type === 'map') for (const entry of value.entries) this.collect(entry.value, true, into);
      } else if (key === 'if') for (const name of keysOf(valueAt(value, 'properties'))) this.conditions.add(name);
      else if (['then', 'else', 'allOf', 'anyOf', 'oneOf'].includes(key)) this.collect(value, true, into);
    }
  }

  private properties(node: YamlNode, conditional: boolean, into: TemplateParameter[]): void {
    if (node.type !== 'map') {
      if (node.type === 'opaque') this.open = true;
      return;
    }
    for (const { key: name, keySpan, value: schema } of node.entries) {
      if (name === '<<' || name.startsWith('$')) {
        this.open = true;
        continue;
      }
      if (conditional && isOnlyCondition(schema)) this.conditions.add(name);
      const [title, type, field] = ['title', 'type', 'ui:field'].map(key => textOf(valueAt(schema, key)));
      if (field === 'Secret') this.secrets.add(name);
      const key = textOf(valueAt(schema, 'ui:options', 'requestUserCredentials', 'secretsKey'));
      if (key !== undefined) this.secrets.add(key);
      // A condition repeats what is declared elsewhere.
      if (conditional && isOnlyCondition(schema) && into.some(known => known.name === name)) continue;
      into.push({
        name,
        nameSpan: keySpan,
        span: { start: keySpan.start, end: Math.max(keySpan.end, schema.span.end) },
        schema,
        conditional,
        ...(title === undefined ? {} : { title }),
        ...(type === undefined ? {} : { type }),
        ...(field === undefined ? {} : { field }),
      });
    }
  }
}

/** `const` or `enum` alone: what a property must be for the rest of a part to hold. */
function isOnlyCondition(schema: YamlNode): boolean {
  return schema.type === 'map' && schema.entries.every(({ key }) => ['const', 'enum', 'not'].includes(key));
}

function readStep(node: YamlNode, index: number): readonly TemplateStepNode[] {
  if (node.type !== 'map' || isOpen(node)) return [];
  const idNode = valueAt(node, 'id');
  const actionNode = valueAt(node, 'action');
  const id = idNode?.type === 'scalar' && idNode.value !== null ? String(idNode.value) : undefined;
  const name = textOf(valueAt(node, 'name'));
  const action = textOf(actionNode)?.trim();
  const input = entryOf(node, 'input');
  return [
    {
      index,
      // Source: scaffolder-backend 4.2, which counts steps without an id from 1.
      id: id ?? `step-${index + 1}`,
      ...(id !== undefined && idNode?.type === 'scalar' ? { idNode } : {}),
      ...(name === undefined ? {} : { name }),
      ...(action === undefined || actionNode?.type !== 'scalar' ? {} : { action, actionNode }),
      ...(input ? { input } : {}),
      each: entryOf(node, 'each') !== undefined,
      node,
    },
  ];
}

interface PlacedScalar {
  readonly scalar: YamlScalar;
  readonly place: ExpressionPlace;
}

/** The texts that the server fills in: of steps and of the output. The form is not filled in. */
function* placedScalars(spec: YamlNode | undefined, steps: readonly TemplateStepNode[]): Generator<PlacedScalar> {
  for (const step of steps)
    for (const { key, value } of step.node.entries)
      if (key !== 'id' && key !== 'action')
        for (const { scalar, path } of scalarsBelow(value, [key]))
          yield { scalar, place: { type: 'step', step, path } };
  for (const { scalar, path } of scalarsBelow(valueAt(spec, 'output'), []))
    yield { scalar, place: { type: 'output', path } };
}

function* scalarsBelow(
  node: YamlNode | undefined,
  path: readonly string[],
): Generator<{ readonly scalar: YamlScalar; readonly path: readonly string[] }> {
  if (node?.type === 'scalar') yield { scalar: node, path };
  else if (node?.type === 'list') for (const item of node.items) yield* scalarsBelow(item, path);
  else if (node?.type === 'map') for (const { key, value } of node.entries) yield* scalarsBelow(value, [...path, key]);
}

function readExpressions(
  content: string,
  scalar: YamlScalar,
  place: ExpressionPlace,
  into: TemplateExpression[],
): void {
  if (typeof scalar.value !== 'string') return;
  if (!scalar.value.includes('${{') && !scalar.value.includes('{%')) return;
  const map = mappedText(content, scalar);
  const bound = new Set<string>();
  for (const part of templatedParts(map.text)) {
    for (const name of part.binds) bound.add(name);
    into.push({ place, scalar, map, part, bound });
  }
}

function referencesIn(expression: TemplateExpression): readonly Reference[] {
  const { part, map } = expression;
  if (!part.expression) return [];
  const found: Reference[] = [];
  const covered = new Set<Expression>();
  const placed = ({ start, end }: Span): Span => ({ start: map.at(start), end: map.at(end) });
  for (const node of partsOf(part.expression)) {
    if (covered.has(node) || (node.type !== 'member' && node.type !== 'name')) continue;
    const path = memberPath(node);
    if (!path) continue;
    covered.add(path.root);
    for (const member of path.members) covered.add(member);
    found.push({
      expression,
      root: path.root.name,
      rootSpan: placed(path.root.span),
      members: path.members.map(({ key, bracket, keySpan }) => ({ key, bracket, span: placed(keySpan) })),
      span: placed(node.span),
    });
  }
  return found;
}
