import * as vscode from 'vscode';
import type { PlacedName, PlacedTemplate } from '../../../core/templates/language/templateLanguageService.js';
import type { TemplateSymbol } from '../../../core/templates/language/templateOutline.js';
import { spanRange, toRange } from '../../catalogue/language/languageDocuments.js';
import type { OpenTemplate, TemplateDocuments } from './templateDocuments.js';

const SYMBOL_OF: Readonly<Record<TemplateSymbol['kind'], vscode.SymbolKind>> = {
  page: vscode.SymbolKind.Module,
  parameter: vscode.SymbolKind.Variable,
  step: vscode.SymbolKind.Event,
  output: vscode.SymbolKind.Object,
};

interface Named extends OpenTemplate {
  readonly named: PlacedName;
}

/** Hovers, definitions, references, names and symbols of templates. */
export class TemplateNavigation
  implements
    vscode.HoverProvider,
    vscode.DefinitionProvider,
    vscode.ReferenceProvider,
    vscode.RenameProvider,
    vscode.DocumentSymbolProvider
{
  constructor(private readonly documents: TemplateDocuments) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const open = await this.documents.open(document);
    const help = open?.service.help(open.file, document.offsetAt(position), open.knowledge, vscode.l10n.t);
    return help && new vscode.Hover(new vscode.MarkdownString(help.markdown), toRange(help.range));
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.LocationLink[] | undefined> {
    const at = await this.named(document, position);
    const declared = at?.service.places(at.file, at.named).find(({ declaration }) => declaration);
    if (!at || !declared) return undefined;
    return [
      {
        originSelectionRange: toRange(at.named.range),
        targetUri: document.uri,
        targetRange: toRange(declared.range),
      },
    ];
  }

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): Promise<vscode.Location[] | undefined> {
    const at = await this.named(document, position);
    return at?.service
      .places(at.file, at.named)
      .filter(({ declaration }) => includeDeclaration || !declaration)
      .map(({ range }) => new vscode.Location(document.uri, toRange(range)));
  }

  async prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<{ range: vscode.Range; placeholder: string } | undefined> {
    const at = await this.named(document, position);
    return at && { range: toRange(at.named.range), placeholder: at.named.name };
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
  ): Promise<vscode.WorkspaceEdit | undefined> {
    const at = await this.named(document, position);
    if (!at) return undefined;
    const renamed = at.service.rename(at.file, at.named, newName, vscode.l10n.t);
    // The editor shows the text of what is thrown beside the name.
    if (!renamed.ok) throw new Error(renamed.problem.message);
    const edit = new vscode.WorkspaceEdit();
    for (const { range, text } of renamed.value) edit.replace(document.uri, toRange(range), text);
    return edit;
  }

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[] | undefined> {
    const open = await this.documents.open(document);
    return open?.service
      .outline(open.file)
      .flatMap(template => template.symbols.map(symbol => toSymbol(symbol, open, template)));
  }

  private async named(document: vscode.TextDocument, position: vscode.Position): Promise<Named | undefined> {
    const open = await this.documents.open(document);
    const named = open?.service.name(open.file, document.offsetAt(position));
    return open && named && { ...open, named };
  }
}

function toSymbol(symbol: TemplateSymbol, open: OpenTemplate, template: PlacedTemplate): vscode.DocumentSymbol {
  const range = spanRange(open.file, template.document, symbol.span);
  const selection = spanRange(open.file, template.document, symbol.nameSpan);
  const made = new vscode.DocumentSymbol(
    nameOf(symbol),
    symbol.detail,
    SYMBOL_OF[symbol.kind],
    range,
    range.contains(selection) ? selection : new vscode.Range(range.start, range.start),
  );
  made.children = symbol.children.map(child => toSymbol(child, open, template));
  return made;
}

function nameOf({ kind, name, index }: TemplateSymbol): string {
  if (kind === 'page' && !name) return vscode.l10n.t('Page {0}', index + 1);
  return name === undefined || name === '' ? '—' : name;
}
