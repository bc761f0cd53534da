import * as vscode from 'vscode';
import type { PreviewComparison } from '../../core/templates/previewCompare.js';
import type { PreviewChange, PreviewNode, RefusedFile } from '../../core/templates/previewTree.js';
import { complianceRowItem, type PreviewComplianceRow } from './previewComplianceRow.js';
import { previewFileUri, PREVIEW_SCHEME } from './previewFiles.js';

/** A row of the view of a preview. */
export type PreviewRow =
  | { readonly type: 'node'; readonly node: PreviewNode }
  | { readonly type: 'refused'; readonly files: readonly RefusedFile[] }
  | { readonly type: 'refusedFile'; readonly file: RefusedFile }
  | PreviewComplianceRow;

/** What rows are drawn by. */
export interface PreviewLook {
  readonly root: vscode.Uri;
  readonly comparison: PreviewComparison;
}

/** A row as the editor draws it. */
export function previewRowItem(row: PreviewRow, { root, comparison }: PreviewLook): vscode.TreeItem {
  if (row.type === 'compliance' || row.type === 'finding') return complianceRowItem(row);
  if (row.type === 'refused') {
    const item = new vscode.TreeItem(vscode.l10n.t('Left Out'), vscode.TreeItemCollapsibleState.Expanded);
    item.id = 'refused';
    item.description = String(row.files.length);
    item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    item.tooltip = vscode.l10n.t('These files are neither shown nor written.');
    return item;
  }
  if (row.type === 'refusedFile') {
    const item = new vscode.TreeItem(JSON.stringify(row.file.path).slice(1, -1));
    item.description = row.file.reason;
    item.tooltip = `${JSON.stringify(row.file.path)}: ${row.file.reason}`;
    item.iconPath = new vscode.ThemeIcon('circle-slash');
    return item;
  }
  const { node } = row;
  const uri = previewFileUri(root, node.path.split('/'));
  const isFolder = node.file === undefined;
  const item = new vscode.TreeItem(
    uri,
    isFolder ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
  );
  item.id = uri.toString();
  item.contextValue = isFolder ? 'folder' : 'file';
  if (!node.file) return item;
  const notes = notesOf(row.node, comparison);
  if (notes.length > 0) item.description = notes.join(', ');
  item.command = {
    command: 'goldenPath.preview.openFile',
    title: vscode.l10n.t('Open File'),
    arguments: [row],
  };
  const words = comparison.changes.get(node.path) === 'added' ? [changeWord(comparison, node.path), ...notes] : notes;
  item.accessibilityInformation = { label: [node.path, ...words].join(', ') };
  return item;
}

function notesOf({ path, file }: PreviewNode, comparison: PreviewComparison): readonly string[] {
  const { modeChanges, changes } = comparison;
  return [
    // Where all are new, saying so of each would only be noise.
    ...(changes.get(path) === 'added' ? [] : [changeWord(comparison, path)]),
    ...(file?.executable ? [vscode.l10n.t('program')] : []),
    ...(modeChanges.has(path) ? [vscode.l10n.t('other rights')] : []),
    ...(file?.isBinary ? [vscode.l10n.t('binary')] : []),
  ];
}

function changeWord({ changes }: PreviewComparison, path: string): string {
  const words = {
    added: vscode.l10n.t('new'),
    changed: vscode.l10n.t('changed'),
    same: vscode.l10n.t('the same'),
  };
  return words[changes.get(path) ?? 'added'];
}

// The letters and colours that the editor uses for files under version control.
const LOOKS: Readonly<Record<PreviewChange, readonly [badge: string | undefined, colour: string]>> = {
  added: ['A', 'added'],
  changed: ['M', 'modified'],
  same: [undefined, 'ignored'],
};

/** Marks the files of a preview by how they differ from what it is compared with. */
export class PreviewDecorations implements vscode.FileDecorationProvider {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.changed.event;

  constructor(private readonly look: () => PreviewLook | undefined) {}

  redraw(): void {
    this.changed.fire(undefined);
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const look = this.look();
    if (uri.scheme !== PREVIEW_SCHEME || !look || !uri.path.startsWith(`${look.root.path}/`)) return undefined;
    const path = uri.path.slice(look.root.path.length + 1);
    const change = look.comparison.changes.get(path);
    if (change === undefined) return undefined;
    const word = changeWord(look.comparison, path);
    const [badge, colour] = LOOKS[change];
    return new vscode.FileDecoration(badge, word, new vscode.ThemeColor(`gitDecoration.${colour}ResourceForeground`));
  }
}
