import * as vscode from 'vscode';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { PreviewComparison } from '../../core/templates/previewCompare.js';
import type { FileToWrite } from '../../core/templates/folderWrite.js';
import { guardedFolder } from '../common/guardedWrite.js';
import { withPatience } from '../common/patience.js';
import type { ShownPreview } from './previewFeature.js';

const PATIENCE_MS = 700;

/**
 * Writes the files of a preview into a folder that the person chooses. Where something is in it already, the differences are shown
 * first, and nothing is written before the person agrees.
 * @param wanted the folder; undefined asks for it
 * @param compare compares the preview with a folder, and shows how they differ where that is wanted
 */
export async function createHere(
  shown: ShownPreview,
  wanted: vscode.Uri | undefined,
  signal: AbortSignal,
  compare: (folder: vscode.Uri, show: boolean) => Promise<Result<PreviewComparison>>,
): Promise<Result<unknown>> {
  const { preview, root, request } = shown;
  if (preview.files.size === 0)
    return failure({ kind: 'unsupported', message: vscode.l10n.t('This preview has no files to write.') });
  const folder = wanted ?? (await askForFolder(root.path.split('/').at(-1) ?? '', request.folder));
  if (!folder) return success(undefined);
  const there = await whatIsThere(folder);
  if (there === 'file')
    return failure({
      kind: 'conflict',
      message: vscode.l10n.t('{0} is no folder. Choose another one.', folder.fsPath),
    });
  const isEmpty = there === 'nothing';
  const compared = await compare(folder, !isEmpty);
  if (!compared.ok) return compared;
  const { changes, before, counts } = compared.value;
  if (counts.added + counts.changed === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} holds these very files already.', folder.fsPath));
    return success(undefined);
  }
  if (!isEmpty && !(await agrees(folder, counts))) return success(undefined);
  const files = [...preview.files.values()]
    .filter(({ path }) => changes.get(path) !== 'same')
    .map(({ parts, bytes, executable, path }): FileToWrite => ({ parts, bytes, executable, before: before.get(path) }));
  return writeAll(folder, files, signal);
}

/** Writes with progress, says how it went, and offers to take it back. */
async function writeAll(
  folder: vscode.Uri,
  files: readonly FileToWrite[],
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const guarded = await guardedFolder(folder);
  if (!guarded.ok) return guarded;
  const writer = guarded.value;
  const takeBack = async (): Promise<void> => {
    const { left } = await writer.takeBack();
    if (left.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('Everything was taken back.'));
    else
      void vscode.window.showWarningMessage(
        vscode.l10n.t('These files have changed since and were left: {0}', left.join(', ')),
      );
  };
  let count = 0;
  const outcome = await withPatience({
    title: vscode.l10n.t('Writing {0} files into {1}', files.length, folder.fsPath),
    patienceMs: PATIENCE_MS,
    progress: () => String(count),
    run: stop => writer.write(files, AbortSignal.any([signal, stop]), done => (count = done)),
  });
  const { written, problem } = outcome;
  if (problem && written.length === 0) return failure(problem);
  const undo = vscode.l10n.t('Undo');
  if (problem) {
    const reason = problem.kind === 'cancelled' ? vscode.l10n.t('It was stopped.') : problem.message;
    const message = vscode.l10n.t('Only {0} of {1} files were written. {2}', written.length, files.length, reason);
    void vscode.window.showErrorMessage(message, undo).then(chosen => {
      if (chosen === undo) void takeBack();
    });
    return success(undefined);
  }
  void offerWhatIsNext(folder, written.length, takeBack);
  return success(folder);
}

async function offerWhatIsNext(folder: vscode.Uri, count: number, takeBack: () => Promise<void>): Promise<void> {
  const open = vscode.l10n.t('Open Folder');
  const add = vscode.l10n.t('Add to Workspace');
  const git = vscode.l10n.t('Initialise Git');
  const undo = vscode.l10n.t('Undo');
  const isOpen = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === folder.toString()) === true;
  const initialise = await gitInitialiser(folder);
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} files were written into {1}.', count, folder.fsPath),
    ...(isOpen ? [] : [open, add]),
    ...(initialise ? [git] : []),
    undo,
  );
  if (chosen === open) await vscode.commands.executeCommand('vscode.openFolder', folder);
  else if (chosen === add)
    vscode.workspace.updateWorkspaceFolders(vscode.workspace.workspaceFolders?.length ?? 0, 0, { uri: folder });
  else if (chosen === git) {
    await initialise?.();
    await offerWhatIsNext(folder, count, takeBack);
  } else if (chosen === undo) await takeBack();
}

/** What makes the folder a repository; undefined where it is one or is within one, or the editor has no git. */
async function gitInitialiser(folder: vscode.Uri): Promise<(() => Promise<unknown>) | undefined> {
  const extension = vscode.extensions.getExtension<unknown>('vscode.git');
  if (!extension) return undefined;
  const exports = await extension.activate();
  const git = (exports ?? {}) as GitExports;
  // Where git is switched off, asking for the interface throws.
  const api = git.enabled === true ? git.getAPI?.(1) : undefined;
  if (!api || (await exists(vscode.Uri.joinPath(folder, '.git')))) return undefined;
  return () => api.init(folder);
}

/** As much of the git extension's interface as is used here. Source: Visual Studio Code, `extensions/git/src/api/git.d.ts`. */
interface GitExports {
  readonly enabled?: boolean;
  getAPI?(version: 1): { init(root: vscode.Uri): Promise<unknown> };
}

/**
 * Where the files are to go.
 * @param begun the folder that the person began with, which is proposed first
 */
async function askForFolder(name: string, begun: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showQuickPick(proposals(name, begun), {
    title: vscode.l10n.t('Create Here'),
    placeHolder: vscode.l10n.t('Where do the files go?'),
    ignoreFocusOut: true,
  });
  if (!chosen || chosen.folder) return chosen?.folder;
  const first = begun ?? firstOpenFolder();
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Create Here'),
    openLabel: vscode.l10n.t('Create Here'),
    ...(first ? { defaultUri: first } : {}),
  });
  return picked?.[0];
}

interface Proposal extends vscode.QuickPickItem {
  /** Undefined: the person chooses one. */
  readonly folder?: vscode.Uri;
}

function firstOpenFolder(): vscode.Uri | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
}

/** The folders that are proposed for files that are called so, the likeliest first. */
function proposals(name: string, begun: vscode.Uri | undefined): readonly Proposal[] {
  const first = firstOpenFolder();
  const items: Proposal[] = [];
  if (begun?.scheme === 'file') {
    const inside = vscode.Uri.joinPath(begun, name);
    items.push(
      { label: `$(root-folder) ${vscode.l10n.t('Into the chosen folder')}`, detail: begun.fsPath, folder: begun },
      {
        label: `$(new-folder) ${vscode.l10n.t('New folder in the chosen folder')}`,
        detail: inside.fsPath,
        folder: inside,
      },
    );
  }
  if (first) {
    const inside = vscode.Uri.joinPath(first, name);
    const beside = vscode.Uri.joinPath(first, '..', name);
    items.push(
      {
        label: `$(new-folder) ${vscode.l10n.t('New folder in the open folder')}`,
        detail: inside.fsPath,
        folder: inside,
      },
      {
        label: `$(new-folder) ${vscode.l10n.t('New folder beside the open folder')}`,
        detail: beside.fsPath,
        folder: beside,
      },
      { label: `$(root-folder) ${vscode.l10n.t('Into the open folder itself')}`, detail: first.fsPath, folder: first },
    );
  }
  items.push({ label: `$(folder-opened) ${vscode.l10n.t('Choose a folder …')}` });
  // What was opened may be what was chosen.
  return items.filter(
    ({ detail }, index) => detail === undefined || items.findIndex(other => other.detail === detail) === index,
  );
}

async function agrees(folder: vscode.Uri, { added, changed, same }: PreviewComparison['counts']): Promise<boolean> {
  const write = changed > 0 ? vscode.l10n.t('Write and Replace {0}', changed) : vscode.l10n.t('Write');
  const message = vscode.l10n.t(
    '{0} is not empty. {1} files are new, {2} would be replaced, {3} are the same already. Look at the differences first.',
    ...[folder.fsPath, added, changed, same],
  );
  return (await vscode.window.showWarningMessage(message, write, vscode.l10n.t('Write Nothing'))) === write;
}

async function whatIsThere(folder: vscode.Uri): Promise<'nothing' | 'files' | 'file'> {
  const type = await vscode.workspace.fs.stat(folder).then(
    ({ type: found }) => found,
    () => undefined,
  );
  if (type === undefined) return 'nothing';
  if ((type & vscode.FileType.Directory) === 0) return 'file';
  return (await vscode.workspace.fs.readDirectory(folder)).length === 0 ? 'nothing' : 'files';
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
