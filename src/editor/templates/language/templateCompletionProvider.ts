import * as vscode from 'vscode';
import { escapeMarkdown } from '../../../core/common/markdown.js';
import type { TemplateSuggestion } from '../../../core/templates/language/templateCompletion.js';
import type { TemplateDocuments } from './templateDocuments.js';

/** What opens the list by itself. */
export const TEMPLATE_TRIGGERS = ['.', ':', ' ', '{', '|', "'", '-'] as const;

const KIND: Readonly<Record<TemplateSuggestion['kind'], vscode.CompletionItemKind>> = {
  action: vscode.CompletionItemKind.Method,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  parameter: vscode.CompletionItemKind.Variable,
  step: vscode.CompletionItemKind.Struct,
  filter: vscode.CompletionItemKind.Function,
  function: vscode.CompletionItemKind.Function,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** What could be written in a template, as the editor lists it. */
export class TemplateCompletion implements vscode.CompletionItemProvider {
  constructor(private readonly documents: TemplateDocuments) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
    context: vscode.CompletionContext,
  ): Promise<vscode.CompletionItem[] | undefined> {
    const open = await this.documents.open(document);
    if (!open || token.isCancellationRequested) return undefined;
    const found = open.service.suggestions(open.file, document.offsetAt(position), open.knowledge);
    // A space that indents a line is no question.
    const typedAhead = context.triggerKind === vscode.CompletionTriggerKind.TriggerCharacter;
    if (!found || (typedAhead && found.ofKeys)) return undefined;
    const range = new vscode.Range(document.positionAt(found.span.start), document.positionAt(found.span.end));
    const replacing = range.contains(position) ? range : new vscode.Range(position, position);
    const inserting = new vscode.Range(replacing.start, position);
    return found.items.map((item, order) => toItem(item, order, { replacing, inserting }));
  }
}

function toItem(
  { label, detail, kind, insert, filter, documentation, continues }: TemplateSuggestion,
  order: number,
  range: { readonly inserting: vscode.Range; readonly replacing: vscode.Range },
): vscode.CompletionItem {
  const description = detail === 'required' ? vscode.l10n.t('required') : detail;
  const title = kind === 'snippet' ? vscode.l10n.t(label) : label;
  const item = new vscode.CompletionItem(description === undefined ? title : { label: title, description }, KIND[kind]);
  item.insertText = new vscode.SnippetString(insert);
  item.range = range;
  // The editor sorts by this where several go equally well with what is typed.
  item.sortText = String(order).padStart(5, '0');
  if (filter !== undefined) item.filterText = filter;
  if (documentation)
    item.documentation = new vscode.MarkdownString(
      documentation.ours ? vscode.l10n.t(documentation.text) : escapeMarkdown(documentation.text.trim()),
    );
  if (continues) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}
