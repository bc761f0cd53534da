import type { FactIndex, PlacedEntity, PlacedResource } from './factIndex.js';
import { labelValue } from './labels.js';

/** The annotation of an entity, and the label of its objects, by which the portal finds these (Backstage, Kubernetes plugin). */
export const KUBERNETES_ID = 'backstage.io/kubernetes-id';

/**
 * The component of the catalogue that an object belongs to, by the descriptor nearest to its file: the only one, or the one that its
 * label or its name says.
 * @returns undefined where that is not plain
 */
export function componentOf(index: FactIndex, resource: PlacedResource): PlacedEntity | undefined {
  const components = index
    .entitiesAround(resource.place.path)
    .filter(({ facts: { kind, name } }) => kind === 'Component' && name !== '');
  if (components.length <= 1) return components[0];
  const id = labelValue(resource.facts.labels, KUBERNETES_ID);
  return (
    components.find(({ facts }) => id !== undefined && labelValue(facts.annotations, KUBERNETES_ID) === id) ??
    components.find(({ facts: { name } }) => name === resource.facts.name)
  );
}

/** The name in an owner as it is written: `team-a` of `group:default/team-a`. */
export function ownerName(owner: string): string {
  return owner.slice(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf(':')) + 1);
}
