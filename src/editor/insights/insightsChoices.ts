import { displayNameOf } from '../../core/catalogue/card.js';
import { displayName } from '../../core/catalogue/entity.js';
import type { EntityIndex } from '../../core/catalogue/entityIndex.js';
import { componentRefs } from '../../core/health/scope.js';
import { isService } from '../../core/insights/adoption/servicePaths.js';
import type { Choice, Choices, Query } from '../../../webview/insights/protocol.js';

/** Longer lists are no lists to choose from. */
const MOST = 2_000;

/**
 * What the numbers can be filtered by: the services of the catalogue with their owners and systems.
 * @param measured names or references of services in the history; those that the catalogue does not have are choices, too
 */
export function insightsChoices(index: EntityIndex, measured: readonly string[]): Choices {
  const services = index.entities.filter(isService);
  const known = new Set(services.flatMap(({ ref, name }) => [ref, name]));
  const others = measured.filter(name => !known.has(name)).map(name => ({ ref: name, name: nameOf(name, index) }));
  const refs = (of: readonly (string | undefined)[]): Choice[] =>
    [...new Set(of)].flatMap(ref => (ref === undefined ? [] : [{ ref, name: displayNameOf(ref, index) }]));
  return {
    teams: sorted(refs(services.map(({ owner }) => owner))),
    systems: sorted(refs(services.map(({ system }) => system))),
    services: sorted([...services.map(entity => ({ ref: entity.ref, name: displayName(entity) })), ...others]),
  };
}

/** Full references (or names) of the services that are asked for; undefined where all are. */
export function askedServices({ team, system, service }: Query, index: EntityIndex): readonly string[] | undefined {
  const sets = [
    ...(service === undefined ? [] : [[service]]),
    ...[system, team].flatMap(ref => (ref === undefined ? [] : [componentRefs(ref, index)])),
  ];
  const [first, ...others] = sets;
  return first?.filter(ref => others.every(set => set.includes(ref)));
}

function nameOf(service: string, index: EntityIndex): string {
  return index.get(service) ? displayNameOf(service, index) : service;
}

function sorted(choices: readonly Choice[]): Choice[] {
  const names = new Intl.Collator(undefined, { numeric: true });
  return [...choices].sort((a, b) => names.compare(a.name, b.name)).slice(0, MOST);
}
