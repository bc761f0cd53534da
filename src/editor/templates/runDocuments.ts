import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { escapeMarkdown } from '../../core/common/markdown.js';
import { presentProblem } from '../../core/common/problem.js';
import { resultPage, runResult } from '../../core/templates/runResult.js';
import type { TemplateRuns } from '../../core/templates/runs.js';
import { RunText } from '../../core/templates/runText.js';
import { showPreview } from '../common/markdownPreview.js';

/** Of the read-only documents of runs: `golden-path-run:/<id>/<title>.log` and `…/<title>.md`. */
export const RUN_SCHEME = 'golden-path-run';

// A text is handed over whole: the longer it is, the more seldom.
const REDRAW_MS = 200;
const REDRAW_MS_PER_CHARACTER = 1 / 2000;

/** The logs of runs as documents: to be searched, folded and copied like any other, growing at their end. */
export class RunDocuments implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly texts = new Map<string, RunText>();
  private readonly due = new Map<string, NodeJS.Timeout>();
  private readonly atEnd = new Set<vscode.TextEditor>();

  readonly onDidChange = this.changed.event;

  constructor(private readonly runs: TemplateRuns) {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(RUN_SCHEME, this));
    this.store.add(
      runs.onDidChange(change => {
        for (const document of openDocuments())
          if (change.type === 'list' ? !runs.get(runOfUri(document.uri)) : runOfUri(document.uri) === change.run.id)
            this.redraw(document);
      }),
    );
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === RUN_SCHEME) this.followEnd(document);
      }),
    );
    this.store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === RUN_SCHEME) this.texts.delete(runOfUri(uri));
      }),
    );
    this.store.add({
      dispose: () => {
        for (const timer of this.due.values()) clearTimeout(timer);
      },
    });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const id = runOfUri(uri);
    const run = this.runs.get(id);
    const problem = this.runs.problemOf(id);
    // A window that comes back with a log open has not asked anything yet; nor has one that opens an earlier run.
    if (!problem && (!run || run.lastEvent === 0)) void this.runs.follow(id);
    const said = problem && presentProblem(problem, vscode.l10n.t).text;
    if (!run) return `${said ?? vscode.l10n.t('Reading the run …')}\n`;
    if (uri.path.endsWith('.md')) return resultPage(run.title, runResult(run), escapeMarkdown);
    const text = this.texts.get(id) ?? new RunText({ translate: vscode.l10n.t, time: timeOfDay });
    this.texts.set(id, text);
    return said === undefined ? text.of(run) : `${text.of(run)}\n${said}\n`;
  }

  /**
   * Shows the log of a run.
   * @param stepId of the step whose part is to be seen: of one that failed, the place that says so; else the end
   */
  async openLog(runId: string, stepId: string | undefined, preserveFocus: boolean): Promise<vscode.TextEditor> {
    const run = this.runs.get(runId);
    if (!run || run.lastEvent === 0) await firstOf(this.runs.follow(runId), 2_000);
    const uri = runUri(runId, run?.title ?? runId, 'log');
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: true, preserveFocus });
    const known = this.runs.get(runId);
    const step = stepId === undefined ? undefined : known?.steps.find(({ id }) => id === stepId);
    const line = step?.line === undefined ? document.lineCount - 1 : RunText.HEAD_LINES + step.line;
    const place = new vscode.Position(Math.min(line, document.lineCount - 1), 0);
    editor.selection = new vscode.Selection(place, place);
    const how = step ? vscode.TextEditorRevealType.AtTop : vscode.TextEditorRevealType.Default;
    editor.revealRange(new vscode.Range(place, place), how);
    return editor;
  }

  /** Shows what came of a run, as the template tells it. */
  async openResults(runId: string): Promise<void> {
    const uri = runUri(runId, this.runs.get(runId)?.title ?? runId, 'md');
    await showPreview(uri);
  }

  dispose(): void {
    this.store.dispose();
  }

  private redraw(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (this.due.has(key)) return;
    const length = document.lineCount * 80;
    const timer = setTimeout(
      () => {
        this.due.delete(key);
        for (const editor of vscode.window.visibleTextEditors)
          if (editor.document === document && seesEnd(editor)) this.atEnd.add(editor);
        this.changed.fire(document.uri);
      },
      Math.max(REDRAW_MS, length * REDRAW_MS_PER_CHARACTER),
    );
    this.due.set(key, timer);
  }

  /** Who was looking at the end goes on to. */
  private followEnd(document: vscode.TextDocument): void {
    for (const editor of this.atEnd)
      if (editor.document === document) {
        const end = document.lineAt(document.lineCount - 1).range;
        editor.revealRange(end);
        this.atEnd.delete(editor);
      }
  }
}

function runUri(runId: string, title: string, extension: 'log' | 'md'): vscode.Uri {
  const name = title.replace(/[^\p{L}\p{N} _-]/gu, ' ').trim() || 'run';
  return vscode.Uri.from({ scheme: RUN_SCHEME, path: `/${runId}/${name}.${extension}` });
}

function runOfUri(uri: vscode.Uri): string {
  return uri.path.split('/')[1] ?? '';
}

function openDocuments(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === RUN_SCHEME);
}

function seesEnd({ visibleRanges, document }: vscode.TextEditor): boolean {
  return (visibleRanges.at(-1)?.end.line ?? 0) >= document.lineCount - 2;
}

function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

/** Waits for work, but no longer than this. */
function firstOf(work: Promise<void>, ms: number): Promise<void> {
  return Promise.race([work, new Promise<void>(resolve => setTimeout(resolve, ms))]);
}
