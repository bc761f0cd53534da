import { randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir, open, readFile, realpath, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { FileToWrite, FolderWriter, TakeBackOutcome, WriteOutcome } from '../../core/templates/folderWrite.js';

const PLAIN = 0o666;
const PROGRAM = 0o777;

interface Written {
  readonly file: FileToWrite;
  readonly target: string;
  /** The rights of the file that was there. */
  readonly mode: number | undefined;
}

/** Writes below one folder of the disk. Every file appears whole or not at all. */
export class DiskFolderWriter implements FolderWriter {
  private readonly written: Written[] = [];
  /** Folders that were made, the outermost first. */
  private readonly madeFolders: string[] = [];

  /** @param folder absolute path; made when it is not there. It may itself be reached by a link: the person chose it. */
  constructor(private readonly folder: string) {}

  async write(
    files: readonly FileToWrite[],
    signal: AbortSignal,
    onWritten: (count: number) => void = () => undefined,
  ): Promise<WriteOutcome> {
    const written: string[] = [];
    const stopped = (problem: Problem): WriteOutcome => ({ written, problem });
    for (const file of files) {
      if (signal.aborted) return stopped(CANCELLED);
      const checked = await this.check(file);
      if (!checked.ok) return stopped(checked.problem);
    }
    for (const file of files) {
      if (signal.aborted) return stopped(CANCELLED);
      // Once more: others may have been at work meanwhile.
      const checked = await this.check(file);
      if (!checked.ok) return stopped(checked.problem);
      try {
        await this.writeOne(file, checked.value);
      } catch (error) {
        return stopped(problemOf(error, file.parts.join('/')));
      }
      written.push(file.parts.join('/'));
      onWritten(written.length);
    }
    return { written };
  }

  async takeBack(): Promise<TakeBackOutcome> {
    const left: string[] = [];
    for (const { file, target, mode } of this.written.splice(0).reverse())
      try {
        if (!(await isPlainPath(this.folder, file.parts)) || !same(await readFile(target), file.bytes)) {
          left.push(file.parts.join('/'));
        } else if (file.before) await replace(target, file.before, mode);
        else await unlink(target);
      } catch {
        // Already gone is as good as taken back; everything else is told.
        if (await lstat(target).catch(() => undefined)) left.push(file.parts.join('/'));
      }
    // Fails, as it should, for a folder in which something is left.
    for (const folder of this.madeFolders.splice(0).reverse()) await rmdir(folder).catch(() => undefined);
    return { left: left.reverse() };
  }

  /** @returns the rights of the file that will be replaced; undefined where there is none */
  private async check({ parts, before }: FileToWrite): Promise<Result<number | undefined>> {
    const shown = parts.join('/');
    if (parts.length === 0 || parts.some(isNoName)) return failure(forbidden(shown));
    let path = this.folder;
    for (const [place, part] of parts.entries()) {
      path = join(path, part);
      const there = await lstat(path).then(value => ({ ok: true, value }) as const, absent);
      if (!there.ok) return failure(problemOf(there.error, shown));
      if (!there.value) return before ? failure(conflict(shown)) : success(undefined);
      const isLast = place === parts.length - 1;
      if (there.value.isSymbolicLink()) return failure(forbidden(shown));
      if (!isLast && !there.value.isDirectory()) return failure(conflict(shown));
      if (!isLast) continue;
      if (!before || !there.value.isFile()) return failure(conflict(shown));
      try {
        return same(await readFile(path), before) ? success(there.value.mode & 0o777) : failure(conflict(shown));
      } catch (error) {
        return failure(problemOf(error, shown));
      }
    }
    return success(undefined);
  }

  private async writeOne(file: FileToWrite, mode: number | undefined): Promise<void> {
    const { parts, bytes, executable, before } = file;
    const target = join(this.folder, ...parts);
    await this.makeFolders(parts.slice(0, -1));
    if (before) {
      const rights = executable ? (mode ?? 0) | 0o111 : mode;
      await replace(target, bytes, rights);
    } else await create(target, bytes, executable ? PROGRAM : PLAIN);
    this.written.push({ file, target, mode });
  }

  private async makeFolders(parts: readonly string[]): Promise<void> {
    if (!(await stat(this.folder).catch(() => undefined))) {
      const first = await mkdir(this.folder, { recursive: true });
      const made: string[] = [];
      for (let path = this.folder; first !== undefined && path.length >= first.length; path = dirname(path))
        made.push(path);
      this.madeFolders.push(...made.reverse());
    }
    let path = this.folder;
    for (const part of parts) {
      path = join(path, part);
      try {
        await mkdir(path);
        this.madeFolders.push(path);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
        if (!(await lstat(path)).isDirectory()) throw error;
      }
    }
  }
}

/** A new file. `wx` neither follows a link nor writes over anything. */
async function create(target: string, bytes: Uint8Array, mode: number): Promise<void> {
  const handle = await open(target, 'wx', mode);
  try {
    await handle.writeFile(bytes);
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(target, { force: true });
    throw error;
  }
}

/** A file in place of another one, which is there until the new one is whole. */
async function replace(target: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const aside = join(dirname(target), `.${randomUUID()}.golden-path`);
  await create(aside, bytes, PLAIN);
  try {
    if (mode !== undefined) await chmod(aside, mode);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Whether no part of the path below the folder is a link. */
async function isPlainPath(folder: string, parts: readonly string[]): Promise<boolean> {
  const inside = await realpath(join(folder, ...parts));
  return inside === join(await realpath(folder), ...parts);
}

function isNoName(part: string): boolean {
  return part === '' || part === '.' || part === '..' || /[/\\\0]/.test(part);
}

function absent(
  error: unknown,
): { readonly ok: true; readonly value: undefined } | { readonly ok: false; readonly error: unknown } {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '') ? { ok: true, value: undefined } : { ok: false, error };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string } | undefined)?.code;
}

function problemOf(error: unknown, path: string): Problem {
  const code = codeOf(error);
  const reason: Readonly<Record<string, string>> = {
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EEXIST: 'something has come there meanwhile',
    ENAMETOOLONG: 'its path is too long for this disk',
  };
  const detail = error instanceof Error ? error.message : String(error);
  return {
    kind:
      code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'forbidden'
        : code === 'EEXIST'
          ? 'conflict'
          : 'internal',
    message: `“${path}” cannot be written: ${(code && reason[code]) ?? code ?? 'the disk refuses it'}.`,
    detail,
  };
}

function forbidden(path: string): Problem {
  return {
    kind: 'forbidden',
    message: `“${path}” is not written: it leads out of the folder, or through a symbolic link.`,
  };
}

function conflict(path: string): Problem {
  return { kind: 'conflict', message: `“${path}” is not what it was when you looked, and is not written over.` };
}
