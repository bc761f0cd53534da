import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { presentProblem } from '../../core/common/problem.js';
import type { DoraGrade, DoraKey, DoraMeasure, DoraReport } from '../../core/insights/dora/doraReport.js';
import {
  doraTargetText,
  doraValueText,
  DORA_SHORT_TITLES,
  DORA_TITLES,
  GRADE_WORDS,
  type ValueWords,
} from '../../core/insights/dora/valueText.js';
import { textMarkdown } from '../../core/insights/reportMarkdown.js';
import type { CommandId } from '../common/commands.js';
import type { InsightsModel } from './insightsModel.js';

export const INSIGHTS_VIEW = 'goldenPath.insights';

/** The four keys; the rest is on the page. */
const KEYS: readonly DoraKey[] = [
  'deploymentFrequency',
  'leadTime',
  'changeFailureRate',
  'failedDeploymentRecoveryTime',
];

const ICONS: Readonly<Record<DoraGrade, readonly [icon: string, colour: string]>> = {
  met: ['pass', 'charts.green'],
  near: ['warning', 'charts.yellow'],
  missed: ['error', 'charts.red'],
};

/** The view “Insights”: the four keys of delivery, each with its value and its grade in words. */
export class InsightsView implements vscode.TreeDataProvider<DoraMeasure>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<void>());
  private readonly view: vscode.TreeView<DoraMeasure>;
  private endReading: (() => void) | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly model: InsightsModel,
    private readonly words: ValueWords,
  ) {
    this.view = this.store.add(vscode.window.createTreeView(INSIGHTS_VIEW, { treeDataProvider: this }));
    const look = (): void => {
      if (this.view.visible) void model.want('delivery');
    };
    this.store.add(this.view.onDidChangeVisibility(look));
    this.store.add(
      model.onDidChange(name => {
        if (name !== 'delivery') return;
        this.describe();
        this.changed.fire();
      }),
    );
    this.store.add({ dispose: () => this.endReading?.() });
    this.describe();
    look();
  }

  getChildren(node?: DoraMeasure): DoraMeasure[] {
    const { value } = this.model.delivery;
    if (node || !value) return [];
    return KEYS.flatMap(key => value.report.measures.find(measure => measure.key === key) ?? []);
  }

  getTreeItem(measure: DoraMeasure): vscode.TreeItem {
    const { translate } = this.words;
    const { key, grade, value, unit } = measure;
    const item = new vscode.TreeItem(translate(DORA_SHORT_TITLES[key]));
    const said = [doraValueText(value, unit, this.words), grade ? translate(GRADE_WORDS[grade]) : ''].filter(Boolean);
    item.id = key;
    item.description = said.join(' · ');
    item.contextValue = 'measure';
    const [icon, colour] = grade ? ICONS[grade] : ['circle-outline', undefined];
    item.iconPath = new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
    const reason = measure.reason ? translate(measure.reason.text, ...measure.reason.values) : '';
    item.accessibilityInformation = {
      label: [translate(DORA_TITLES[key]), ...said, reason].filter(Boolean).join(', '),
    };
    const open: CommandId = 'goldenPath.insights.open';
    item.command = { command: open, title: vscode.l10n.t('Open Insights'), arguments: [{ measure: key }] };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, measure: DoraMeasure): vscode.TreeItem {
    const report = this.model.delivery.value?.report;
    if (report) item.tooltip = tooltip(measure, report, this.words);
    return item;
  }

  dispose(): void {
    this.store.dispose();
  }

  private describe(): void {
    const { value, problem, isReading } = this.model.delivery;
    this.view.description = value ? windowText(value.report, this.words) : '';
    const said = problem && presentProblem(problem, this.words.translate).text;
    const isNotHere = problem?.kind === 'notFound' || problem?.kind === 'unsupported';
    this.view.message = said !== undefined && !isNotHere ? said : '';
    const state = value ? 'ready' : isReading ? 'reading' : problem ? 'failed' : 'notRead';
    void vscode.commands.executeCommand('setContext', 'goldenPath.insights.state', state);
    if (isReading && !this.endReading)
      void vscode.window.withProgress(
        { location: { viewId: INSIGHTS_VIEW } },
        () => new Promise<void>(resolve => (this.endReading = resolve)),
      );
    else if (!isReading) {
      this.endReading?.();
      this.endReading = undefined;
    }
  }
}

function windowText({ window, isDerived }: DoraReport, { language }: ValueWords): string {
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const span = `${day.format(window.from)} – ${day.format(Math.max(window.from, window.to - 1))}`;
  return isDerived ? vscode.l10n.t('{0}, derived', span) : span;
}

/** The definition, what moves the number and what it rests on. Words of sources are text, not Markdown. */
function tooltip(measure: DoraMeasure, report: DoraReport, words: ValueWords): vscode.MarkdownString {
  const { translate } = words;
  const { key, value, unit, count, target, grade, levels, definition, lever, reason } = measure;
  const text = new vscode.MarkdownString();
  // The editor's own way to append text makes spaces that do not break.
  const paragraph = (said: string): void => void text.appendMarkdown(`${textMarkdown(said)}\n\n`);
  text.appendMarkdown(`**${textMarkdown(translate(DORA_TITLES[key]))}**: `);
  paragraph(
    [doraValueText(value, unit, words), grade ? translate(GRADE_WORDS[grade]) : ''].filter(Boolean).join(' · '),
  );
  if (reason) paragraph(translate(reason.text, ...reason.values));
  paragraph(translate(definition.text, ...definition.values));
  paragraph(translate('What moves it: {0}', translate(lever.text, ...lever.values)));
  if (target) paragraph(translate('Target: {0}', doraTargetText(target, unit, words)));
  const years = levels.map(({ year, level }) => `${year}: ${translate(level)}`);
  if (years.length > 0) paragraph(translate('DORA {0}', years.join(' · ')));
  paragraph(translate('n = {0}. {1}', count, translate(report.origin)));
  return text;
}
