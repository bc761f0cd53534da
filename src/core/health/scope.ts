import { displayName, ownProperty, type Entity } from '../catalogue/entity.js';
import type { EntityIndex } from '../catalogue/entityIndex.js';
import { LABELS_ANNOTATION, runsSomewhere, SELECTOR_ANNOTATION } from './binding.js';

/** Whose health is looked at. Plain JSON: it outlives the window. */
export type HealthScope =
  /** A component, or the components of a system, a domain, a group or a person. */
  | { readonly kind: 'entity'; readonly ref: string }
  /** The components of the signed-in person and the person's groups. */
  | { readonly kind: 'mine' }
  /** The components that are starred, and those of what else is starred. */
  | { readonly kind: 'starred' };

/** Reads a scope that was kept; undefined where it is none. */
export function readScope(kept: unknown): HealthScope | undefined {
  const kind = ownProperty(kept, 'kind');
  const ref = ownProperty(kept, 'ref');
  if (kind === 'mine' || kind === 'starred') return { kind };
  return kind === 'entity' && typeof ref === 'string' ? { kind, ref } : undefined;
}

/** The same text for the same scope. */
export function scopeKey(scope: HealthScope): string {
  return scope.kind === 'entity' ? `entity ${scope.ref}` : scope.kind;
}

/** What is known of the catalogue and the person. */
export interface ScopeContext {
  readonly index: EntityIndex;
  readonly mine: ReadonlySet<string>;
  readonly starred: ReadonlySet<string>;
}

// Types of components that run where no source of an organisation sees them.
const RUNS_ELSEWHERE: ReadonlySet<string> = new Set(['cli', 'mobile-app']);

/** Whether somebody who looks for the health of a component can find one: it runs, or it says itself where it is watched. */
export function isExpectedToRun(entity: Pick<Entity, 'kind' | 'type' | 'annotations'>): boolean {
  if (runsSomewhere(entity) && !RUNS_ELSEWHERE.has(entity.type?.trim().toLowerCase() ?? '')) return true;
  return entity.annotations.has(SELECTOR_ANNOTATION) || entity.annotations.has(LABELS_ANNOTATION);
}

/** The components of a scope, in the order of the catalogue. */
export function componentsOf(scope: HealthScope, { index, mine, starred }: ScopeContext): readonly Entity[] {
  const refs = scope.kind === 'entity' ? [scope.ref] : scope.kind === 'mine' ? [...mine] : [...starred];
  const wanted = new Set(refs.flatMap(ref => componentRefs(ref, index)));
  return index.entities.filter(({ ref }) => wanted.has(ref));
}

/**
 * Full references of the components that an entity stands for: a component for itself, a system and a domain for what is part of
 * them, a group for what it and the groups below it own, a person for what the person owns. Of many, only those that can be
 * expected to run. What is neither, such as an environment, stands for itself where it says itself where it is watched.
 */
export function componentRefs(ref: string, index: EntityIndex): readonly string[] {
  const entity = index.get(ref);
  switch (entity?.kind.toLowerCase()) {
    case 'component':
      return [entity.ref];
    case 'system':
    case 'domain':
      return running(partsOf(entity.ref, index), index);
    case 'group':
      return running(ownedBy(index.withChildGroups([entity.ref]), index), index);
    case 'user':
      return running(ownedBy([entity.ref], index), index);
    default:
      return entity && isExpectedToRun(entity) ? [entity.ref] : [];
  }
}

/** The name of a scope for a title. @param names of those that are no entity */
export function scopeName(
  scope: HealthScope,
  index: EntityIndex,
  names: { readonly mine: string; readonly starred: string },
): string {
  if (scope.kind !== 'entity') return names[scope.kind];
  const entity = index.get(scope.ref);
  return entity ? displayName(entity) : scope.ref;
}

function partsOf(ref: string, index: EntityIndex): readonly string[] {
  const seen = new Set<string>();
  const queue = [ref];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const kind = index.get(next)?.kind.toLowerCase();
    if (kind === 'system' || kind === 'domain') queue.push(...index.related(next, 'hasPart'));
  }
  return [...seen];
}

function ownedBy(owners: Iterable<string>, index: EntityIndex): readonly string[] {
  return [...owners].flatMap(owner => index.related(owner, 'ownerOf'));
}

function running(refs: readonly string[], index: EntityIndex): readonly string[] {
  return refs.filter(ref => {
    const entity = index.get(ref);
    return entity?.kind.toLowerCase() === 'component' && isExpectedToRun(entity);
  });
}
