import { escapeMarkdown, linkTarget } from '../common/markdown.js';
import type { Translate } from '../common/translate.js';
import { provenanceOf, provenanceSentence } from '../templates/provenance.js';
import { docsAddress, entityPageAddress, sourceAddress, webAddress } from './addresses.js';
import { annotationAddress, dashboardAddress } from './annotationAddress.js';
import { definitionFileName } from './apiDefinition.js';
import { displayNameOf } from './card.js';
import { displayName, type Entity } from './entity.js';
import type { EntityIndex } from './entityIndex.js';
import { entityPagePath } from './entityPagePath.js';
import { shortEntityRef } from './entityRef.js';
import { docsPlaceOf } from './techDocs.js';
import { docsPagePath, relativeLink } from './techDocsPath.js';
import { graphLines, mermaidGraph, relationGraph } from './relationGraph.js';

/** What a page needs beside its entity. */
export interface EntityPageContext {
  readonly index: EntityIndex;
  readonly translate: Translate;
  /** The words for a type of relation. */
  readonly relationLabel: (type: string) => string;
  /** Address of the portal without a trailing slash, where there is one. */
  readonly appUrl?: string;
  /** Whether who shows the page draws Mermaid. */
  readonly drawsMermaid: boolean;
  /** How the entity is, as Markdown in which the words of servers are only text; undefined where that is not known. */
  readonly health?: string;
}

const MOST_PER_RELATION = 50;
// What the catalogue writes for itself says nothing to a reader.
const HOUSEKEEPING = /^backstage\.io\/(?:managed-by-|source-location$|view-url$|edit-url$|orphan$|techdocs-)/;

/**
 * The page of an entity as Markdown, in which the catalogue's words are only text, and links lead to the web or to pages next
 * to this one: nothing in it can run a command.
 */
export function entityPage(entity: Entity, context: EntityPageContext): string {
  const { translate } = context;
  const sections: readonly [string, string | undefined][] = [
    [translate('Health'), context.health],
    [translate('Links'), linkList(entity)],
    [translate('Relations'), relationList(entity, context)],
    [translate('Around it'), neighbourhood(entity, context)],
    [translate('Annotations'), annotationTable(entity, translate)],
  ];
  const kind = [entity.kind, entity.type].filter(part => part !== undefined).map(escapeMarkdown);
  return [
    `# ${escapeMarkdown(displayName(entity))}`,
    `${kind.join(' · ')} · ${escapeMarkdown(shortEntityRef(entity.ref))}`,
    placesLine(entity, context),
    paragraphs(entity.description),
    factTable(entity, context),
    ...sections.flatMap(([title, content]) => (content ? [`## ${escapeMarkdown(title)}`, content] : [])),
  ]
    .filter(part => part)
    .join('\n\n')
    .concat('\n');
}

/** Where else an entity can be looked at. */
function placesLine(entity: Entity, { translate, appUrl }: EntityPageContext): string {
  const isApi = entity.kind.toLowerCase() === 'api';
  const places: readonly [string, string | undefined][] = [
    [translate('Backstage'), appUrl === undefined ? undefined : entityPageAddress(appUrl, entity)],
    [translate('Docs in Backstage'), appUrl === undefined ? undefined : docsAddress(appUrl, entity)],
    [translate('Source'), sourceAddress(entity)],
    [translate('Dashboard'), dashboardAddress(entity)],
  ];
  const definition = isApi ? [`[${escapeMarkdown(translate('API definition'))}](${definitionLink(entity)})`] : [];
  const docs = appUrl === undefined ? undefined : docsPlaceOf(entity);
  const reading = docs
    ? [`[${escapeMarkdown(translate('Docs'))}](${relativeLink(entityPagePath(entity.ref), docsPagePath(docs))})`]
    : [];
  return [...reading, ...definition, ...places.flatMap(([label, address]) => webLink(label, address) ?? [])].join(
    ' · ',
  );
}

function factTable(entity: Entity, context: EntityPageContext): string {
  const { translate } = context;
  const rows: readonly [string, string | undefined][] = [
    [translate('Owner'), entity.owner && entityLink(entity, entity.owner, context)],
    [translate('System'), entity.system && entityLink(entity, entity.system, context)],
    [translate('Lifecycle'), entity.lifecycle && escapeMarkdown(entity.lifecycle)],
    [translate('Tags'), entity.tags.map(escapeMarkdown).join(', ') || undefined],
    [translate('Origin'), provenanceFact(entity, context)],
    [translate('Defined'), entity.local && escapeMarkdown(translate('in a file of this folder'))],
  ];
  const lines = rows.flatMap(([label, value]) => (value ? [`| ${escapeMarkdown(label)} | ${value} |`] : []));
  return lines.length > 0 ? ['| | |', '| :-- | :-- |', ...lines].join('\n') : '';
}

/** On which path an entity is, with a link to the template where the catalogue has it. */
function provenanceFact(entity: Entity, { index, translate }: EntityPageContext): string | undefined {
  const provenance = provenanceOf(entity, index);
  if (!provenance) return undefined;
  const sentence = escapeMarkdown(provenanceSentence(provenance, translate));
  return provenance.template ? `[${sentence}](${pageLink(provenance.templateRef)})` : sentence;
}

function linkList(entity: Entity): string {
  return entity.links
    .flatMap(link => {
      const shown = webLink(link.title ?? link.url, webAddress(link.url));
      return shown ? [`- ${shown}`] : [];
    })
    .join('\n');
}

function relationList(entity: Entity, context: EntityPageContext): string {
  const { index, translate, relationLabel } = context;
  return index
    .relationTypes(entity.ref)
    .map(({ type, count }) => {
      const targets = index.related(entity.ref, type).slice(0, MOST_PER_RELATION);
      const more = count > targets.length ? [escapeMarkdown(translate('and {0} more', count - targets.length))] : [];
      const shown = [...targets.map(ref => entityLink(entity, ref, context)), ...more];
      return `- **${escapeMarkdown(relationLabel(type))}**\n${shown.map(line => `  - ${line}`).join('\n')}`;
    })
    .join('\n');
}

function neighbourhood(entity: Entity, { index, translate, relationLabel, drawsMermaid }: EntityPageContext): string {
  const graph = relationGraph(index, entity.ref);
  if (graph.nodes.size < 2) return '';
  const picture = drawsMermaid
    ? ['```mermaid', mermaidGraph(graph, index, relationLabel), '```']
    : ['```text', ...graphLines(graph, index, relationLabel), '```'];
  const left = graph.leftOut > 0 ? `\n\n${escapeMarkdown(translate('{0} more are not shown.', graph.leftOut))}` : '';
  return picture.join('\n') + left;
}

function annotationTable(entity: Entity, translate: Translate): string {
  const rows = [...entity.annotations]
    .filter(([name]) => !HOUSEKEEPING.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return '';
  const lines = rows.map(([name, value]) => {
    const shown = webLink(value, annotationAddress(name, value)) ?? escapeMarkdown(value);
    return `| ${escapeMarkdown(name)} | ${shown} |`;
  });
  const head = `| ${escapeMarkdown(translate('Annotation'))} | ${escapeMarkdown(translate('Value'))} |`;
  return [head, '| :-- | :-- |', ...lines].join('\n');
}

/** A link to the page of another entity; only its name where the catalogue does not have it. */
function entityLink(from: Entity, ref: string, { index, translate }: EntityPageContext): string {
  const name = escapeMarkdown(displayNameOf(ref, index));
  const target = index.get(ref);
  const absence = index.isComplete ? 'not in the catalogue' : 'not read yet';
  if (!target) return `${name} *(${escapeMarkdown(translate(absence))})*`;
  const facts = [target.type ?? target.kind, target.lifecycle].filter(fact => fact !== undefined).map(escapeMarkdown);
  return `[${name}](${pageLink(ref)}) · ${facts.join(' · ')}${from.ref === ref ? ' ↺' : ''}`;
}

/** Relative, since the editor's preview follows only such links to documents that are no files. */
function pageLink(ref: string): string {
  return `../..${entityPagePath(ref).split('/').map(encodeURIComponent).join('/')}`;
}

function definitionLink(entity: Entity): string {
  return `./${encodeURIComponent(definitionFileName(entity))}`;
}

function webLink(text: string, address: string | undefined): string | undefined {
  return address === undefined ? undefined : `[${escapeMarkdown(text)}](${linkTarget(address)})`;
}

function paragraphs(text: string | undefined): string {
  return (text ?? '')
    .split(/\n\s*\n/)
    .map(paragraph => escapeMarkdown(paragraph.trim()))
    .filter(Boolean)
    .join('\n\n');
}
