import { displayName, type Entity } from '../catalogue/entity.js';
import type { EntityIndex } from '../catalogue/entityIndex.js';
import { formatEntityRef, parseEntityRef, shortEntityRef } from '../catalogue/entityRef.js';
import type { Translate } from '../common/translate.js';
import { isTemplate, rankTemplate, type RankedTemplate } from './templateRank.js';

/** Where an entity comes from. */
export interface Provenance {
  /** Full reference of the template that made it. */
  readonly templateRef: string;
  /** The template as it is today; undefined where the catalogue does not have it (any more). */
  readonly template?: RankedTemplate;
  /** The version of the template that made it, where it was recorded. */
  readonly version?: string;
  /** Whether today's template has another version than the one that made it; undefined where one of them is not known. */
  readonly isOutdated?: boolean;
}

// `backstage.io/source-template` is written by Backstage's action `catalog:write`; the version by templates of the demo
// organisation, or by the community's module `annotator`.
const TEMPLATE_ANNOTATION = 'backstage.io/source-template';
const VERSION_ANNOTATIONS = ['goldenpath.dev/template-version', 'backstage.io/template-version'];
// The relation of the community's module `annotator`.
const RELATION = 'scaffoldedfrom';

/**
 * From which template an entity was made, and how that one is today.
 * @returns undefined where nothing is recorded
 */
export function provenanceOf(entity: Entity, index: EntityIndex): Provenance | undefined {
  const templateRef = templateOf(entity);
  if (templateRef === undefined) return undefined;
  const found = index.get(templateRef);
  const template = found && isTemplate(found) ? rankTemplate(found) : undefined;
  const version = VERSION_ANNOTATIONS.map(name => entity.annotations.get(name)?.trim()).find(Boolean);
  const today = template?.version;
  return {
    templateRef,
    ...(template ? { template } : {}),
    ...(version === undefined ? {} : { version }),
    ...(version === undefined || today === undefined ? {} : { isOutdated: version !== today }),
  };
}

function templateOf({ annotations, relations }: Entity): string | undefined {
  const written =
    annotations.get(TEMPLATE_ANNOTATION) ??
    relations.find(({ type, targetRef }) => type.toLowerCase() === RELATION && targetRef.startsWith('template:'))
      ?.targetRef;
  const ref = parseEntityRef(written?.trim() ?? '', { kind: 'template' });
  return ref && formatEntityRef(ref);
}

/** Where an entity comes from, as a sentence without a full stop: plain text, with the server's words in it. */
export function provenanceSentence(
  { templateRef, template, version, isOutdated }: Provenance,
  translate: Translate,
): string {
  if (!template) return translate('Made from {0}, which the catalogue does not have', shortEntityRef(templateRef));
  const name = [displayName(template.entity), version].filter(part => part !== undefined).join(' ');
  const today = isOutdated && template.version !== undefined ? ` ${translate('(today {0})', template.version)}` : '';
  switch (template.path) {
    case 'golden':
      return translate('On the golden path {0}', name) + today;
    case 'paved':
      return translate('On the paved road {0}', name) + today;
    case 'deprecated':
      return translate('Made from {0}, which is deprecated', name) + today;
    case 'other':
      return translate('Made from {0}', name) + today;
  }
}
