import * as vscode from 'vscode';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import { LARGEST_IN_EDITOR } from '../../../core/compliance/yaml/limits.js';
import { RuleLanguageService } from '../../../core/health/sloFiles/ruleLanguageService.js';
import type { RuleFile } from '../../../core/health/sloFiles/ruleFile.js';
import type { Span } from '../../../core/compliance/yaml/node.js';
import { maySayRules } from './ruleText.js';

export const RULE_SELECTOR: vscode.DocumentSelector = [{ language: 'yaml' }];

/** The files of rules that are open, each version of each read once. */
export class RuleDocuments implements Disposable {
  private readonly store = new DisposableStore();
  private readonly service = new RuleLanguageService();
  private readonly looks = new WeakMap<vscode.TextDocument, { readonly version: number; readonly ours: boolean }>();

  constructor() {
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.service.forget(uri.toString())));
  }

  /** Whether a document may have rules in it. Cheap for all others. */
  isOurs(document: vscode.TextDocument): boolean {
    const before = this.looks.get(document);
    if (before?.version === document.version) return before.ours;
    const text = document.getText();
    const ours = isWritten(document) && text.length <= LARGEST_IN_EDITOR && maySayRules(text);
    this.looks.set(document, { version: document.version, ours });
    return ours;
  }

  /** Reads a document; undefined where it is none of ours. */
  open(document: vscode.TextDocument): RuleFile | undefined {
    return this.isOurs(document) ? this.service.file(document.uri.toString(), document.getText()) : undefined;
  }

  dispose(): void {
    this.store.dispose();
  }
}

/** Whether somebody can write in it: what git or a page of ours shows is only to be read. */
function isWritten({ uri, languageId }: vscode.TextDocument): boolean {
  if (languageId !== 'yaml' || uri.scheme === 'golden-path') return false;
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false;
}

/** A part of a document as the editor counts it. */
export function rangeIn(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
