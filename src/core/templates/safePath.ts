import { plainTranslate, type Translate } from '../common/translate.js';

/** A path below a folder, in parts; or why it is none. */
export type SafePath =
  { readonly ok: true; readonly parts: readonly string[] } | { readonly ok: false; readonly reason: string };

// Names that Windows keeps for devices, with any extension. Source: Microsoft, "Naming Files, Paths, and Namespaces".
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;
// The short name that Windows gives to `.git`, and the characters that macOS leaves out when it compares names.
const SHORT_GIT = /^git~\d+$/i;
const IGNORED_BY_MACOS = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/gu;
// Turns the direction of what is shown, so that a name could be read as another one.
const TURNS_DIRECTION = /[\u202A-\u202E\u2066-\u2069]/u;
const LONGEST_NAME = 255;
const LONGEST_PATH = 1024;
const MOST_PARTS = 60;

/**
 * Reads a path that came from a server, so that nothing can be written anywhere but below the folder that a person chose, and that
 * what is written is what every system can hold.
 * @param path with forward slashes
 * @returns its parts, or the reason (a sentence's part) for which it is refused
 */
export function safePath(path: string, translate: Translate = plainTranslate): SafePath {
  const refuse = (reason: string): SafePath => ({ ok: false, reason: translate(reason) });
  if (path === '') return refuse('it is empty');
  if (path.length > LONGEST_PATH) return refuse('it is too long');
  if (/\p{Cc}/u.test(path)) return refuse('it holds control characters');
  if (/\p{Surrogate}/u.test(path)) return refuse('it is no valid text');
  if (path.includes('\\')) return refuse('it holds backslashes');
  if (path.startsWith('/')) return refuse('it is absolute');
  if (/^[a-z]:/i.test(path)) return refuse('it begins with a drive');
  const parts = path.split('/').filter((part, place) => part !== '.' || place > 0);
  if (parts.length > MOST_PARTS) return refuse('it is too deep');
  for (const part of parts) {
    const reason = refusedName(part);
    if (reason !== undefined) return refuse(reason);
  }
  return parts.length === 0 ? refuse('it is empty') : { ok: true, parts };
}

/** Whether a path of a server is a safe one that is written in the shortest way: its parts and nothing else. */
export function isPlainPath(path: string): boolean {
  const safe = safePath(path);
  return safe.ok && safe.parts.join('/') === path;
}

function refusedName(name: string): string | undefined {
  if (name === '') return 'a part of it is empty';
  if (name === '.' || name === '..') return 'it leads out of the folder or goes in circles';
  if (/[<>:"|?*]/.test(name)) return 'it holds characters that not every system allows';
  if (TURNS_DIRECTION.test(name)) return 'it holds characters that turn the direction of writing';
  if (/[. ]$/.test(name)) return 'a name in it ends with a point or a space';
  if (new TextEncoder().encode(name).length > LONGEST_NAME) return 'a name in it is too long';
  if (RESERVED.test(name)) return 'a name in it belongs to a device on Windows';
  const plain = name.normalize('NFKC').replace(IGNORED_BY_MACOS, '').toLowerCase();
  if (plain === '.git' || SHORT_GIT.test(plain)) return 'it leads into the data of git';
  return undefined;
}

/**
 * What two paths must differ in for every file system to keep them apart: letter case, the composition of characters and those that
 * are not seen are not enough. Stricter than any one system.
 */
export function pathKey(parts: readonly string[]): string {
  return parts.join('/').normalize('NFKC').replace(IGNORED_BY_MACOS, '').toUpperCase().toLowerCase();
}
