import { iconButton, textButton } from './button.js';
import { element } from './element.js';
import { icon } from './icons.js';

/** What is wrong with the source as a whole, in one sentence, and what the person can do. */
export interface Trouble<Action extends string> {
  readonly text: string;
  readonly action?: { readonly id: Action; readonly title: string };
}

/** What is wrong, above what is shown: with the source as a whole, and with what was asked for last. */
export class Notices<Action extends string> {
  readonly node: HTMLElement;
  private readonly trouble = element('div', { role: 'status' });
  private readonly problem = element('div', { role: 'alert' });
  private shownTrouble = '';

  /** @param closeText what the button is called that takes a notice away */
  constructor(
    private readonly closeText: string,
    private readonly act: (action: Action) => void,
  ) {
    this.node = element('div', { class: 'notices' }, this.trouble, this.problem);
  }

  setTrouble(trouble: Trouble<Action> | undefined): void {
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
        ...(action ? [textButton(action.title, () => this.act(action.id))] : []),
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
        iconButton('close', this.closeText, () => this.setProblem(undefined)),
      ),
    );
  }
}
