import { element, replaceContent } from '../common/element.js';
import { partView } from './adviceView.js';
import type { FigureEvents } from './chartFigure.js';
import type { PageContext } from './context.js';
import { measureCards } from './measureCards.js';
import { MeasureDetail } from './measureDetail.js';
import { notesList } from './notesList.js';
import type { Delivery, MeasureKey, PartState } from './protocol.js';

export interface DeliveryEvents {
  opened(measure: MeasureKey | undefined): void;
  tables(name: string): FigureEvents;
}

/** The numbers of delivery, and what stands behind the one that is open. */
export class DeliveryView {
  readonly node = element('div', { class: 'view' });
  private part: PartState<Delivery> | undefined;
  private detail: MeasureDetail | undefined;

  constructor(
    private readonly context: PageContext,
    private open: MeasureKey | undefined,
    private readonly events: DeliveryEvents,
  ) {
    this.draw();
  }

  get value(): Delivery | undefined {
    return this.part?.state === 'ready' ? this.part.value : undefined;
  }

  show(part: PartState<Delivery>): void {
    this.part = part;
    this.draw();
  }

  /** Opens what is behind a number, or closes it where none is meant. */
  turnTo(measure: MeasureKey | undefined): void {
    const closed = this.open;
    this.open = measure;
    this.events.opened(measure);
    this.draw();
    if (measure !== undefined) {
      this.detail?.node.scrollIntoView({ block: 'nearest' });
      this.detail?.focus();
    } else if (closed !== undefined) this.node.querySelector<HTMLElement>(`[data-key="card-${closed}"]`)?.focus();
  }

  get isOpen(): boolean {
    return this.open !== undefined;
  }

  private draw(): void {
    this.detail?.dispose();
    this.detail = undefined;
    replaceContent(this.node, ...partView(this.part, this.context, delivery => this.content(delivery)));
  }

  private content(delivery: Delivery): HTMLElement[] {
    const { context, open, events } = this;
    const { words, formats } = context;
    const measure = delivery.measures.find(({ key }) => key === open);
    if (measure)
      this.detail = new MeasureDetail(context, measure, delivery, {
        close: () => this.turnTo(undefined),
        tables: name => events.tables(name),
      });
    return [
      element(
        'p',
        { class: 'origin' },
        ...(delivery.isDerived ? [element('span', { class: 'flag' }, words.t('derived')), ' '] : []),
        delivery.origin,
        ' ',
        element(
          'span',
          { class: 'dim' },
          words.t(
            '{0} deployments to {1}, definitions: {2}',
            formats.count(delivery.deployments),
            delivery.environment,
            delivery.definition,
          ),
        ),
      ),
      measureCards(delivery, open, key => this.turnTo(key === this.open ? undefined : key), context),
      ...(this.detail ? [this.detail.node] : []),
      ...notesList(words.t('Data quality: what was met in the data'), delivery.quality, context),
    ];
  }
}
