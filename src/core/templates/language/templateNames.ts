import type { Span } from '../../catalogue/language/descriptorFile.js';
import { covers } from '../../catalogue/language/references.js';
import { failure, success, type Result } from '../../common/problem.js';
import { plainTranslate, type Translate } from '../../common/translate.js';
import type { Reference, TemplateModel } from './templateModel.js';

/** A parameter or a step that is named at a place. */
export interface TemplateName {
  readonly kind: 'parameter' | 'step';
  readonly name: string;
  /** The name there, without quotes. */
  readonly span: Span;
}

/** A place that names a parameter or a step. Spans count in the document. */
export interface NamePlace {
  readonly span: Span;
  readonly declaration: boolean;
  /** `steps.NAME`: the dot and the name, where the name stands behind a dot. */
  readonly dotted?: Span;
}

/** What is named at an offset of the document. */
export function nameAt(model: TemplateModel, offset: number): TemplateName | undefined {
  const step = model.steps.find(({ idNode }) => idNode && covers(idNode.inner, offset));
  if (step?.idNode) return { kind: 'step', name: step.id, span: step.idNode.inner };
  const parameter = model.parameters.find(({ nameSpan }) => covers(nameSpan, offset));
  if (parameter) return { kind: 'parameter', name: parameter.name, span: unquoted(model, parameter.nameSpan) };
  const required = model.required.find(({ span }) => covers(span, offset));
  if (required) return { kind: 'parameter', name: required.name, span: required.span };
  for (const reference of model.references) {
    const [first] = reference.members;
    const kind = kindOf(reference);
    if (first && kind && covers(first.span, offset)) return { kind, name: first.key, span: first.span };
  }
  return undefined;
}

/** Every place of the document that names a parameter or a step, in the order of the text. */
export function placesOf(
  model: TemplateModel,
  { kind, name }: Pick<TemplateName, 'kind' | 'name'>,
): readonly NamePlace[] {
  const declared: readonly Span[] =
    kind === 'step'
      ? model.steps.flatMap(step => (step.id === name && step.idNode ? [step.idNode.inner] : []))
      : model.parameters.flatMap(known => (known.name === name ? [unquoted(model, known.nameSpan)] : []));
  const required = kind === 'parameter' ? model.required.filter(known => known.name === name) : [];
  const uses = model.references.flatMap((reference): readonly NamePlace[] => {
    const [first] = reference.members;
    if (!first || kindOf(reference) !== kind || first.key !== name) return [];
    const dotted = first.bracket ? undefined : { start: first.span.start - 1, end: first.span.end };
    return [{ span: first.span, declaration: false, ...(dotted ? { dotted } : {}) }];
  });
  return [
    ...declared.map(span => ({ span, declaration: true })),
    ...required.map(({ span }) => ({ span, declaration: false })),
    ...uses,
  ].sort((a, b) => a.span.start - b.span.start);
}

/** How often a parameter or the output of a step is used: in expressions alone. */
export function usesOf(model: TemplateModel, { kind, name }: Pick<TemplateName, 'kind' | 'name'>): number {
  return model.references.filter(reference => kindOf(reference) === kind && reference.members[0]?.key === name).length;
}

/**
 * Gives a parameter or a step another name everywhere in the document.
 * @returns the texts to put in; `invalid` where the name cannot be
 */
export function renameIn(
  model: TemplateModel,
  named: TemplateName,
  newName: string,
  translate: Translate = plainTranslate,
): Result<readonly { readonly span: Span; readonly text: string }[]> {
  const invalid = (message: string): Result<never> => failure({ kind: 'invalid', message });
  const name = newName.trim();
  if (!/^[A-Za-z_][\w-]*$/.test(name))
    return invalid(translate('“{0}” is no name: a letter, then letters, digits, “_” and “-”.', name));
  const places = placesOf(model, named);
  if (!places.some(({ declaration }) => declaration))
    return invalid(translate('“{0}” is not declared in this file: it cannot be renamed here.', named.name));
  const names = named.kind === 'step' ? model.steps.map(({ id }) => id) : model.parameters.map(known => known.name);
  if (name !== named.name && names.includes(name)) return invalid(translate('There is “{0}” already.', name));
  return success(
    places.map(({ span, dotted }) =>
      // A dash behind a dot would be a minus.
      dotted && name.includes('-') ? { span: dotted, text: `['${name}']` } : { span, text: name },
    ),
  );
}

function kindOf({ root, expression }: Reference): TemplateName['kind'] | undefined {
  if (expression.bound.has(root)) return undefined;
  return root === 'parameters' ? 'parameter' : root === 'steps' ? 'step' : undefined;
}

function unquoted({ tree }: TemplateModel, { start, end }: Span): Span {
  return /["']/.test(tree.content.charAt(start)) ? { start: start + 1, end: end - 1 } : { start, end };
}
