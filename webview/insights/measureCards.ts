import { drawing, element } from '../common/element.js';
import { sparkPaths } from '../common/sparkPath.js';
import type { PageContext } from './context.js';
import { COUNTED, deltaWords, gradeMark, levelWords, MEASURE_TITLES } from './measureWords.js';
import type { Delivery, Measure, MeasureKey } from './protocol.js';

/** The numbers of delivery as cards, each with everything that one has to know to read it. */
export function measureCards(
  delivery: Delivery,
  open: MeasureKey | undefined,
  toggle: (key: MeasureKey) => void,
  context: PageContext,
): HTMLElement {
  return element(
    'ul',
    { class: 'cards' },
    ...delivery.measures.map(measure => card(measure, delivery, open === measure.key, toggle, context)),
  );
}

function card(
  measure: Measure,
  delivery: Delivery,
  isOpen: boolean,
  toggle: (key: MeasureKey) => void,
  context: PageContext,
): HTMLElement {
  const { words, formats } = context;
  const { t } = words;
  const { key, unit, value, reason, count, target, grade, definition } = measure;
  const title = element(
    'button',
    {
      ...{ type: 'button', class: 'card-title', 'data-key': `card-${key}` },
      ...{ 'aria-expanded': String(isOpen), 'aria-controls': 'measure-detail' },
    },
    t(MEASURE_TITLES[key]),
  );
  const node = element('li', { class: `card${isOpen ? ' open' : ''}`, 'data-measure': key });
  // All of the card can be clicked; the keyboard has the button.
  node.addEventListener('click', () => toggle(key));
  const levels = levelWords(measure, context);
  const other = delivery.other;
  const delta = other
    ? deltaWords(
        measure,
        other.measures.find(one => one.key === key),
        other.window,
        context,
      )
    : undefined;
  node.append(
    element('h3', {}, title),
    element(
      'div',
      { class: 'card-number' },
      element('span', { class: `card-value${value === null ? ' missing' : ''}` }, formats.value(value, unit)),
      ...(value === null ? [] : [element('span', { class: 'card-count' }, t(COUNTED[key], formats.count(count)))]),
    ),
    ...(value === null
      ? [element('p', { class: 'card-reason' }, reason ?? t('There is no number.'))]
      : [trendLine(measure, context)]),
    element(
      'p',
      { class: 'card-grade' },
      ...(grade
        ? [gradeMark(grade, context)]
        : value === null
          ? []
          : [element('span', { class: 'dim' }, target ? t('No grade: too few data') : t('No target is set'))]),
      ...(target ? [element('span', { class: 'dim' }, t('Target: {0}', formats.target(target, unit)))] : []),
    ),
    ...(delta ? [element('p', { class: `card-delta ${delta.verdict}` }, delta.text)] : []),
    ...(levels.length > 0
      ? [
          element(
            'p',
            { class: 'card-levels dim', title: t('The level that DORA’s report of that year gives to such a value') },
            t('DORA {0}', levels.join(' · ')),
          ),
        ]
      : []),
    element('p', { class: 'card-definition dim' }, definition),
  );
  return node;
}

/** The trend as a small line with its words. */
function trendLine({ trend, unit, key }: Measure, { words, formats }: PageContext): SVGSVGElement {
  const values = trend.map(({ value }) => value);
  const { line, area } = sparkPaths(
    { times: trend.map(({ from, to }) => (from + to) / 2), values },
    [],
    Number.MIN_VALUE,
  );
  const known = values.filter(value => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  const label =
    first === undefined || last === undefined
      ? words.t('No trend')
      : words.t(
          '{0}, trend: from {1} to {2}',
          words.t(MEASURE_TITLES[key]),
          formats.value(first, unit),
          formats.value(last, unit),
        );
  return drawing(
    'svg',
    { class: 'spark', viewBox: '0 0 100 20', preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    drawing('path', { class: 'spark-area', d: area }),
    drawing('path', { class: 'spark-line', d: line }),
  );
}
