import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { ITEM_BANK } from '../../core/insights/survey/itemBank.js';
import type { ItemBank } from '../../core/insights/survey/surveyItem.js';
import { readSurveyPack, SURVEY_PACK_PATH, withPack } from '../../core/insights/survey/surveyPack.js';
import { settings } from '../common/settings.js';
import { TypingPauses } from '../common/typingPauses.js';

const PAUSE_MS = 300;

/** The questions that are asked: those of the product, and those of the organisation or else of the open folder, where it is trusted. */
export class SurveyQuestions implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collection = this.store.add(vscode.languages.createDiagnosticCollection('goldenPath.survey'));
  private readonly pauses = this.store.add(new TypingPauses(PAUSE_MS));

  constructor(private readonly log: Log) {
    this.store.add(vscode.workspace.onDidOpenTextDocument(document => this.check(document)));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isPack(document.uri)) this.pauses.after(document.uri, () => this.check(document));
      }),
    );
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.collection.delete(uri)));
    for (const document of vscode.workspace.textDocuments) this.check(document);
  }

  /** Reads the questions anew: a pack is small, and is wanted seldom. */
  async bank(): Promise<ItemBank> {
    for (const uri of packs()) {
      const text = await textOf(uri);
      if (text === undefined) continue;
      const pack = readSurveyPack(text);
      for (const { line, column, message, values } of pack.problems)
        this.log.warn(`${uri.path}:${line}:${column}: ${vscode.l10n.t(message, ...values)}`);
      return withPack(ITEM_BANK, pack);
    }
    return ITEM_BANK;
  }

  dispose(): void {
    this.store.dispose();
  }

  private check(document: vscode.TextDocument): void {
    if (!isPack(document.uri) || document.isClosed) return;
    const found = readSurveyPack(document.getText()).problems.map(({ line, column, message, values }) => {
      const at = new vscode.Position(line - 1, column - 1);
      const range = document.getWordRangeAtPosition(at) ?? new vscode.Range(at, at);
      const diagnostic = new vscode.Diagnostic(range, vscode.l10n.t(message, ...values));
      diagnostic.source = 'Golden Path';
      return diagnostic;
    });
    this.collection.set(document.uri, found);
  }
}

function packs(): readonly vscode.Uri[] {
  const { pack } = settings.survey();
  if (pack !== undefined) return [vscode.Uri.file(pack)];
  // Its words are put before a person: those of a folder that nobody trusts are not.
  if (!vscode.workspace.isTrusted) return [];
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, SURVEY_PACK_PATH));
}

function isPack({ path, scheme }: vscode.Uri): boolean {
  return scheme !== 'git' && path.endsWith(`/${SURVEY_PACK_PATH}`);
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
