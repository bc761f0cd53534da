import * as vscode from 'vscode';
import { settings } from '../common/settings.js';

/** Shows a document in the Markdown preview, which keeps one tab for all of them. */
export async function showPreview(uri: vscode.Uri): Promise<void> {
  // The preview is an extension of the editor, and can be switched off.
  if (vscode.extensions.getExtension('vscode.markdown-language-features'))
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  else await vscode.window.showTextDocument(uri, { preview: true });
}

/** Address of the portal without a trailing slash; undefined where no instance is set. */
export function portalAddress(): string | undefined {
  const instance = settings.instance();
  return settings.appUrl() ?? (instance?.ok ? instance.value.baseUrl : undefined);
}
