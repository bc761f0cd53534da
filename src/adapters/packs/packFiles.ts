import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { PackReference } from '../../core/compliance/config/complianceConfig.js';
import type { PackText } from '../../core/compliance/scan/scanPlan.js';

/** Where packs of a repository lie, from its root. */
export const RULES_FOLDER = '.golden-path/rules';
const LARGEST_PACK = 2_000_000;
const MOST_PACKS = 100;

/** Where downloaded packs are kept for all programs of this person (XDG Base Directory Specification). */
export function packCacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'golden-path', 'packs');
}

export interface PackFilesOptions {
  /** Absolute path of the folder in which downloaded packs are kept, so that they are there without a network. */
  readonly cacheFolder: string | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Reads a pack that an organisation names: a file of the disk, or an https address whose content is pinned by its digest. The kept
 * copy of an address counts as long as its digest is right; only where there is none is the network asked, for this one file.
 * @param folder from which relative paths count
 */
export async function readPackReference(
  reference: PackReference,
  folder: string,
  options: PackFilesOptions,
): Promise<Result<PackText>> {
  const { from, sha256 } = reference;
  const isAddress = /^[a-z][a-z0-9+.-]+:\/\//i.test(from);
  if (!isAddress) {
    const bytes = await readBytes(resolve(folder, from));
    if (!bytes.ok) return bytes;
    return sha256 === undefined || digestOf(bytes.value) === sha256.toLowerCase()
      ? textOf(bytes.value, from)
      : failure(otherContent(from));
  }
  if (!from.startsWith('https://') || sha256 === undefined)
    return failure(invalid(`${from}: a pack of the web has an https address and the SHA-256 of its file.`));
  const kept =
    options.cacheFolder === undefined ? undefined : join(options.cacheFolder, `${sha256.toLowerCase()}.yaml`);
  const copy = kept === undefined ? undefined : await readBytes(kept);
  if (copy?.ok && digestOf(copy.value) === sha256.toLowerCase()) return textOf(copy.value, from);
  // The client of the web is large, and most packs lie on the disk.
  const { downloadPack } = await import('./packDownload.js');
  const loaded = await downloadPack(from, LARGEST_PACK, options.signal);
  if (!loaded.ok) return loaded;
  if (digestOf(loaded.value) !== sha256.toLowerCase()) return failure(otherContent(from));
  if (kept !== undefined) await keep(kept, loaded.value);
  return textOf(loaded.value, from);
}

/** The packs of a repository, in the order of their names. Links are left out: they could lead anywhere. */
export async function readWorkspacePacks(root: string): Promise<readonly PackText[]> {
  const folder = join(root, ...RULES_FOLDER.split('/'));
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // The folder itself could be a link as well.
  for (const path of [join(root, '.golden-path'), folder])
    if ((await lstat(path).catch(() => undefined))?.isSymbolicLink() !== false) return [];
  const packs: PackText[] = [];
  const names = entries.filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name)).map(({ name }) => name);
  for (const name of names.sort().slice(0, MOST_PACKS)) {
    const bytes = await readBytes(join(folder, name));
    const text = bytes.ok ? textOf(bytes.value, `${RULES_FOLDER}/${name}`) : bytes;
    if (text.ok) packs.push({ ...text.value, from: 'workspace' });
  }
  return packs;
}

async function readBytes(path: string): Promise<Result<Uint8Array>> {
  try {
    const { size } = await stat(path);
    return size > LARGEST_PACK ? failure(tooLarge(path)) : success(await readFile(path));
  } catch (error) {
    return failure({ kind: 'notFound', message: error instanceof Error ? error.message : String(error) });
  }
}

/** Kept whole or not at all: another window may be reading it. What cannot be kept is loaded again. */
async function keep(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(resolve(path, '..'), { recursive: true });
    const half = `${path}.${process.pid}`;
    await writeFile(half, bytes);
    await rename(half, path);
  } catch {
    return;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(bytes: Uint8Array, name: string): Result<PackText> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return success({ name, text, from: 'organisation' });
  } catch {
    return failure(invalid(`${basename(name)} is no text in UTF-8.`));
  }
}

function invalid(message: string): Problem {
  return { kind: 'invalid', message };
}

function otherContent(from: string): Problem {
  return invalid(`${from} is not the file that was pinned: its SHA-256 is another one.`);
}

function tooLarge(from: string): Problem {
  return invalid(`${from} is larger than a pack of rules may be (${LARGEST_PACK} bytes).`);
}
