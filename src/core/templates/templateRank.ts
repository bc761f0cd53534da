import { displayName, type Entity } from '../catalogue/entity.js';
import type { EntityIndex } from '../catalogue/entityIndex.js';
import { parseEntityRef, formatEntityRef } from '../catalogue/entityRef.js';

/**
 * How the platform team ranks a template: the recommended way, a variant of it that deviates for a reason, neither, or one that
 * nothing new should be made from.
 */
export type TemplatePath = 'golden' | 'paved' | 'other' | 'deprecated';

/** In the order in which people are offered them. */
export const TEMPLATE_PATHS: readonly TemplatePath[] = ['golden', 'paved', 'other', 'deprecated'];

/** The annotations by which a platform team ranks its templates. Backstage has none for it but the tag `recommended`. */
export const TEMPLATE_ANNOTATIONS = {
  path: 'goldenpath.dev/path',
  rank: 'goldenpath.dev/rank',
  deviatesFrom: 'goldenpath.dev/deviates-from',
  deviation: 'goldenpath.dev/deviation',
  replacedBy: 'goldenpath.dev/replaced-by',
  version: 'goldenpath.dev/version',
  changed: 'goldenpath.dev/changed',
} as const;

/** What a template does with environments: `create`, `extend` or `destroy`. */
const ENVIRONMENT_ACTION = 'goldenpath.dev/environment-action';

/** A template with what the platform team says of it. */
export interface RankedTemplate {
  readonly entity: Entity;
  readonly path: TemplatePath;
  /** Today's version of the template, where it has one. */
  readonly version?: string;
  /** The day of its last change as the team writes it, `2026-11-20`, where it does. */
  readonly changed?: string;
  /** Full reference of the golden path that a paved road deviates from. */
  readonly deviatesFrom?: string;
  /** What it deviates in, in the team's words. */
  readonly deviation?: string;
  /** Full reference of what to use instead. */
  readonly replacedBy?: string;
}

/**
 * The templates of a catalogue in the order in which people are offered them: by path, then by the rank that the team gave, then
 * by title.
 */
export function rankedTemplates(index: EntityIndex): readonly RankedTemplate[] {
  return index.entities
    .filter(isTemplate)
    .map(entity => ({ template: rankTemplate(entity), rank: rankOf(entity), title: displayName(entity).toLowerCase() }))
    .sort(
      (a, b) =>
        TEMPLATE_PATHS.indexOf(a.template.path) - TEMPLATE_PATHS.indexOf(b.template.path) ||
        a.rank - b.rank ||
        (a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
    )
    .map(({ template }) => template);
}

export function isTemplate({ ref }: Entity): boolean {
  return ref.startsWith('template:');
}

/** Whether a template makes something new: one that extends or destroys an environment is offered with that environment alone. */
export function makesSomething({ entity }: RankedTemplate): boolean {
  return ['create', undefined].includes(entity.annotations.get(ENVIRONMENT_ACTION)?.trim().toLowerCase());
}

/** What the platform team says of a template. */
export function rankTemplate(entity: Entity): RankedTemplate {
  const text = (name: string): string | undefined => {
    const written = entity.annotations.get(name)?.trim();
    return written === '' ? undefined : written;
  };
  const reference = (name: string): string | undefined => {
    const ref = parseEntityRef(text(name) ?? '', { kind: 'template', namespace: entity.namespace });
    return ref && formatEntityRef(ref);
  };
  const version = text(TEMPLATE_ANNOTATIONS.version);
  const changed = /^\d{4}-\d{2}-\d{2}/.exec(text(TEMPLATE_ANNOTATIONS.changed) ?? '')?.[0];
  const deviatesFrom = reference(TEMPLATE_ANNOTATIONS.deviatesFrom);
  const deviation = text(TEMPLATE_ANNOTATIONS.deviation);
  const replacedBy = reference(TEMPLATE_ANNOTATIONS.replacedBy);
  return {
    entity,
    path: pathOf(entity, text(TEMPLATE_ANNOTATIONS.path)),
    ...(version === undefined ? {} : { version }),
    ...(changed === undefined ? {} : { changed }),
    ...(deviatesFrom === undefined ? {} : { deviatesFrom }),
    ...(deviation === undefined ? {} : { deviation }),
    ...(replacedBy === undefined ? {} : { replacedBy }),
  };
}

function pathOf({ tags, lifecycle }: Entity, written: string | undefined): TemplatePath {
  const named = TEMPLATE_PATHS.find(path => path === written?.toLowerCase());
  if (named) return named;
  if (tags.includes('deprecated') || lifecycle?.toLowerCase() === 'deprecated') return 'deprecated';
  return tags.includes('recommended') ? 'golden' : 'other';
}

/** Templates without a rank come after those that have one. */
function rankOf({ annotations }: Entity): number {
  const rank = Number.parseFloat(annotations.get(TEMPLATE_ANNOTATIONS.rank) ?? '');
  return Number.isFinite(rank) ? rank : Number.MAX_SAFE_INTEGER;
}

/**
 * The templates that hold every word of a search in title, name, description, tags, type or owner, in their order.
 * @param text words, parted by white space; all templates where there are none
 */
export function findTemplates(templates: readonly RankedTemplate[], text: string): readonly RankedTemplate[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return templates;
  return templates.filter(({ entity }) => {
    const { name, title, description, tags, type, owner } = entity;
    const haystack = [name, title, description, ...tags, type, owner].join('\n').toLowerCase();
    return words.every(word => haystack.includes(word));
  });
}
