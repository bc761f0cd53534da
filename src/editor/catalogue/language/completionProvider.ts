import * as vscode from 'vscode';
import type { Suggestion } from '../../../core/catalogue/language/completion.js';
import type { Entity } from '../../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../../core/catalogue/model.js';
import { entityTooltip } from '../treeItems.js';
import type { LanguageDocuments } from './languageDocuments.js';

/** What opens the list by itself. */
export const COMPLETION_TRIGGERS = [':', '/', '-', ' ', '[', ','] as const;

const KIND: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  field: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  reference: vscode.CompletionItemKind.Reference,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** An item that knows its entity, whose card is only made when somebody looks at it. */
class EntityItem extends vscode.CompletionItem {
  entity: Entity | undefined;
}

/** What could be written, as the editor lists it. */
export class DescriptorCompletion implements vscode.CompletionItemProvider<EntityItem> {
  constructor(
    private readonly documents: LanguageDocuments,
    private readonly model: CatalogueModel,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
    context: vscode.CompletionContext,
  ): Promise<vscode.CompletionList<EntityItem> | undefined> {
    const descriptor = await this.documents.open(document);
    const open = descriptor ?? (await this.documents.openEmpty(document));
    if (!open || token.isCancellationRequested) return undefined;
    const offset = document.offsetAt(position);
    const found = open.service.suggestions(open.file, offset, open.knowledge);
    // A space that indents a line is no question.
    const typedAhead = context.triggerKind === vscode.CompletionTriggerKind.TriggerCharacter;
    if (!found || (typedAhead && found.ofKeys)) return undefined;
    const range = new vscode.Range(document.positionAt(found.span.start), document.positionAt(found.span.end));
    const replacing = range.contains(position) ? range : new vscode.Range(position, position);
    const inserting = new vscode.Range(replacing.start, position);
    // What is still empty may become any YAML: whole entities are offered, and no single fields.
    const offered = descriptor ? found.items : found.items.filter(({ kind }) => kind === 'snippet');
    const items = offered.map((item, order) => toItem(item, order, { replacing, inserting }));
    return new vscode.CompletionList(items, found.incomplete);
  }

  resolveCompletionItem(item: EntityItem): EntityItem {
    if (item.entity) item.documentation = entityTooltip(item.entity, this.model.state.index);
    return item;
  }
}

function toItem(
  suggestion: Suggestion,
  order: number,
  range: { readonly inserting: vscode.Range; readonly replacing: vscode.Range },
): EntityItem {
  const { label, description, kind, insert, snippet, filter, documentation, entity, continues } = suggestion;
  const item = new EntityItem(
    description === undefined ? label : { label, description: shown(description) },
    KIND[kind],
  );
  item.insertText = snippet ? new vscode.SnippetString(insert) : insert;
  item.range = range;
  // The editor sorts by this where several go equally well with what is typed.
  item.sortText = String(order).padStart(5, '0');
  if (filter !== undefined) item.filterText = filter;
  if (documentation !== undefined) item.documentation = new vscode.MarkdownString(vscode.l10n.t(documentation));
  if (entity?.lifecycle?.toLowerCase() === 'deprecated') item.tags = [vscode.CompletionItemTag.Deprecated];
  if (continues) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  item.entity = entity;
  return item;
}

function shown(description: string): string {
  return description === 'required' ? vscode.l10n.t('required') : description;
}
