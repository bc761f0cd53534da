import { textButton } from '../common/button.js';
import { element } from '../common/element.js';
import type { PageContext } from './context.js';
import type { Advice, PartState } from './protocol.js';

/** Why there is nothing to see, and what the person can do next. */
export function adviceView({ title, text, actions }: Advice, { send }: PageContext): HTMLElement {
  return element(
    'div',
    { class: 'empty' },
    element('h2', {}, title),
    element('p', {}, text),
    element(
      'div',
      { class: 'empty-actions' },
      ...actions.map(({ id, title: name }, index) =>
        textButton(name, () => send({ type: 'act', action: id }), index === 0),
      ),
    ),
  );
}

/** What stands in the place of a part that is not ready: that it is being read, or what is in the way. */
export function partView<T>(
  part: PartState<T> | undefined,
  context: PageContext,
  show: (value: T) => readonly Node[],
): readonly Node[] {
  const { t } = context.words;
  if (part?.state === 'ready') return show(part.value);
  if (part && part.state !== 'reading') return [adviceView(part.advice, context)];
  return [
    element(
      'div',
      { class: 'loading', role: 'status' },
      part?.text ?? t('Reading …'),
      ...Array.from({ length: 6 }, () => element('div', { class: 'loading-row', 'aria-hidden': 'true' })),
    ),
  ];
}
