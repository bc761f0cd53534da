import type { WaiverMatch, WaiverPlace } from '../../compliance/waivers/waiver.js';
import { folderOfWaivers } from '../../compliance/waivers/waiverFile.js';

/** A service with the place of its descriptor. */
export interface DescriptorPath {
  /** Full reference. */
  readonly ref: string;
  /** From the folder that is read, with forward slashes. */
  readonly path: string;
}

/**
 * The services that a waiver is about. A waiver for a component by its name is about that one; else the nearest descriptor above
 * the file or folder that it names says whose it is, and where none is above, all below the folder that the waivers are for.
 * @returns full references; none where no descriptor is near
 */
export function servicesOfWaiver(
  { match, place }: { readonly match: WaiverMatch; readonly place: Pick<WaiverPlace, 'source' | 'path'> },
  descriptors: readonly DescriptorPath[],
): readonly string[] {
  const base = place.source === 'comment' ? '' : folderOfWaivers(place.path);
  const below = descriptors.filter(({ path }) => path.startsWith(base));
  if (match.kind === 'Component' && match.name !== undefined)
    return below.filter(({ ref }) => ref.slice(ref.lastIndexOf('/') + 1) === match.name?.toLowerCase()).map(refOf);
  const named = place.source === 'comment' ? place.path : base + literalPart(match.path ?? '');
  const exact = descriptors.filter(({ path }) => path === named);
  if (exact.length > 0) return exact.map(refOf);
  const above = descriptors.filter(({ path }) => named.startsWith(folderOf(path)));
  const nearest = above.reduce((most, { path }) => Math.max(most, folderOf(path).length), -1);
  if (nearest >= base.length) return above.filter(({ path }) => folderOf(path).length === nearest).map(refOf);
  return below.map(refOf);
}

/** What stands before the first placeholder of a pattern. */
function literalPart(pattern: string): string {
  const star = pattern.search(/[*?[{]/);
  return star < 0 ? pattern : pattern.slice(0, pattern.lastIndexOf('/', star) + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function refOf({ ref }: DescriptorPath): string {
  return ref;
}
