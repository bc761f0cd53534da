import * as vscode from 'vscode';
import { cancelledBy, failure, success, type Result } from '../../core/common/problem.js';
import { isPlainPath } from '../../core/templates/safePath.js';
import type { TemplateFile } from '../../core/templates/scaffolder.js';
import type { TestFolder } from '../../core/templates/templateTestRun.js';

const LEFT_OUT = new Set(['node_modules', '.git']);

/** The files around a test file, on any file system of the editor. Links are left out: they could lead anywhere. */
export class EditorTestFolder implements TestFolder {
  /** @param root the folder of the test file */
  constructor(private readonly root: vscode.Uri) {}

  async read(path: string): Promise<Result<Uint8Array>> {
    const uri = vscode.Uri.joinPath(this.root, path);
    // What is typed but not saved is what somebody wants to try.
    const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
    if (open) return success(new TextEncoder().encode(open.getText()));
    return attempt(async () => vscode.workspace.fs.readFile(uri));
  }

  async list(folder: string, signal: AbortSignal): Promise<Result<readonly TemplateFile[]>> {
    const files: TemplateFile[] = [];
    const base = vscode.Uri.joinPath(this.root, folder);
    const walk = async (at: vscode.Uri, below: string): Promise<void> => {
      for (const [name, type] of await vscode.workspace.fs.readDirectory(at)) {
        if (signal.aborted) return;
        const uri = vscode.Uri.joinPath(at, name);
        const path = below === '' ? name : `${below}/${name}`;
        if (type === vscode.FileType.Directory && !LEFT_OUT.has(name)) await walk(uri, path);
        else if (type === vscode.FileType.File) files.push({ path, bytes: await vscode.workspace.fs.readFile(uri) });
      }
    };
    const walked = await attempt(() => walk(base, ''));
    return cancelledBy(signal) ?? (walked.ok ? success(files.sort((a, b) => (a.path < b.path ? -1 : 1))) : walked);
  }

  async replace(folder: string, files: readonly TemplateFile[]): Promise<Result<void>> {
    const bad = files.find(({ path }) => !isPlainPath(path));
    if (bad)
      return failure({
        kind: 'forbidden',
        message: vscode.l10n.t('The template writes outside of its folder: {0}', bad.path),
      });
    const base = vscode.Uri.joinPath(this.root, folder);
    return attempt(async () => {
      let at = this.root;
      for (const part of folder.split('/').filter(name => name !== '' && name !== '.')) {
        at = vscode.Uri.joinPath(at, part);
        const type = await typeOf(at);
        // A link on the way could make us throw away what stands elsewhere.
        if (type !== undefined && (type & vscode.FileType.SymbolicLink) !== 0)
          throw new Error(vscode.l10n.t('“{0}” is a link: a snapshot cannot be written there.', part));
      }
      if ((await typeOf(base)) !== undefined) await vscode.workspace.fs.delete(base, { recursive: true });
      await vscode.workspace.fs.createDirectory(base);
      for (const { path, bytes } of files) await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(base, path), bytes);
    });
  }
}

async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await work());
  } catch (error) {
    const missing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    const message = missing
      ? vscode.l10n.t('There is no such file or folder.')
      : String(error instanceof Error ? error.message : error);
    return failure({ kind: missing ? 'notFound' : 'internal', message });
  }
}
