import type { Span } from '../../catalogue/language/descriptorFile.js';
import { entryOf } from '../../catalogue/language/descriptorFile.js';
import { usesOf } from './templateNames.js';
import type { TemplateModel } from './templateModel.js';

/** Something with a name in a template. Spans count in the document. */
export interface TemplateSymbol {
  readonly kind: 'page' | 'parameter' | 'step' | 'output';
  /** As written; undefined where the author gave none. */
  readonly name?: string;
  /** Beside the name. */
  readonly detail: string;
  /** Zero-based place among its like. */
  readonly index: number;
  readonly span: Span;
  /** The part of it that is selected. */
  readonly nameSpan: Span;
  readonly children: readonly TemplateSymbol[];
}

/** The pages of the form with their parameters, the steps and the output of a template. */
export function templateOutline(model: TemplateModel): readonly TemplateSymbol[] {
  const output = entryOf(entryOf(model.tree.root, 'spec')?.value, 'output');
  return [
    ...model.pages.map((page, index): TemplateSymbol => ({
      kind: 'page',
      ...(page.title === undefined ? {} : { name: page.title }),
      detail: '',
      index,
      span: page.span,
      nameSpan: page.nameSpan,
      children: page.parameters.map((parameter, at) => ({
        kind: 'parameter',
        name: parameter.name,
        detail: parameter.title ?? parameter.type ?? '',
        index: at,
        span: parameter.span,
        nameSpan: parameter.nameSpan,
        children: [],
      })),
    })),
    ...model.steps.map(({ id, name, action, idNode, node, index }): TemplateSymbol => ({
      kind: 'step',
      name: name ?? id,
      detail: action ?? '',
      index,
      span: node.span,
      nameSpan: idNode?.span ?? node.entries[0]?.keySpan ?? { start: node.span.start, end: node.span.start },
      children: [],
    })),
    ...(output
      ? [
          {
            kind: 'output' as const,
            name: 'output',
            detail: '',
            index: 0,
            span: { start: output.keySpan.start, end: Math.max(output.keySpan.end, output.value.span.end) },
            nameSpan: output.keySpan,
            children: [],
          },
        ]
      : []),
  ];
}

/** What stands over a line of a template. */
export type TemplateLens =
  | { readonly kind: 'template'; readonly span: Span }
  | { readonly kind: 'uses'; readonly span: Span; readonly name: string; readonly count: number };

/** The template's own line first, then one over each parameter. */
export function templateLenses(model: TemplateModel): readonly TemplateLens[] {
  const { root } = model.tree;
  if (root?.type !== 'map') return [];
  const span = entryOf(root, 'apiVersion')?.keySpan ?? root.entries[0]?.keySpan ?? root.span;
  return [
    { kind: 'template', span },
    ...model.parameters.map(({ name, nameSpan }): TemplateLens => ({
      kind: 'uses',
      span: nameSpan,
      name,
      count: usesOf(model, { kind: 'parameter', name }),
    })),
  ];
}
