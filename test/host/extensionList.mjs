// VS Code's own list of what is installed in an extensions folder.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** @typedef {{ identifier: { id: string }, version: string, location: object }} InstalledExtension */

/**
 * Adds folders to the list, so that VS Code runs the extensions from where they are, as if they were installed.
 * @param {string} extensionsDir
 * @param {readonly string[]} folders each with the package.json of an extension
 * @throws when a folder has no manifest
 */
export function listExtensions(extensionsDir, folders) {
  const file = join(extensionsDir, 'extensions.json');
  /** @type {InstalledExtension[]} */
  const installed = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const added = folders.map(folder => describe(resolve(folder)));
  const ids = new Set(added.map(extension => extension.identifier.id));
  const others = installed.filter(extension => !ids.has(extension.identifier.id));
  writeFileSync(file, JSON.stringify([...others, ...added]));
}

/**
 * @param {string} folder
 * @returns {InstalledExtension}
 */
function describe(folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return {
    identifier: { id: `${publisher}.${name}`.toLowerCase() },
    version,
    location: { $mid: 1, scheme: 'file', path: folder },
  };
}
