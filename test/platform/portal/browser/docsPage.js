// One page of an entity's documentation, as the backend has built it, in the dress of the portal.
/* global DOMParser, URL, location */
import { cleanedMarkup } from './docsMarkup.js';
import { builtFolder, docsLink, isPage, linkTarget } from './docsAddresses.js';
import { breadcrumbs, element, link } from './elements.js';
import {
  displayName,
  docsAddress,
  documentedBy,
  entityAddress,
  referenceInPath,
  referenceOf,
  referenceText,
} from './entityReference.js';
import { NothingToShow, runPage } from './pageView.js';
import { PlatformError } from './platformApi.js';

/** @typedef {import('./entityReference.js').EntityReference} EntityReference */
/** @typedef {import('./platformApi.js').Entity} Entity */
/** @typedef {import('./platformApi.js').PlatformApi} PlatformApi */

await runPage(async (view, platform) => {
  const { rest, ...asked } = referenceInPath(location.pathname);
  const entity = await documentedEntity(platform, asked);
  const name = displayName(entity);
  const reference = referenceOf(entity);
  view.say('Building the docs …');
  await platform.buildDocs(reference);
  view.say('Loading the page …');
  const address = new URL(builtFolder(reference) + rest, location.origin);
  if (isPage(address) && !/(\/|\.html?)$/i.test(address.pathname)) address.pathname += '/';
  const file = await builtFile(platform, reference, address, rest === '');
  const trail = [{ text: name, address: entityAddress(reference) }];
  if (!isPage(address)) {
    const fileName = decodeURIComponent(address.pathname.split('/').pop() ?? '');
    const content = URL.createObjectURL(await file.blob());
    view.show(
      fileName,
      breadcrumbs([...trail, { text: 'Documentation', address: docsAddress(reference) }, { text: fileName }]),
      element('h1', {}, fileName),
      element('p', {}, element('a', { href: content, download: fileName }, 'Save this file')),
    );
    return;
  }
  const built = new DOMParser().parseFromString(await file.text(), 'text/html');
  const { content, pictures } = cleanedMarkup(mainPart(built), address);
  const heading = content.querySelector('h1') ? undefined : element('h1', {}, built.title || name);
  const article = element('article', { class: 'docs' }, heading, content);
  view.show(
    built.title || name,
    breadcrumbs([...trail, { text: 'Documentation' }]),
    element('div', { class: 'docs-frame' }, contents(built, address), article),
  );
  await Promise.all(pictures.map(({ image, source }) => showPicture(platform, image, source)));
  // The browser looked for it before it was there.
  if (location.hash) location.replace(location.hash);
});

/**
 * @param {PlatformApi} platform
 * @param {EntityReference} asked
 * @returns {Promise<Entity>}
 * @throws {NothingToShow} when it is not there or has no documentation of its own
 */
async function documentedEntity(platform, asked) {
  const entity = await platform.entity(asked).catch(error => {
    if (error instanceof PlatformError && error.status === 404)
      throw new NothingToShow(`${referenceText(asked)} is not in the catalogue.`);
    throw error;
  });
  const documented = documentedBy(entity);
  const own = referenceOf(entity);
  if (!documented)
    throw new NothingToShow(`${displayName(entity)} has no documentation.`, {
      address: entityAddress(own),
      text: `Go to ${displayName(entity)}`,
    });
  if (referenceText(documented).toLowerCase() !== referenceText(own).toLowerCase())
    throw new NothingToShow(`${displayName(entity)} is documented with ${referenceText(documented)}.`, {
      address: docsAddress(documented),
      text: 'Go to that documentation',
    });
  return entity;
}

/**
 * @param {PlatformApi} platform
 * @param {EntityReference} reference
 * @param {URL} address
 * @param {boolean} isFirst whether the whole documentation is missing when this page is
 */
async function builtFile(platform, reference, address, isFirst) {
  const path = address.pathname.endsWith('/') ? `${address.pathname}index.html` : address.pathname;
  return platform.file(path).catch(error => {
    if (!(error instanceof PlatformError) || error.status !== 404) throw error;
    if (isFirst)
      throw new NothingToShow(
        `the documentation of ${referenceText(reference)} has not been built. The platform builds it with MkDocs; is that installed?`,
        { address: entityAddress(reference), text: `Go to ${reference.name}` },
      );
    throw new NothingToShow('there is no such page in this documentation.', {
      address: docsAddress(reference),
      text: 'Go to its first page',
    });
  });
}

/** What a page says, without the frame that its theme puts around it. @param {Document} built */
function mainPart(built) {
  return built.querySelector('article') ?? built.querySelector('[role="main"], main') ?? built.body;
}

/**
 * Links to all pages of the documentation, as its own menu has them.
 * @param {Document} built
 * @param {URL} address of the page in it
 */
function contents(built, address) {
  /** @type {Map<string, HTMLElement>} */
  const items = new Map();
  for (const anchor of built.querySelectorAll(
    '.md-nav--primary a.md-nav__link[href], nav.nav a[href], .navbar a[href]',
  )) {
    const href = anchor.getAttribute('href') ?? '';
    const text = anchor.textContent?.trim() ?? '';
    const target = linkTarget(href, address);
    if (href.startsWith('#') || text === '' || !target?.startsWith('/docs/') || items.has(target)) continue;
    const entry = link(target, text);
    if (target === docsLink(address)) entry.setAttribute('aria-current', 'page');
    items.set(target, element('li', {}, entry));
  }
  if (items.size < 2) return undefined;
  return element('nav', { class: 'docs-menu', 'aria-label': 'Pages' }, element('ul', {}, ...items.values()));
}

/**
 * @param {PlatformApi} platform
 * @param {HTMLImageElement} image
 * @param {URL} source
 */
async function showPicture(platform, image, source) {
  try {
    const picture = await (await platform.file(source.pathname)).blob();
    // Backstage calls an SVG plain text, lest it is opened as a page. In an image no script of it runs.
    const type = source.pathname.toLowerCase().endsWith('.svg') ? 'image/svg+xml' : picture.type;
    const content = URL.createObjectURL(picture.slice(0, picture.size, type));
    image.src = content;
    await image.decode().finally(() => URL.revokeObjectURL(content));
  } catch {
    // Without a picture, the text in its place is shown.
    image.removeAttribute('src');
  }
}
