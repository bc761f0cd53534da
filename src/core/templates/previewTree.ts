import { plainTranslate, type Translate } from '../common/translate.js';
import { pathKey, safePath } from './safePath.js';
import type { TemplateFile } from './scaffolder.js';

/** Limits of what is shown and written. */
export const PREVIEW_LIMITS = {
  /** How many files. */
  files: 10_000,
  /** How large one file may be, in bytes, to be opened or written. */
  fileBytes: 20 * 1024 * 1024,
} as const;

/** How a file differs from that at the same place in what it is compared with. */
export type PreviewChange = 'added' | 'changed' | 'same';

/** A file that a template makes, at a place that is safe. */
export interface PreviewFile {
  /** Path below the folder, in parts. */
  readonly parts: readonly string[];
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  /** Whether it holds no text. */
  readonly isBinary: boolean;
}

/** A file that a template would make, but that is neither shown nor written. */
export interface RefusedFile {
  /** As the server sent it: any text. */
  readonly path: string;
  readonly reason: string;
}

/** What a template makes, checked. */
export interface Preview {
  /** By their paths. */
  readonly files: ReadonlyMap<string, PreviewFile>;
  readonly refused: readonly RefusedFile[];
}

/**
 * Checks the files of a dry run. Files whose paths lead elsewhere, collide on a system that does not know letter case, stand where
 * another one needs a folder, are too large or too many are refused, each with its reason; the first of two wins.
 */
export function previewOf(files: readonly TemplateFile[], translate: Translate = plainTranslate): Preview {
  const kept = new Map<string, PreviewFile>();
  const refused: RefusedFile[] = [];
  const fileKeys = new Map<string, string>();
  const folderKeys = new Map<string, string>();
  for (const file of files) {
    const reason = refusalOf(file, kept.size, fileKeys, folderKeys, translate);
    if (typeof reason === 'string') {
      refused.push({ path: file.path, reason });
      continue;
    }
    const path = reason.join('/');
    fileKeys.set(pathKey(reason), path);
    for (let depth = 1; depth < reason.length; depth++)
      folderKeys.set(pathKey(reason.slice(0, depth)), reason.slice(0, depth).join('/'));
    kept.set(path, {
      parts: reason,
      path,
      bytes: file.bytes,
      executable: file.executable === true,
      isBinary: isBinary(file.bytes),
    });
  }
  return { files: kept, refused };
}

/** @returns the parts of the path, or why the file is refused */
function refusalOf(
  { path, bytes }: TemplateFile,
  count: number,
  fileKeys: ReadonlyMap<string, string>,
  folderKeys: ReadonlyMap<string, string>,
  translate: Translate,
): readonly string[] | string {
  if (count >= PREVIEW_LIMITS.files) return translate('there are more than {0} files', PREVIEW_LIMITS.files);
  const safe = safePath(path, translate);
  if (!safe.ok) return safe.reason;
  const key = pathKey(safe.parts);
  const twin = fileKeys.get(key);
  if (twin !== undefined)
    return twin === safe.parts.join('/')
      ? translate('it comes twice')
      : translate('not every system tells it from {0}', twin);
  if (folderKeys.has(key)) return translate('there is a folder of that name');
  for (let depth = 1; depth < safe.parts.length; depth++) {
    const above = safe.parts.slice(0, depth);
    if (fileKeys.has(pathKey(above))) return translate('there is a file where it needs a folder: {0}', above.join('/'));
    const sameFolder = folderKeys.get(pathKey(above));
    if (sameFolder !== undefined && sameFolder !== above.join('/'))
      return translate('not every system tells its folder from {0}', sameFolder);
  }
  if (bytes.length > PREVIEW_LIMITS.fileBytes)
    return translate('it has {0} MB', Math.round(bytes.length / 1024 / 1024));
  return safe.parts;
}

/** Whether the beginning holds a zero byte, as no text does. The same rule as git's. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/** How a file differs from what is there. @param before undefined where there is nothing */
export function changeOf(file: Uint8Array, before: Uint8Array | undefined): PreviewChange {
  if (!before) return 'added';
  return before.length === file.length && before.every((byte, place) => byte === file[place]) ? 'same' : 'changed';
}

/** A folder or a file of a preview. */
export interface PreviewNode {
  readonly name: string;
  /** From the root of the preview. */
  readonly path: string;
  /** Set for a file. */
  readonly file?: PreviewFile;
  /** Folders before files, each by name. */
  readonly children: readonly PreviewNode[];
}

/** The files as a tree of folders. @returns what stands at its root */
export function previewTree(files: Iterable<PreviewFile>): readonly PreviewNode[] {
  interface Folder {
    readonly folders: Map<string, Folder>;
    readonly files: PreviewFile[];
  }
  const root: Folder = { folders: new Map(), files: [] };
  for (const file of files) {
    let folder = root;
    for (const part of file.parts.slice(0, -1)) {
      const known: Folder = folder.folders.get(part) ?? { folders: new Map(), files: [] };
      folder.folders.set(part, known);
      folder = known;
    }
    folder.files.push(file);
  }
  const nodes = (folder: Folder, above: string): readonly PreviewNode[] => [
    ...[...folder.folders]
      .sort(([a], [b]) => byName(a, b))
      .map(([name, inner]) => ({ name, path: above + name, children: nodes(inner, `${above}${name}/`) })),
    ...folder.files
      .map(file => ({ name: file.parts.at(-1) ?? '', path: file.path, file, children: [] }))
      .sort((a, b) => byName(a.name, b.name)),
  ];
  return nodes(root, '');
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
