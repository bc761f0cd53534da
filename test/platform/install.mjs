// What must be on the machine before the platform can start.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNpmPackages, ensureSystemCommand, findCommand } from '../run/packages.mjs';
import { say } from '../run/say.mjs';

/** Absolute path of the folder that holds the platform's package.json. */
export const platformFolder = dirname(fileURLToPath(import.meta.url));

/**
 * Installs the platform's npm packages and the system commands it uses, where they are missing. Quick when all is there.
 * @returns {void}
 * @throws when the npm packages or git cannot be had
 */
export function ensurePlatform() {
  ensureNpmPackages(platformFolder, 'the demo platform');
  const git = ensureSystemCommand({ commands: ['git'], packages: ['git'], why: 'the git host of the demo platform' });
  if (!git) throw new Error('The demo platform cannot start without git.');
  ensureSystemCommand({
    commands: ['mkdocs'],
    packages: ['mkdocs', 'mkdocs-material'],
    why: 'building TechDocs on the demo platform',
  });
  if (!techDocsCanBuild()) say('TechDocs will not be built: mkdocs is missing.');
}

/** Whether documentation can be built on this machine. */
export function techDocsCanBuild() {
  return findCommand(['mkdocs']) !== undefined;
}
