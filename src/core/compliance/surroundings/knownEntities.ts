import type { Descriptor } from '../../catalogue/descriptor.js';
import type { Entity } from '../../catalogue/entity.js';
import { EntityIndex } from '../../catalogue/entityIndex.js';
import { isTemplated } from '../../catalogue/language/descriptorFile.js';
import { CatalogueKnowledge } from '../../catalogue/language/knowledge.js';

/**
 * How much is known of what there is:
 *
 * - `catalogue`: all of the platform's catalogue and of the folder; what is missing does not exist
 * - `folder`: every descriptor of the folder, and nothing of a catalogue
 * - `part`: less than that; nothing can be called missing
 */
export type KnownExtent = 'catalogue' | 'folder' | 'part';

/** Where an entity is described. */
export interface EntityPlace {
  /** From the scanned folder, with forward slashes. */
  readonly path: string;
  /** Zero-based line at which its document begins. */
  readonly line: number;
}

/** The entities of the catalogue and of the scanned folder, as far as they are known. */
export class KnownEntities {
  static readonly NONE = new KnownEntities(EntityIndex.EMPTY, 'part', new Map());

  private counted: CatalogueKnowledge | undefined;

  constructor(
    readonly index: EntityIndex,
    readonly extent: KnownExtent,
    private readonly described: ReadonlyMap<string, readonly EntityPlace[]>,
  ) {}

  /**
   * @param descriptors those of the folder, by their paths from it
   * @param catalogue all entities of the platform, where they are known
   * @param isWhole whether these are all descriptors of the folder
   */
  static of(
    descriptors: ReadonlyMap<string, Descriptor>,
    catalogue?: readonly Entity[],
    isWhole = true,
  ): KnownEntities {
    const described = new Map<string, EntityPlace[]>();
    const local = new Map<string, Entity>();
    for (const [path, { entities }] of descriptors)
      for (const entity of entities) {
        // What a template fills in is no entity yet.
        if (isTemplated(entity.ref)) continue;
        const place = { path, line: entity.local?.line ?? 0 };
        const places = described.get(entity.ref);
        if (places) places.push(place);
        else described.set(entity.ref, [place]);
        if (!local.has(entity.ref)) local.set(entity.ref, entity);
      }
    const index = EntityIndex.of(catalogue ?? [], [...local.values()]);
    return new KnownEntities(index, !isWhole ? 'part' : catalogue ? 'catalogue' : 'folder', described);
  }

  /** What the language of descriptors knows of the catalogue; it is asked at many places and counted once. */
  get knowledge(): CatalogueKnowledge {
    return (this.counted ??= new CatalogueKnowledge(this.index, this.extent !== 'part'));
  }

  /** @param ref full reference, in any letter case */
  get(ref: string): Entity | undefined {
    return this.index.get(ref);
  }

  /** Everywhere in the scanned folder where an entity is described. @param ref full reference in lower case */
  places(ref: string): readonly EntityPlace[] {
    return this.described.get(ref) ?? [];
  }
}
