import { iconButton } from '../common/button.js';
import { element } from '../common/element.js';
import type { PageContext } from './context.js';
import type { Detail, NumberBehind } from './protocol.js';

/** The three numbers that say most: what is promised, what is kept, and how much may still go wrong. */
export function threeNumbers({ objective, service }: Detail, context: PageContext): HTMLElement[] {
  const { words, formats } = context;
  const { t } = words;
  const left = service.budgetLeft?.value ?? null;
  const fill = element('span', { class: 'bar-fill' });
  fill.style.width = `${(left === null ? 0 : left <= 0 ? 1 : Math.min(left, 1)) * 100}%`;
  const level = left === null ? 'none' : left <= 0 ? 'spent' : left < 0.1 ? 'low' : 'good';
  return [
    tile(
      t('Objective'),
      objective ? formats.value(objective.target, 'ratio') : '–',
      objective
        ? t('{0}, over {1}, from {2}', objective.name, objective.window, objective.from)
        : t('No objective is known'),
    ),
    numberTile(t('Availability'), service.availability, t('No value'), context),
    numberTile(t('Error budget left'), service.budgetLeft, t('No objective is known'), context, {
      level,
      bar: element('span', { class: 'bar', 'aria-hidden': 'true' }, fill),
    }),
  ];
}

function numberTile(
  title: string,
  number: NumberBehind | undefined,
  whyNone: string,
  { words, formats, send }: PageContext,
  more?: { readonly level: string; readonly bar: HTMLElement },
): HTMLElement {
  const shown = formats.shown(number, whyNone);
  const made = tile(title, shown.text, shown.about, more?.bar);
  if (more) made.dataset['level'] = more.level;
  if (number && number.query !== '') {
    const { query } = number;
    const button = iconButton('code', words.t('Show the query of {0}', title), () =>
      send({ type: 'showQuery', query }),
    );
    button.dataset['key'] = `query:${title}`;
    made.append(button);
  }
  return made;
}

function tile(title: string, value: string, about: string, ...more: readonly (Node | undefined)[]): HTMLElement {
  return element(
    'div',
    { class: 'tile', role: 'group', 'aria-label': title },
    element('span', { class: 'tile-title' }, title),
    element('span', { class: value === '–' ? 'tile-value missing' : 'tile-value' }, value),
    ...more.filter(node => node !== undefined),
    element('span', { class: 'tile-about' }, about),
  );
}
