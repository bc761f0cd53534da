import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languageOf } from '../../core/compliance/kinds.js';
import { decodeText } from '../../core/compliance/yaml/decode.js';
import { LARGEST_FILE, tooLarge } from '../../core/compliance/yaml/limits.js';
import { TOO_LARGE, UNREADABLE } from '../../core/compliance/rules/engineRules.js';
import { fixText } from '../../core/compliance/scan/fixText.js';
import { FileScanner, type FileScan } from '../../core/compliance/scan/fileScanner.js';
import { fileFindings, type FileFindings } from '../../core/compliance/scan/folderReport.js';
import type { Surroundings } from '../../core/compliance/rule.js';
import type { FolderEntitiesOptions } from '../../core/compliance/surroundings/folderEntities.js';
import { diskSurroundings } from '../workspace/diskSurroundings.js';
import { settingsOf, type ScanPlan } from '../../core/compliance/scan/scanPlan.js';

/** What a batch of files gave, as plain data. */
export interface BatchResult {
  readonly files: readonly FileFindings[];
  /** What rules threw, for the log. */
  readonly failures: readonly string[];
}

/** Whether rules look at a file, by its path. */
export function isScanned(path: string): boolean {
  return languageOf(path) !== undefined;
}

/** Checks files of the disk, in this thread. */
export class DiskScanner {
  private readonly failures: string[] = [];
  readonly scanner: FileScanner;
  private known: Surroundings | undefined;

  /**
   * @param root absolute path of the scanned folder
   * @param entities what is scanned of descriptors; undefined: nothing is known around a file
   */
  constructor(
    private readonly root: string,
    plan: ScanPlan,
    private entities?: FolderEntitiesOptions,
  ) {
    this.scanner = new FileScanner(settingsOf(plan), {
      surroundings: () => this.known,
      elapsed: () => performance.now(),
      onRuleFailed: (rule, error) =>
        this.failures.push(`${rule}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    });
  }

  get rules(): FileScanner['rules'] {
    return this.scanner.rules;
  }

  /**
   * @param paths from the scanned folder, with forward slashes
   * @param onFile told which of them comes now
   */
  async scan(
    paths: readonly string[],
    { signal, onFile }: { readonly signal?: AbortSignal; readonly onFile?: (index: number) => void } = {},
  ): Promise<BatchResult> {
    const files: FileFindings[] = [];
    await this.surroundings();
    for (const [index, path] of paths.entries()) {
      if (signal?.aborted) break;
      onFile?.(index);
      files.push(fileFindings(await this.scanFile(path), this.scanner.rules));
    }
    return { files, failures: this.takeFailures() };
  }

  /**
   * The safe fixes of a file.
   * @param isWanted whether a finding is to be fixed, by its rule and its fingerprint
   * @returns undefined where there is nothing to fix
   */
  async fix(
    path: string,
    isWanted: (rule: string, fingerprint: string) => boolean,
  ): Promise<{ readonly before: Uint8Array; readonly after: Uint8Array; readonly count: number } | undefined> {
    await this.surroundings();
    const before = await readFile(join(this.root, ...path.split('/')));
    const decoded = decodeText(before);
    // Nothing of ours is written in another encoding than it was read in.
    if (!decoded.ok || (decoded.mark !== undefined && decoded.mark !== 'utf-8')) return undefined;
    const scan = await this.scanner.scan(path, decoded.text);
    const { text, count } = await fixText(this.scanner, scan, ({ rule, fingerprint }) => isWanted(rule, fingerprint));
    if (count === 0) return undefined;
    return { before, after: new TextEncoder().encode(decoded.mark ? `\ufeff${text}` : text), count };
  }

  /** What is around the files of the folder; undefined where nothing is known. */
  async surroundings(): Promise<Surroundings | undefined> {
    if (this.entities) this.known ??= await diskSurroundings(this.root, this.entities);
    return this.known;
  }

  /** Files have come, gone or changed: what is around them is looked at anew, and they are checked again when they are asked for. */
  lookAgain(entities = this.entities): void {
    if (entities) this.entities = entities;
    this.known = undefined;
    this.scanner.forget();
  }

  /** What rules threw since it was asked last. */
  takeFailures(): readonly string[] {
    return this.failures.splice(0);
  }

  /** One that cannot be read has a finding that says so. */
  private async scanFile(path: string): Promise<FileScan> {
    const file = join(this.root, ...path.split('/'));
    let handle: number | undefined;
    try {
      // Nothing else waits in this thread, and going to and fro for each file takes longer than reading it.
      handle = openSync(file, 'r');
      const { size } = fstatSync(handle);
      const large = tooLarge(size, LARGEST_FILE);
      return large
        ? this.scanner.unread(path, { ...large, rule: TOO_LARGE })
        : await this.scanner.scanBytes(path, readFileSync(handle));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return this.scanner.unread(path, { rule: UNREADABLE, message: 'This file cannot be read: {0}', values: [why] });
    } finally {
      if (handle !== undefined) closeSync(handle);
    }
  }
}
