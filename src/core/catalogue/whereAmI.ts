import type { Entity } from './entity.js';
import type { EntityIndex } from './entityIndex.js';
import { repositoryName, sourcePlace } from './sourcePlace.js';

/** What is known of a file's place in its repository. */
export interface RepositoryPlace {
  /** Address of the remote, as git has it. */
  readonly remote: string;
  /** Path of the file below the root of the repository, with `/`. */
  readonly path: string;
  /** The branch that others see, where it is known. */
  readonly branch?: string;
}

// Of several entities that stand for the same folder, the one that is code.
const KINDS_OF_CODE = ['component', 'airesource', 'resource', 'api', 'system', 'template', 'domain'];

/** Finds the entity that a file belongs to, in one state of a catalogue. */
export class EntityOfFile {
  private local: ReadonlyMap<string, readonly Entity[]> | undefined;
  private sources: ReadonlyMap<string, readonly LocatedEntity[]> | undefined;

  constructor(readonly index: EntityIndex) {}

  /**
   * By the nearest descriptor upwards.
   * @param uri of the file
   */
  byDescriptor(uri: string): Entity | undefined {
    const folders = (this.local ??= foldersOf(this.index));
    for (let end = uri.lastIndexOf('/'); end > 0; end = uri.lastIndexOf('/', end - 1)) {
      const entity = best(folders.get(uri.slice(0, end)) ?? []);
      if (entity) return entity;
    }
    return undefined;
  }

  /** By the annotation `backstage.io/source-location`: the innermost folder of the repository that an entity names. */
  bySourceLocation({ remote, path, branch }: RepositoryPlace): Entity | undefined {
    const sources = (this.sources ??= sourcesOf(this.index));
    const branches = branch === undefined ? [] : [branch];
    const places = (sources.get(repositoryName(remote) ?? '') ?? []).map(({ entity, address }) => ({
      entity,
      folder: sourcePlace(address, branches)?.folder ?? '',
    }));
    const around = places.filter(({ folder }) => folder === '' || `${path}/`.startsWith(`${folder}/`));
    const innermost = Math.max(...around.map(place => place.folder.length));
    return best(around.filter(place => place.folder.length === innermost).map(place => place.entity));
  }

  /**
   * The group or person that an owner of CODEOWNERS means.
   * @param owner as written: `@parcels/tracking`
   */
  codeOwner(owner: string): Entity | undefined {
    const name = owner.replace(/^@/, '').toLowerCase();
    const last = name.slice(name.lastIndexOf('/') + 1);
    const bySlug = this.index.entities.find(
      entity =>
        entity.annotations.get('github.com/team-slug')?.toLowerCase() === name ||
        entity.annotations.get('github.com/user-login')?.toLowerCase() === name,
    );
    const kinds = name.includes('/') ? ['group'] : ['user', 'group'];
    return bySlug ?? kinds.map(kind => this.index.get(`${kind}:default/${last}`)).find(entity => entity !== undefined);
  }
}

/** An entity that names a place in a repository. */
interface LocatedEntity {
  readonly entity: Entity;
  readonly address: string;
}

function foldersOf(index: EntityIndex): ReadonlyMap<string, readonly Entity[]> {
  const folders = new Map<string, Entity[]>();
  for (const entity of index.entities) {
    if (!entity.local) continue;
    const folder = entity.local.uri.slice(0, entity.local.uri.lastIndexOf('/'));
    folders.set(folder, [...(folders.get(folder) ?? []), entity]);
  }
  return folders;
}

function sourcesOf(index: EntityIndex): ReadonlyMap<string, readonly LocatedEntity[]> {
  const sources = new Map<string, LocatedEntity[]>();
  for (const entity of index.entities) {
    const annotation = entity.annotations.get('backstage.io/source-location');
    const address = annotation?.startsWith('url:') ? annotation.slice('url:'.length) : '';
    const place = sourcePlace(address);
    if (!place) continue;
    const present = sources.get(place.repository);
    if (present) present.push({ entity, address });
    else sources.set(place.repository, [{ entity, address }]);
  }
  return sources;
}

/** The entity that is code rather than what is around code; of several, the first in its file or by name. */
function best(entities: readonly Entity[]): Entity | undefined {
  for (const kind of KINDS_OF_CODE) {
    const ofKind = entities.filter(entity => entity.kind.toLowerCase() === kind);
    if (ofKind.length > 0) return ofKind.reduce((a, b) => ((b.local?.line ?? 0) < (a.local?.line ?? 0) ? b : a));
  }
  return undefined;
}
