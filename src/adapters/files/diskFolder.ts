import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { OtherFile, OtherSide } from '../../core/templates/previewCompare.js';
import { tooMuchToUpload } from '../../core/templates/previewRequest.js';
import { PREVIEW_LIMITS } from '../../core/templates/previewTree.js';
import type { TemplateFile } from '../../core/templates/scaffolder.js';

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** The files of one folder of the disk, as a preview is compared with it. Symbolic links are not followed. */
export class DiskFolder implements OtherSide {
  /** @param folder absolute path; it may not exist yet */
  constructor(private readonly folder: string) {}

  async read(parts: readonly string[], signal: AbortSignal): Promise<Result<OtherFile | undefined>> {
    if (signal.aborted) return failure(CANCELLED);
    const shown = parts.join('/');
    let path = this.folder;
    try {
      for (const [place, part] of parts.entries()) {
        path = join(path, part);
        const there = await lstat(path);
        // A link is something else than a file, whatever it leads to.
        if (there.isSymbolicLink())
          return success({ bytes: new TextEncoder().encode(await readlink(path)), executable: undefined });
        if (place < parts.length - 1) continue;
        const nothing = new Uint8Array();
        if (!there.isFile() || there.size > PREVIEW_LIMITS.fileBytes)
          return success({ bytes: nothing, executable: undefined });
        const executable = process.platform === 'win32' ? undefined : (there.mode & 0o100) !== 0;
        return success({ bytes: new Uint8Array(await readFile(path)), executable });
      }
      return success(undefined);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? success(undefined) : failure(unreadable(shown, error));
    }
  }

  async paths(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const listed = await this.list(signal);
    return listed.ok ? success(listed.value.map(({ path }) => path)) : listed;
  }

  /**
   * All files with what they hold.
   * @returns `unsupported` where they are more than a dry run can carry
   */
  async all(signal: AbortSignal): Promise<Result<readonly TemplateFile[]>> {
    const listed = await this.list(signal);
    if (!listed.ok) return listed;
    const problem = tooMuchToUpload(listed.value);
    if (problem) return failure(problem);
    const files: TemplateFile[] = [];
    for (const { path } of listed.value) {
      const read = await this.read(path.split('/'), signal);
      if (!read.ok) return read;
      if (read.value) files.push({ path, bytes: read.value.bytes });
    }
    return success(files);
  }

  private async list(
    signal: AbortSignal,
  ): Promise<Result<readonly { readonly path: string; readonly size: number }[]>> {
    const found: { path: string; size: number }[] = [];
    const queue = [''];
    for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
      if (signal.aborted) return failure(CANCELLED);
      try {
        for (const entry of await readdir(join(this.folder, folder), { withFileTypes: true })) {
          const path = folder ? `${folder}/${entry.name}` : entry.name;
          if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) queue.push(path);
          else if (entry.isFile()) found.push({ path, size: (await lstat(join(this.folder, path))).size });
          if (found.length >= PREVIEW_LIMITS.files) return success(found);
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          return failure(unreadable(folder || this.folder, error));
      }
    }
    return success(found.sort((a, b) => (a.path < b.path ? -1 : 1)));
  }
}

function unreadable(path: string, error: unknown): Problem {
  const detail = error instanceof Error ? error.message : String(error);
  return { kind: 'forbidden', message: `“${path}” cannot be read.`, detail };
}
