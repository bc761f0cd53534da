import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TextRange } from '../../core/catalogue/descriptor.js';
import type { Fix, FixClass } from '../../core/compliance/finding.js';
import { findAcrossFiles, reportAcross, type AcrossFindings } from '../../core/compliance/scan/acrossFiles.js';
import { reportFile, type FileScan, type FileScanner } from '../../core/compliance/scan/fileScanner.js';
import { soundFixes } from '../../core/compliance/scan/fixText.js';
import { readDocuments } from '../../core/compliance/yaml/documents.js';
import { fileFindings, reportFolder, type FileFindings } from '../../core/compliance/scan/folderReport.js';
import { settingsOf, type ScanPlan } from '../../core/compliance/scan/scanPlan.js';
import type { ScanSettings } from '../../core/compliance/scan/scanSettings.js';
import type { RuleInfo } from '../../core/compliance/rule.js';
import { LineIndex, type ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import { ReportMemory } from '../../core/compliance/report/reportMemory.js';
import type { ScoredService } from '../../core/compliance/score.js';
import { isWaiverFile } from '../../core/compliance/waivers/waiverFile.js';
import { isDescriptorPath } from '../../core/compliance/surroundings/folderEntities.js';
import { WorkspaceIndex } from '../../core/compliance/workspace/workspaceIndex.js';
import { findScannedFiles } from '../files/scannedFiles.js';
import { DiskScanner, isScanned } from './diskScan.js';

/** Files that are read without a look at what else is asked. */
const FILES_A_TURN = 10;

/** Files of a folder in which all waivers are looked at after each change. */
const SMALL_FOLDER = 500;

/** A fix as plain data, with places of the file. */
export interface PlacedFix {
  readonly class: FixClass;
  readonly title: string;
  readonly values: readonly string[];
  readonly edits: readonly { readonly range: TextRange; readonly text: string }[];
  readonly newFile?: { readonly path: string; readonly text: string };
}

/** What is found in a file now. */
export interface FileReport {
  readonly path: string;
  readonly findings: readonly ReportedFinding[];
}

export interface SessionOptions {
  /** Every rule that there is, by id: a waiver can be of any. */
  readonly rules: ReadonlyMap<string, RuleInfo>;
  /** Absolute path of the folder on the disk; undefined where it is on none. */
  readonly root: string | undefined;
  readonly plan: ScanPlan;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onRuleFailed: (words: string) => void;
}

/** What is known of a file. */
interface KnownFile {
  readonly found: FileFindings;
  /** Of files that are open: what goes on from one key press to the next. */
  readonly scan?: FileScan;
}

/**
 * One folder that is scanned and edited: files of the disk, and texts as they stand in the editor over them. Tells after each step
 * in which files something has changed.
 */
export class ComplianceSession {
  private readonly scanner: FileScanner;
  private readonly disk: DiskScanner;
  private readonly settings: ScanSettings;
  private readonly files = new Map<string, KnownFile>();
  private readonly told = new Map<string, readonly ReportedFinding[]>();
  private readonly index = new WorkspaceIndex();
  private across: readonly AcrossFindings[] = [];
  private readonly lines = new Map<string, LineIndex>();
  private readonly memory = new ReportMemory();

  constructor(private readonly options: SessionOptions) {
    this.settings = settingsOf(options.plan);
    const entities = { descriptors: [], isWhole: false };
    this.disk = new DiskScanner(options.root ?? '', options.plan, options.root === undefined ? undefined : entities);
    this.scanner = this.disk.scanner;
  }

  /** The components that the folder describes, as far as it was read. */
  get services(): readonly ScoredService[] {
    return [...this.files.values()].flatMap(({ found }) => found.services ?? []);
  }

  get isComplete(): boolean {
    return this.index.complete;
  }

  /** Takes the text of a file as it stands in the editor. */
  async update(path: string, text: string): Promise<readonly FileReport[]> {
    const before = this.files.get(path);
    await this.disk.surroundings();
    const scan = await this.scanner.scan(path, text, before?.scan);
    this.take(fileFindings(scan, this.options.rules, this.memory), scan);
    return this.afterChange(path);
  }

  /** The file is no longer open: what the disk has counts again. */
  async close(path: string): Promise<readonly FileReport[]> {
    if (this.isComplete) return this.readAgain(path);
    this.drop(path);
    return this.afterChange(path);
  }

  /** A file of the disk has changed, come or gone. */
  async readAgain(path: string): Promise<readonly FileReport[]> {
    const { root } = this.options;
    if (root === undefined || !isScanned(path)) return [];
    const present = await findScannedFiles(root, [join(root, ...path.split('/'))], isScanned);
    this.disk.lookAgain();
    if (present.ok) for (const found of (await this.disk.scan([path])).files) this.take(found);
    else this.drop(path);
    return this.afterChange(path);
  }

  /**
   * Reads and checks every file of the folder but those that are open.
   * @param onProgress told how many of how many are done
   */
  async scanFolder(
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<readonly FileReport[]> {
    const { root } = this.options;
    if (root === undefined) return [];
    const listed = await findScannedFiles(root, [root], isScanned);
    const paths = listed.ok ? listed.value.paths : [];
    const wanted = new Set(paths);
    for (const [path, { scan }] of this.files) if (!scan && !wanted.has(path)) this.drop(path);
    this.disk.lookAgain({ descriptors: paths.filter(isDescriptorPath), isWhole: listed.ok && !listed.value.cut });
    this.index.complete = false;
    let done = 0;
    for (const path of paths) {
      if (signal.aborted) return this.resolveAll();
      if (!this.files.get(path)?.scan) for (const found of (await this.disk.scan([path])).files) this.take(found);
      onProgress(++done, paths.length);
      // What else is asked, and that it is to stop, comes in between.
      if (done % FILES_A_TURN === 0) await new Promise(resolve => setImmediate(resolve));
    }
    this.index.complete = listed.ok && !listed.value.cut;
    await this.lookAcross();
    return this.resolveAll();
  }

  /** Everything that is found now, in order. */
  get findings(): readonly ReportedFinding[] {
    return [...this.told].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, findings]) => findings);
  }

  /** The fixes of a finding, as changes of the text that was last taken. */
  async fixes(path: string, fingerprint: string): Promise<readonly PlacedFix[]> {
    const scan = this.files.get(path)?.scan ?? (await this.scanOfDisk(path));
    const places = [...(scan ? [scan] : []), ...this.across.filter(each => each.path === path)];
    for (const place of places) {
      const reported = reportFile(place, place.findings, this.options.rules, this.memory);
      const found = place.findings[reported.findIndex(finding => finding.fingerprint === fingerprint)];
      if (found)
        return soundFixes(found, scan?.documents ?? readDocuments(place.lines.text)).map(fix =>
          placed(fix, place.lines, found.offset),
        );
    }
    return [];
  }

  private async scanOfDisk(path: string): Promise<FileScan | undefined> {
    const { root } = this.options;
    if (root === undefined || !this.files.has(path)) return undefined;
    const bytes = await readFile(join(root, ...path.split('/'))).catch(() => undefined);
    return bytes && this.scanner.scanBytes(path, bytes);
  }

  private take(found: FileFindings, scan?: FileScan): void {
    this.files.set(found.path, scan ? { found, scan } : { found });
    this.index.replaceFile(found.path, found.facts ?? []);
    this.lines.delete(found.path);
  }

  private drop(path: string): void {
    this.files.delete(path);
    this.index.replaceFile(path, []);
    this.lines.delete(path);
  }

  /** One file has changed: what was found in it, and what that changes elsewhere. */
  private async afterChange(path: string): Promise<readonly FileReport[]> {
    const before = this.across;
    await this.lookAcross();
    // In a folder of a usual size all waivers are held against everything again, so that one that is no longer needed is seen.
    if (isWaiverFile(path) || (this.isComplete && this.files.size < SMALL_FOLDER)) return this.resolveAll();
    const touched = new Set([path, ...before.map(each => each.path), ...this.across.map(each => each.path)]);
    return this.resolve(touched);
  }

  private async lookAcross(): Promise<void> {
    const surroundings = await this.disk.surroundings();
    this.across = await findAcrossFiles(this.scanner, this.index, surroundings, path => this.linesOf(path));
    this.tellFailures();
  }

  /** The text that was last taken of a file: of the editor, else of the disk. */
  private linesOf(path: string): LineIndex | undefined {
    const { root } = this.options;
    const open = this.files.get(path)?.scan?.lines;
    if (open || root === undefined) return open;
    let lines = this.lines.get(path);
    if (!lines) this.lines.set(path, (lines = new LineIndex(readFileSync(join(root, ...path.split('/')), 'utf8'))));
    return lines;
  }

  /** Everything of some files before waivers, with what was found across files. */
  private foundIn(paths: Iterable<string>): readonly FileFindings[] {
    const across = new Map(
      reportAcross(this.across, this.options.rules, this.memory).map(each => [each.path, each.reported]),
    );
    return [...paths].flatMap(path => {
      const found = this.files.get(path)?.found;
      return found ? [{ ...found, reported: [...found.reported, ...(across.get(path) ?? [])] }] : [];
    });
  }

  /** Holds some files against the waivers of all. */
  private resolve(paths: ReadonlySet<string>): readonly FileReport[] {
    const others = [...this.files.values()]
      .filter(({ found }) => !paths.has(found.path) && found.waivers.length > 0)
      .map(({ found }): FileFindings => ({ ...found, reported: [] }));
    const now = new Map<string, ReportedFinding[]>([...paths].map(path => [path, []]));
    for (const finding of this.report([...this.foundIn(paths), ...others], false)) now.get(finding.path)?.push(finding);
    return this.changes(now);
  }

  private resolveAll(): readonly FileReport[] {
    const byPath = new Map<string, ReportedFinding[]>([...this.told.keys()].map(path => [path, []]));
    for (const finding of this.report(this.foundIn(this.files.keys()), this.isComplete)) {
      const list = byPath.get(finding.path);
      if (list) list.push(finding);
      else byPath.set(finding.path, [finding]);
    }
    return this.changes(byPath);
  }

  private report(files: readonly FileFindings[], complete: boolean): readonly ReportedFinding[] {
    const { settings } = this;
    const { rules, now } = this.options;
    return reportFolder(files, { settings, rules, now: now(), complete });
  }

  private changes(now: ReadonlyMap<string, readonly ReportedFinding[]>): readonly FileReport[] {
    const changed: FileReport[] = [];
    for (const [path, findings] of now) {
      if (areSame(this.told.get(path) ?? [], findings)) continue;
      if (findings.length > 0) this.told.set(path, findings);
      else this.told.delete(path);
      changed.push({ path, findings });
    }
    return changed;
  }

  private tellFailures(): void {
    for (const failure of this.disk.takeFailures()) this.options.onRuleFailed(failure);
  }
}

/** Of documents that have not changed the findings are the same objects, so that few have to be looked into. */
function areSame(before: readonly ReportedFinding[], now: readonly ReportedFinding[]): boolean {
  return (
    before.length === now.length &&
    now.every((finding, at) => {
      const other = before[at];
      return finding === other || (other !== undefined && isSame(finding, other));
    })
  );
}

function isSame(one: ReportedFinding, other: ReportedFinding): boolean {
  const keys = Object.keys(one) as (keyof ReportedFinding)[];
  return (
    keys.length === Object.keys(other).length &&
    keys.every(key => one[key] === other[key] || JSON.stringify(one[key]) === JSON.stringify(other[key]))
  );
}

function placed(fix: Fix, lines: LineIndex, offset: number): PlacedFix {
  return {
    class: fix.class,
    title: fix.title,
    values: fix.values,
    edits: fix.edits.map(({ start, end, text }) => ({ range: lines.range(start + offset, end + offset), text })),
    ...(fix.newFile ? { newFile: fix.newFile } : {}),
  };
}
