// Documentation is written by whoever owns the repository. A page of it is made anew from what is known to be harmless.
/* global Element, Text, URL, document */
import { docsLink, linkTarget } from './docsAddresses.js';
import { link } from './elements.js';

/** @typedef {{ image: HTMLImageElement, source: URL }} Picture */

const kept = new Set(
  (
    'a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 ' +
    'hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var wbr'
  ).split(' '),
);
/** Left out with all that is in them. What is neither here nor above is left out, but its content stays. */
const dropped = new Set(
  (
    'applet audio base button canvas dialog embed form frame frameset head iframe input link math meta noembed noframes ' +
    'noscript object plaintext script select style svg template textarea title video xmp'
  ).split(' '),
);
const keptAttributes = ['colspan', 'dir', 'lang', 'open', 'rowspan', 'scope', 'start', 'title'];
const keptClasses = ['admonition', 'admonition-title', 'note', 'tip', 'info', 'warning', 'danger'];

/**
 * A copy of what a built page says: no scripts, no styles, nothing that loads by itself.
 * @param {Element | null} source from a document that runs no scripts
 * @param {URL} address of the built page
 * @returns {{ content: DocumentFragment, pictures: Picture[] }} the pictures are in the content and still empty
 */
export function cleanedMarkup(source, address) {
  const content = document.createDocumentFragment();
  /** @type {Picture[]} */
  const pictures = [];
  if (source) copyChildren(source, content, address, pictures);
  return { content, pictures };
}

/**
 * @param {Element} from
 * @param {Node} to
 * @param {URL} address
 * @param {Picture[]} pictures
 */
function copyChildren(from, to, address, pictures) {
  for (const child of from.childNodes) {
    if (child instanceof Text) to.appendChild(document.createTextNode(child.data));
    if (!(child instanceof Element)) continue;
    const name = child.localName;
    if (dropped.has(name) || child.matches('.headerlink')) continue;
    if (name === 'img') copyPicture(child, to, address, pictures);
    else if (kept.has(name)) copyChildren(child, to.appendChild(emptyCopy(child, address)), address, pictures);
    else copyChildren(child, to, address, pictures);
  }
}

/** @param {Element} source @param {URL} address */
function emptyCopy(source, address) {
  const copy = document.createElement(source.localName);
  for (const name of keptAttributes) {
    const value = source.getAttribute(name);
    if (value !== null) copy.setAttribute(name, value);
  }
  copy.classList.add(...keptClasses.filter(name => source.classList.contains(name)));
  // What the portal itself is found by must stay what it is.
  if (source.id && !document.getElementById(source.id)) copy.id = source.id;
  const href = source.localName === 'a' ? source.getAttribute('href') : null;
  const target = href === null ? undefined : linkTarget(href, address);
  if (target !== undefined) {
    copy.setAttribute('href', target);
    copy.setAttribute('rel', 'noreferrer noopener');
  }
  // Code scrolls sideways, and what scrolls must be reachable by keyboard.
  if (source.localName === 'pre') copy.tabIndex = 0;
  return copy;
}

/**
 * Pictures that are no part of any documentation become links: a page asks nothing of other servers, nor of other interfaces.
 * @param {Element} source
 * @param {Node} to
 * @param {URL} address
 * @param {Picture[]} pictures
 */
function copyPicture(source, to, address, pictures) {
  const src = source.getAttribute('src') ?? '';
  const alt = source.getAttribute('alt') ?? '';
  if (!URL.canParse(src, address)) return;
  const url = new URL(src, address);
  const isFile = url.origin === address.origin && docsLink(url) !== undefined;
  if (!isFile && url.protocol !== 'data:') return void to.appendChild(link(url.href, alt || src));
  const image = document.createElement('img');
  image.alt = alt;
  to.appendChild(image);
  if (url.protocol === 'data:') image.src = url.href;
  else pictures.push({ image, source: url });
}
