import type { FactIndex, FactPlace, PlacedEntity } from '../../workspace/factIndex.js';
import type { RuleOptions } from '../../rule.js';
import { textsOption } from '../options.js';

/** Which components are looked at: options of the rules about entities. */
export const ENTITY_OPTIONS = { types: ['service', 'website'], lifecycles: ['production'] } as const;

/**
 * The components that run in production as far as manifests show: their type and lifecycle are those that are asked for, and beside
 * their descriptor are pods. Only those about whose project everything is known.
 */
export function runningComponents(index: FactIndex, options: RuleOptions): readonly PlacedEntity[] {
  const types = textsOption(options, 'types');
  const lifecycles = textsOption(options, 'lifecycles');
  const running = entitiesOf(index, placesOf(index.workloads()));
  return [...running].filter(
    ({ facts: { kind, type, lifecycle }, place }) =>
      kind === 'Component' &&
      types.includes(type ?? '') &&
      lifecycles.includes(lifecycle ?? '') &&
      index.isProjectUnderstood(place.path),
  );
}

/** The entities whose projects something is in. */
export function entitiesOf(index: FactIndex, places: Iterable<FactPlace>): ReadonlySet<PlacedEntity> {
  const found = new Set<PlacedEntity>();
  for (const { path } of places) for (const entity of index.entitiesAround(path)) found.add(entity);
  return found;
}

/** Where things are. */
export function* placesOf(items: Iterable<{ readonly place: FactPlace }>): Iterable<FactPlace> {
  for (const { place } of items) yield place;
}

/** Whether a link or an annotation of an entity leads to something, by what it says. */
export function leadsTo({ facts }: PlacedEntity, link: RegExp, annotations: readonly string[]): boolean {
  return (
    !facts.annotations.complete ||
    facts.annotations.pairs.some(([name]) => annotations.includes(name)) ||
    facts.links.some(({ title = '', type = '' }) => link.test(title) || link.test(type))
  );
}

/** The descriptor of the examples. */
export function exampleComponent(more = ''): string {
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
${more}spec:
  type: service
  lifecycle: production
  owner: group:default/team-shop
`;
}
