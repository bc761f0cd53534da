import * as vscode from 'vscode';
import { readRepository } from '../../adapters/git/gitFolder.js';
import type { EntityIndex } from '../../core/catalogue/entityIndex.js';
import {
  fileAddress,
  hostKindByAddress,
  hostKindByName,
  parseRemote,
  type GitHostKind,
  type RemoteRepository,
} from '../../core/catalogue/gitRemote.js';
import { sourceAddresses } from '../../core/catalogue/registration.js';

/** Where a file stands in its repository, and that repository on the web. */
export interface RemotePlace {
  readonly repository: RemoteRepository;
  readonly branch: string;
  /** Path of the file below the root of the repository, in parts. */
  readonly path: readonly string[];
  /** The kind of git host, where its name or the catalogue tells. */
  readonly kind?: GitHostKind;
}

/**
 * Finds out where a file, or a folder, can be found on the web, by the git repository around it.
 * @param folder of the file
 * @param names further parts of the path, such as the file's name
 * @returns undefined where there is no repository, no remote or no branch
 */
export async function remotePlace(
  folder: vscode.Uri,
  names: readonly string[],
  index: EntityIndex,
): Promise<RemotePlace | undefined> {
  if (folder.scheme !== 'file') return undefined;
  const facts = await readRepository(folder.fsPath);
  const repository = facts?.remote === undefined ? undefined : parseRemote(facts.remote);
  if (!facts?.branch || !repository) return undefined;
  const kind = hostKindByName(repository) ?? kindByCatalogue(repository, index);
  return { repository, branch: facts.branch, path: [...facts.below, ...names], ...(kind ? { kind } : {}) };
}

/** The address of a place; undefined where the kind of host is not known. */
export function addressOf({ repository, kind, branch, path }: RemotePlace): string | undefined {
  return kind && fileAddress(repository, kind, branch, path);
}

/** The place of a file. */
export function placeOfFile(file: vscode.Uri, index: EntityIndex): Promise<RemotePlace | undefined> {
  const name = file.path.split('/').pop() ?? '';
  return remotePlace(vscode.Uri.joinPath(file, '..'), [name], index);
}

/** Other repositories of the same host are in the catalogue with addresses of the form that Backstage reads there. */
function kindByCatalogue(repository: RemoteRepository, index: EntityIndex): GitHostKind | undefined {
  for (const address of sourceAddresses(index)) {
    const kind = hostKindByAddress(repository, address);
    if (kind) return kind;
  }
  return undefined;
}
