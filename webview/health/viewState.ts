import { RANGES, type ChartName, type RangeName, type Status } from './protocol.js';
import { COLUMNS, STATUSES, WORST_FIRST, type Order } from './rows.js';

/** What the page shows, as far as it survives a reload. */
export interface ViewState {
  /** The service that is open; where there is none, the overview is. */
  readonly service: { readonly ref: string; readonly name: string } | undefined;
  readonly range: RangeName;
  readonly filter: string;
  /** Statuses that are shown; all when empty. */
  readonly statuses: readonly Status[];
  readonly order: Order;
  /** Of the overview, in pixels. */
  readonly scroll: number;
  readonly paused: boolean;
  /** Charts that are shown as tables. */
  readonly tables: readonly ChartName[];
}

export const FIRST_VIEW: ViewState = {
  service: undefined,
  range: '24h',
  filter: '',
  statuses: [],
  order: WORST_FIRST,
  scroll: 0,
  paused: false,
  tables: [],
};

const CHARTS: readonly ChartName[] = ['traffic', 'errors', 'latency', 'saturation', 'budget'];

/** @param kept what the editor kept for the page; it may be of an older version, so each part that does not fit is left out */
export function readViewState(kept: unknown): ViewState {
  const from = fields(kept);
  const service = fields(from['service']);
  const order = fields(from['order']);
  const column = COLUMNS.find(name => name === order['column']);
  return {
    service:
      typeof service['ref'] === 'string' && typeof service['name'] === 'string'
        ? { ref: service['ref'], name: service['name'] }
        : undefined,
    range: isRangeName(from['range']) ? from['range'] : FIRST_VIEW.range,
    filter: typeof from['filter'] === 'string' ? from['filter'] : '',
    statuses: STATUSES.filter(status => list(from['statuses']).includes(status)),
    order: column ? { column, descending: order['descending'] === true } : WORST_FIRST,
    scroll: typeof from['scroll'] === 'number' && from['scroll'] > 0 ? from['scroll'] : 0,
    paused: from['paused'] === true,
    tables: CHARTS.filter(chart => list(from['tables']).includes(chart)),
  };
}

export function isRangeName(value: unknown): value is RangeName {
  return typeof value === 'string' && Object.hasOwn(RANGES, value);
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
