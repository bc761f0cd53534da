import { element, setAttribute, setText } from '../common/element.js';
import type { PageContext } from './context.js';
import type { ShownNumber } from './numbers.js';
import type { ServiceRow } from './protocol.js';
import { COLUMNS, type Column } from './rows.js';
import { SparkLine } from './sparkLine.js';
import { flagWords, statusIcon, statusWord } from './statusMark.js';
import type { Text } from './texts.js';

/** The columns of the table in their order. The sparkline cannot be sorted by. */
export const TABLE_COLUMNS: readonly (Column | 'spark')[] = [...COLUMNS.slice(0, -1), 'spark', 'alerts'];

export const COLUMN_TITLES: Readonly<Record<Column | 'spark', Text>> = {
  status: 'Status',
  name: 'Service',
  owner: 'Owner',
  traffic: 'Traffic',
  errors: 'Errors',
  p99: 'p99',
  budget: 'Budget left',
  spark: 'Errors, 1 h',
  alerts: 'Alerts',
};

/** One line of the table. Lines are used again for other services while the table scrolls. */
export class ServiceLine {
  readonly node = element('div', { role: 'row', class: 'row', tabindex: '-1' });
  private readonly cells: Readonly<Record<Column | 'spark', HTMLElement>>;
  private readonly name = element('span', { class: 'name' });
  private readonly flags = element('span', { class: 'flags' });
  private readonly reason = element('span', { class: 'reason' });
  private readonly fill = element('span', { class: 'bar-fill' });
  private readonly budgetText = element('span', { class: 'number' });
  private readonly numbers: Readonly<Record<'traffic' | 'errors' | 'p99', HTMLElement>>;
  private readonly spark = new SparkLine();
  private shownRow: ServiceRow | undefined;
  private shownIndex = -1;

  constructor(private readonly context: PageContext) {
    const number = (): HTMLElement => element('span', { class: 'number' });
    this.numbers = { traffic: number(), errors: number(), p99: number() };
    const cell = (column: Column | 'spark', ...content: Node[]): HTMLElement =>
      element('div', { role: 'gridcell', class: `cell cell-${column}` }, ...content);
    // Cards have no heads of columns: there each number carries its name.
    const labelled = (column: Column, ...content: Node[]): HTMLElement =>
      cell(
        column,
        element('span', { class: 'cell-label', 'aria-hidden': 'true' }, context.words.t(COLUMN_TITLES[column])),
        ...content,
      );
    this.cells = {
      status: cell('status'),
      name: cell('name', this.name, this.flags, this.reason),
      owner: cell('owner'),
      traffic: labelled('traffic', this.numbers.traffic),
      errors: labelled('errors', this.numbers.errors),
      p99: labelled('p99', this.numbers.p99),
      budget: labelled('budget', element('span', { class: 'bar', 'aria-hidden': 'true' }, this.fill), this.budgetText),
      spark: cell('spark', this.spark.node),
      alerts: cell('alerts'),
    };
    this.node.append(...TABLE_COLUMNS.map(column => this.cells[column]));
  }

  get row(): ServiceRow | undefined {
    return this.shownRow;
  }

  get index(): number {
    return this.shownIndex;
  }

  /** @param index from 0, in the sorted list */
  show(row: ServiceRow, index: number, rowHeight: number): void {
    this.node.style.transform = `translateY(${index * rowHeight}px)`;
    // The heads are the first row.
    setAttribute(this.node, 'aria-rowindex', String(index + 2));
    this.shownIndex = index;
    const before = this.shownRow;
    if (before === row) return;
    this.shownRow = row;
    const { words, formats } = this.context;
    const { t } = words;
    if (before?.status !== row.status) {
      this.node.dataset['status'] = row.status;
      this.cells.status.replaceChildren(statusIcon(row.status), element('span', {}, statusWord(row.status, words)));
    }
    setText(this.name, row.name);
    if (before?.flags.join() !== row.flags.join())
      this.flags.replaceChildren(...flagWords(row.flags, words).map(word => element('span', { class: 'flag' }, word)));
    setText(this.reason, row.status === 'healthy' ? '' : (row.reasons[0] ?? ''));
    this.cells.name.title = [row.name, ...row.reasons].join('\n');
    setText(this.cells.owner, row.owner ?? '');
    this.cells.owner.title = row.owner ?? '';
    for (const column of ['traffic', 'errors', 'p99'] as const)
      this.showNumber(this.cells[column], this.numbers[column], formats.shown(row[column], t('No value')));
    this.showBudget(row);
    this.showSpark(row);
    if (before?.firing !== row.firing)
      this.cells.alerts.replaceChildren(...(row.firing > 0 ? [this.firing(row.firing)] : []));
  }

  private showSpark(row: ServiceRow): void {
    const { words, formats } = this.context;
    const most = row.errorSpark?.values.reduce<number>((high, value) => Math.max(high, value ?? 0), 0);
    const label =
      most === undefined
        ? words.t('No errors were measured in the last hour')
        : words.t('Errors in the last hour: at most {0}', formats.value(most, 'ratio'));
    this.spark.show(row, label);
    this.cells.spark.title = [label, ...row.deployments.map(mark => deploymentText(mark, this.context))].join('\n');
  }

  private showBudget(row: ServiceRow): void {
    const { words, formats } = this.context;
    const shown = formats.shown(row.budgetLeft, words.t('No objective is known'));
    this.showNumber(this.cells.budget, this.budgetText, shown);
    const left = row.budgetLeft?.value ?? null;
    const level = left === null ? 'none' : left <= 0 ? 'spent' : left < 0.1 ? 'low' : 'good';
    this.cells.budget.dataset['level'] = level;
    this.fill.style.width = `${(left === null ? 0 : left <= 0 ? 1 : Math.min(left, 1)) * 100}%`;
  }

  private showNumber(cell: HTMLElement, node: HTMLElement, shown: ShownNumber): void {
    setText(node, shown.text);
    node.classList.toggle('missing', shown.missing);
    cell.title = shown.about;
    setAttribute(cell, 'aria-label', shown.missing ? shown.about : undefined);
  }

  private firing(count: number): HTMLElement {
    const { t } = this.context.words;
    const text = count === 1 ? t('1 alert') : t('{0} alerts', count);
    return element('span', { class: 'badge', title: text, role: 'img', 'aria-label': text }, String(count));
  }
}

/** What was deployed, and when, as one line. */
export function deploymentText(
  mark: ServiceRow['deployments'][number],
  { words: { t }, formats }: Pick<PageContext, 'words' | 'formats'>,
): string {
  const what = mark.version ?? mark.commit?.slice(0, 10) ?? t('a version');
  const when = formats.time(mark.at, 0);
  return mark.failed ? t('{0} failed to deploy, {1}', what, when) : t('{0} deployed, {1}', what, when);
}
