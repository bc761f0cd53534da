import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';

const OPEN_CONTEXT = 'goldenPath.form.textOpen';

/** Texts of several lines that are written for a form, each in an editor of its own. */
export class FormText implements Disposable {
  private readonly accepted = new vscode.EventEmitter<void>();

  /** Ends the writing: the text goes back to the form. */
  accept(): void {
    this.accepted.fire();
  }

  /**
   * Lets a person write a text until they say that it is done, or close it.
   * @returns undefined where it was closed
   */
  async edit(text: string, signal: AbortSignal): Promise<string | undefined> {
    const document = await vscode.workspace.openTextDocument({ content: text, language: 'markdown' });
    await vscode.window.showTextDocument(document, { preview: false });
    await vscode.commands.executeCommand('setContext', OPEN_CONTEXT, true);
    const store = new DisposableStore();
    const written = await new Promise<string | undefined>(resolve => {
      const close = (): void => resolve(undefined);
      const done = (): void => resolve(document.getText());
      store.add(this.accepted.event(done));
      store.add(vscode.workspace.onDidCloseTextDocument(closed => closed === document && close()));
      signal.addEventListener('abort', close);
      store.add({ dispose: () => signal.removeEventListener('abort', close) });
      const title = vscode.l10n.t('Write the text. “Use This Text” (Ctrl+Enter) takes it into the form.');
      const location = vscode.ProgressLocation.Notification;
      // A progress, since that goes away by itself when the text is written.
      void vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
        token.onCancellationRequested(close);
        return new Promise<void>(over => store.add({ dispose: over }));
      });
    });
    store.dispose();
    await vscode.commands.executeCommand('setContext', OPEN_CONTEXT, false);
    if (!document.isClosed) {
      await vscode.window.showTextDocument(document);
      // Nothing of it is to be saved: the form has it.
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    return written?.replace(/\s+$/, '');
  }

  dispose(): void {
    this.accepted.dispose();
  }
}
