// Elements are made here and nowhere else, so that text is always set as text and no link runs anything.
/* global URL, document */

/** @typedef {Node | string | undefined} Content undefined is left out */

/**
 * An element with attributes and content. Strings become text.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} attributes no `href` from outside: see `link`
 * @param {...Content} content
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content.filter(part => part !== undefined));
  return made;
}

/**
 * A link, or its text alone where the address is not one to follow.
 * @param {string} address absolute, or a path on this platform
 * @param {string} text
 * @returns {HTMLElement}
 */
export function link(address, text) {
  const safe = safeAddress(address);
  return safe === undefined
    ? element('span', {}, text)
    : element('a', { href: safe, rel: 'noreferrer noopener' }, text);
}

/**
 * The address as it may stand in a link: on this platform, the web, or for mail.
 * @param {string} address
 * @returns {string | undefined} undefined for every other scheme, and for what is no address
 */
export function safeAddress(address) {
  if (!URL.canParse(address, document.baseURI)) return undefined;
  const { protocol } = new URL(address, document.baseURI);
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? address : undefined;
}

/**
 * A titled part of a page, findable as a landmark; undefined when it would be empty.
 * @param {string} title
 * @param {...Content} content
 * @returns {HTMLElement | undefined}
 */
export function section(title, ...content) {
  const present = content.filter(part => part !== undefined);
  if (present.length === 0) return undefined;
  return element('section', { class: 'card', 'aria-label': title }, element('h2', {}, title), ...present);
}

/**
 * A list of terms, each with one or more values; undefined when there are none.
 * @param {{ term: string, values: Content[] }[]} rows
 * @returns {HTMLElement | undefined}
 */
export function terms(rows) {
  if (rows.length === 0) return undefined;
  return element(
    'dl',
    {},
    ...rows.map(({ term, values }) =>
      element('div', {}, element('dt', {}, term), ...values.map(value => element('dd', {}, value))),
    ),
  );
}

/**
 * The way from the catalogue to this page.
 * @param {{ text: string, address?: string }[]} steps without the catalogue itself
 * @returns {HTMLElement}
 */
export function breadcrumbs(steps) {
  const items = [{ text: 'Catalogue', address: '/catalog' }, ...steps].map(({ text, address }) =>
    element('li', {}, address === undefined ? element('span', { 'aria-current': 'page' }, text) : link(address, text)),
  );
  return element('nav', { class: 'breadcrumbs', 'aria-label': 'Breadcrumbs' }, element('ol', {}, ...items));
}
