import * as vscode from 'vscode';
import { searchPreview, type PreviewMatch } from '../../core/templates/previewSearch.js';
import type { ShownPreview } from './previewFeature.js';
import { previewFileUri } from './previewFiles.js';

const MOST_MATCHES = 200;

type Item = vscode.QuickPickItem & { readonly match?: PreviewMatch };

/** Looks for text in all files of a preview as it is typed, and opens the place that the person chooses. */
export async function findInPreview({ preview, root }: ShownPreview): Promise<void> {
  const box = vscode.window.createQuickPick<Item>();
  box.title = vscode.l10n.t('Find in Preview');
  box.placeholder = vscode.l10n.t('A text in the {0} files', preview.files.size);
  const search = (wanted: string): readonly Item[] => {
    const matches = searchPreview(preview, wanted, MOST_MATCHES);
    if (wanted !== '' && matches.length === 0) return [{ label: vscode.l10n.t('Nothing found'), alwaysShow: true }];
    return matches.map(match => ({
      label: match.text.trim(),
      description: `${match.parts.join('/')}:${String(match.line + 1)}`,
      // The editor's own filter must not judge what has been found already.
      alwaysShow: true,
      match,
    }));
  };
  const chosen = await new Promise<PreviewMatch | undefined>(resolve => {
    box.onDidChangeValue(value => (box.items = search(value)));
    box.onDidAccept(() => {
      resolve(box.activeItems[0]?.match);
      box.hide();
    });
    box.onDidHide(() => resolve(undefined));
    box.show();
  });
  box.dispose();
  if (!chosen) return;
  const at = new vscode.Position(chosen.line, chosen.column);
  await vscode.window.showTextDocument(previewFileUri(root, chosen.parts), {
    preview: true,
    selection: new vscode.Range(at, at),
  });
}
