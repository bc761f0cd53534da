import * as vscode from 'vscode';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { presentProblem, type Problem, type Result } from '../../core/common/problem.js';
import { hasEnded } from '../../core/templates/run.js';
import type { RunsChange, TemplateRuns } from '../../core/templates/runs.js';
import { moreItem, runItem, runTooltip, stepItem, type RunNode } from './runRows.js';

export const RUNS_VIEW = 'goldenPath.runs';

// A run can tell of itself a thousand times a second.
const REDRAW_MS = 120;
const MORE: RunNode = { type: 'more' };

export interface RunsViewOptions {
  readonly runs: TemplateRuns;
  readonly clock: Clock;
  /** Told of a problem that a reading met. */
  readonly onProblem: (problem: Problem) => void;
}

/** The view “Runs”: runs of templates with their steps. The first look at it reads the list. */
export class RunsView implements vscode.TreeDataProvider<RunNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<RunNode | undefined>());
  private readonly view: vscode.TreeView<RunNode>;
  private readonly nodes = new Map<string, RunNode>();
  private readonly dirty = new Set<string>();
  private readonly watched = new Set<string>();
  private redrawing: NodeJS.Timeout | undefined;
  private order = '';
  private first: Promise<unknown> | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly options: RunsViewOptions) {
    this.view = this.store.add(vscode.window.createTreeView(RUNS_VIEW, { treeDataProvider: this }));
    this.store.add(options.runs.onDidChange(change => this.take(change)));
    this.store.add({ dispose: () => clearTimeout(this.redrawing) });
    this.describe();
  }

  /** Whether somebody has looked at the view. */
  get isStarted(): boolean {
    return this.first !== undefined;
  }

  /** The run of the row that is selected. */
  get selected(): string | undefined {
    const [node] = this.view.selection;
    return node?.type === 'more' ? undefined : node?.runId;
  }

  /** Reads the list again. A problem is shown where the runs would be, and logged. */
  refresh(signal: AbortSignal): Promise<void> {
    return this.reading(this.options.runs.refresh(signal));
  }

  /** Reads earlier runs. */
  showMore(signal: AbortSignal): Promise<void> {
    return this.reading(this.options.runs.readMore(signal));
  }

  /** Reads the list where that has not been done: after signing in, or turning to another instance. */
  async catchUp(signal: AbortSignal): Promise<void> {
    const { isConnected, history } = this.options.runs;
    if (this.isStarted && isConnected && history.phase !== 'loading') await this.refresh(signal);
  }

  /** Selects the row of a run and opens it. */
  async reveal(runId: string): Promise<void> {
    if (this.options.runs.get(runId))
      await this.view.reveal(this.node({ type: 'run', runId }), { select: true, focus: false, expand: true });
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    const { runs } = this.options;
    if (node?.type === 'run') {
      const run = runs.get(node.runId);
      // The steps of an earlier run are known from its events.
      if (run && hasEnded(run) && run.lastEvent === 0 && !runs.problemOf(run.id)) await runs.follow(run.id);
      const { steps = [] } = runs.get(node.runId) ?? {};
      return steps.map(({ id }) => this.node({ type: 'step', runId: node.runId, stepId: id }));
    }
    if (node) return [];
    // What is known already need not wait for the list.
    const listed = (this.first ??= runs.isConnected ? this.refresh(new AbortController().signal) : undefined);
    if (runs.runs.length === 0) await listed;
    const rows = runs.runs.map(({ id }) => this.node({ type: 'run', runId: id }));
    return runs.history.hasMore ? [...rows, MORE] : rows;
  }

  getParent(node: RunNode): RunNode | undefined {
    return node.type === 'step' ? this.node({ type: 'run', runId: node.runId }) : undefined;
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    if (node.type === 'more') return moreItem();
    const { runs, clock } = this.options;
    const run = runs.get(node.runId);
    if (!run) return new vscode.TreeItem('');
    if (node.type === 'run') {
      // Whoever watches a run goes on to see its steps when it has ended.
      if (!hasEnded(run)) this.watched.add(run.id);
      const isExpanded = this.watched.has(run.id);
      return runItem(run, { problem: runs.problemOf(run.id), now: clock.now(), isExpanded });
    }
    const step = run.steps.find(({ id }) => id === node.stepId);
    return step ? stepItem(run, step) : new vscode.TreeItem('');
  }

  resolveTreeItem(item: vscode.TreeItem, node: RunNode): vscode.TreeItem {
    const run = node.type === 'run' ? this.options.runs.get(node.runId) : undefined;
    if (run) item.tooltip = runTooltip(run, this.options.runs.problemOf(run.id));
    return item;
  }

  dispose(): void {
    this.store.dispose();
  }

  private async reading(work: Promise<Result<void>>): Promise<void> {
    void vscode.window.withProgress({ location: { viewId: RUNS_VIEW } }, () => work);
    const result = await work;
    if (!result.ok) this.options.onProblem(result.problem);
  }

  /** The one object for a row: the editor tells rows apart by it. */
  private node(node: Exclude<RunNode, { type: 'more' }>): RunNode {
    const key = node.type === 'run' ? node.runId : `${node.runId}\0${node.stepId}`;
    const known = this.nodes.get(key);
    if (known) return known;
    this.nodes.set(key, node);
    return node;
  }

  private take(change: RunsChange): void {
    this.dirty.add(change.type === 'list' ? '' : change.run.id);
    this.redrawing ??= setTimeout(() => this.redraw(), REDRAW_MS);
  }

  private redraw(): void {
    this.redrawing = undefined;
    const { runs } = this.options;
    const order = `${runs.history.hasMore} ${runs.runs.map(({ id }) => id).join(' ')}`;
    if (this.order !== order || this.dirty.has('')) this.changed.fire(undefined);
    else for (const runId of this.dirty) this.changed.fire(this.node({ type: 'run', runId }));
    this.order = order;
    this.dirty.clear();
    this.describe();
  }

  private describe(): void {
    const { runs } = this.options;
    const { phase, problem } = runs.history;
    const shown = problem && phase === 'failed' ? presentProblem(problem, vscode.l10n.t).text : undefined;
    this.view.message = runs.runs.length > 0 ? (shown ?? '') : '';
    const empty = !runs.isConnected
      ? 'noServer'
      : phase === 'failed'
        ? problem?.kind === 'unauthorised'
          ? 'signedOut'
          : 'failed'
        : phase === 'ready'
          ? 'none'
          : 'loading';
    void vscode.commands.executeCommand('setContext', `${RUNS_VIEW}.empty`, runs.runs.length > 0 ? '' : empty);
  }
}
