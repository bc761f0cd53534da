import type { Entity } from '../catalogue/entity.js';
import type { EntityIndex } from '../catalogue/entityIndex.js';
import { formatEntityRef, parseEntityRef } from '../catalogue/entityRef.js';
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
