import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TextRange } from '../../core/catalogue/descriptor.js';
import type { Fix, FixClass } from '../../core/compliance/finding.js';
import { reportFile, type FileScan, type FileScanner } from '../../core/compliance/scan/fileScanner.js';
import { fileFindings, reportFolder, type FileFindings } from '../../core/compliance/scan/folderReport.js';
import { settingsOf, type ScanPlan } from '../../core/compliance/scan/scanPlan.js';
import type { ScanSettings } from '../../core/compliance/scan/scanSettings.js';
import type { RuleInfo } from '../../core/compliance/rule.js';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import type { ScoredService } from '../../core/compliance/score.js';
import { isWaiverFile } from '../../core/compliance/waivers/waiverFile.js';
import { findScannedFiles } from '../files/scannedFiles.js';
import { DiskScanner, isScanned } from './diskScan.js';

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
  private complete = false;

  constructor(private readonly options: SessionOptions) {
    this.settings = settingsOf(options.plan);
    this.disk = new DiskScanner(options.root ?? '', options.plan);
    this.scanner = this.disk.scanner;
  }

  /** The components that the folder describes, as far as it was read. */
  get services(): readonly ScoredService[] {
    return [...this.files.values()].flatMap(({ found }) => found.services ?? []);
  }

  get isComplete(): boolean {
    return this.complete;
  }

  /** Takes the text of a file as it stands in the editor. */
  async update(path: string, text: string): Promise<readonly FileReport[]> {
    const before = this.files.get(path);
    const scan = await this.scanner.scan(path, text, before?.scan);
    const found = fileFindings(scan, this.options.rules);
    this.files.set(path, { found, scan });
    this.tellFailures();
    return isWaiverFile(path) ? this.resolveAll() : this.resolve(path);
  }

  /** The file is no longer open: what the disk has counts again. */
  async close(path: string): Promise<readonly FileReport[]> {
    if (!this.complete) {
      this.files.delete(path);
      return this.changes(new Map([[path, []]]));
    }
    return this.readAgain(path);
  }

  /** A file of the disk has changed, come or gone. */
  async readAgain(path: string): Promise<readonly FileReport[]> {
    const { root } = this.options;
    if (root === undefined || !isScanned(path)) return [];
    const present = await findScannedFiles(root, [join(root, ...path.split('/'))], isScanned);
    if (!present.ok) {
      this.files.delete(path);
      return isWaiverFile(path) ? this.resolveAll() : this.changes(new Map([[path, []]]));
    }
    const { files } = await this.disk.scan([path]);
    for (const found of files) this.files.set(path, { found });
    this.tellFailures();
    return isWaiverFile(path) ? this.resolveAll() : this.resolve(path);
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
    for (const [path, { scan }] of this.files) if (!scan && !paths.includes(path)) this.files.delete(path);
    let done = 0;
    for (const path of paths) {
      if (signal.aborted) return this.resolveAll();
      if (!this.files.get(path)?.scan)
        for (const found of (await this.disk.scan([path])).files) this.files.set(path, { found });
      onProgress(++done, paths.length);
    }
    this.complete = listed.ok;
    this.tellFailures();
    return this.resolveAll();
  }

  /** Everything that is found now, in order. */
  get findings(): readonly ReportedFinding[] {
    return [...this.told].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, findings]) => findings);
  }

  /** The fixes of a finding, as changes of the text that was last taken. */
  async fixes(path: string, fingerprint: string): Promise<readonly PlacedFix[]> {
    const scan = this.files.get(path)?.scan ?? (await this.scanOfDisk(path));
    if (!scan) return [];
    const reported = reportFile(scan, scan.findings, this.options.rules);
    const index = reported.findIndex(finding => finding.fingerprint === fingerprint);
    const found = scan.findings[index];
    return (found?.finding.fixes?.() ?? []).map(fix => placed(fix, scan, found?.offset ?? 0));
  }

  private async scanOfDisk(path: string): Promise<FileScan | undefined> {
    const { root } = this.options;
    if (root === undefined || !this.files.has(path)) return undefined;
    const bytes = await readFile(join(root, ...path.split('/'))).catch(() => undefined);
    return bytes && this.scanner.scanBytes(path, bytes);
  }

  /** Holds one file against the waivers of all. */
  private resolve(path: string): readonly FileReport[] {
    const file = this.files.get(path);
    if (!file) return [];
    const others = [...this.files.values()]
      .filter(({ found }) => found.path !== path && found.waivers.length > 0)
      .map(({ found }): FileFindings => ({ ...found, reported: [] }));
    const findings = this.report([file.found, ...others], false).filter(finding => finding.path === path);
    return this.changes(new Map([[path, findings]]));
  }

  private resolveAll(): readonly FileReport[] {
    const byPath = new Map<string, ReportedFinding[]>([...this.told.keys()].map(path => [path, []]));
    for (const finding of this.report(
      [...this.files.values()].map(({ found }) => found),
      this.complete,
    )) {
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
      if (JSON.stringify(this.told.get(path) ?? []) === JSON.stringify(findings)) continue;
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

function placed(fix: Fix, { lines }: FileScan, offset: number): PlacedFix {
  return {
    class: fix.class,
    title: fix.title,
    values: fix.values,
    edits: fix.edits.map(({ start, end, text }) => ({ range: lines.range(start + offset, end + offset), text })),
    ...(fix.newFile ? { newFile: fix.newFile } : {}),
  };
}
