import { escapeMarkdown, linkTarget } from '../common/markdown.js';
import type { Translate } from '../common/translate.js';
import { provenanceOf, provenanceSentence } from '../templates/provenance.js';
import { webAddress } from './addresses.js';
import { displayName, type Entity } from './entity.js';
import type { EntityIndex } from './entityIndex.js';
import { shortEntityRef } from './entityRef.js';

const MOST_LINKS = 6;
const LONGEST_DESCRIPTION = 400;

/**
 * The card of an entity: name, facts, description, tags and links, as Markdown in which the catalogue's words are only text.
 * @param index where the titles of owner and system are looked up
 */
export function entityCard(entity: Entity, index: EntityIndex, translate: Translate): string {
  const name = (ref: string): string => escapeMarkdown(displayNameOf(ref, index));
  const facts: [string, string | undefined][] = [
    [translate('Owner'), entity.owner && name(entity.owner)],
    [translate('System'), entity.system && name(entity.system)],
    [translate('Lifecycle'), entity.lifecycle && escapeMarkdown(entity.lifecycle)],
    [translate('Tags'), entity.tags.map(escapeMarkdown).join(', ') || undefined],
  ];
  const provenance = provenanceOf(entity, index);
  const kind = [entity.kind, entity.type].filter(part => part !== undefined).map(escapeMarkdown);
  const links = entity.links.flatMap(link => {
    const address = webAddress(link.url);
    return address ? [`[${escapeMarkdown(link.title ?? link.url)}](${linkTarget(address)})`] : [];
  });
  const parts = [
    `**${escapeMarkdown(displayName(entity))}**  \n${kind.join(' · ')} · ${escapeMarkdown(shortEntityRef(entity.ref))}`,
    entity.description && escapeMarkdown(shorten(entity.description)),
    facts.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])).join('  \n'),
    provenance && escapeMarkdown(provenanceSentence(provenance, translate)),
    links.slice(0, MOST_LINKS).join(' · '),
    entity.local && `*${escapeMarkdown(translate('From a file of this folder'))}*`,
  ];
  return parts.filter(part => part).join('\n\n');
}

/** The name shown for a reference: the entity's title, else the reference itself. */
export function displayNameOf(ref: string, index: EntityIndex): string {
  const entity = index.get(ref);
  return entity ? displayName(entity) : shortEntityRef(ref);
}

function shorten(text: string): string {
  return text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION).trimEnd()}…` : text;
}
