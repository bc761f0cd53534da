import { docsAddress, entityPageAddress, sourceAddress, webAddress } from '../catalogue/addresses.js';
import { displayNameOf } from '../catalogue/card.js';
import { displayName, isRecord, ownProperty } from '../catalogue/entity.js';
import type { EntityIndex } from '../catalogue/entityIndex.js';
import { shortEntityRef } from '../catalogue/entityRef.js';
import { escapeMarkdown, linkTarget } from '../common/markdown.js';
import type { Translate } from '../common/translate.js';
import { pathSentence } from './pathText.js';
import type { TemplateForm } from './scaffolder.js';
import type { RankedTemplate } from './templateRank.js';

const MOST_FIELDS = 100;
const MOST_STEPS = 100;

/** What the page needs beside its template. */
export interface TemplatePageContext {
  readonly index: EntityIndex;
  readonly translate: Translate;
  /** The whole entity in Backstage's JSON form, where it could be read. */
  readonly json?: unknown;
  /** Its form, where it could be read. */
  readonly form?: TemplateForm;
  /** When its file in the open folder was written last, in milliseconds since 1970. */
  readonly writtenAt?: number;
  /** Address of the portal without a trailing slash, where there is one. */
  readonly appUrl?: string;
}

/**
 * What is in a template, as Markdown: what it is for, what it asks and what it does. The server's words in it are only text.
 */
export function templatePage(template: RankedTemplate, context: TemplatePageContext): string {
  const { entity } = template;
  const { translate, index, form, json } = context;
  const sentence = pathSentence(template, index, translate);
  const sections: readonly [string, string][] = [
    [translate('What it asks'), form ? formOutline(form) : ''],
    [translate('What it does'), stepList(json)],
  ];
  return [
    `# ${escapeMarkdown(displayName(entity))}`,
    facts(template, context),
    sentence && `> ${escapeMarkdown(sentence)}`,
    entity.description && escapeMarkdown(entity.description),
    places(template, context),
    ...sections.flatMap(([title, content]) => (content ? [`## ${escapeMarkdown(title)}`, content] : [])),
  ]
    .filter(part => part)
    .join('\n\n')
    .concat('\n');
}

function facts({ entity, version, changed }: RankedTemplate, context: TemplatePageContext): string {
  const { index, translate, writtenAt } = context;
  const day = writtenAt === undefined ? changed : new Date(writtenAt).toISOString().slice(0, 10);
  const parts = [
    shortEntityRef(entity.ref),
    entity.type,
    version && translate('version {0}', version),
    day && translate('last changed on {0}', day),
    entity.owner && translate('owned by {0}', displayNameOf(entity.owner, index)),
    entity.tags.join(', '),
  ];
  return parts
    .filter(part => part !== undefined && part !== '')
    .map(part => escapeMarkdown(part ?? ''))
    .join(' · ');
}

function places({ entity }: RankedTemplate, { appUrl, translate }: TemplatePageContext): string {
  const found: readonly [string, string | undefined][] = [
    [translate('Backstage'), appUrl === undefined ? undefined : entityPageAddress(appUrl, entity)],
    [translate('Docs'), appUrl === undefined ? undefined : docsAddress(appUrl, entity)],
    [translate('Source'), sourceAddress(entity)],
    ...entity.links.map(({ title, url }): [string, string | undefined] => [title ?? url, webAddress(url)]),
  ];
  return found
    .flatMap(([label, address]) =>
      address === undefined ? [] : [`[${escapeMarkdown(label)}](${linkTarget(address)})`],
    )
    .join(' · ');
}

/** The pages of the form with their fields; what is required is set in bold. */
function formOutline(form: TemplateForm): string {
  let left = MOST_FIELDS;
  return form.pages
    .map(({ title, description, schema }, place) => {
      const required = ownProperty(schema, 'required');
      const names = new Set(Array.isArray(required) ? required : []);
      const properties = ownProperty(schema, 'properties');
      const fields = isRecord(properties) ? Object.entries(properties).slice(0, Math.max(left, 0)) : [];
      left -= fields.length;
      const lines = fields.map(([name, field]) => {
        const label = escapeMarkdown(text(ownProperty(field, 'title')) ?? name);
        const about = text(ownProperty(field, 'description'));
        const shown = names.has(name) ? `**${label}**` : label;
        return `- ${shown}${about ? ` – ${escapeMarkdown(about)}` : ''}`;
      });
      const heading = `**${place + 1}. ${escapeMarkdown(title ?? form.title)}**`;
      return [heading, description && escapeMarkdown(description), lines.join('\n')].filter(part => part).join('\n\n');
    })
    .join('\n\n');
}

function stepList(json: unknown): string {
  const steps = ownProperty(ownProperty(json, 'spec'), 'steps');
  if (!Array.isArray(steps)) return '';
  return (steps as unknown[])
    .slice(0, MOST_STEPS)
    .map((step, place) => {
      const action = text(ownProperty(step, 'action')) ?? '?';
      const name = text(ownProperty(step, 'name')) ?? text(ownProperty(step, 'id')) ?? action;
      return `${place + 1}. ${escapeMarkdown(name)} (${escapeMarkdown(action)})`;
    })
    .join('\n');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
