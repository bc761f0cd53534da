import * as vscode from 'vscode';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';

/**
 * Has the person choose where a file goes, and writes it there.
 * @param name a proposal; what file systems refuse becomes a hyphen
 * @param title of the dialogue
 */
export async function saveFile(name: string, content: Uint8Array, title: string): Promise<Result<unknown>> {
  const safe = name.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'golden-path';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, safe) } : {}),
    title,
  });
  if (!target) return failure(CANCELLED);
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failure({ kind: 'internal', message: vscode.l10n.t('{0} was not saved: {1}', safe, message) });
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', vscode.workspace.asRelativePath(target)), 5000);
  return success(undefined);
}
