// Everything in the catalogue, by kind, with a filter.
/* global history, location, URLSearchParams */
import { element, link } from './elements.js';
import { displayName, entityAddress, parseReference, referenceOf } from './entityReference.js';
import { runPage } from './pageView.js';

/** @typedef {import('./platformApi.js').Entity} Entity */
/** @typedef {{ item: HTMLElement, searched: string }} Row */
/** @typedef {{ section: HTMLElement, count: HTMLElement, jump: HTMLElement, rows: Row[] }} Group */

/** From the organisation's point of view: what it makes first, what makes the catalogue last. */
const kindOrder = ['Domain', 'System', 'Component', 'API', 'Resource', 'Template', 'AiResource', 'Group', 'User'];

const fields = [
  ...['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'metadata.description', 'metadata.tags'],
  ...['spec.type', 'spec.lifecycle', 'spec.owner', 'spec.target', 'spec.profile.displayName'],
];

await runPage(async (view, platform) => {
  view.say('Loading the catalogue …');
  const entities = await platform.allEntities(fields);
  const groups = groupsByKind(entities);
  const summary = element('p', { class: 'summary', role: 'status' });
  const box = element('input', { type: 'search', id: 'filter', autocomplete: 'off', spellcheck: 'false' });
  box.value = new URLSearchParams(location.search).get('filter') ?? '';
  const narrow = () => {
    const shown = showMatching(groups, box.value);
    summary.textContent =
      shown === entities.length ? `${entities.length} entities` : `${shown} of ${entities.length} entities`;
  };
  box.addEventListener('input', () => {
    narrow();
    const query = box.value.trim() === '' ? '' : `?${new URLSearchParams({ filter: box.value })}`;
    history.replaceState(null, '', location.pathname + query);
  });
  narrow();
  view.show(
    'Catalogue',
    element('h1', {}, 'Catalogue'),
    element('div', { class: 'filter', role: 'search' }, element('label', { for: 'filter' }, 'Filter'), box, summary),
    element('nav', { class: 'kinds', 'aria-label': 'Kinds' }, ...groups.map(({ jump }) => jump)),
    ...groups.map(({ section }) => section),
  );
  // The browser looked for it before it was there.
  if (location.hash) location.replace(location.hash);
});

/** @param {Entity[]} entities @returns {Group[]} */
function groupsByKind(entities) {
  const kinds = [...new Set(entities.map(({ kind }) => kind))];
  kinds.sort((one, other) => placeOf(one) - placeOf(other) || one.localeCompare(other));
  return kinds.map(kind => {
    const rows = entities
      .filter(entity => entity.kind === kind)
      .sort((one, other) => displayName(one).localeCompare(displayName(other)))
      .map(rowOf);
    const count = element('span', { class: 'quiet' });
    return {
      rows,
      count,
      jump: link(`#${encodeURIComponent(kind)}`, kind),
      section: element(
        'section',
        { id: kind, 'aria-label': kind },
        element('h2', {}, kind, ' ', count),
        element('ul', { class: 'entities' }, ...rows.map(({ item }) => item)),
      ),
    };
  });
}

/** Kinds that are not known come after those that are. @param {string} kind */
function placeOf(kind) {
  if (kind === 'Location') return kindOrder.length + 1;
  const place = kindOrder.indexOf(kind);
  return place < 0 ? kindOrder.length : place;
}

/** @param {Entity} entity @returns {Row} */
function rowOf(entity) {
  const { metadata, spec = {} } = entity;
  const name = displayName(entity);
  const owner = typeof spec['owner'] === 'string' ? parseReference(spec['owner'], 'group').name : undefined;
  const facts = [spec['type'], spec['lifecycle'], owner].filter(fact => typeof fact === 'string').join(' · ');
  const description = metadata.description ?? spec['target'];
  const item = element(
    'li',
    {},
    link(entityAddress(referenceOf(entity)), name),
    facts ? element('span', { class: 'quiet' }, facts) : undefined,
    typeof description === 'string' ? element('span', { class: 'about' }, description) : undefined,
  );
  const searched = [name, metadata.name, entity.kind, facts, description, ...(metadata.tags ?? [])]
    .join(' ')
    .toLowerCase();
  return { item, searched };
}

/**
 * Hides what does not hold every word of the filter.
 * @param {Group[]} groups
 * @param {string} filter
 * @returns {number} how many are left
 */
function showMatching(groups, filter) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  let total = 0;
  for (const { section, count, jump, rows } of groups) {
    let shown = 0;
    for (const { item, searched } of rows) {
      item.hidden = !words.every(word => searched.includes(word));
      if (!item.hidden) shown++;
    }
    count.textContent = String(shown);
    section.hidden = jump.hidden = shown === 0;
    total += shown;
  }
  return total;
}
