import { parseDescriptor, type Descriptor } from '../../catalogue/descriptor.js';
import type { Entity } from '../../catalogue/entity.js';
import { isAddress } from '../../catalogue/targetPattern.js';
import { DESCRIPTOR_NAMES } from '../../catalogue/workspaceFiles.js';
import type { FolderLookup } from './fileSurroundings.js';
import { KnownEntities } from './knownEntities.js';
import { besideOf, filesAt } from './paths.js';

/** Which descriptors of a folder count, and what is known beside them. */
export interface FolderEntitiesOptions {
  /** Paths of the files named like a descriptor: those that git ignores, or that nobody scans, are none. */
  readonly descriptors: readonly string[];
  /** Whether these are all descriptors of the folder. */
  readonly isWhole: boolean;
  /** All entities of the platform, where they are known. */
  readonly catalogue?: readonly Entity[] | undefined;
}

/** Whether a file is a descriptor by its name. @param path with forward slashes */
export function isDescriptorPath(path: string): boolean {
  return DESCRIPTOR_NAMES.some(name => path === name || path.endsWith(`/${name}`));
}

/** The entities that descriptors of a folder describe, with those in the files that their Locations point to. */
export function entitiesOfFolder(
  files: FolderLookup,
  { descriptors: paths, isWhole, catalogue }: FolderEntitiesOptions,
): KnownEntities {
  const queue = [...paths];
  const descriptors = new Map<string, Descriptor>();
  for (const path of queue) {
    if (descriptors.has(path)) continue;
    const text = files.read(path);
    if (text === undefined) continue;
    const descriptor = parseDescriptor(text, path);
    descriptors.set(path, descriptor);
    for (const { target } of descriptor.targets) {
      const at = isAddress(target) ? undefined : besideOf(path, target);
      // The list grows while it is gone through: what is pointed to may point further.
      if (at !== undefined) queue.push(...(filesAt(at, files) ?? []));
    }
  }
  return KnownEntities.of(descriptors, catalogue, isWhole);
}
