import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRecord } from '../../core/catalogue/entity.js';
import type { Log } from '../../core/common/log.js';
import type { ScaffolderSnapshot, ScaffolderSnapshots } from '../../core/templates/language/knownScaffolder.js';
import type { TemplateAction, TemplatingExtension } from '../../core/templates/scaffolder.js';

const VERSION = 1;
// The answer of a server with every module there is stays far below.
const LARGEST = 16 * 1024 * 1024;

/** Keeps what an instance's scaffolder offers in one file of JSON. */
export class ScaffolderFile implements ScaffolderSnapshots {
  private readonly path: string;

  /**
   * @param folder where the extension may write; made when needed
   * @param origin address of the instance, of which the file's name is made
   */
  constructor(
    folder: string,
    private readonly origin: string,
    private readonly log: Log,
  ) {
    this.path = join(folder, `scaffolder-${createHash('sha256').update(origin).digest('hex').slice(0, 16)}.json`);
  }

  async load(): Promise<ScaffolderSnapshot | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch {
      // There is none before the first template.
      return undefined;
    }
    const snapshot = text.length > LARGEST ? undefined : decode(text, this.origin);
    if (!snapshot)
      this.log.warn('The kept list of template actions is damaged or of another version; it is read anew.');
    return snapshot;
  }

  async save(snapshot: ScaffolderSnapshot): Promise<void> {
    const temporary = `${this.path}.${randomUUID()}`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFile(temporary, JSON.stringify({ version: VERSION, origin: this.origin, ...snapshot }));
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true });
      // The language works on without it, until the editor is closed.
      this.log.warn(`The list of template actions could not be kept: ${String(error)}`);
    }
  }
}

function decode(text: string, origin: string): ScaffolderSnapshot | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(json) || json['version'] !== VERSION || json['origin'] !== origin) return undefined;
  const { actions, extensions, readAt } = json;
  if (typeof readAt !== 'number' || !Array.isArray(actions) || !actions.every(isAction)) return undefined;
  const known = Array.isArray(extensions) && extensions.every(isExtension) ? extensions : undefined;
  return { actions, readAt, ...(known ? { extensions: known } : {}) };
}

function isAction(value: unknown): value is TemplateAction {
  return isRecord(value) && typeof value['id'] === 'string' && Array.isArray(value['examples']);
}

function isExtension(value: unknown): value is TemplatingExtension {
  return isRecord(value) && typeof value['name'] === 'string' && Array.isArray(value['examples']);
}
