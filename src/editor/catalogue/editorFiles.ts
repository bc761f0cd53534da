import * as vscode from 'vscode';
import { namePattern, resolveTarget } from '../../core/catalogue/targetPattern.js';
import type { WorkspaceFiles } from '../../core/catalogue/workspaceFiles.js';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';

// Typing and switching branches make many changes at once: they count as one when this much time has passed.
const QUIET_MS = 300;

/** The files of the open folders as the editor sees them: on any file system, with what is typed but not saved. */
export class EditorFiles implements WorkspaceFiles, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChange: Event<void> = this.changed.event;

  constructor() {
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml}'));
    const change = (): void => this.changeSoon();
    this.store.add(watcher.onDidChange(change));
    this.store.add(watcher.onDidCreate(change));
    this.store.add(watcher.onDidDelete(change));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isDescriptor(document)) this.changeSoon();
      }),
    );
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(change));
    this.store.add({ dispose: () => clearTimeout(this.timer) });
  }

  async findDescriptors(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const cancellation = new vscode.CancellationTokenSource();
    const cancel = (): void => cancellation.cancel();
    signal.addEventListener('abort', cancel);
    const found = await vscode.workspace.findFiles(
      '**/catalog-info.{yaml,yml}',
      '**/{node_modules,.git}/**',
      undefined,
      cancellation.token,
    );
    signal.removeEventListener('abort', cancel);
    cancellation.dispose();
    return signal.aborted ? failure(CANCELLED) : success(found.map(uri => uri.toString()));
  }

  size(uri: string): Promise<Result<number>> {
    return attempt(async () => (await vscode.workspace.fs.stat(vscode.Uri.parse(uri, true))).size);
  }

  async read(uri: string): Promise<Result<string>> {
    const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri);
    if (open) return success(open.getText());
    const bytes = await attempt(async () => vscode.workspace.fs.readFile(vscode.Uri.parse(uri, true)));
    return bytes.ok ? success(new TextDecoder().decode(bytes.value)) : bytes;
  }

  async expand(fromUri: string, target: string): Promise<Result<readonly string[]>> {
    const from = vscode.Uri.parse(fromUri, true);
    const folder = vscode.workspace.getWorkspaceFolder(from);
    if (!folder) return failure(outside(target));
    const below = from.path.slice(folder.uri.path.length).split('/').filter(Boolean).slice(0, -1);
    const parts = resolveTarget(below, target);
    if (!parts) return failure(outside(target));
    if (parts.length === 0) return success([]);
    let folders = [folder.uri];
    for (const [position, part] of parts.entries()) {
      const wanted = position === parts.length - 1 ? vscode.FileType.File : vscode.FileType.Directory;
      folders = (await Promise.all(folders.map(uri => matching(uri, namePattern(part), wanted)))).flat();
    }
    return success(folders.map(uri => uri.toString()).sort());
  }

  dispose(): void {
    this.store.dispose();
  }

  private changeSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(), QUIET_MS);
  }
}

/** Whether a document is named like a descriptor. */
export function isDescriptor(document: vscode.TextDocument): boolean {
  return /(?:^|\/)catalog-info\.ya?ml$/.test(document.uri.path);
}

function outside(target: string): Problem {
  return { kind: 'forbidden', message: vscode.l10n.t('“{0}” leads out of the open folder.', target) };
}

/** Entries of a folder by name. Symbolic links have a type of their own and are left out: they could lead out of it. */
async function matching(folder: vscode.Uri, name: RegExp, type: vscode.FileType): Promise<readonly vscode.Uri[]> {
  const entries = await attempt(async () => vscode.workspace.fs.readDirectory(folder));
  return (entries.ok ? entries.value : []).flatMap(([entry, itsType]) =>
    itsType === type && name.test(entry) ? [vscode.Uri.joinPath(folder, entry)] : [],
  );
}

async function attempt<T>(read: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await read());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const missing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return failure({ kind: missing ? 'notFound' : 'internal', message });
  }
}
