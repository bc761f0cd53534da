import { element } from './element.js';
import { icon, type IconName } from './icons.js';

/** A button with text, in the editor's look. */
export function textButton(text: string, press: () => void, isPrimary = false): HTMLElement {
  const button = element('vscode-button', { appearance: isPrimary ? 'primary' : 'secondary' }, text);
  button.addEventListener('click', press);
  return button;
}

/** A button with a picture; its name is a tooltip and what a screen reader says. */
export function iconButton(picture: IconName, name: string, press: (event: MouseEvent) => void): HTMLElement {
  const button = element('vscode-button', { appearance: 'icon', 'aria-label': name, title: name }, icon(picture));
  button.addEventListener('click', press);
  return button;
}

/** Changes picture and name of a button made by `iconButton`. */
export function changeIconButton(button: HTMLElement, picture: IconName, name: string): void {
  if (button.getAttribute('aria-label') === name) return;
  button.replaceChildren(icon(picture));
  button.setAttribute('aria-label', name);
  button.title = name;
}

/** A button that looks like a link, for lists where a boxed one would be loud. */
export function linkButton(text: string, key: string, press: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'link', 'data-key': key }, text);
  button.addEventListener('click', press);
  return button;
}
