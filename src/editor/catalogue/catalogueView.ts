import * as vscode from 'vscode';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import type { Problem } from '../../core/common/problem.js';
import type { Entity } from '../../core/catalogue/entity.js';
import { emptyReason } from '../../core/catalogue/emptyReason.js';
import type { CatalogueModel, CatalogueState } from '../../core/catalogue/model.js';
import { mustSignInAgain, standingMessage } from '../../core/catalogue/standingMessage.js';
import {
  CatalogueTree,
  SIGN_IN_NODE,
  type CatalogueFilter,
  type CatalogueGrouping,
  type TreeNode,
} from '../../core/catalogue/tree.js';
import { withPatience } from '../common/patience.js';
import type { EntityGlances } from './entityGlances.js';
import type { Stars } from './stars.js';
import { entityTooltip, treeItem } from './treeItems.js';

export const CATALOGUE_VIEW = 'goldenPath.catalogue';

const FILTER_KEY = 'goldenPath.catalogue.filter';
const FILTERS: readonly CatalogueFilter[] = ['all', 'mine', 'starred'];
// A reading that takes longer than this says so where it can be cancelled.
const PATIENCE_MS = 3_000;

const DRAWING_MS = 50;

export interface CatalogueViewOptions {
  readonly model: CatalogueModel;
  readonly stars: Stars;
  readonly glances: EntityGlances;
  readonly clock: Clock;
  /** Remembers the filter for this window. */
  readonly memento: vscode.Memento;
  readonly grouping: () => CatalogueGrouping;
  /** Told of a problem that a reading met. */
  readonly onProblem: (problem: Problem) => void;
}

/** The catalogue in the side bar. The first look at it starts the first reading. */
export class CatalogueView implements vscode.TreeDataProvider<TreeNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>());
  private readonly drawnOnes = this.store.add(new Emitter<void>());
  private readonly limits = new Map<string, number>();
  // The rows of entities that are drawn, by their id.
  private readonly rows = new Map<string, TreeNode>();
  private readonly view: vscode.TreeView<TreeNode>;
  private tree: CatalogueTree;
  private drawn: CatalogueState;
  private first: Promise<void> | undefined;
  private drawing: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.changed.event;
  /** Told when the view comes into sight. */
  readonly onDidBecomeVisible: Event<void> = listener =>
    this.view.onDidChangeVisibility(({ visible }) => visible && listener());

  /** Told when the view comes into sight or goes out of it. */
  readonly onDidChangeVisibility: Event<boolean> = listener =>
    this.view.onDidChangeVisibility(({ visible }) => listener(visible));
  /** Told when rows of entities were drawn that were not there before. */
  readonly onDidDraw: Event<void> = this.drawnOnes.event;

  constructor(private readonly options: CatalogueViewOptions) {
    const { model, stars, glances } = options;
    this.drawn = model.state;
    this.tree = this.makeTree();
    this.view = this.store.add(
      vscode.window.createTreeView(CATALOGUE_VIEW, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.store.add(model.onDidChange(state => this.show(state)));
    this.store.add(stars.onDidChange(() => this.redraw()));
    this.store.add(glances.onDidChange(refs => this.redrawRows(new Set(refs))));
    // A message with an age in it grows old.
    const timer = setInterval(() => this.showMessage(), 30_000);
    this.store.add({ dispose: () => clearInterval(timer) });
    this.store.add({ dispose: () => clearTimeout(this.drawing) });
    this.describe();
  }

  get filter(): CatalogueFilter {
    const stored = this.options.memento.get<unknown>(FILTER_KEY);
    return FILTERS.find(filter => filter === stored) ?? 'all';
  }

  async setFilter(filter: CatalogueFilter): Promise<void> {
    await this.options.memento.update(FILTER_KEY, filter);
    this.redraw();
  }

  /** The entity of the row that is selected. */
  get selected(): Entity | undefined {
    const [node] = this.view.selection;
    return node && entityOfRow(node);
  }

  /** Whether somebody has looked at the view, so that it is worth reading again. */
  get isStarted(): boolean {
    return this.first !== undefined;
  }

  /** Starts the first reading without a look at the view, unless there has been one. */
  start(): void {
    void (this.first ??= this.firstContent());
  }

  /** Whether the view is in sight. */
  get isVisible(): boolean {
    return this.view.visible;
  }

  /** Full references of the entities whose rows are drawn, headings among them. */
  get drawnRefs(): ReadonlySet<string> {
    return new Set([...this.rows.values()].flatMap(node => entityOfRow(node)?.ref ?? []));
  }

  /** Draws everything again: after a change of settings. */
  redraw(): void {
    this.tree = this.makeTree();
    this.describe();
    this.changed.fire(undefined);
  }

  /**
   * Reads the catalogue again, with progress in the view, and after three seconds with a way to cancel it. A problem is shown
   * in the view itself, where the entities would be, and logged.
   */
  async refresh(): Promise<void> {
    let count = 0;
    const reading = withPatience({
      title: vscode.l10n.t('Reading the catalogue'),
      patienceMs: PATIENCE_MS,
      run: signal => this.options.model.refresh(signal, entities => (count = entities)),
      progress: () => vscode.l10n.t('{0} entities so far', count),
    });
    void vscode.window.withProgress({ location: { viewId: CATALOGUE_VIEW } }, () => reading);
    const result = await reading;
    if (!result.ok) this.options.onProblem(result.problem);
  }

  /** Reads the catalogue again without a word about it: nobody has asked for it. */
  async refreshQuietly(): Promise<void> {
    const result = await this.options.model.refresh(new AbortController().signal);
    if (!result.ok) this.options.onProblem(result.problem);
  }

  showMore(node: TreeNode): void {
    if (node.type !== 'more') return;
    this.tree.showMore(node.parent);
    this.changed.fire(node.parent);
  }

  /**
   * Selects an entity's row.
   * @returns whether the tree has one, as it is grouped and filtered now
   */
  async reveal(ref: string): Promise<boolean> {
    const node = this.tree.find(ref);
    if (!node) return false;
    if (this.tree.uncover(node)) this.changed.fire(node.parent);
    await this.view.reveal(node, { select: true, focus: true, expand: node.type === 'group' });
    return true;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node) return [...this.tree.children(node)];
    await (this.first ??= this.firstContent());
    this.rows.clear();
    const roots = this.tree.roots();
    return mustSignInAgain(this.drawn.server) && roots.length > 0 ? [SIGN_IN_NODE, ...roots] : [...roots];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const starred = this.options.stars.refs;
    this.noteRow(node);
    const { glances } = this.options;
    return treeItem(node, {
      index: this.drawn.index,
      isStarred: ref => starred.has(ref),
      glanceOf: ref => glances.of(ref),
    });
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    const entity = entityOfRow(node);
    if (entity) item.tooltip = entityTooltip(entity, this.drawn.index, this.options.glances.of(entity.ref));
    return item;
  }

  dispose(): void {
    this.store.dispose();
  }

  private noteRow(node: TreeNode): void {
    if (!entityOfRow(node)) return;
    const isNew = !this.rows.has(node.id);
    this.rows.set(node.id, node);
    if (!isNew) return;
    // Rows come in hundreds: they are told of together.
    this.drawing ??= setTimeout(() => {
      this.drawing = undefined;
      this.drawnOnes.fire();
    }, DRAWING_MS);
  }

  private redrawRows(refs: ReadonlySet<string>): void {
    const rows = [...this.rows.values()].filter(node => refs.has(entityOfRow(node)?.ref ?? ''));
    if (rows.length > 0) this.changed.fire(rows);
  }

  /** Resolves as soon as there is something to show, or nothing more to wait for. */
  private async firstContent(): Promise<void> {
    const reading = this.refresh();
    await new Promise<void>(resolve => {
      const listener = this.options.model.onDidChange(state => {
        if (state.index.size === 0) return;
        listener.dispose();
        resolve();
      });
      void reading.then(() => {
        listener.dispose();
        resolve();
      });
    });
  }

  private show(state: CatalogueState): void {
    const before = this.drawn;
    this.drawn = state;
    const sameRows = mustSignInAgain(before.server) === mustSignInAgain(state.server);
    if (before.index !== state.index || before.mine !== state.mine || !sameRows) this.redraw();
    else this.describe();
  }

  private makeTree(): CatalogueTree {
    const { stars, grouping } = this.options;
    const options = {
      groupBy: grouping(),
      filter: this.filter,
      mine: this.drawn.mine ?? new Set<string>(),
      starred: stars.refs,
    };
    return new CatalogueTree(this.drawn.index, options, this.limits);
  }

  /** What stands around the rows: description, message, and the context keys of welcome texts and menus. */
  private describe(): void {
    const { filter } = this;
    const grouping = this.options.grouping();
    const filterText = { all: '', mine: vscode.l10n.t('mine'), starred: vscode.l10n.t('starred') }[filter];
    this.view.description = filterText;
    const setContext = (key: string, value: unknown): void =>
      void vscode.commands.executeCommand('setContext', `${CATALOGUE_VIEW}.${key}`, value);
    setContext('empty', emptyReason(this.drawn, filter, this.tree.shown) ?? '');
    setContext('filter', filter);
    setContext('groupBy', grouping);
    this.showMessage();
  }

  private showMessage(): void {
    this.view.message = this.message() ?? '';
  }

  /** What is wrong although something is shown. */
  private message(): string | undefined {
    const { server, index } = this.drawn;
    if (index.size === 0) return undefined;
    const ageMs = server.readAt === undefined ? undefined : this.options.clock.now() - server.readAt;
    return standingMessage(server, ageMs, vscode.l10n.t);
  }
}

/** The entity that a row or a heading stands for. */
function entityOfRow(node: TreeNode): Entity | undefined {
  return node.type === 'entity' || node.type === 'group' ? node.entity : undefined;
}
