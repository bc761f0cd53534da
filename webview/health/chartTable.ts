import { element } from '../common/element.js';
import type { PageContext } from './context.js';
import type { ChartData } from './protocol.js';

/** The points of a chart as a table, the latest first. */
export function chartTable(data: ChartData, title: string, { words, formats }: PageContext): HTMLElement {
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, words.t('Time')),
    ...data.lines.map(({ name }) => element('th', { scope: 'col' }, name)),
  );
  const rows = data.times
    .map((time, index) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, formats.time(time, 0)),
        ...data.lines.map(({ values }) => element('td', {}, formats.value(values[index], data.unit))),
      ),
    )
    .reverse();
  return element(
    'div',
    { class: 'chart-table', tabindex: '0', role: 'region', 'aria-label': title },
    element(
      'table',
      {},
      element('caption', {}, words.t('{0}, the latest first', title)),
      element('thead', {}, head),
      element('tbody', {}, ...rows),
    ),
  );
}
