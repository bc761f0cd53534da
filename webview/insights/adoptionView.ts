import { linkButton } from '../common/button.js';
import { element } from '../common/element.js';
import { ChartFigure, type FigureEvents } from './chartFigure.js';
import { stackedColumns, type Layer } from './charts/stackedColumns.js';
import type { PageContext } from './context.js';
import { dataTable, type Cell, type Column } from './dataTable.js';
import { notesList } from './notesList.js';
import type { Adoption, Arrival, CohortRow } from './protocol.js';

const LAYERS: readonly Layer[] = [
  { ink: 'series', look: 'full' },
  { ink: 'second', look: 'hatched' },
  { ink: 'dim', look: 'empty' },
];
const TICKET_LAYERS: readonly Layer[] = [
  { ink: 'series', look: 'full' },
  { ink: 'dim', look: 'empty' },
];

/** How far the golden path is in use, part by part; each part without a source says so. */
export class AdoptionView {
  private figures: ChartFigure[] = [];

  constructor(
    private readonly context: PageContext,
    private readonly tables: (name: string) => FigureEvents,
  ) {}

  dispose(): void {
    for (const figure of this.figures) figure.dispose();
    this.figures = [];
  }

  content(adoption: Adoption): HTMLElement[] {
    this.dispose();
    const { context } = this;
    const { t } = context.words;
    return [
      ...(adoption.window
        ? [element('p', { class: 'origin dim' }, t('Counted over {0}', context.formats.window(adoption.window)))]
        : []),
      this.tiles(adoption),
      this.section(t('Adoption funnel'), adoption, undefined, adoption.services, () => [this.funnel(adoption)]),
      this.section(t('New services'), adoption, 'services', adoption.months.length, () => [this.months(adoption)]),
      this.section(t('Owners'), adoption, undefined, adoption.owners.length, () => [this.owners(adoption)]),
      this.section(t('Deviations'), adoption, 'deviations', adoption.deviations.length, () => [
        element('p', { class: 'lever' }, t('The rules most often waived are the next paved roads.')),
        this.deviations(adoption),
      ]),
      this.section(t('Template runs'), adoption, 'templates', adoption.templates.length, () => [
        this.templates(adoption),
      ]),
      this.section(t('Time to onboard'), adoption, 'onboarding', adoption.onboarding.length, () => [
        this.onboarding(adoption),
      ]),
      this.section(t('Tickets to the platform team'), adoption, 'tickets', adoption.tickets.length, () => [
        this.tickets(adoption),
      ]),
      ...notesList(t('Data quality: what was met in the data'), adoption.quality, context),
    ];
  }

  /** A part with its content, or with why there is none. */
  private section(
    title: string,
    { missing, notes }: Adoption,
    part: string | undefined,
    count: number,
    content: () => readonly HTMLElement[],
  ): HTMLElement {
    const { t } = this.context.words;
    const reasons = missing
      .filter(one => one.part === part)
      .map(({ why }) => element('p', { class: 'missing-part' }, why));
    const nothing =
      reasons.length > 0 ? [] : [element('p', { class: 'missing-part' }, t('There is nothing of it yet.'))];
    return element(
      'section',
      { class: 'adoption-part', 'aria-label': title },
      element('h2', {}, title),
      ...reasons,
      ...(count > 0 ? content() : nothing),
      ...notes.filter(one => one.part === part).map(({ text }) => element('p', { class: 'missing-part' }, text)),
    );
  }

  private tiles({ goldenPath, newServices, services, environments, firstSeen, missing }: Adoption): HTMLElement {
    const { words, formats } = this.context;
    const { t } = words;
    const sources = firstSeen.map(({ source, count }) => `${source}: ${formats.count(count)}`).join(', ');
    const whyNoEnvironments = missing.find(({ part }) => part === 'environments')?.why;
    const tile = (title: string, value: string, about: string): HTMLElement =>
      element(
        'div',
        { class: 'tile', role: 'group', 'aria-label': title },
        element('span', { class: 'dim' }, title),
        element('span', { class: 'tile-value' }, value),
        element('span', { class: 'dim' }, about),
      );
    return element(
      'div',
      { class: 'tiles' },
      tile(
        t('On the golden path'),
        formats.part(goldenPath.count, goldenPath.of),
        [
          t('{0} of {1} services', formats.count(goldenPath.count), formats.count(goldenPath.of)),
          ...(newServices
            ? [t('new in this time: {0} of {1}', formats.count(newServices.count), formats.count(newServices.of))]
            : []),
        ].join(', '),
      ),
      tile(
        t('Services'),
        formats.count(services),
        sources === '' ? t('It is not known when they began') : t('First seen by {0}', sources),
      ),
      tile(
        t('Environments running'),
        whyNoEnvironments === undefined ? formats.count(environments.running) : '–',
        whyNoEnvironments ??
          (environments.created === null
            ? t('How many were created is not known')
            : t('{0} created in this time', formats.count(environments.created))),
      ),
    );
  }

  private funnel({ funnel, services: all }: Adoption): HTMLElement {
    const { words, formats } = this.context;
    const { t } = words;
    return this.table(
      t('How far services have come on the golden path'),
      [
        { title: t('Stage') },
        { title: t('Services'), isNumber: true },
        { title: t('Of the stage before'), isNumber: true },
        { title: t('New in this time'), isNumber: true },
        { title: '' },
      ],
      funnel.map(({ name, services, newServices }, place) => [
        { text: name },
        this.countCell(services),
        { text: place > 0 ? formats.part(services, funnel[place - 1]?.services ?? 0) : '' },
        this.countCell(newServices),
        { text: '', node: shareBar(services / all) },
      ]),
    );
  }

  private months({ months }: Adoption): HTMLElement {
    const { words, formats } = this.context;
    const { t } = words;
    const names = [t('On the golden path'), t('On a paved road, with a waiver'), t('Off road')];
    const total = months.reduce(
      (sum, { onGoldenPath, onPavedRoad, offRoad }) => sum + onGoldenPath + onPavedRoad + offRoad,
      0,
    );
    const golden = months.reduce((sum, { onGoldenPath }) => sum + onGoldenPath, 0);
    return this.figure(
      {
        title: t('New services by month'),
        summary: t('{0} of {1} new services began on the golden path', formats.count(golden), formats.count(total)),
        span:
          months.length > 0
            ? `${formats.month(months[0]?.month ?? '')} – ${formats.month(months.at(-1)?.month ?? '')}`
            : '',
        legend: LAYERS.map((layer, index) => ({ layer, name: names[index] ?? '' })),
        table: {
          caption: t('New services by month'),
          columns: [
            { title: t('Month') },
            ...names.map(title => ({ title, isNumber: true })),
            { title: t('Golden path'), isNumber: true },
          ],
          rows: [...months]
            .reverse()
            .map(({ month, onGoldenPath, onPavedRoad, offRoad }) => [
              { text: formats.month(month), plain: month },
              this.countCell(onGoldenPath),
              this.countCell(onPavedRoad),
              this.countCell(offRoad),
              { text: formats.part(onGoldenPath, onGoldenPath + onPavedRoad + offRoad) },
            ]),
        },
        draw: width =>
          stackedColumns({
            ...{ layers: LAYERS, width },
            columns: months.map(({ month, onGoldenPath, onPavedRoad, offRoad }) => ({
              name: formats.month(month),
              values: [onGoldenPath, onPavedRoad, offRoad],
            })),
            writeCount: count => formats.count(count),
          }),
      },
      'adoption-months',
    );
  }

  private owners({ owners }: Adoption): HTMLElement {
    const { words, formats, send } = this.context;
    const { t } = words;
    return this.table(
      t('Owners'),
      [
        { title: t('Owner') },
        { title: t('Services'), isNumber: true },
        { title: t('On the golden path'), isNumber: true },
        { title: '' },
      ],
      owners.map(({ ref, name, services }) => [
        ref === ''
          ? { text: name }
          : { text: name, node: linkButton(name, `owner-${ref}`, () => send({ type: 'openEntity', ref })) },
        this.countCell(services.of),
        { text: `${formats.count(services.count)} (${formats.part(services.count, services.of)})` },
        { text: '', node: shareBar(services.of > 0 ? services.count / services.of : 0) },
      ]),
    );
  }

  private deviations({ deviations }: Adoption): HTMLElement {
    const { words, formats } = this.context;
    const { t } = words;
    return this.table(
      t('Deviations'),
      [
        { title: t('Rule') },
        { title: t('Waivers'), isNumber: true },
        { title: t('Services'), isNumber: true },
        { title: t('Reasons given') },
      ],
      deviations.map(({ rule, waivers, services, reasons }) => [
        { text: rule, node: element('code', {}, rule) },
        this.countCell(waivers),
        this.countCell(services),
        { text: reasons.map(({ text, count }) => (count > 1 ? `${text} (${formats.count(count)})` : text)).join('; ') },
      ]),
    );
  }

  private templates({ templates }: Adoption): HTMLElement {
    const { words, formats, send } = this.context;
    const { t } = words;
    return this.table(
      t('Template runs'),
      [
        { title: t('Template') },
        { title: t('Runs'), isNumber: true },
        { title: t('Failed'), isNumber: true },
        { title: t('Median length'), isNumber: true },
        { title: t('Step that fails most') },
      ],
      templates.map(({ ref, title, runs, failed, medianMs, failingStep }) => [
        { text: title, node: linkButton(title, `template-${ref}`, () => send({ type: 'openEntity', ref })) },
        this.countCell(runs),
        { text: failed > 0 ? `${formats.count(failed)} (${formats.part(failed, runs)})` : formats.count(failed) },
        { text: medianMs === null ? '–' : formats.length(medianMs) },
        { text: failingStep ?? '' },
      ]),
    );
  }

  private onboarding({ onboarding }: Adoption): HTMLElement {
    const { t } = this.context.words;
    return this.table(
      t('Time to onboard'),
      [
        { title: t('Began in') },
        { title: t('People'), isNumber: true },
        { title: t('First deployment with a change of theirs') },
        { title: t('Tenth merged change') },
      ],
      onboarding.map(row => [
        { text: row.cohort },
        this.countCell(row.people),
        { text: this.arrivalText(row, row.toFirstDeployment) },
        { text: this.arrivalText(row, row.toTenthChange) },
      ]),
    );
  }

  private arrivalText({ people }: CohortRow, { medianMs, arrived }: Arrival): string {
    const { words, formats } = this.context;
    const { t } = words;
    const waiting = t('{0} of {1} not yet', formats.count(people - arrived), formats.count(people));
    return medianMs === null ? waiting : t('median {0}, {1}', formats.length(medianMs), waiting);
  }

  private tickets({ tickets }: Adoption): HTMLElement {
    const { words, formats } = this.context;
    const { t } = words;
    const names = [t('Opened'), t('Closed')];
    const opened = tickets.reduce((sum, row) => sum + row.opened, 0);
    const closed = tickets.reduce((sum, row) => sum + row.closed, 0);
    return this.figure(
      {
        title: t('Tickets by week'),
        summary: t('{0} opened, {1} closed', formats.count(opened), formats.count(closed)),
        span: `${tickets[0]?.week ?? ''} – ${tickets.at(-1)?.week ?? ''}`,
        legend: TICKET_LAYERS.map((layer, index) => ({ layer, name: names[index] ?? '' })),
        table: {
          caption: t('Tickets by week'),
          columns: [{ title: t('Week') }, ...names.map(title => ({ title, isNumber: true }))],
          rows: [...tickets]
            .reverse()
            .map(row => [{ text: row.week }, this.countCell(row.opened), this.countCell(row.closed)]),
        },
        draw: width =>
          stackedColumns({
            ...{ layers: TICKET_LAYERS, width, isBeside: true },
            columns: tickets.map(row => ({ name: row.week.replace(/^\d+-/, ''), values: [row.opened, row.closed] })),
            writeCount: count => formats.count(count),
          }),
      },
      'adoption-tickets',
    );
  }

  private figure(content: ConstructorParameters<typeof ChartFigure>[1], name: string): HTMLElement {
    const figure = new ChartFigure(this.context, content, this.tables(name));
    this.figures.push(figure);
    return figure.node;
  }

  private table(caption: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): HTMLElement {
    return element('div', { class: 'table-holder' }, dataTable({ caption, columns, rows }));
  }

  private countCell(count: number): Cell {
    return { text: this.context.formats.count(count), plain: count };
  }
}

/** A bar that repeats what the cell before it says. @param share from 0 to 1 */
function shareBar(share: number): HTMLElement {
  const fill = element('span', { class: 'share-fill' });
  fill.style.width = `${Math.round(share * 100)}%`;
  return element('span', { class: 'share-bar', 'aria-hidden': 'true' }, fill);
}
