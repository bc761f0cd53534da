import * as vscode from 'vscode';
import { spanRange, toRange } from '../../catalogue/language/languageDocuments.js';
import { quickFixes } from '../../catalogue/language/quickFixes.js';
import type { TemplateDocuments } from './templateDocuments.js';

/** Commands on a whole template that stand over it, in their order. */
const OVER_A_TEMPLATE = ['goldenPath.template.tryForm', 'goldenPath.template.dryRunFile'] as const;

/** What can be done with a template stands over it, and over each parameter how often it is used. */
export class TemplateLenses implements vscode.CodeLensProvider {
  constructor(private readonly documents: TemplateDocuments) {}

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const open = await this.documents.open(document);
    if (!open) return [];
    const { service, file } = open;
    return service.lenses(file).flatMap(template =>
      template.lenses.flatMap((lens): readonly vscode.CodeLens[] => {
        const range = spanRange(file, template.document, lens.span);
        if (lens.kind === 'template')
          return OVER_A_TEMPLATE.map(
            id => new vscode.CodeLens(range, { title: titleOf(id), command: id, arguments: [document.uri] }),
          );
        const title = lens.count === 1 ? vscode.l10n.t('1 use') : vscode.l10n.t('{0} uses', lens.count);
        const named = service.name(file, document.offsetAt(range.start));
        const places = named ? service.places(file, named).filter(({ declaration }) => !declaration) : [];
        return [
          new vscode.CodeLens(range, {
            title,
            tooltip: vscode.l10n.t('Show where “{0}” is used', lens.name),
            command: places.length > 0 ? 'editor.action.showReferences' : '',
            arguments: [
              document.uri,
              range.start,
              places.map(place => new vscode.Location(document.uri, toRange(place.range))),
            ],
          }),
        ];
      }),
    );
  }
}

function titleOf(id: (typeof OVER_A_TEMPLATE)[number]): string {
  return id === 'goldenPath.template.tryForm' ? vscode.l10n.t('Try this form') : vscode.l10n.t('Dry run');
}

/** What does away with what the rules for templates find. */
export class TemplateFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(private readonly documents: TemplateDocuments) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const open = await this.documents.open(document);
    if (!open) return [];
    const { service, file, knowledge } = open;
    return quickFixes(service.findings(file, knowledge), file, document.uri, range, context);
  }
}
