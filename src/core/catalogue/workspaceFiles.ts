import type { Event } from '../common/event.js';
import type { Result } from '../common/problem.js';

/** The names by which descriptors are found. */
export const DESCRIPTOR_NAMES = ['catalog-info.yaml', 'catalog-info.yml'] as const;

/** The files of the open folders, on a disk or anywhere else. */
export interface WorkspaceFiles {
  /** URIs of all files named like a descriptor; not those in `node_modules` or `.git`. */
  findDescriptors(signal: AbortSignal): Promise<Result<readonly string[]>>;

  /** @returns the size in bytes; `notFound` where there is no such file */
  size(uri: string): Promise<Result<number>>;

  /** @returns the text, read as UTF-8 */
  read(uri: string): Promise<Result<string>>;

  /**
   * The files that a `Location` points to.
   * @param fromUri the descriptor with the Location
   * @param target a relative path; `*` stands for any part of one name
   * @returns the URIs of the files that exist; the problem `forbidden` where the target leads out of the open folder
   */
  expand(fromUri: string, target: string): Promise<Result<readonly string[]>>;

  /** Told when a YAML file of the open folders has changed, appeared or gone. */
  readonly onDidChange: Event<void>;
}
