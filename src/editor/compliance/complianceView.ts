import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import type { RuleInfo } from '../../core/compliance/rule.js';
import { isAtLeastAsGrave } from '../../core/compliance/scan/scanSettings.js';
import type { ComplianceModel } from './complianceModel.js';
import { findingItem, groupItem, moreItem, serviceItem, type ComplianceNode, type Placed } from './complianceRows.js';
import { countsText } from './complianceText.js';

export const COMPLIANCE_VIEW = 'goldenPath.compliance';

/** What the findings below the services are grouped by. */
export type ComplianceGrouping = 'rule' | 'file';

const GROUPING_KEY = 'goldenPath.compliance.grouping';
// Longer lists end in “Show More”.
const PAGE = 100;
// Typing changes findings many times a second.
const REDRAW_MS = 200;

/** The view “Compliance”: how the services stand against the golden path, then findings by rule or by file. */
export class ComplianceView implements vscode.TreeDataProvider<ComplianceNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<void>());
  private readonly view: vscode.TreeView<ComplianceNode>;
  private readonly shown = new Map<string, number>();
  private rules: ReadonlyMap<string, RuleInfo> = new Map();
  private redrawing: ReturnType<typeof setTimeout> | undefined;
  private grouping: ComplianceGrouping;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly model: ComplianceModel,
    private readonly memento: vscode.Memento,
  ) {
    this.grouping = memento.get(GROUPING_KEY) === 'file' ? 'file' : 'rule';
    this.view = this.store.add(
      vscode.window.createTreeView(COMPLIANCE_VIEW, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.store.add(model.onDidChange(() => this.redrawSoon()));
    this.store.add({ dispose: () => clearTimeout(this.redrawing) });
    this.describe();
  }

  async groupBy(grouping: ComplianceGrouping): Promise<void> {
    this.grouping = grouping;
    await this.memento.update(GROUPING_KEY, grouping);
    this.redraw();
  }

  /** @param of the list whose next page is wanted */
  showMore(of: string): void {
    this.shown.set(of, (this.shown.get(of) ?? PAGE) + PAGE);
    this.changed.fire();
  }

  async getChildren(node?: ComplianceNode): Promise<ComplianceNode[]> {
    if (!node) return this.roots();
    if (node.type === 'group')
      return this.page(
        node.id,
        node.rows.map(row => this.findingNode(node.id, row, node.by !== 'file')),
      );
    if (node.type !== 'service') return [];
    const rows = node.score.findings
      .filter(({ waiver }) => !waiver)
      .map(finding => ({ finding, uri: vscode.Uri.joinPath(node.folder, ...finding.path.split('/')) }));
    return this.page(
      node.id,
      rows.map(row => this.findingNode(node.id, row, true)),
    );
  }

  getTreeItem(node: ComplianceNode): vscode.TreeItem {
    switch (node.type) {
      case 'service':
        return serviceItem(node);
      case 'group':
        return groupItem(node, this.rules);
      case 'finding':
        return findingItem(node);
      case 'more':
        return moreItem(node);
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private async roots(): Promise<ComplianceNode[]> {
    this.rules = await this.model.rules();
    const services = this.model.scores.map((score): ComplianceNode => ({
      type: 'service',
      id: `service ${score.service.path} ${score.service.ref}`,
      score,
      folder: score.folder,
    }));
    const all = this.model.files.flatMap(({ uri, findings }) => findings.map((finding): Placed => ({ uri, finding })));
    const open = all.filter(({ finding }) => !finding.waiver);
    const waived = all.filter(({ finding }) => finding.waiver);
    const groups = this.grouping === 'rule' ? groupsByRule(open) : groupsByFile(open);
    const last: ComplianceNode[] =
      waived.length > 0
        ? [{ type: 'group', id: 'waived', by: 'waived', rows: waived, name: vscode.l10n.t('Waived') }]
        : [];
    return [...services, ...this.page('groups', groups), ...last];
  }

  private findingNode(parent: string, placed: Placed, showsFile: boolean): ComplianceNode {
    const { uri, finding } = placed;
    return { type: 'finding', id: `${parent} ${uri.toString()} ${finding.fingerprint}`, placed, showsFile };
  }

  private page(of: string, rows: readonly ComplianceNode[]): ComplianceNode[] {
    const count = this.shown.get(of) ?? PAGE;
    if (rows.length <= count) return [...rows];
    return [...rows.slice(0, count), { type: 'more', id: `more ${of}`, of, left: rows.length - count }];
  }

  private redrawSoon(): void {
    this.redrawing ??= setTimeout(() => this.redraw(), REDRAW_MS);
  }

  private redraw(): void {
    clearTimeout(this.redrawing);
    this.redrawing = undefined;
    this.describe();
    this.changed.fire();
  }

  private describe(): void {
    const findings = this.model.files.flatMap(file => file.findings);
    const { isScanning, isComplete } = this.model;
    this.view.description = isScanning
      ? vscode.l10n.t('scanning …')
      : // Room for little: hints and waivers are in the list.
        [isComplete ? '' : vscode.l10n.t('open files only'), countsText(findings.filter(isProblem))]
          .filter(Boolean)
          .join(' · ');
    const errors = findings.filter(({ severity, waiver }) => severity === 'error' && !waiver).length;
    this.view.badge =
      errors > 0 ? { value: errors, tooltip: vscode.l10n.t('Golden Path: {0} errors', errors) } : undefined;
    const state = isScanning ? 'scanning' : isComplete ? 'clean' : 'notScanned';
    void vscode.commands.executeCommand('setContext', 'goldenPath.compliance.state', state);
    void vscode.commands.executeCommand('setContext', 'goldenPath.compliance.grouping', this.grouping);
  }
}

function isProblem({ severity, waiver }: ReportedFinding): boolean {
  return severity !== 'info' && !waiver;
}

function groupsByRule(rows: readonly Placed[]): readonly ComplianceNode[] {
  return groups(rows, ({ finding }) => finding.rule, 'rule').sort((a, b) => {
    const [one, other] = [graveness(a), graveness(b)];
    return one - other || (a.name < b.name ? -1 : 1);
  });
}

function groupsByFile(rows: readonly Placed[]): readonly ComplianceNode[] {
  return groups(rows, ({ uri }) => uri.toString(), 'file').sort((a, b) => (a.id < b.id ? -1 : 1));
}

type Group = Extract<ComplianceNode, { type: 'group' }>;

function groups(rows: readonly Placed[], keyOf: (row: Placed) => string, by: 'rule' | 'file'): Group[] {
  const found = new Map<string, Placed[]>();
  for (const row of rows) {
    const list = found.get(keyOf(row));
    if (list) list.push(row);
    else found.set(keyOf(row), [row]);
  }
  return [...found].map(([key, own]) => ({
    ...{ type: 'group', id: `${by} ${key}`, by, rows: own },
    name: by === 'rule' ? key : key.slice(key.lastIndexOf('/') + 1),
  }));
}

function graveness({ rows }: Group): number {
  return Math.min(
    ...rows.map(({ finding: { severity } }) =>
      isAtLeastAsGrave(severity, 'error') ? 0 : isAtLeastAsGrave(severity, 'warning') ? 1 : 2,
    ),
  );
}
