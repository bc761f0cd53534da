import * as vscode from 'vscode';
import { displayNameOf } from '../../../core/catalogue/card.js';
import type { CatalogueModel } from '../../../core/catalogue/model.js';
import type { CommandId } from '../../common/commands.js';
import { settings } from '../../common/settings.js';
import { spanRange, type LanguageDocuments } from './languageDocuments.js';
import { quickFixes } from './quickFixes.js';

/** A line over each entity: who needs it, and who owns it. */
export class DescriptorLenses implements vscode.CodeLensProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly documents: LanguageDocuments,
    private readonly model: CatalogueModel,
  ) {}

  /** The catalogue has changed. */
  refresh(): void {
    this.changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const open = await this.documents.open(document);
    if (!open) return [];
    const { service, file, knowledge } = open;
    return service.lenses(file, knowledge).flatMap(lens => {
      const range = spanRange(file, lens.document, lens.span);
      const dependents = new vscode.CodeLens(range, {
        title: lens.dependents === 1 ? vscode.l10n.t('1 dependent') : vscode.l10n.t('{0} dependents', lens.dependents),
        tooltip: vscode.l10n.t('Show where descriptors of this folder name it'),
        command: 'goldenPath.language.showReferences',
        arguments: [
          { entity: { ref: lens.ref }, at: spanRange(file, lens.document, lens.nameSpan).start, uri: document.uri },
        ],
      });
      const comparison =
        lens.ref.startsWith('api:') && settings.instance()?.ok ? [comparisonLens(range, lens.ref)] : [];
      if (lens.owner === undefined) return [dependents, ...comparison];
      const owner = new vscode.CodeLens(range, {
        title: vscode.l10n.t('Owner: {0}', displayNameOf(lens.owner, this.model.state.index)),
        tooltip: vscode.l10n.t('Show the owner in the catalogue'),
        command: 'goldenPath.catalogue.revealOwner',
        arguments: [{ entity: { ref: lens.ref } }],
      });
      return [dependents, owner, ...comparison];
    });
  }
}

function comparisonLens(range: vscode.Range, ref: string): vscode.CodeLens {
  const command: CommandId = 'goldenPath.entity.compareDefinition';
  return new vscode.CodeLens(range, {
    title: vscode.l10n.t('Compare definition'),
    tooltip: vscode.l10n.t('Compare the definition in this folder with the one in the catalogue'),
    command,
    arguments: [{ entity: { ref } }],
  });
}

/** What does away with what the rules find. */
export class DescriptorFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(private readonly documents: LanguageDocuments) {}

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
