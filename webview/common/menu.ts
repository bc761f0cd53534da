import { iconButton } from './button.js';
import { element } from './element.js';

export interface MenuItem {
  readonly title: string;
  readonly run: () => void;
}

/**
 * A button that opens a menu below itself (WAI-ARIA menu button): arrows, Home and End move, Escape and Tab close.
 * @param items asked for each time the menu opens
 */
export function menuButton(name: string, items: () => readonly MenuItem[]): HTMLElement {
  const holder = element('div', { class: 'menu-holder' });
  const button = iconButton('more', name, () => (list === undefined ? open() : close(true)));
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  holder.append(button);
  let list: HTMLElement | undefined;

  const close = (focusButton: boolean): void => {
    list?.remove();
    list = undefined;
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', closeOutside, true);
    if (focusButton) button.focus();
  };
  const closeOutside = (event: Event): void => {
    if (!event.composedPath().includes(holder)) close(false);
  };
  const open = (): void => {
    list = element('div', { class: 'menu', role: 'menu', 'aria-label': name }, ...items().map(choice));
    list.addEventListener('keydown', move);
    holder.append(list);
    button.setAttribute('aria-expanded', 'true');
    document.addEventListener('pointerdown', closeOutside, true);
    choices()[0]?.focus();
  };
  const choice = ({ title, run }: MenuItem): HTMLElement => {
    const entry = element('button', { type: 'button', role: 'menuitem', tabindex: '-1' }, title);
    entry.addEventListener('click', () => {
      close(true);
      run();
    });
    return entry;
  };
  const choices = (): HTMLElement[] => [...(list?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const move = (event: KeyboardEvent): void => {
    const all = choices();
    const at = all.findIndex(entry => entry === document.activeElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (target !== undefined) all.at(target % all.length)?.focus();
    else if (event.key === 'Escape') close(true);
    else {
      // Tab goes on from the button.
      if (event.key === 'Tab') close(true);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return holder;
}
