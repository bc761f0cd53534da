import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { presentProblem } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import { plainLines } from '../../core/templates/plainLine.js';
import type { EnvironmentLogLine, EnvironmentProvider } from '../../core/environments/provider.js';

/** Of the read-only documents of environments: `golden-path-environment:/log/<id>/<name>.log` and `…:/compare/<number>/<name>.yaml`. */
const SCHEME = 'golden-path-environment';

const MOST_LINES = 5_000;
const FOLLOW_MS = 1_000;
const MOST_COMPARISONS = 20;

/** The logs of environments of this machine as documents that grow at their end, and the two sides of comparisons. */
export class EnvironmentDocuments implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly closing = new AbortController();
  private readonly logs = new Map<string, string>();
  private readonly compared = new Map<string, string>();
  private readonly atEnd = new Set<vscode.TextEditor>();
  private comparisons = 0;
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.changed.event;

  constructor(private readonly local: EnvironmentProvider) {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.store.add(vscode.window.onDidChangeVisibleTextEditors(() => this.follow()));
    this.store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.scroll(document)));
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)));
    this.follow();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (kindOf(uri) === 'log') {
      const text = this.logs.get(uri.toString()) ?? (await this.read(uri));
      this.logs.set(uri.toString(), text);
      return text;
    }
    return this.compared.get(uri.toString()) ?? vscode.l10n.t('This comparison is over. Ask for it again.');
  }

  /** Shows what an environment of this machine writes, and goes on showing it. */
  async openLog({ id, name }: Environment): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/log/${encodeURIComponent(id)}/${fileName(name)}.log` });
    this.logs.set(uri.toString(), await this.read(uri));
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: true });
    editor.revealRange(document.lineAt(document.lineCount - 1).range);
    return editor;
  }

  /** Shows two texts beside one another. */
  async openComparison(left: ComparedText, right: ComparedText): Promise<void> {
    const number = ++this.comparisons;
    const [one, other] = [left, right].map(({ title, text }, side) => {
      const path = `/compare/${String(number)}-${String(side)}/${fileName(title)}.yaml`;
      const uri = vscode.Uri.from({ scheme: SCHEME, path });
      this.compared.set(uri.toString(), text);
      return uri;
    });
    for (const key of [...this.compared.keys()].slice(0, -2 * MOST_COMPARISONS)) this.compared.delete(key);
    await vscode.commands.executeCommand(
      'vscode.diff',
      ...[one, other, vscode.l10n.t('{0} ↔ {1}', left.title, right.title), { preview: true }],
    );
  }

  dispose(): void {
    this.closing.abort();
    clearTimeout(this.timer);
    this.store.dispose();
  }

  private async read(uri: vscode.Uri): Promise<string> {
    const lines = await this.local.log(idOf(uri), MOST_LINES, this.closing.signal);
    if (!lines.ok) return `${presentProblem(lines.problem, vscode.l10n.t).text ?? ''}\n`;
    if (lines.value.length === 0) return `${vscode.l10n.t('It has written nothing yet.')}\n`;
    return `${lines.value.map(lineText).join('\n')}\n`;
  }

  /** Looks for more while a log is in sight. */
  private follow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (visibleLogs().length > 0 && !this.closing.signal.aborted)
      this.timer = setTimeout(() => void this.lookAgain(), FOLLOW_MS);
  }

  private async lookAgain(): Promise<void> {
    for (const { document } of visibleLogs()) {
      const key = document.uri.toString();
      const text = await this.read(document.uri);
      if (this.closing.signal.aborted || text === this.logs.get(key)) continue;
      this.logs.set(key, text);
      for (const editor of vscode.window.visibleTextEditors)
        if (editor.document === document && seesEnd(editor)) this.atEnd.add(editor);
      this.changed.fire(document.uri);
    }
    this.follow();
  }

  /** Who was looking at the end goes on to. */
  private scroll(document: vscode.TextDocument): void {
    for (const editor of this.atEnd)
      if (editor.document === document) {
        editor.revealRange(document.lineAt(document.lineCount - 1).range);
        this.atEnd.delete(editor);
      }
  }

  private forget(uri: vscode.Uri): void {
    this.logs.delete(uri.toString());
    this.compared.delete(uri.toString());
  }
}

/** A text with the name that stands above it. */
export interface ComparedText {
  readonly title: string;
  readonly text: string;
}

function visibleLogs(): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter(
    ({ document: { uri } }) => uri.scheme === SCHEME && kindOf(uri) === 'log',
  );
}

function kindOf(uri: vscode.Uri): string | undefined {
  return uri.path.split('/')[1];
}

function idOf(uri: vscode.Uri): string {
  return decodeURIComponent(uri.path.split('/')[2] ?? '');
}

function fileName(title: string): string {
  return title.replace(/[^\p{L}\p{N} ._-]/gu, ' ').trim() || 'environment';
}

function lineText({ at, from, text }: EnvironmentLogLine): string {
  return `${new Date(at).toTimeString().slice(0, 8)} ${from}  ${plainLines(text).join(' ')}`;
}

function seesEnd({ visibleRanges, document }: vscode.TextEditor): boolean {
  return (visibleRanges.at(-1)?.end.line ?? 0) >= document.lineCount - 2;
}
