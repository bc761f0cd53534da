import { element } from '../common/element.js';
import type { PageContext } from './context.js';
import type { Note } from './protocol.js';

/** What does not count and why, folded up behind one line that says how much there is of it. */
export function notesList(title: string, notes: readonly Note[], { formats, words }: PageContext): HTMLElement[] {
  if (notes.length === 0) return [];
  const total = notes.reduce((sum, { count }) => sum + count, 0);
  return [
    element(
      'details',
      { class: 'notes' },
      element('summary', {}, words.t('{0}: {1}', title, formats.count(total))),
      element(
        'ul',
        {},
        ...notes.map(({ text, example }) =>
          element(
            'li',
            {},
            text,
            ...(example === undefined || example === '' ? [] : [' ', element('code', {}, example)]),
          ),
        ),
      ),
    ),
  ];
}
