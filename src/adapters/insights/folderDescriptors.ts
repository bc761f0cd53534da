import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Entity } from '../../core/catalogue/entity.js';
import { readAll } from '../../core/catalogue/source.js';
import { success, type Result } from '../../core/common/problem.js';
import type { DescriptorCommit } from '../../core/insights/adoption/beginnings.js';
import type { QualityNotes } from '../../core/insights/ledger/qualityNotes.js';
import type { DescriptorPath } from '../../core/insights/adoption/waiverServices.js';
import { DiskFiles } from '../files/diskFiles.js';
import { WorkspaceCatalogue } from '../workspace/workspaceCatalogue.js';

/** The entities of a folder's descriptors, and where each stands. */
export interface FolderDescriptors {
  readonly entities: readonly Entity[];
  readonly paths: readonly (DescriptorPath & { readonly line: number })[];
}

/**
 * Reads every descriptor of a folder.
 * @param root absolute path
 */
export async function readFolderDescriptors(
  root: string,
  quality: QualityNotes,
  signal: AbortSignal,
): Promise<Result<FolderDescriptors>> {
  const catalogue = new WorkspaceCatalogue(new DiskFiles(root));
  catalogue.onDidRead(descriptors => {
    for (const [uri, { problems }] of descriptors) {
      const errors = problems.filter(({ severity }) => severity === 'error').length;
      quality.add('badDescriptor', 'Errors in descriptors: {0}', relative(root, fileURLToPath(uri)), errors);
    }
  });
  const read = await readAll(catalogue, signal);
  catalogue.dispose();
  if (!read.ok) return read;
  // What the skeleton of a template describes is not there yet.
  const entities = read.value.filter(({ name }) => !name.includes('{{'));
  quality.add(
    'templated',
    'Entities of templates that have no name yet: {0}',
    undefined,
    read.value.length - entities.length,
  );
  const paths = entities.flatMap(({ ref, local }) =>
    local ? [{ ref, path: relative(root, fileURLToPath(local.uri)).split(sep).join('/'), line: local.line }] : [],
  );
  return success({ entities, paths });
}

/**
 * When the descriptor of each entity was first committed.
 * @param commits of the files, by path
 */
export function descriptorCommits(
  paths: FolderDescriptors['paths'],
  commits: ReadonlyMap<string, number>,
): ReadonlyMap<string, DescriptorCommit> {
  const firstLine = new Map<string, number>();
  for (const { path, line } of paths) firstLine.set(path, Math.min(line, firstLine.get(path) ?? Infinity));
  return new Map(
    paths.flatMap(({ ref, path, line }): (readonly [string, DescriptorCommit])[] => {
      const at = commits.get(path);
      return at === undefined ? [] : [[ref, { at, isLater: line > (firstLine.get(path) ?? line) }]];
    }),
  );
}
