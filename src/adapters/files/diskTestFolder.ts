import { chmod, lstat, mkdir, readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { cancelledBy, failure, success, type Result } from '../../core/common/problem.js';
import { isPlainPath } from '../../core/templates/safePath.js';
import type { TemplateFile } from '../../core/templates/scaffolder.js';
import { isTemplateTestFile } from '../../core/templates/templateTestFile.js';
import type { TestFolder } from '../../core/templates/templateTestRun.js';

const LEFT_OUT = new Set(['node_modules', '.git']);

/** The files around a test file, on the disk. Links are left out: they could lead anywhere. */
export class DiskTestFolder implements TestFolder {
  /** @param root absolute path of the folder of the test file */
  constructor(private readonly root: string) {}

  async read(path: string): Promise<Result<Uint8Array>> {
    return attempt(() => readFile(this.inside(path)));
  }

  async list(folder: string, signal: AbortSignal): Promise<Result<readonly TemplateFile[]>> {
    const base = this.inside(folder);
    const files: TemplateFile[] = [];
    const walk = async (at: string): Promise<void> => {
      for (const entry of await readdir(at, { withFileTypes: true })) {
        if (signal.aborted) return;
        const path = join(at, entry.name);
        if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) await walk(path);
        else if (entry.isFile()) {
          const { mode } = await stat(path);
          files.push({
            path: relative(base, path).split(sep).join('/'),
            bytes: await readFile(path),
            executable: (mode & 0o111) !== 0,
          });
        }
      }
    };
    const walked = await attempt(() => walk(base));
    return cancelledBy(signal) ?? (walked.ok ? success(files.sort((a, b) => (a.path < b.path ? -1 : 1))) : walked);
  }

  async replace(folder: string, files: readonly TemplateFile[]): Promise<Result<void>> {
    const base = this.inside(folder);
    const bad = files.find(({ path }) => !isPlainPath(path));
    if (bad) return failure({ kind: 'forbidden', message: `The template writes outside of its folder: ${bad.path}` });
    return attempt(async () => {
      await this.refuseLinks(base);
      await rm(base, { recursive: true, force: true });
      await mkdir(base, { recursive: true });
      for (const { path, bytes, executable } of files) {
        const target = join(base, ...path.split('/'));
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, bytes);
        if (executable) await chmod(target, 0o755);
      }
    });
  }

  private inside(path: string): string {
    return resolve(this.root, ...posix.normalize(path).split('/'));
  }

  /** A link on the way could make us throw away what stands elsewhere. */
  private async refuseLinks(path: string): Promise<void> {
    const real = await realpath(this.root);
    for (let at = path; at.length > this.root.length; at = dirname(at)) {
      const entry = await lstat(at).catch(() => undefined);
      if (entry?.isSymbolicLink()) throw new Error(`${at} is a link; a snapshot below ${real} must not be one.`);
    }
  }
}

/**
 * The test files that paths name: a file is itself, a folder all below it.
 * @param paths absolute
 * @returns absolute paths in order; a problem for a path that is not there
 */
export async function findTemplateTests(paths: readonly string[]): Promise<Result<readonly string[]>> {
  const found = new Set<string>();
  const walk = async (at: string): Promise<void> => {
    for (const entry of await readdir(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) await walk(path);
      else if (entry.isFile() && isTemplateTestFile(path)) found.add(path);
    }
  };
  for (const path of paths) {
    const looked = await attempt(async () => {
      if ((await stat(path)).isDirectory()) await walk(path);
      else found.add(path);
    });
    if (!looked.ok) return failure({ ...looked.problem, message: `${path}: ${looked.problem.message}` });
  }
  return success([...found].sort());
}

async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await work());
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    const message = missing
      ? 'There is no such file or folder.'
      : String(error instanceof Error ? error.message : error);
    return failure({ kind: missing ? 'notFound' : 'internal', message });
  }
}
