import { iconButton, linkButton } from '../common/button.js';
import { element } from '../common/element.js';
import { ChartFigure, type FigureEvents } from './chartFigure.js';
import { binsOf, lengthHistogram } from './charts/lengthHistogram.js';
import { trendChart } from './charts/trendChart.js';
import type { PageContext } from './context.js';
import type { TableData } from './dataTable.js';
import { dataTable } from './dataTable.js';
import { MEASURE_TITLES } from './measureWords.js';
import { notesList } from './notesList.js';
import type { Delivery, Measure } from './protocol.js';
import type { Text } from './texts.js';

/** More data than this are listed only on demand. */
const FIRST_POINTS = 50;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const POINT_TITLES: Readonly<Record<Measure['key'], Text>> = {
  deploymentFrequency: 'Deployments',
  leadTime: 'Changes',
  changeFailureRate: 'Deployments, and whether they failed',
  failedDeploymentRecoveryTime: 'Recoveries',
  timeToRestore: 'Incidents',
  reworkRate: 'Deployments, and whether they were rework',
};

export interface MeasureDetailEvents {
  close(): void;
  tables(name: string): FigureEvents;
}

/** What stands behind one number: how it went, how it is spread, and the data that it comes from. */
export class MeasureDetail {
  readonly node: HTMLElement;
  private readonly figures: readonly ChartFigure[];
  private readonly list = element('div', { class: 'point-list' });

  constructor(
    private readonly context: PageContext,
    private readonly measure: Measure,
    private readonly delivery: Delivery,
    events: MeasureDetailEvents,
  ) {
    const { t } = context.words;
    const title = t(MEASURE_TITLES[measure.key]);
    this.figures = [
      ...(measure.trend.length > 0 ? [this.trend(title, events.tables(`${measure.key}-trend`))] : []),
      ...(measure.unit === 'milliseconds' && measure.points.length > 1
        ? [this.distribution(title, events.tables(`${measure.key}-distribution`))]
        : []),
    ];
    this.showPoints(FIRST_POINTS);
    this.node = element(
      'section',
      { class: 'measure-detail', id: 'measure-detail', 'aria-label': title },
      element(
        'div',
        { class: 'section-head' },
        element('h2', { tabindex: '-1' }, title),
        iconButton('close', t('Close'), () => events.close()),
      ),
      element('p', { class: 'definition' }, measure.definition),
      element('p', { class: 'lever dim' }, t('What moves it: {0}', measure.lever)),
      ...this.numbers(),
      ...this.said(),
      element('div', { class: 'figures' }, ...this.figures.map(({ node }) => node)),
      ...notesList(t('Left out of this number'), measure.leftOut, context),
      this.list,
    );
  }

  focus(): void {
    this.node.querySelector<HTMLElement>('h2')?.focus();
  }

  dispose(): void {
    for (const figure of this.figures) figure.dispose();
  }

  private numbers(): HTMLElement[] {
    const { words, formats } = this.context;
    const { t } = words;
    const { percentiles, mean, details, unit, target } = this.measure;
    const facts: [string, string][] = [
      ...(percentiles
        ? ([
            [t('Median (p50)'), formats.value(percentiles.p50, unit)],
            ['p75', formats.value(percentiles.p75, unit)],
            ['p90', formats.value(percentiles.p90, unit)],
            ['p95', formats.value(percentiles.p95, unit)],
          ] satisfies [string, string][])
        : []),
      ...(mean === undefined ? [] : [[t('Mean'), formats.value(mean, unit)] satisfies [string, string]]),
      ...(target ? [[t('Target'), formats.target(target, unit)] satisfies [string, string]] : []),
      ...details.map(({ label, value }): [string, string] => [label, value === null ? '–' : formats.number(value, 2)]),
    ];
    if (facts.length === 0) return [];
    return [
      element(
        'dl',
        { class: 'facts' },
        ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
      ),
    ];
  }

  /** Apart from our numbers, for it is worked out in another way. */
  private said(): HTMLElement[] {
    const { said, unit } = this.measure;
    if (!said) return [];
    const value = this.context.formats.value(said.value, unit);
    return [
      element(
        'p',
        { class: 'said', 'data-key': 'said' },
        `${said.by}: ${value}`,
        ' ',
        element('span', { class: 'dim' }, said.definition),
      ),
    ];
  }

  private trend(title: string, events: FigureEvents): ChartFigure {
    const { words, formats } = this.context;
    const { t } = words;
    const { trend, unit, target } = this.measure;
    const table: TableData = {
      caption: t('{0}, step by step', title),
      columns: [
        { title: t('From') },
        { title: t('To') },
        { title, isNumber: true },
        { title: t('Data'), isNumber: true },
      ],
      rows: [...trend].reverse().map(({ from, to, value, count }) => [
        { text: formats.date(from), plain: new Date(from).toISOString() },
        { text: formats.date(to - 1), plain: new Date(to).toISOString() },
        { text: formats.value(value, unit), plain: value },
        { text: formats.count(count), plain: count },
      ]),
    };
    const most = trend.reduce((highest, { value }) => Math.max(highest, value ?? 0), 0);
    return new ChartFigure(
      this.context,
      {
        title: t('{0} over time', title),
        summary: this.summary(),
        span: formats.window(this.delivery.window),
        table,
        draw: width =>
          trendChart({
            ...{ trend, width, asColumns: unit !== 'milliseconds' },
            ...(target ? { target } : {}),
            unit: unit === 'milliseconds' ? roundUnit(most) : unit === 'share' ? 0.01 : 1,
            write: value => (unit === 'perDay' ? formats.number(value, 2) : formats.value(value, unit)),
            writeDay: at => formats.shortDate(at),
            targetText: target ? t('Target: {0}', formats.target(target, unit)) : '',
          }),
      },
      events,
    );
  }

  private distribution(title: string, events: FigureEvents): ChartFigure {
    const { words, formats } = this.context;
    const { t } = words;
    const { points, percentiles } = this.measure;
    const bins = binsOf(points.map(({ value }) => value));
    const marks = percentiles
      ? [
          { name: t('p50: {0}', formats.length(percentiles.p50)), value: percentiles.p50 },
          { name: t('p90: {0}', formats.length(percentiles.p90)), value: percentiles.p90 },
        ]
      : [];
    return new ChartFigure(
      this.context,
      {
        title: t('{0}: how it is spread', title),
        summary: this.summary(),
        span: formats.window(this.delivery.window),
        table: {
          caption: t('{0}: how it is spread', title),
          columns: [{ title: t('Length') }, { title: t('Data'), isNumber: true }],
          rows: bins.map(({ from, to, count }) => [
            {
              text: Number.isFinite(to)
                ? t('{0} up to {1}', formats.length(from), formats.length(to))
                : t('{0} and more', formats.length(from)),
            },
            { text: formats.count(count), plain: count },
          ]),
        },
        draw: width =>
          lengthHistogram({
            ...{ bins, marks, width },
            writeLength: ms => formats.length(ms),
            writeCount: count => formats.count(count),
          }),
      },
      events,
    );
  }

  private summary(): string {
    const { words, formats } = this.context;
    const { value, unit, percentiles, count } = this.measure;
    if (value === null) return this.measure.reason ?? words.t('There is no number.');
    if (percentiles)
      return words.t(
        'p50 {0}, p90 {1}, n = {2}',
        formats.length(percentiles.p50),
        formats.length(percentiles.p90),
        formats.count(count),
      );
    return words.t('{0}, n = {1}', formats.value(value, unit), formats.count(count));
  }

  private showPoints(most: number): void {
    const { words, formats, send } = this.context;
    const { t } = words;
    const { key, points, unit } = this.measure;
    const title = t(POINT_TITLES[key]);
    if (points.length === 0) {
      this.list.replaceChildren();
      return;
    }
    const rows = points.slice(0, most).map(({ at, value, label, hasAddress, isInferred }, index) => [
      {
        text: label,
        ...(hasAddress
          ? { node: linkButton(label, `point-${index}`, () => send({ type: 'openPoint', key, index })) }
          : {}),
      },
      { text: formats.time(at / 1_000, 0) },
      {
        text:
          unit === 'milliseconds'
            ? formats.length(value)
            : unit === 'share'
              ? value > 0
                ? t('counts')
                : t('does not count')
              : '',
      },
      { text: isInferred ? t('inferred') : '' },
    ]);
    const hasNotes = points.some(({ isInferred }) => isInferred);
    const columns = [
      { title: t('What') },
      { title: t('When') },
      { title: unit === 'milliseconds' ? t('Length') : t('Counted'), isNumber: unit === 'milliseconds' },
      { title: t('Link') },
    ];
    const shown = columns.filter((_, index) => (index !== 2 || unit !== 'perDay') && (index !== 3 || hasNotes));
    const kept = rows.map(row =>
      row.filter((_, index) => (index !== 2 || unit !== 'perDay') && (index !== 3 || hasNotes)),
    );
    const left = points.length - most;
    this.list.replaceChildren(
      element('h3', {}, `${title} (${formats.count(points.length)})`),
      element(
        'div',
        { class: 'table-holder' },
        dataTable({ caption: t('{0}, the latest first', title), columns: shown, rows: kept }),
      ),
      ...(left > 0
        ? [linkButton(t('Show {0} more', formats.count(left)), 'more-points', () => this.showPoints(points.length))]
        : []),
    );
  }
}

/** A unit in which marks up to a length of time are round. */
function roundUnit(most: number): number {
  return most >= 2 * DAY ? DAY : most >= 2 * HOUR ? HOUR : 60_000;
}
