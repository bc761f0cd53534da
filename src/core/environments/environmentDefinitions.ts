import type { Entity } from '../catalogue/entity.js';
import type { EntityIndex } from '../catalogue/entityIndex.js';
import type { Values } from '../templates/scaffolder.js';
import { rankedTemplates, type RankedTemplate } from '../templates/templateRank.js';
import type { Environment } from './environment.js';
import { isoDuration } from './environmentTimes.js';

/** What a template of `spec.type: environment` does; one that does not say creates. */
type EnvironmentAction = 'create' | 'extend' | 'destroy';

const ACTION = 'goldenpath.dev/environment-action';
/** On a template that extends or destroys: full references of those whose environments it is for, parted by commas. */
const FOR_DEFINITION = 'goldenpath.dev/environment-definition';
const DEFAULT_ACTION: EnvironmentAction = 'create';

/** What a template does with environments; undefined where it is not about them. */
export function environmentAction({ type, annotations }: Entity): string | undefined {
  if (type?.toLowerCase() !== 'environment') return undefined;
  return annotations.get(ACTION)?.trim().toLowerCase() ?? DEFAULT_ACTION;
}

/** The templates of a platform that do something with environments, in the order in which people are offered them. */
export function environmentTemplates(index: EntityIndex, action: EnvironmentAction): readonly RankedTemplate[] {
  return rankedTemplates(index).filter(
    ({ entity, path }) => path !== 'deprecated' && environmentAction(entity) === action,
  );
}

/**
 * The templates that extend or destroy an environment: those that name the template that it was made from, or else those that name
 * none.
 */
export function templatesFor(
  index: EntityIndex,
  action: 'extend' | 'destroy',
  { definition }: Environment,
): readonly RankedTemplate[] {
  const all = environmentTemplates(index, action);
  const named = ({ entity }: RankedTemplate): readonly string[] =>
    (entity.annotations.get(FOR_DEFINITION) ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
  const own = definition?.split('@')[0];
  const exact = all.filter(template => own !== undefined && named(template).includes(own));
  return exact.length > 0 ? exact : all.filter(template => named(template).length === 0);
}

/** What git and the catalogue know of what an environment is wanted for. */
export interface EnvironmentFacts {
  /** Full reference. */
  readonly component?: string;
  readonly branch?: string;
  /** Whole SHA. */
  readonly commit?: string;
}

/**
 * What stands in the form of a template that creates, under the names that such forms commonly have: what a form does not ask for is
 * not sent.
 * @param name proposed for the environment, without the component
 */
export function createValues({ component, branch, commit }: EnvironmentFacts, name: string): Values {
  return {
    ...(component === undefined ? {} : { component, entityRef: component, service: component }),
    ...(branch === undefined ? {} : { branch, ref: branch }),
    ...(commit === undefined ? {} : { commit, sha: commit }),
    name,
    environmentName: name,
    requestedFrom: 'editor',
  };
}

/** What stands in the form of a template that destroys. */
export function destroyValues({ id }: Environment): Values {
  return { environment: id, entityRef: id, entity: id, requestedFrom: 'editor' };
}

/**
 * What stands in the form of a template that extends: the new end as a time, and as a length of time from now.
 * @param until milliseconds since 1970
 * @param now milliseconds since 1970
 */
export function extendValues(environment: Environment, until: number, now: number): Values {
  const end = new Date(until).toISOString().replace(/\.\d+Z$/, 'Z');
  const timeToLive = isoDuration(until - now);
  return { ...destroyValues(environment), expiresAt: end, until: end, timeToLive, duration: timeToLive };
}
