import * as vscode from 'vscode';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import { isMadeBy, madeMetrics, type MadeMetrics } from '../../../core/health/sloFiles/madeMetrics.js';
import { maySayRules } from './ruleText.js';

const FILES = '**/*.{yaml,yml}';
const NOT_IN = '**/{node_modules,.git,dist,out,vendor}/**';
/** A workspace with more is not read to its end: then some recorded series count as unknown no longer, see `isComplete`. */
const MOST_FILES = 3_000;
const LARGEST_FILE = 1_000_000;

/** Which metrics the rules of the workspace make. Its files are read when that is first asked, and again as they change. */
export class WorkspaceMetrics implements Disposable {
  private readonly store = new DisposableStore();
  private readonly files = new Map<string, MadeMetrics>();
  private reading: Promise<void> | undefined;
  /** Whether all files were read: where not, no name is said to be unknown. */
  private complete = true;

  /** Reads what is not read yet. */
  ready(): Promise<void> {
    return (this.reading ??= this.readAll());
  }

  /** Whether a rule makes a metric; every metric may be made where there are too many files. */
  isMade(metric: string): boolean {
    if (!this.complete) return true;
    const open = vscode.workspace.textDocuments
      .filter(({ languageId }) => languageId === 'yaml')
      .map(document => document.getText())
      .filter(maySayRules)
      .map(madeMetrics);
    return isMadeBy([...this.files.values(), ...open], metric);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async readAll(): Promise<void> {
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(FILES));
    const changed = (uri: vscode.Uri): void => void this.read(uri);
    this.store.add(watcher.onDidCreate(changed));
    this.store.add(watcher.onDidChange(changed));
    this.store.add(watcher.onDidDelete(uri => void this.files.delete(uri.toString())));
    const found = await vscode.workspace.findFiles(FILES, NOT_IN, MOST_FILES + 1);
    this.complete = found.length <= MOST_FILES;
    if (!this.complete) return;
    // A few at a time: the files of a workspace can lie far away.
    for (let at = 0; at < found.length; at += 20)
      await Promise.all(found.slice(at, at + 20).map(uri => this.read(uri)));
  }

  private async read(uri: vscode.Uri): Promise<void> {
    const text = await readText(uri);
    if (text !== undefined && maySayRules(text)) this.files.set(uri.toString(), madeMetrics(text));
    else this.files.delete(uri.toString());
  }
}

/** @returns undefined for what cannot be read, is too large or is no text */
async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > LARGEST_FILE ? undefined : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // It has gone meanwhile, or cannot be read: then it makes nothing.
    return undefined;
  }
}
