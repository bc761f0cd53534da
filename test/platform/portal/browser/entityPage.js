// One entity: what it is, whom it belongs to, what it is related to.
/* global location */
import { breadcrumbs, element, link, safeAddress, section, terms } from './elements.js';
import { aboutEntity } from './entityFacts.js';
import {
  displayName,
  docsAddress,
  documentedBy,
  referenceInPath,
  referenceOf,
  referenceText,
} from './entityReference.js';
import { PlatformError } from './platformApi.js';
import { NothingToShow, runPage } from './pageView.js';
import { namedReferences, relationRows } from './relations.js';

/** @typedef {import('./platformApi.js').Entity} Entity */

await runPage(async (view, platform) => {
  const asked = referenceInPath(location.pathname);
  view.say('Loading the entity …');
  const entity = await platform.entity(asked).catch(error => {
    if (error instanceof PlatformError && error.status === 404)
      throw new NothingToShow(`${referenceText(asked)} is not in the catalogue.`);
    throw error;
  });
  const names = await namedReferences(platform, entity);
  const { metadata } = entity;
  const name = displayName(entity);
  view.show(
    name,
    breadcrumbs([{ text: entity.kind, address: `/catalog#${encodeURIComponent(entity.kind)}` }, { text: name }]),
    element('h1', {}, name),
    element('p', { class: 'reference' }, element('code', {}, referenceText(referenceOf(entity)))),
    metadata.description ? element('p', { class: 'description' }, metadata.description) : undefined,
    actions(entity),
    element(
      'div',
      { class: 'cards' },
      ...[
        section('About', terms(aboutEntity(entity, names))),
        section('Relations', terms(relationRows(entity, names))),
        section('Links', links(entity)),
        section('Annotations', annotations(entity)),
      ].filter(part => part !== undefined),
    ),
    section('Definition', definition(entity)),
  );
});

/** Where the entity's documentation and its source are. @param {Entity} entity */
function actions(entity) {
  const docs = documentedBy(entity);
  const { 'backstage.io/source-location': source, 'backstage.io/view-url': descriptor } =
    entity.metadata.annotations ?? {};
  const list = [
    { address: docs && docsAddress(docs), text: 'Documentation' },
    { address: source?.startsWith('url:') ? source.slice('url:'.length) : undefined, text: 'Source' },
    { address: descriptor, text: 'Descriptor' },
  ].flatMap(({ address, text }) => (address && safeAddress(address) ? [link(address, text)] : []));
  return list.length === 0 ? undefined : element('p', { class: 'actions' }, ...list);
}

/** @param {Entity} entity */
function links({ metadata }) {
  if (!metadata.links?.length) return undefined;
  const items = metadata.links.map(({ url, title, type }) =>
    element('li', {}, link(url, title || url), type ? element('span', { class: 'quiet' }, ` ${type}`) : undefined),
  );
  return element('ul', {}, ...items);
}

/** @param {Entity} entity */
function annotations({ metadata }) {
  const rows = Object.entries(metadata.annotations ?? {})
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([term, value]) => ({ term, values: [element('code', {}, value)] }));
  const list = terms(rows);
  return list && element('details', {}, element('summary', {}, `${rows.length} annotations`), list);
}

/** What an API promises, as it is written. @param {Entity} entity */
function definition({ kind, metadata, spec }) {
  const text = spec?.['definition'];
  if (kind.toLowerCase() !== 'api' || typeof text !== 'string') return undefined;
  // Long definitions scroll, and what scrolls must be reachable by keyboard.
  const attributes = {
    class: 'definition',
    tabindex: '0',
    role: 'region',
    'aria-label': `Definition of ${metadata.name}`,
  };
  return element('pre', attributes, element('code', {}, text));
}
