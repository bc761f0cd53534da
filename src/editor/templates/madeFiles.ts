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

  /**
   * Keeps the files for as long as the window lasts, or until the comparison after the next. Their paths are those that they have in the
   * folder: the editor would else take every file for a renamed one.
   * @returns where each one is
   */
  keep(folder: vscode.Uri, files: readonly PreviewFile[]): ReadonlyMap<string, vscode.Uri> {
    const query = String(++this.comparisons);
    const before = String(this.comparisons - 1);
    for (const key of this.files.keys()) if (!key.endsWith(`?${before}`)) this.files.delete(key);
    return new Map(
      files.map(file => {
        const uri = vscode.Uri.joinPath(folder, ...file.parts);
        const place = vscode.Uri.from({ scheme: MADE_SCHEME, path: uri.path, query });
        this.files.set(keyOf(place), textOfBytes(file.bytes));
        return [file.path, place];
      }),
    );
  }

  /** @throws where the file is no longer kept: the editor shows the message in place of the document */
  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.files.get(keyOf(uri));
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return text;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

function keyOf({ path, query }: vscode.Uri): string {
  return `${path}?${query}`;
}

/** The bytes of a text file as text. */
export function textOfBytes(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
