import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Preview } from '../../core/templates/previewTree.js';

export const PREVIEW_SCHEME = 'golden-path-preview';

interface Mounted {
  readonly preview: Preview;
  readonly log: string;
  readonly mountedAt: number;
  /** Names in each folder, by the path of the folder; the root is ''. */
  readonly folders: ReadonlyMap<string, ReadonlyMap<string, vscode.FileType>>;
}

/** The name of the log, beside the folder of a preview. */
const LOG = 'dry-run.log';

/**
 * The files of previews as a file system that can only be read: `golden-path-preview:/<number>/<name>/<path>`. They live in memory
 * and go with the window.
 */
export class PreviewFiles implements vscode.FileSystemProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  private readonly mounted = new Map<string, Mounted>();
  private count = 0;

  readonly onDidChangeFile = this.changed.event;

  constructor() {
    const message = new vscode.MarkdownString(
      `${vscode.l10n.t('This is a preview: nothing is written yet.')} [${vscode.l10n.t('Create Here…')}](command:goldenPath.preview.createHere)`,
    );
    message.isTrusted = { enabledCommands: ['goldenPath.preview.createHere'] };
    this.store.add(vscode.workspace.registerFileSystemProvider(PREVIEW_SCHEME, this, { isReadonly: message }));
  }

  /** Makes a preview readable. @returns the address of its folder, which nothing had before */
  mount(preview: Preview, name: string, log: string): vscode.Uri {
    const root = vscode.Uri.from({ scheme: PREVIEW_SCHEME, path: `/${String(++this.count)}/${name}` });
    const folders = new Map<string, Map<string, vscode.FileType>>([['', new Map()]]);
    for (const { parts } of preview.files.values())
      for (let depth = 0; depth < parts.length; depth++) {
        const folder = parts.slice(0, depth).join('/');
        const names = folders.get(folder) ?? new Map<string, vscode.FileType>();
        names.set(parts[depth] ?? '', depth === parts.length - 1 ? vscode.FileType.File : vscode.FileType.Directory);
        folders.set(folder, names);
      }
    this.mounted.set(root.path, { preview, log, mountedAt: Date.now(), folders });
    return root;
  }

  /** Forgets a preview. Documents of it that are open keep their text until they are closed. */
  unmount(root: vscode.Uri): void {
    this.mounted.delete(root.path);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { mounted, path } = this.find(uri);
    const times = { ctime: mounted.mountedAt, mtime: mounted.mountedAt };
    const permissions = vscode.FilePermission.Readonly;
    if (path !== undefined && mounted.folders.has(path))
      return { type: vscode.FileType.Directory, size: 0, permissions, ...times };
    return { type: vscode.FileType.File, size: this.readFile(uri).length, permissions, ...times };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const { mounted, path } = this.find(uri);
    const names = path === undefined ? undefined : mounted.folders.get(path);
    if (!names) throw vscode.FileSystemError.FileNotADirectory(uri);
    return [...names];
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const { mounted, path } = this.find(uri);
    if (path === undefined) return new TextEncoder().encode(mounted.log);
    const file = mounted.preview.files.get(path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file.bytes;
  }

  /** Nothing ever changes. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.store.dispose();
    this.mounted.clear();
  }

  /** @returns the preview and the path in it; undefined for its log */
  private find(uri: vscode.Uri): { readonly mounted: Mounted; readonly path: string | undefined } {
    const [, number, name, ...rest] = uri.path.split('/');
    if (name === LOG && rest.length === 0)
      for (const [root, mounted] of this.mounted)
        if (root.startsWith(`/${number ?? ''}/`)) return { mounted, path: undefined };
    const mounted = this.mounted.get(`/${number ?? ''}/${name ?? ''}`);
    if (!mounted) throw vscode.FileSystemError.FileNotFound(uri);
    return { mounted, path: rest.join('/') };
  }
}

/** The address of the log of a preview. @param root as `mount` gave it */
export function logUri(root: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(root, '..', LOG);
}

/** The address of a file of a preview. */
export function previewFileUri(root: vscode.Uri, parts: readonly string[]): vscode.Uri {
  return vscode.Uri.joinPath(root, ...parts);
}
