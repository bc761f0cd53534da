import * as vscode from 'vscode';
import { success, type Result } from '../../core/common/problem.js';
import type { PreviewComparison } from '../../core/templates/previewCompare.js';
import type { PreviewFile } from '../../core/templates/previewTree.js';
import type { ShownPreview } from './previewFeature.js';
import { previewFileUri } from './previewFiles.js';

/** What a preview is compared with. */
export type DiffBase =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'folder'; readonly folder: vscode.Uri }
  | { readonly kind: 'earlier'; readonly root: vscode.Uri };

/** A preview beside something else. */
export interface ComparedPreview extends ShownPreview {
  readonly base: DiffBase;
  readonly comparison: PreviewComparison;
  readonly earlierComparisons: readonly PreviewComparison[];
}

/**
 * What was found when the preview was compared, so that what is seen is what writing is guarded by. Its paths are those of the preview:
 * the editor would else take every file for a renamed one.
 */
export const BEFORE_SCHEME = 'golden-path-before';

/** The text on the left-hand side of a difference. */
export function textBefore({ path, query }: vscode.Uri, shown: ComparedPreview | undefined): string {
  if (!shown || !path.startsWith(`${shown.root.path}/`)) return '';
  const comparison = [...shown.earlierComparisons, shown.comparison][Number(query)];
  return new TextDecoder().decode(comparison?.before.get(path.slice(shown.root.path.length + 1)));
}

/** More differences than this in one editor help nobody. */
const MOST_DIFFERENCES = 1000;

/** Shows a file beside what is at its place; alone where nothing is, or where it holds no text. */
export async function openFileDiff(shown: ComparedPreview, file: PreviewFile): Promise<Result<unknown>> {
  const right = previewFileUri(shown.root, file.parts);
  const left = shown.comparison.changes.get(file.path) === 'added' ? undefined : otherUri(shown.base, file.parts);
  if (!left || file.isBinary) await vscode.commands.executeCommand('vscode.open', right, { preview: true });
  else await vscode.commands.executeCommand('vscode.diff', left, right, titleOf(shown, file.path), { preview: true });
  return success(undefined);
}

/** Shows all files that differ in one editor. */
export async function openMultiDiff(shown: ComparedPreview): Promise<Result<unknown>> {
  const { preview, comparison, base, root } = shown;
  const differing = [...preview.files.values()]
    .filter(({ path, isBinary }) => comparison.changes.get(path) !== 'same' && !isBinary)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const resources = differing.map(({ path, parts }): readonly (vscode.Uri | undefined)[] => {
    const right = previewFileUri(root, parts);
    const left = right.with({ scheme: BEFORE_SCHEME, query: String(shown.earlierComparisons.length) });
    return comparison.changes.get(path) === 'added' ? [right, undefined, right] : [right, left, right];
  });
  // What an earlier preview had more is gone; what a folder has more stays, since nothing is ever removed from it.
  if (base.kind === 'earlier')
    for (const path of comparison.onlyThere) {
      const left = previewFileUri(base.root, path.split('/'));
      resources.push([left, left, undefined]);
    }
  if (resources.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing differs.'));
    return success(undefined);
  }
  if (resources.length > MOST_DIFFERENCES)
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The first {0} of {1} files are shown.', MOST_DIFFERENCES, resources.length),
    );
  await vscode.commands.executeCommand('vscode.changes', titleOf(shown), resources.slice(0, MOST_DIFFERENCES));
  return success(undefined);
}

function otherUri(base: DiffBase, parts: readonly string[]): vscode.Uri | undefined {
  if (base.kind === 'nothing') return undefined;
  return base.kind === 'folder' ? vscode.Uri.joinPath(base.folder, ...parts) : previewFileUri(base.root, parts);
}

function titleOf({ base, root }: ComparedPreview, path?: string): string {
  return titleAgainst(base.kind, path ?? root.path.split('/').at(-1) ?? '');
}

/** What the editors of many differences of a preview can be headed with. */
export function titlesOfDifferences(root: vscode.Uri): readonly string[] {
  const name = root.path.split('/').at(-1) ?? '';
  return (['nothing', 'folder', 'earlier'] as const).map(kind => titleAgainst(kind, name));
}

function titleAgainst(kind: DiffBase['kind'], name: string): string {
  if (kind === 'folder') return vscode.l10n.t('{0} (preview ↔ folder)', name);
  return kind === 'earlier'
    ? vscode.l10n.t('{0} (preview ↔ last preview)', name)
    : vscode.l10n.t('{0} (preview)', name);
}
