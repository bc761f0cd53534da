import * as vscode from 'vscode';
import type { Disposable } from '../../core/common/event.js';
import type { PreviewFile } from '../../core/templates/previewTree.js';

export const MADE_SCHEME = 'golden-path-made';

/** The text files that a template makes today, as read-only documents for a comparison. */
export class MadeFiles implements vscode.TextDocumentContentProvider, Disposable {
  private readonly files = new Map<string, string>();
  private readonly registration: vscode.Disposable;
  private comparisons = 0;

  constructor() {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(MADE_SCHEME, this);
  }

  /** Keeps the files for as long as the window lasts, or until the comparison after the next. @returns where each one is */
  keep(files: readonly PreviewFile[]): ReadonlyMap<string, vscode.Uri> {
    this.comparisons++;
    for (const key of this.files.keys()) if (!key.startsWith(`/${this.comparisons - 1}/`)) this.files.delete(key);
    return new Map(
      files.map(file => {
        const path = `/${this.comparisons}/${file.path}`;
        this.files.set(path, textOfBytes(file.bytes));
        return [file.path, vscode.Uri.from({ scheme: MADE_SCHEME, path })];
      }),
    );
  }

  /** @throws where the file is no longer kept: the editor shows the message in place of the document */
  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.files.get(uri.path);
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return text;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** The bytes of a text file as text. */
export function textOfBytes(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
