import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Problem, Result } from '../../core/common/problem.js';
import { hasEnded, stepsDone, type Run } from '../../core/templates/run.js';
import type { TemplateRuns } from '../../core/templates/runs.js';
import { runStateText } from './runRows.js';
import { RUNS_VIEW } from './runsView.js';

export interface RunProgressOptions {
  readonly runs: TemplateRuns;
  /** Asks, and cancels the run. @returns whether the person meant it */
  readonly cancel: (run: Run) => Promise<Result<boolean>>;
  /** Told of a problem for which a run can be followed no further. */
  readonly onLost: (problem: Problem) => void;
}

/** What is seen of the runs of this window without opening anything: a notification for each, and a place in the status bar. */
export class RunProgress implements Disposable {
  private readonly store = new DisposableStore();
  private readonly shown = new Set<string>();
  private item: vscode.StatusBarItem | undefined;

  constructor(private readonly options: RunProgressOptions) {
    this.store.add(options.runs.onDidChange(() => this.update()));
    this.store.add({ dispose: () => this.item?.dispose() });
  }

  dispose(): void {
    this.store.dispose();
  }

  private update(): void {
    const { open } = this.options.runs;
    for (const { id } of open) if (!this.shown.has(id) && !this.options.runs.problemOf(id)) void this.show(id);
    const [first] = open;
    if (!first) {
      this.item?.dispose();
      this.item = undefined;
      return;
    }
    this.item ??= this.makeItem();
    const text =
      open.length === 1
        ? `${first.title}: ${runStateText(first)}`
        : vscode.l10n.t('{0} runs of templates', open.length);
    this.item.text = `$(sync~spin) ${withoutIcons(text)}`;
    this.item.tooltip = open.map(run => `${run.title}: ${runStateText(run)}`).join('\n');
    this.item.accessibilityInformation = { label: text, role: 'button' };
  }

  private makeItem(): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem('goldenPath.runs', vscode.StatusBarAlignment.Left);
    item.name = vscode.l10n.t('Runs of templates');
    item.command = `${RUNS_VIEW}.focus`;
    item.show();
    return item;
  }

  /** Shows a notification until the run has ended. Cancelling asks first: who did not mean it gets it back. */
  private async show(id: string): Promise<void> {
    this.shown.add(id);
    try {
      while (this.isGoingOn(id)) {
        if ((await this.notify(id)) === 'ended') break;
        const run = this.options.runs.get(id);
        const cancelled = run && (await this.options.cancel(run));
        if (cancelled?.ok === false) this.options.onLost(cancelled.problem);
        // What has been cancelled goes on for a moment; the row and the status bar show that.
        if (cancelled?.ok && cancelled.value) break;
      }
    } finally {
      // Where it is lost and found again, or is tried again, it is shown again.
      const forget = this.options.runs.onDidChange(() => {
        if (this.isGoingOn(id)) return;
        forget.dispose();
        this.shown.delete(id);
      });
      this.store.add(forget);
      if (!this.isGoingOn(id)) {
        forget.dispose();
        this.shown.delete(id);
      }
    }
    const problem = this.options.runs.problemOf(id);
    if (problem) this.options.onLost(problem);
  }

  private isGoingOn(id: string): boolean {
    const { runs } = this.options;
    return runs.open.some(run => run.id === id) && !runs.problemOf(id);
  }

  private notify(id: string): Thenable<'ended' | 'cancel'> {
    const { runs } = this.options;
    const title = runs.get(id)?.title ?? id;
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
      let done = 0;
      const report = (): void => {
        const run = runs.get(id);
        if (!run) return;
        const share = run.steps.length === 0 ? 0 : (100 * stepsDone(run)) / run.steps.length;
        progress.report({ message: runStateText(run), increment: Math.max(0, share - done) });
        done = Math.max(done, share);
      };
      report();
      return new Promise(resolve => {
        const end = (how: 'ended' | 'cancel'): void => {
          listener.dispose();
          resolve(how);
        };
        let told = runs.get(id);
        const listener = runs.onDidChange(() => {
          const run = runs.get(id);
          if (!run || hasEnded(run) || runs.problemOf(id)) end('ended');
          // A line of the log is no progress.
          else if (run.state !== told?.state || run.steps.some((step, at) => step.state !== told?.steps[at]?.state)) {
            told = run;
            report();
          }
        });
        token.onCancellationRequested(() => end('cancel'));
      });
    });
  }
}

/** A server's text where `$(…)` would be an icon. */
function withoutIcons(text: string): string {
  return text.replace(/\$\(/g, '$\u200b(');
}
