import { element } from '../common/element.js';
import { drawingNode } from './charts/chartDrawing.js';
import { rectangle } from './charts/paths.js';
import type { PageContext } from './context.js';
import { notesList } from './notesList.js';
import type { Dimension, Survey, SurveyCell } from './protocol.js';
import type { Text } from './texts.js';

const DIMENSIONS: Readonly<Record<Dimension, Text>> = {
  satisfaction: 'Satisfaction and well-being',
  performance: 'Performance',
  activity: 'Activity',
  communication: 'Communication and collaboration',
  efficiency: 'Efficiency and flow',
};

/** Rates of response below this do not stand for everybody. A rule of thumb. */
const REPRESENTATIVE_FROM = 0.3;

/** The answers by dimension; what is held back is said. */
export function surveyView(survey: Survey, context: PageContext): HTMLElement[] {
  const { words, formats } = context;
  const { t } = words;
  const order = Object.keys(DIMENSIONS) as Dimension[];
  return [
    element(
      'p',
      { class: 'origin' },
      t('Only cells with at least {0} answers are shown.', formats.count(survey.minimum)),
      ' ',
      survey.hidden > 0
        ? element('span', {}, t('Held back so that nobody can be recognised: {0}.', formats.count(survey.hidden)))
        : element('span', { class: 'dim' }, t('None is held back.')),
    ),
    ...order.flatMap(dimension => {
      const cells = survey.cells.filter(cell => cell.dimension === dimension);
      if (cells.length === 0) return [];
      return [
        element(
          'section',
          { class: 'survey-part', 'aria-label': t(DIMENSIONS[dimension]) },
          element('h2', {}, t(DIMENSIONS[dimension])),
          element(
            'div',
            { class: 'table-holder' },
            element(
              'table',
              { class: 'data-table survey-table' },
              element('caption', { class: 'sr-only' }, t(DIMENSIONS[dimension])),
              element(
                'thead',
                {},
                element(
                  'tr',
                  {},
                  ...([t('Question'), t('Group'), t('Answers'), t('Median'), t('Asked and answered')] as const).map(
                    (title, index) =>
                      element('th', { scope: 'col', ...(index > 1 && index < 4 ? { class: 'number' } : {}) }, title),
                  ),
                  element('th', { scope: 'col' }, t('Spread, from the lowest')),
                ),
              ),
              element('tbody', {}, ...cells.map(cell => cellRow(cell, survey, context))),
            ),
          ),
        ),
      ];
    }),
    ...survey.texts.map(({ question, texts }) =>
      element(
        'details',
        { class: 'notes' },
        element('summary', {}, t('What people wrote to “{0}”: {1}', question, formats.count(texts.length))),
        element('ul', {}, ...texts.map(text => element('li', {}, text))),
      ),
    ),
    ...notesList(t('Data quality: what was met in the data'), survey.quality, context),
    ...(survey.attribution ? [element('p', { class: 'dim attribution' }, survey.attribution)] : []),
  ];
}

function cellRow(cell: SurveyCell, survey: Survey, context: PageContext): HTMLElement {
  const { words, formats } = context;
  const { t } = words;
  const head = [element('th', { scope: 'row' }, cell.question), element('td', {}, cell.group ?? t('everybody'))];
  if (!cell.shown)
    return element(
      'tr',
      { class: 'held-back' },
      ...head,
      element(
        'td',
        { colspan: '4' },
        t('held back: fewer than {0} answers here or in a neighbouring cell', formats.count(survey.minimum)),
      ),
    );
  const rate = cell.responseRate;
  return element(
    'tr',
    {},
    ...head,
    element('td', { class: 'number' }, cell.count === undefined ? '–' : formats.count(cell.count)),
    element(
      'td',
      { class: 'number' },
      cell.median === undefined ? '–' : t('{0} of {1}', formats.number(cell.median, 1), formats.count(cell.scale)),
    ),
    element(
      'td',
      {},
      rate === undefined
        ? t('not known')
        : rate < REPRESENTATIVE_FROM
          ? t('{0}: not representative', formats.part(rate, 1))
          : formats.part(rate, 1),
    ),
    element('td', {}, ...(cell.distribution ? [spread(cell.distribution, context)] : [])),
  );
}

/** Columns for the points of the scale, with their counts in words. */
function spread(counts: readonly number[], { formats }: PageContext): SVGSVGElement {
  const most = Math.max(1, ...counts);
  const height = 24;
  const columns = counts.map((count, index) => {
    const tall = count === 0 ? 1 : Math.max(2, (count / most) * height);
    return {
      path: rectangle(index * 16, height - tall, 12, tall),
      fill: count === 0 ? ('grid' as const) : ('series' as const),
    };
  });
  const name = counts.map((count, index) => `${index + 1}: ${formats.count(count)}`).join(', ');
  return drawingNode({ width: counts.length * 16, height, shapes: columns, labels: [] }, name);
}
