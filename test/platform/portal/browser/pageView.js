// What all pages do: sign in, say what is going on, show the result or why there is none.
/* global document */
import { element, link } from './elements.js';
import { PlatformError, signInAsGuest } from './platformApi.js';

/** @typedef {import('./elements.js').Content} Content */
/** @typedef {import('./platformApi.js').PlatformApi} PlatformApi */
/**
 * @typedef {object} PageView
 * @property {(text: string) => void} say replaces what was said before; nothing is said once something is shown
 * @property {(title: string, ...content: Content[]) => void} show replaces the whole content
 */

/** A reason to show nothing but itself: the thing asked for is not there. */
export class NothingToShow extends Error {
  /** @param {string} message @param {{ address: string, text: string }} [way] where to go instead of the catalogue */
  constructor(message, way) {
    super(message);
    this.name = 'NothingToShow';
    this.way = way;
  }
}

/**
 * Runs a page. What it throws is shown in its place.
 * @param {(view: PageView, platform: PlatformApi) => Promise<void>} fill
 * @returns {Promise<void>}
 */
export async function runPage(fill) {
  const status = /** @type {HTMLElement} */ (document.querySelector('main > .status'));
  const content = /** @type {HTMLElement} */ (document.querySelector('main > .view'));
  const portalName = document.title;
  /** @type {PageView} */
  const view = {
    say: text => void (status.textContent = text),
    show: (title, ...parts) => {
      document.title = `${title} · ${portalName}`;
      status.textContent = '';
      content.replaceChildren(...parts.filter(part => part !== undefined));
    },
  };
  try {
    await fill(view, await signInAsGuest());
  } catch (error) {
    const { title, text, way } = explain(error);
    const reason = element('p', { role: 'alert' }, text);
    view.show(title, element('h1', {}, title), reason, element('p', {}, link(way.address, way.text)));
  }
}

/**
 * @param {unknown} error
 * @returns {{ title: string, text: string, way: { address: string, text: string } }}
 */
function explain(error) {
  const catalogue = { address: '/catalog', text: 'Go to the catalogue' };
  if (error instanceof NothingToShow)
    return { title: 'Not found', text: `404: ${error.message}`, way: error.way ?? catalogue };
  if (error instanceof PlatformError)
    return { title: 'The platform refused', text: `${error.status}: ${error.message}`, way: catalogue };
  const text = error instanceof Error ? error.message : String(error);
  return { title: 'This did not work', text, way: catalogue };
}
