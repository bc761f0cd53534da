import { iconButton, textButton } from '../common/button.js';
import { element } from '../common/element.js';
import { icon } from '../common/icons.js';
import type { PageContext } from './context.js';
import type { Trouble } from './protocol.js';

/** What is wrong, above what is shown: with the source as a whole, and with what was asked for last. */
export class Notices {
  readonly node: HTMLElement;
  private readonly trouble = element('div', { role: 'status' });
  private readonly problem = element('div', { role: 'alert' });
  private shownTrouble = '';

  constructor(private readonly context: PageContext) {
    this.node = element('div', { class: 'notices' }, this.trouble, this.problem);
  }

  setTrouble(trouble: Trouble | undefined): void {
    // The same trouble again is no news: the button keeps its focus, and a screen reader stays silent.
    const written = JSON.stringify(trouble ?? '');
    if (written === this.shownTrouble) return;
    this.shownTrouble = written;
    if (!trouble) {
      this.trouble.replaceChildren();
      return;
    }
    const { action, text } = trouble;
    this.trouble.replaceChildren(
      element(
        'div',
        { class: 'notice notice-warning' },
        icon('warning'),
        element('p', {}, text),
        ...(action ? [textButton(action.title, () => this.context.send({ type: 'act', action: action.id }))] : []),
      ),
    );
  }

  setProblem(text: string | undefined): void {
    if (text === undefined) {
      this.problem.replaceChildren();
      return;
    }
    this.problem.replaceChildren(
      element(
        'div',
        { class: 'notice notice-error' },
        icon('warning'),
        element('p', {}, text),
        iconButton('close', this.context.words.t('Close'), () => this.setProblem(undefined)),
      ),
    );
  }
}
