import * as vscode from 'vscode';
import { insertedLines } from '../../core/common/insertedLines.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { FolderWriter } from '../../core/templates/folderWrite.js';

/** A text file to be written into an open folder. */
export interface GuardedWrite {
  readonly folder: vscode.Uri;
  /** Path below the folder, in parts. */
  readonly path: readonly string[];
  /** The whole text that the person has seen and agreed to. */
  readonly text: string;
  /** The whole text that was there when it was proposed; undefined: there was no file. */
  readonly before: string | undefined;
}

/**
 * Writes a file as one edit that can be undone. Writes nothing outside the folder, nothing through a symbolic link, and nothing
 * over what has changed since the person saw it. A file that was there is left unsaved in its editor.
 * @returns the URI of the file; `forbidden` or `conflict` where it was not written
 */
export async function guardedWrite({ folder, path, text, before }: GuardedWrite): Promise<Result<vscode.Uri>> {
  const shown = path.join('/');
  if (path.length === 0 || path.some(part => part === '' || part === '.' || part === '..' || /[/\\\0]/.test(part)))
    return failure(forbidden(shown));
  let uri = folder;
  for (const part of path) {
    uri = vscode.Uri.joinPath(uri, part);
    const type = await typeOf(uri);
    if (type !== undefined && (type & vscode.FileType.SymbolicLink) !== 0) return failure(forbidden(shown));
  }
  const present = await textOf(uri);
  if (!present.ok) return present;
  if (present.value !== before) return failure(changed(shown));
  const edit = new vscode.WorkspaceEdit();
  if (before === undefined) {
    // Without `overwrite`, the editor itself refuses a file that has come meanwhile.
    edit.createFile(uri, { contents: new TextEncoder().encode(text), overwrite: false });
  } else {
    const document = await vscode.workspace.openTextDocument(uri);
    const insertions = insertedLines(before, text);
    if (insertions) {
      // What is only added leaves the rest, and the places that others have marked in it, alone.
      for (const { after, lines } of insertions)
        if (after < 0) edit.insert(uri, new vscode.Position(0, 0), `${lines.join('\n')}\n`);
        else edit.insert(uri, document.lineAt(after).range.end, `\n${lines.join('\n')}`);
    } else {
      const end = document.lineAt(document.lineCount - 1).range.end;
      edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), end), text);
    }
  }
  return (await vscode.workspace.applyEdit(edit)) ? success(uri) : failure(changed(shown));
}

/**
 * The same door for many files, text or not, below a folder of the disk. What is written is not an edit: it keeps the rights of
 * programs, tells how far it came where it fails, and is taken back as a whole.
 * @returns `unsupported` where the folder is not on a disk; what the writer writes over must not be unsaved in an editor
 */
export async function guardedFolder(folder: vscode.Uri): Promise<Result<FolderWriter>> {
  if (folder.scheme !== 'file')
    return failure({
      kind: 'unsupported',
      message: vscode.l10n.t('Choose a folder on a disk: {0} is none.', folder.path),
    });
  const { DiskFolderWriter } = await import('../../adapters/files/diskFolderWriter.js');
  const writer = new DiskFolderWriter(folder.fsPath);
  return success({
    write: (files, signal, onWritten) => {
      const paths = new Set(files.map(({ parts }) => vscode.Uri.joinPath(folder, ...parts).toString()));
      const unsaved = vscode.workspace.textDocuments.find(({ isDirty, uri }) => isDirty && paths.has(uri.toString()));
      return unsaved
        ? Promise.resolve({ written: [], problem: unsavedText(unsaved.uri) })
        : writer.write(files, signal, onWritten);
    },
    takeBack: () => writer.takeBack(),
  });
}

/** The text of a file, with what is typed but not saved; undefined where there is none. */
export async function textOf(uri: vscode.Uri): Promise<Result<string | undefined>> {
  const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
  if (open) return success(open.getText());
  try {
    // Through a document, so that the encoding and the byte order mark are the editor's business.
    if ((await typeOf(uri)) === undefined) return success(undefined);
    return success((await vscode.workspace.openTextDocument(uri)).getText());
  } catch (error) {
    return failure({ kind: 'internal', message: error instanceof Error ? error.message : String(error) });
  }
}

async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch {
    return undefined;
  }
}

function forbidden(path: string): Problem {
  return {
    kind: 'forbidden',
    message: vscode.l10n.t('“{0}” is not written: it leads out of the open folder, or through a symbolic link.', path),
  };
}

function unsavedText(uri: vscode.Uri): Problem {
  return {
    kind: 'conflict',
    message: vscode.l10n.t('“{0}” has unsaved changes, and nothing was written. Save or revert it first.', uri.fsPath),
  };
}

function changed(path: string): Problem {
  return {
    kind: 'conflict',
    message: vscode.l10n.t('“{0}” has changed since the proposal was made, and nothing was written.', path),
  };
}
