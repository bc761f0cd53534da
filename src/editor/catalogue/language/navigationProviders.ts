import * as vscode from 'vscode';
import type { OutlineItem } from '../../../core/catalogue/language/outline.js';
import { displayNameOf } from '../../../core/catalogue/card.js';
import { displayName } from '../../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../../core/catalogue/model.js';
import type { WorkspaceFiles } from '../../../core/catalogue/workspaceFiles.js';
import { entityPageUri } from '../entityPageDocuments.js';
import type { EntityGlances } from '../entityGlances.js';
import { entityTooltip } from '../treeItems.js';
import { signalOf, spanRange, toRange, type LanguageDocuments } from './languageDocuments.js';

// The editor asks for symbols while somebody types: more than this nobody looks through.
const MOST_SYMBOLS = 200;

const SYMBOL_OF: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  entity: vscode.SymbolKind.Class,
  map: vscode.SymbolKind.Module,
  list: vscode.SymbolKind.Array,
  value: vscode.SymbolKind.Property,
};

/** Cards, definitions, references, names, links and symbols of descriptors. */
export class DescriptorNavigation
  implements
    vscode.HoverProvider,
    vscode.DefinitionProvider,
    vscode.ReferenceProvider,
    vscode.RenameProvider,
    vscode.DocumentLinkProvider,
    vscode.DocumentSymbolProvider,
    vscode.WorkspaceSymbolProvider
{
  constructor(
    private readonly documents: LanguageDocuments,
    private readonly model: CatalogueModel,
    private readonly files: WorkspaceFiles,
    private readonly glances: EntityGlances,
  ) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const open = await this.documents.open(document);
    if (!open) return undefined;
    const { service, file } = open;
    const offset = document.offsetAt(position);
    const mention = service.mention(file, offset);
    if (mention) {
      const entity = this.model.state.index.get(service.refOf(mention) ?? '');
      if (!entity) return undefined;
      const card = entityTooltip(entity, this.model.state.index, this.glances.of(entity.ref));
      return new vscode.Hover(card, toRange(service.rangeOf(file, mention)));
    }
    const help = service.fieldHelp(file, offset);
    return help && new vscode.Hover(new vscode.MarkdownString(vscode.l10n.t(help.text)), toRange(help.range));
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.LocationLink[] | undefined> {
    const open = await this.documents.open(document);
    const mention = open?.service.mention(open.file, document.offsetAt(position));
    const ref = open?.service.refOf(mention);
    if (!open || !mention || ref === undefined) return undefined;
    const originSelectionRange = toRange(open.service.rangeOf(open.file, mention));
    const here = open.service.declaration(open.file, ref);
    if (here) return [{ originSelectionRange, targetUri: document.uri, targetRange: toRange(here) }];
    const entity = this.model.state.index.get(ref);
    if (!entity?.local) {
      if (!entity) return undefined;
      // No file of the open folder describes it: its page does.
      const targetUri = entityPageUri(ref);
      return [{ originSelectionRange, targetUri, targetRange: new vscode.Range(0, 0, 0, 0) }];
    }
    const { uri, line } = entity.local;
    const text = await this.files.read(uri);
    const declared = text.ok ? open.service.declaration(open.service.file(uri, text.value), ref) : undefined;
    const targetRange = declared ? toRange(declared) : new vscode.Range(line, 0, line, 0);
    return [{ originSelectionRange, targetUri: vscode.Uri.parse(uri, true), targetRange }];
  }

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.Location[] | undefined> {
    const open = await this.documents.open(document);
    const ref = open?.service.refOf(open.service.mention(open.file, document.offsetAt(position)));
    return ref === undefined ? undefined : this.referencesTo(ref, includeDeclaration, signalOf(token));
  }

  /** Where the descriptors of the open folder name an entity. */
  async referencesTo(ref: string, includeDeclaration: boolean, signal: AbortSignal): Promise<vscode.Location[]> {
    const texts = await this.documents.allTexts(signal);
    const service = await this.documents.service();
    return service
      .places(texts, ref)
      .filter(({ declaration }) => includeDeclaration || !declaration)
      .map(({ uri, range }) => new vscode.Location(vscode.Uri.parse(uri, true), toRange(range)));
  }

  async prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<{ range: vscode.Range; placeholder: string } | undefined> {
    const open = await this.documents.open(document);
    if (!open) return undefined;
    const mention = open.service.mention(open.file, document.offsetAt(position));
    const ref = open.service.refOf(mention);
    if (!mention || ref === undefined)
      throw new Error(
        vscode.l10n.t('Only entities can be renamed: put the cursor on metadata.name, or on a reference.'),
      );
    const { range, name } = open.service.nameAt(open.file, mention);
    return { range: toRange(range), placeholder: name };
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
    token: vscode.CancellationToken,
  ): Promise<vscode.WorkspaceEdit | undefined> {
    const open = await this.documents.open(document);
    const mention = open?.service.mention(open.file, document.offsetAt(position));
    if (!open || !mention) return undefined;
    const texts = await this.documents.allTexts(signalOf(token));
    // Half of the places would be worse than none.
    if (token.isCancellationRequested) return undefined;
    const renamed = open.service.rename(texts, mention, newName, this.documents.knowledge, vscode.l10n.t);
    // The editor shows the text of what is thrown beside the name.
    if (!renamed.ok) throw new Error(renamed.problem.message);
    const edit = new vscode.WorkspaceEdit();
    for (const { uri, range, text } of renamed.value) edit.replace(vscode.Uri.parse(uri, true), toRange(range), text);
    return edit;
  }

  async provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
    const open = await this.documents.open(document);
    if (!open) return [];
    const { service, file } = open;
    return service
      .links(file)
      .map(
        link =>
          new vscode.DocumentLink(spanRange(file, link.document, link.span), vscode.Uri.parse(link.address, true)),
      );
  }

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[] | undefined> {
    const open = await this.documents.open(document);
    if (!open) return undefined;
    const { service, file } = open;
    const toSymbol = (item: OutlineItem): vscode.DocumentSymbol => {
      const range = spanRange(file, item.document, item.span);
      const selection = spanRange(file, item.document, item.nameSpan);
      const symbol = new vscode.DocumentSymbol(
        item.name,
        item.detail,
        SYMBOL_OF[item.kind],
        range,
        range.contains(selection) ? selection : new vscode.Range(range.start, range.start),
      );
      symbol.children = item.children.map(toSymbol);
      return symbol;
    };
    return service.outline(file).map(toSymbol);
  }

  provideWorkspaceSymbols(query: string): vscode.SymbolInformation[] {
    const wanted = query.toLowerCase();
    const { index } = this.model.state;
    const symbols: vscode.SymbolInformation[] = [];
    for (const { entities } of this.documents.descriptors.values())
      for (const entity of entities) {
        if (!entity.local || symbols.length >= MOST_SYMBOLS) continue;
        if (!hasInOrder(`${entity.name} ${displayName(entity)}`.toLowerCase(), wanted)) continue;
        const place = new vscode.Position(entity.local.line, 0);
        const location = new vscode.Location(vscode.Uri.parse(entity.local.uri, true), place);
        const owner = entity.owner === undefined ? '' : ` · ${displayNameOf(entity.owner, index)}`;
        symbols.push(
          new vscode.SymbolInformation(entity.name, vscode.SymbolKind.Class, `${entity.kind}${owner}`, location),
        );
      }
    return symbols;
  }
}

/** Whether a text has some letters in this order: the editor asks for matches as loose as its own. */
function hasInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
