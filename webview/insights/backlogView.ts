import { linkButton } from '../common/button.js';
import { toCsv } from '../common/csv.js';
import { iconButton } from '../common/button.js';
import { element } from '../common/element.js';
import { adviceView } from './adviceView.js';
import { sortBacklog, type BacklogOrder } from './backlogOrder.js';
import type { PageContext } from './context.js';
import type { Adoption, BacklogRow, Effort } from './protocol.js';
import type { Text } from './texts.js';

const KINDS: Readonly<Record<BacklogRow['kind'], Text>> = {
  feedback: 'Feedback',
  deviation: 'Deviation',
  failedRun: 'Failed run',
};

const EFFORTS: Readonly<Record<Effort, Text>> = { small: 'small', medium: 'medium', large: 'large' };
const COLUMN_TITLES: Readonly<Record<BacklogOrder, Text>> = { count: 'How often', reach: 'Reach', effort: 'Effort' };

/** What the platform team hears of, by theme. */
export function backlogView(
  { backlog, missing }: Adoption,
  order: BacklogOrder,
  sort: (order: BacklogOrder) => void,
  context: PageContext,
): HTMLElement[] {
  const { words, formats, send } = context;
  const { t } = words;
  const noFeedback = missing.find(({ part }) => part === 'feedback')?.why;
  if (backlog.length === 0)
    return [
      adviceView(
        {
          title: t('Nothing is in the backlog'),
          text:
            noFeedback ??
            t(
              'Feedback to the platform team, waivers in .golden-path/waivers.yaml and failed runs of templates are gathered here by theme.',
            ),
          actions: [],
        },
        context,
      ),
    ];
  const rows = sortBacklog(backlog, order);
  const effort = (row: BacklogRow): string => (row.effort ? t(EFFORTS[row.effort]) : t('not estimated'));
  const copy = (): void =>
    send({
      type: 'copy',
      text: toCsv([
        ['theme', 'kind', 'count', 'reach', 'effort', 'examples'],
        ...rows.map(row => [row.title, row.kind, row.count, row.reach, row.effort, row.examples.join(' | ')]),
      ]),
    });
  const head = (column: BacklogOrder): HTMLElement =>
    element(
      'th',
      {
        scope: 'col',
        ...(column === 'effort' ? {} : { class: 'number' }),
        ...(column === order ? { 'aria-sort': column === 'effort' ? 'ascending' : 'descending' } : {}),
      },
      linkButton(t(COLUMN_TITLES[column]), `sort-${column}`, () => sort(column)),
    );
  return [
    element(
      'div',
      { class: 'section-head' },
      element('h2', {}, t('What people ask for, leave out and fail at')),
      iconButton('copy', t('Copy the list as CSV'), copy),
    ),
    ...(noFeedback === undefined ? [] : [element('p', { class: 'missing-part' }, noFeedback)]),
    element(
      'div',
      { class: 'table-holder' },
      element(
        'table',
        { class: 'data-table' },
        element('caption', { class: 'sr-only' }, t('The backlog by theme')),
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, t('Theme')),
            element('th', { scope: 'col' }, t('Kind')),
            head('count'),
            head('reach'),
            head('effort'),
          ),
        ),
        element(
          'tbody',
          {},
          ...rows.map(row =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, row.title, ...examples(row, context)),
              element('td', {}, t(KINDS[row.kind])),
              element('td', { class: 'number' }, formats.count(row.count)),
              element('td', { class: 'number' }, formats.count(row.reach)),
              element('td', row.effort ? {} : { class: 'dim' }, effort(row)),
            ),
          ),
        ),
      ),
    ),
  ];
}

function examples({ examples: texts }: BacklogRow, { words, formats }: PageContext): HTMLElement[] {
  if (texts.length === 0) return [];
  return [
    element(
      'details',
      { class: 'notes' },
      element('summary', {}, words.t('Examples: {0}', formats.count(texts.length))),
      element('ul', {}, ...texts.map(text => element('li', {}, text))),
    ),
  ];
}
