import * as vscode from 'vscode';
import type { SurveyStore } from './surveyStore.js';

/**
 * What is about to leave the machine, in an editor: the person sees it, may change it, and what stands there is what goes. It is a file
 * until then, so that nothing is lost by closing it.
 */
export class ShownDraft {
  readonly uri: vscode.Uri;
  private document: vscode.TextDocument | undefined;

  constructor(
    private readonly store: SurveyStore,
    name: string,
  ) {
    this.uri = vscode.Uri.joinPath(store.folder, name);
  }

  /** Whether one was left to go on with. */
  async exists(): Promise<boolean> {
    return (await this.store.read(this.uri)) !== undefined;
  }

  /** Opens it. @param text undefined: as it was left */
  async show(text?: string): Promise<void> {
    if (text !== undefined) await this.store.write(this.uri, text);
    this.document = await vscode.workspace.openTextDocument(this.uri);
    // One that is open with something else in it.
    if (text !== undefined && this.document.getText() !== text) {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(this.uri, new vscode.Range(0, 0, this.document.lineCount, 0), text);
      await vscode.workspace.applyEdit(edit);
    }
    await vscode.window.showTextDocument(this.document, { preview: false });
  }

  /** As it stands in the editor now. */
  get text(): string {
    return this.document?.getText() ?? '';
  }

  /** Asks what to do with it. It stays in sight, and can be changed, while the question is there. */
  async ask<T extends vscode.QuickPickItem>(title: string, choices: readonly T[]): Promise<T | undefined> {
    return vscode.window.showQuickPick(choices, { title, ignoreFocusOut: true });
  }

  /** Closes and deletes it. */
  async close(): Promise<void> {
    // A document that is not saved would ask whether it is to be.
    if (this.document?.isDirty) await this.document.save();
    const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
    const mine = tabs.filter(
      ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === this.uri.toString(),
    );
    await vscode.window.tabGroups.close(mine);
    await vscode.workspace.fs.delete(this.uri).then(undefined, () => undefined);
  }
}
