import { webAddress } from '../../core/catalogue/addresses.js';
import type { TimeRange } from '../../core/health/source.js';

/**
 * The address of a page that shows a query: that of Prometheus itself (`/graph?g0.expr=…`), which Thanos has, too, or one of
 * the organisation's.
 * @param page address of the web page as a setting says it; may have `{query}` in it
 * @returns undefined where there is no page, or none with an address of the web
 */
export function graphAddress(page: string | undefined, query: string, range?: TimeRange): string | undefined {
  if (page === undefined || webAddress(page) === undefined) return undefined;
  if (page.includes('{query}')) return page.replaceAll('{query}', () => encodeURIComponent(query));
  const params = new URLSearchParams({ 'g0.expr': query, 'g0.tab': range ? '0' : '1' });
  if (range) {
    params.set('g0.range_input', `${Math.max(1, Math.round(range.end - range.start))}s`);
    params.set('g0.end_input', new Date(range.end * 1000).toISOString().slice(0, 19).replace('T', ' '));
  }
  return `${page.replace(/\/+$/, '')}/graph?${params.toString()}`;
}
