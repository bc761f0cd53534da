import * as vscode from 'vscode';

/** Shows a document in the Markdown preview, which keeps one tab for all of them. */
export async function showPreview(uri: vscode.Uri): Promise<void> {
  // The preview is an extension of the editor, and can be switched off.
  if (vscode.extensions.getExtension('vscode.markdown-language-features'))
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  else await vscode.window.showTextDocument(uri, { preview: true });
}
