import type { TextRange } from '../../catalogue/descriptor.js';
import type { DescriptorFile, DocumentTree, PlacedTree, Span } from '../../catalogue/language/descriptorFile.js';
import { covers } from '../../catalogue/language/references.js';
import type { Result } from '../../common/problem.js';
import { plainTranslate, type Translate } from '../../common/translate.js';
import type { TemplateKnowledge } from './actionSchema.js';
import { checkTemplate } from './templateChecks.js';
import { templateSuggestionsAt, type TemplateSuggestions } from './templateCompletion.js';
import type { TemplateFinding } from './templateFindings.js';
import { templateHelpAt } from './templateHover.js';
import { isTemplate, templateModel, type TemplateModel } from './templateModel.js';
import { nameAt, placesOf, renameIn, type TemplateName } from './templateNames.js';
import { templateLenses, templateOutline, type TemplateLens, type TemplateSymbol } from './templateOutline.js';

/** A template in a file. */
export interface PlacedTemplate {
  readonly document: PlacedTree;
  readonly model: TemplateModel;
}

/** A finding with its place in the file. */
export interface PlacedTemplateFinding extends TemplateFinding {
  readonly document: PlacedTree;
  readonly range: TextRange;
}

/** A parameter or step that is named at a place of a file. */
export interface PlacedName extends TemplateName {
  readonly template: PlacedTemplate;
  readonly range: TextRange;
}

/** What the editor shows of templates. Each version of each document is looked through once. */
export class TemplateLanguageService {
  private readonly models = new WeakMap<DocumentTree, TemplateModel>();
  private readonly found = new WeakMap<
    DocumentTree,
    { readonly knowledge: TemplateKnowledge; readonly findings: readonly TemplateFinding[] }
  >();

  /** The templates of a file. */
  templates(file: DescriptorFile): readonly PlacedTemplate[] {
    return file.documents
      .filter(({ tree }) => isTemplate(tree))
      .map(document => ({ document, model: this.model(document.tree) }));
  }

  /** What is wrong with the templates of a file, in the order of the text. */
  findings(file: DescriptorFile, knowledge: TemplateKnowledge): readonly PlacedTemplateFinding[] {
    return this.templates(file)
      .flatMap(({ document, model }) =>
        this.checked(model, knowledge).map(finding => ({
          ...finding,
          document,
          range: rangeToShow(file, document, finding.span),
        })),
      )
      .sort((a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn);
  }

  suggestions(file: DescriptorFile, offset: number, knowledge: TemplateKnowledge): TemplateSuggestions | undefined {
    const at = this.templateAt(file, offset);
    return at && templateSuggestionsAt(file, at.model, at.document.offset, offset, knowledge);
  }

  /** What there is to say about a place, in Markdown. */
  help(
    file: DescriptorFile,
    offset: number,
    knowledge: TemplateKnowledge,
    translate: Translate = plainTranslate,
  ): { readonly range: TextRange; readonly markdown: string } | undefined {
    const at = this.templateAt(file, offset);
    const help = at && templateHelpAt(at.model, offset - at.document.offset, knowledge, translate);
    return help && { range: file.rangeOf(at.document, help.span), markdown: help.markdown };
  }

  /** The parameter or step that is named at an offset. */
  name(file: DescriptorFile, offset: number): PlacedName | undefined {
    const template = this.templateAt(file, offset);
    const named = template && nameAt(template.model, offset - template.document.offset);
    return named && { ...named, template, range: file.rangeOf(template.document, named.span) };
  }

  /** Where a parameter or a step is declared and used. */
  places(
    file: DescriptorFile,
    named: PlacedName,
  ): readonly { readonly range: TextRange; readonly declaration: boolean }[] {
    const { document, model } = named.template;
    return placesOf(model, named).map(({ span, declaration }) => ({
      range: file.rangeOf(document, span),
      declaration,
    }));
  }

  /** Gives a parameter or a step another name everywhere in its template. */
  rename(
    file: DescriptorFile,
    named: PlacedName,
    newName: string,
    translate: Translate = plainTranslate,
  ): Result<readonly { readonly range: TextRange; readonly text: string }[]> {
    const { document, model } = named.template;
    const renamed = renameIn(model, named, newName, translate);
    return renamed.ok
      ? {
          ok: true,
          value: renamed.value.map(({ span, text }) => ({ range: file.rangeOf(document, span), text })),
        }
      : renamed;
  }

  outline(file: DescriptorFile): readonly (PlacedTemplate & { readonly symbols: readonly TemplateSymbol[] })[] {
    return this.templates(file).map(template => ({ ...template, symbols: templateOutline(template.model) }));
  }

  lenses(file: DescriptorFile): readonly (PlacedTemplate & { readonly lenses: readonly TemplateLens[] })[] {
    return this.templates(file).map(template => ({ ...template, lenses: templateLenses(template.model) }));
  }

  private templateAt(file: DescriptorFile, offset: number): PlacedTemplate | undefined {
    const document = file.documentAt(offset);
    if (!document || !isTemplate(document.tree)) return undefined;
    const span = { start: document.offset, end: document.offset + document.tree.content.length };
    return covers(span, offset) ? { document, model: this.model(document.tree) } : undefined;
  }

  private model(tree: DocumentTree): TemplateModel {
    const known = this.models.get(tree);
    if (known) return known;
    const model = templateModel(tree);
    this.models.set(tree, model);
    return model;
  }

  private checked(model: TemplateModel, knowledge: TemplateKnowledge): readonly TemplateFinding[] {
    const known = this.found.get(model.tree);
    if (known?.knowledge === knowledge) return known.findings;
    const findings = checkTemplate(model, knowledge);
    this.found.set(model.tree, { knowledge, findings });
    return findings;
  }
}

/** An empty range is shown as a dot that nobody sees. */
function rangeToShow(file: DescriptorFile, document: PlacedTree, { start, end }: Span): TextRange {
  return file.rangeOf(document, { start, end: Math.max(end, start + 1) });
}
