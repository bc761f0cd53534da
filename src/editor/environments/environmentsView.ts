import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { presentProblem } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import type { EnvironmentsModel } from '../../core/environments/environmentsModel.js';
import {
  ENVIRONMENT_GROUPINGS,
  EnvironmentTree,
  type EnvironmentGrouping,
  type EnvironmentNode,
  type EnvironmentTreeNode,
} from '../../core/environments/environmentTree.js';
import { environmentRow, environmentTooltip } from './environmentRows.js';
import type { Possible } from './possibleActions.js';

const ENVIRONMENTS_VIEW = 'goldenPath.environments';

const GROUPING_KEY = 'goldenPath.environments.groupBy';
const REDRAW_MS = 80;

export interface EnvironmentsViewOptions {
  readonly environments: EnvironmentsModel;
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  /** Remembers the grouping for this workspace. */
  readonly memento: vscode.Memento;
  readonly possible: (environment: Environment) => Possible;
  /** Starts the first reading of the catalogue, unless it has been. */
  readonly start: () => void;
}

/** The view “Environments”. The first look at it reads what there is. */
export class EnvironmentsView implements vscode.TreeDataProvider<EnvironmentTreeNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<EnvironmentTreeNode | undefined>());
  private readonly view: vscode.TreeView<EnvironmentTreeNode>;
  private readonly limits = new Map<string, number>();
  private tree: EnvironmentTree | undefined;
  private first: Promise<unknown> | undefined;
  private redrawing: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly options: EnvironmentsViewOptions) {
    const { environments, catalogue } = options;
    this.view = this.store.add(
      vscode.window.createTreeView(ENVIRONMENTS_VIEW, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.store.add(
      this.view.onDidChangeVisibility(({ visible }) => {
        environments.watch(visible);
        // What has been counted down meanwhile.
        if (visible) this.redraw();
      }),
    );
    environments.watch(this.view.visible);
    this.store.add(environments.onDidChange(() => this.redrawSoon()));
    let { mine, server } = catalogue.state;
    this.store.add(
      catalogue.onDidChange(state => {
        const isSame = state.mine === mine && state.server.phase === server.phase;
        ({ mine, server } = state);
        if (!isSame) this.redrawSoon();
      }),
    );
    this.store.add({ dispose: () => clearTimeout(this.redrawing) });
    this.describe();
  }

  get grouping(): EnvironmentGrouping {
    const stored = this.options.memento.get<unknown>(GROUPING_KEY);
    return ENVIRONMENT_GROUPINGS.find(grouping => grouping === stored) ?? 'component';
  }

  async setGrouping(grouping: EnvironmentGrouping): Promise<void> {
    await this.options.memento.update(GROUPING_KEY, grouping);
    this.redraw();
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  /** The environment of the row that is selected. */
  get selected(): Environment | undefined {
    const [node] = this.view.selection;
    return node?.type === 'environment' ? node.environment : undefined;
  }

  /** Draws everything again: after a change, or as time goes by. */
  redraw(): void {
    clearTimeout(this.redrawing);
    this.redrawing = undefined;
    this.tree = undefined;
    this.changed.fire(undefined);
    this.describe();
  }

  showMore(node: EnvironmentTreeNode): void {
    if (node.type !== 'more') return;
    this.drawn.showMore(node.parent);
    this.changed.fire(undefined);
  }

  /** Selects the row of an environment. @returns whether it has one */
  async reveal(id: string): Promise<boolean> {
    const node = this.drawn.find(id);
    if (node) await this.view.reveal(node, { select: true, focus: true });
    return node !== undefined;
  }

  async getChildren(node?: EnvironmentTreeNode): Promise<EnvironmentTreeNode[]> {
    if (node) return [...this.drawn.children(node)];
    this.options.start();
    await (this.first ??= this.options.environments.readLocal());
    return [...this.drawn.roots()];
  }

  getParent(node: EnvironmentTreeNode): EnvironmentTreeNode | undefined {
    return node.type === 'group' ? undefined : node.parent;
  }

  getTreeItem(node: EnvironmentTreeNode): vscode.TreeItem {
    return environmentRow(node, this.context);
  }

  resolveTreeItem(item: vscode.TreeItem, node: EnvironmentTreeNode): vscode.TreeItem {
    if (node.type === 'environment') item.tooltip = environmentTooltip(node.environment, this.context);
    return item;
  }

  /** The rows of environments as they are drawn now, for tests. */
  rows(): readonly EnvironmentNode[] {
    return this.drawn
      .roots()
      .flatMap(group => this.drawn.children(group).filter((row): row is EnvironmentNode => row.type === 'environment'));
  }

  dispose(): void {
    this.store.dispose();
  }

  private get drawn(): EnvironmentTree {
    const { environments, catalogue } = this.options;
    const { mine, index } = catalogue.state;
    return (this.tree ??= new EnvironmentTree(environments.environments, {
      ...{ groupBy: this.grouping, mine: mine ?? new Set<string>(), index, limits: this.limits },
    }));
  }

  private get context() {
    const { catalogue, clock, possible } = this.options;
    return { index: catalogue.state.index, now: clock.now(), possible };
  }

  private redrawSoon(): void {
    this.redrawing ??= setTimeout(() => this.redraw(), REDRAW_MS);
  }

  /** What stands around the rows: the message, and the context keys of welcome texts and menus. */
  private describe(): void {
    const { environments, catalogue } = this.options;
    const { server } = catalogue.state;
    const { problem } = environments;
    const count = environments.environments.length;
    this.view.message = (problem && presentProblem(problem, vscode.l10n.t).text) ?? '';
    const empty =
      count > 0
        ? ''
        : server.phase === 'loading'
          ? 'loading'
          : server.phase === 'absent'
            ? 'noServer'
            : server.phase === 'failed' && server.readAt === undefined
              ? server.problem?.kind === 'unauthorised'
                ? 'signedOut'
                : 'failed'
              : 'none';
    const setContext = (key: string, value: unknown): void =>
      void vscode.commands.executeCommand('setContext', `${ENVIRONMENTS_VIEW}.${key}`, value);
    setContext('empty', empty);
    setContext('groupBy', this.grouping);
  }
}
