import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A folder for one test. */
export interface TemporaryFolder {
  /** Absolute path. */
  readonly path: string;
  /** The absolute path of something below the folder. */
  at(name: string): string;
  /** The URI of something below the folder. */
  uri(name: string): string;
  /** The path below the folder, with slashes, of what a URI stands for. */
  nameOf(uri: string): string;
  /** Writes files by their paths below the folder; makes the folders on the way. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  dispose(): Promise<void>;
}

/** Makes an empty folder that nobody else uses, and fills it. */
export async function temporaryFolder(files: Readonly<Record<string, string>> = {}): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'golden-path-unit-'));
  const at = (name: string): string => join(path, ...name.split('/'));
  const write: TemporaryFolder['write'] = async contents => {
    for (const [name, text] of Object.entries(contents)) {
      await mkdir(dirname(at(name)), { recursive: true });
      await writeFile(at(name), text);
    }
  };
  await write(files);
  return {
    path,
    at,
    uri: name => pathToFileURL(at(name)).href,
    nameOf: uri => relative(path, fileURLToPath(uri)).replaceAll(sep, '/'),
    write,
    dispose: () => rm(path, { recursive: true, force: true }),
  };
}
