import type { Entity } from '../../catalogue/entity.js';
import type { EntityIndex } from '../../catalogue/entityIndex.js';
import { provenanceOf } from '../../templates/provenance.js';
import { TEMPLATE_ANNOTATIONS } from '../../templates/templateRank.js';
import type { CountedShare, ServicePath } from './adoptionReport.js';

/** A service with how it stands to the platform's templates. */
export interface PlacedService {
  readonly entity: Entity;
  readonly path: ServicePath;
  /** Full reference of the template that made it. */
  readonly templateRef?: string;
}

/** Whether an entity is a component of `spec.type: service`, in any letter case. */
export function isService({ ref, type }: Pick<Entity, 'ref' | 'type'>): boolean {
  return ref.startsWith('component:') && type?.trim().toLowerCase() === 'service';
}

/**
 * How every service stands to the platform's templates: `off` where no template is recorded in either form; `paved` where one is,
 * and a deviation too (a waiver for it, a template that is ranked as a paved road, or what the descriptor says itself); else
 * `golden`. A template that is deprecated today was a golden path when the service was made.
 * @param waived full references of the services for which there is a waiver
 */
export function placeServices(index: EntityIndex, waived: ReadonlySet<string>): readonly PlacedService[] {
  return index.entities.filter(isService).map(entity => {
    const provenance = provenanceOf(entity, index);
    if (!provenance) return { entity, path: 'off' };
    const { template, templateRef } = provenance;
    const deviates =
      waived.has(entity.ref) ||
      template?.path === 'paved' ||
      Boolean(entity.annotations.get(TEMPLATE_ANNOTATIONS.deviatesFrom)?.trim());
    return { entity, path: deviates ? 'paved' : 'golden', templateRef };
  });
}

/** How many of some services were made from a template, with or without a deviation. */
export function shareOnPath(services: readonly Pick<PlacedService, 'path'>[]): CountedShare {
  return { count: services.filter(({ path }) => path !== 'off').length, of: services.length };
}
