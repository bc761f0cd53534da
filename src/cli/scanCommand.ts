import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { DiskScanner, isScanned, type BatchResult } from '../adapters/compliance/diskScan.js';
import { scanInThreads } from '../adapters/compliance/scanWorkers.js';
import { DiskFolderWriter } from '../adapters/files/diskFolderWriter.js';
import { findScannedFiles } from '../adapters/files/scannedFiles.js';
import { changedFiles } from '../adapters/git/changedFiles.js';
import type { Severity } from '../core/compliance/finding.js';
import type { KubernetesVersion } from '../core/compliance/kubernetes/version.js';
import { readBaseline } from '../core/compliance/report/baseline.js';
import { githubReport } from '../core/compliance/report/githubReport.js';
import { jsonReport } from '../core/compliance/report/jsonReport.js';
import { junitReport } from '../core/compliance/report/junitReport.js';
import { isNews, type ComplianceReport } from '../core/compliance/report/report.js';
import { LineIndex, type ReportedFinding } from '../core/compliance/report/reportedFinding.js';
import { sarifReport } from '../core/compliance/report/sarifReport.js';
import { textReport } from '../core/compliance/report/textReport.js';
import type { RuleInfo } from '../core/compliance/rule.js';
import { findAcrossFiles, reportAcross } from '../core/compliance/scan/acrossFiles.js';
import { FileScanner } from '../core/compliance/scan/fileScanner.js';
import { findingsByFile, fileFindings, reportFolder } from '../core/compliance/scan/folderReport.js';
import { rulesOfPlan, settingsOf, type ScanPlan } from '../core/compliance/scan/scanPlan.js';
import { isAtLeastAsGrave, type ProfileChoice } from '../core/compliance/scan/scanSettings.js';
import { scoreServices } from '../core/compliance/score.js';
import { isDescriptorPath } from '../core/compliance/surroundings/folderEntities.js';
import { isWaiverFile } from '../core/compliance/waivers/waiverFile.js';
import { WorkspaceIndex } from '../core/compliance/workspace/workspaceIndex.js';
import type { Entity } from '../core/catalogue/entity.js';
import { readCatalogueFile } from './catalogueFile.js';
import { planFor, textOf } from './planFiles.js';
import type { ScanFormat } from './scanFormats.js';
import { failure, success, type Result } from '../core/common/problem.js';
import { WAIVERS_PATH } from '../core/templates/recordPaths.js';

/** Fewer files than this are done before threads have begun. */
const FEW_FILES = 192;
/** Bytes of a file that takes no second, whatever it holds. */
const SMALL_FILE = 128_000;

/** What `golden-path scan` was told. */
export interface ScanOptions {
  /** Files and folders; `-`: the text of one file on the standard input. */
  readonly paths: readonly string[];
  /** What the text on the standard input is called. */
  readonly stdinPath: string;
  readonly profile: ProfileChoice | undefined;
  readonly kubernetesVersion: KubernetesVersion | undefined;
  readonly format: ScanFormat;
  /** Path of the file to write the report to; undefined: the standard output. */
  readonly output: string | undefined;
  /** The least grave findings that are reported. */
  readonly severity: Severity;
  /** The least grave findings for which it exits with 1; `never`: it exits with 0 whatever is found. */
  readonly failOn: Severity | 'never';
  readonly changedSince: string | undefined;
  readonly baseline: string | undefined;
  readonly config: string | undefined;
  /** Path of a file with all entities of the platform. */
  readonly catalogue: string | undefined;
  /** Whether the report has what is waived, too. */
  readonly waived: 'include' | 'omit';
  readonly threads: number | undefined;
  /** Writes the safe fixes into the files first. */
  readonly fix: boolean;
}

/** What the program around it has. */
export interface ScanHost {
  /** Absolute path of the folder in which the program was called. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly version: string;
  /** The compiled thread; undefined: everything is done in one. */
  readonly workerFile?: string;
  readonly readStdin: () => Promise<Uint8Array>;
  readonly output: (text: string) => void;
  readonly errors: (text: string) => void;
}

/**
 * `golden-path scan`: holds files against the rules.
 * @returns the exit code: 0 clean, 1 with findings, 2 where it could not run
 */
export async function scanCommand(options: ScanOptions, host: ScanHost): Promise<number> {
  const first = await scan(options, host);
  const report = options.fix && first.ok ? await fixAndScan(first.value, options, host) : first;
  if (!report.ok) {
    host.errors(`${report.problem.message}\n`);
    return 2;
  }
  const text = written(toReport(report.value, options), options.format);
  if (options.output === undefined) host.output(text);
  else {
    try {
      await writeFile(resolve(host.folder, options.output), text);
    } catch (error) {
      host.errors(`The report cannot be written: ${error instanceof Error ? error.message : String(error)}\n`);
      return 2;
    }
    host.output(textReport(report.value));
  }
  const { failOn } = options;
  const fails = (severity: Severity): boolean => failOn !== 'never' && isAtLeastAsGrave(severity, failOn);
  return report.value.entries.some(entry => isNews(entry) && fails(entry.finding.severity)) ? 1 : 0;
}

function toReport(report: ComplianceReport, { waived }: ScanOptions): ComplianceReport {
  return waived === 'include'
    ? report
    : { ...report, entries: report.entries.filter(({ finding }) => finding.waiver === undefined) };
}

function written(report: ComplianceReport, format: ScanFormat): string {
  switch (format) {
    case 'text':
      return textReport(report);
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report);
    case 'junit':
      return junitReport(report);
    case 'github':
      return githubReport(report);
  }
}

/** Writes the safe fixes of what was found into the files, and scans again. */
async function fixAndScan(
  { entries }: ComplianceReport,
  options: ScanOptions,
  host: ScanHost,
): Promise<Result<ComplianceReport>> {
  const { paths } = options;
  if (paths.includes('-')) return failure({ kind: 'invalid', message: '--fix has no file to write to with “-”.' });
  const root = rootOf(paths, host.folder);
  if (!root.ok) return root;
  const plan = await planFor(options, { ...host, root: root.value });
  if (!plan.ok) return plan;
  const wanted = new Map<string, Set<string>>();
  for (const { finding, known } of entries) {
    if (finding.waiver || known || finding.fix !== 'safe') continue;
    const list = wanted.get(finding.path) ?? new Set();
    wanted.set(finding.path, list.add(finding.rule));
  }
  const waived = new Set(entries.filter(({ finding }) => finding.waiver).map(({ finding }) => finding.fingerprint));
  const scanner = new DiskScanner(root.value, plan.value, { descriptors: [], isWhole: false });
  const writer = new DiskFolderWriter(root.value);
  let count = 0;
  for (const [path, rules] of wanted) {
    const fixed = await scanner.fix(path, (rule, fingerprint) => rules.has(rule) && !waived.has(fingerprint));
    if (!fixed) continue;
    const { signal } = new AbortController();
    const file = { parts: path.split('/'), bytes: fixed.after, before: fixed.before, executable: false };
    const { problem } = await writer.write([file], signal);
    if (problem) return failure({ ...problem, message: `${path} was not fixed: ${problem.message}` });
    count += fixed.count;
  }
  host.errors(`${count} ${count === 1 ? 'finding was' : 'findings were'} fixed.\n`);
  return scan({ ...options, fix: false }, host);
}

async function scan(options: ScanOptions, host: ScanHost): Promise<Result<ComplianceReport>> {
  const fromStdin = options.paths.includes('-');
  const root = fromStdin ? success(host.folder) : rootOf(options.paths, host.folder);
  if (!root.ok) return root;
  const plan = await planFor(options, { ...host, root: root.value });
  if (!plan.ok) return plan;
  const baseline = await baselineOf(options.baseline, host.folder);
  if (!baseline.ok) return baseline;
  const scanned = fromStdin
    ? await scanStdin(options, plan.value, host)
    : await scanPaths(options, root.value, plan.value, host);
  if (!scanned.ok) return scanned;
  const { result, complete, only } = scanned.value;
  for (const failed of result.failures) host.errors(`A rule has failed: ${failed}\n`);
  const rules = await rulesFor(result, plan.value, scanned.value.rules);
  const settings = settingsOf(plan.value);
  const findings = reportFolder(result.files, { settings, rules, now: host.now, complete });
  const services = result.files.flatMap(file => file.services ?? []);
  const isReported = ({ path, severity }: ReportedFinding): boolean =>
    (only === undefined || only.has(path)) && isAtLeastAsGrave(severity, options.severity);
  return success({
    entries: findings.filter(isReported).map(finding => ({ finding, known: baseline.value.has(finding.fingerprint) })),
    files: result.files.map(({ path }) => path).filter(path => only === undefined || only.has(path)),
    // Half of what is found below a service says nothing about how it stands.
    services: complete ? scoreServices(services, findingsByFile(findings), { rules, settings }) : [],
    rules,
    version: host.version,
  });
}

/** A waiver can be of any rule, and a level can ask for any: then it must be known which there are. */
async function rulesFor(
  { files }: BatchResult,
  plan: ScanPlan,
  loaded: ReadonlyMap<string, RuleInfo> | undefined,
): Promise<ReadonlyMap<string, RuleInfo>> {
  const named = files.flatMap(({ reported, waivers }) => [
    ...reported.map(({ rule }) => rule),
    ...waivers.map(({ rule }) => rule),
  ]);
  const asked = files.some(({ services }) => services) ? (plan.levels ?? []).flatMap(({ rules }) => rules) : [];
  if (loaded && [...named, ...asked].every(id => loaded.has(id))) return loaded;
  return new Map([...(loaded ?? []), ...(await rulesOfPlan(plan))]);
}

interface Scanned {
  readonly result: BatchResult;
  /** Whether the whole folder was scanned. */
  readonly complete: boolean;
  /** The files that are reported on; undefined: all. */
  readonly only: ReadonlySet<string> | undefined;
  readonly rules?: ReadonlyMap<string, RuleInfo>;
}

async function scanStdin(
  { paths, stdinPath, catalogue }: ScanOptions,
  plan: ScanPlan,
  host: ScanHost,
): Promise<Result<Scanned>> {
  if (paths.length > 1) return failure({ kind: 'invalid', message: '“-” stands for the only file.' });
  if (catalogue !== undefined)
    return failure({
      kind: 'invalid',
      message: '--catalogue has no use with “-”: what is missing in it may be in another file of the folder.',
    });
  const scanner = new FileScanner(settingsOf(plan));
  const scan = await scanner.scanBytes(stdinPath, await host.readStdin());
  return success({
    result: { files: [fileFindings(scan, scanner.rules)], failures: [] },
    complete: false,
    only: undefined,
    rules: scanner.rules,
  });
}

/** @param root the folder that paths count from */
async function scanPaths(options: ScanOptions, root: string, plan: ScanPlan, host: ScanHost): Promise<Result<Scanned>> {
  const { folder, workerFile } = host;
  const paths = options.paths.map(path => resolve(folder, path));
  const catalogue: Result<readonly Entity[] | undefined> =
    options.catalogue === undefined ? success(undefined) : await readCatalogueFile(resolve(folder, options.catalogue));
  if (!catalogue.ok) return catalogue;
  const found = await findScannedFiles(root, paths, isScanned);
  if (!found.ok) return found;
  if (found.value.cut) host.errors('There are too many files: some were left out.\n');
  const only = options.changedSince === undefined ? undefined : await changedFiles(root, options.changedSince);
  if (only?.ok === false) return only;
  // The waivers of the folder hold for every part of it.
  const waivers = await findScannedFiles(root, [join(root, WAIVERS_PATH)], isWaiverFile);
  const all = [...new Set([...found.value.paths, ...(waivers.ok ? waivers.value.paths : [])])];
  const complete = paths.length === 1 && paths[0] === root;
  const entities = {
    descriptors: found.value.paths.filter(isDescriptorPath),
    isWhole: complete && !found.value.cut,
    catalogue: catalogue.value,
  };
  const threads = options.threads ?? availableParallelism();
  const scanner = new DiskScanner(root, plan, entities);
  const inThreads = threads > 1 && all.length >= FEW_FILES;
  if (workerFile !== undefined && (inThreads || (all.length < FEW_FILES && someIsLarge(root, all)))) {
    const { signal } = new AbortController();
    const result = await scanInThreads(root, plan, all, { workerFile, threads, entities, signal });
    if (!result.ok) return result;
    const across = await foundAcross(result.value, scanner, root, entities.isWhole);
    return success({ result: across, complete, only: only?.value });
  }
  const result = await scanner.scan(all);
  const across = await foundAcross(result, scanner, root, entities.isWhole);
  return success({ result: across, complete, only: only?.value, rules: scanner.rules });
}

/** Whether a file is so large that it may take too long: only a thread can be ended. */
function someIsLarge(root: string, paths: readonly string[]): boolean {
  return paths.some(path => (statSync(join(root, path), { throwIfNoEntry: false })?.size ?? 0) > SMALL_FILE);
}

/** What was found, with what the rules that look across files find. */
async function foundAcross(
  result: BatchResult,
  scanner: DiskScanner,
  root: string,
  isWhole: boolean,
): Promise<BatchResult> {
  const index = new WorkspaceIndex();
  for (const { path, facts } of result.files) index.replaceFile(path, facts ?? []);
  index.complete = isWhole;
  if (!result.files.some(({ facts }) => facts?.some(each => each.facts.resources.length > 0))) return result;
  const files = new Map<string, LineIndex>();
  const linesOf = (path: string): LineIndex | undefined => {
    if (!files.has(path)) files.set(path, new LineIndex(readFileSync(join(root, ...path.split('/')), 'utf8')));
    return files.get(path);
  };
  const found = await findAcrossFiles(scanner.scanner, index, await scanner.surroundings(), linesOf);
  const reported = new Map(reportAcross(found, scanner.rules).map(each => [each.path, each.reported]));
  return {
    files: result.files.map(file => ({ ...file, reported: [...file.reported, ...(reported.get(file.path) ?? [])] })),
    failures: [...result.failures, ...scanner.takeFailures()],
  };
}

/** The folder that paths count from: the one that the program was called in, or a folder elsewhere that is scanned alone. */
function rootOf(words: readonly string[], folder: string): Result<string> {
  const paths = words.map(path => resolve(folder, path));
  const outside = paths.find(path => isOutside(folder, path));
  if (outside === undefined) return success(folder);
  if (paths.length === 1) return success(outside);
  return failure({
    kind: 'invalid',
    message: `${outside} is outside of this folder: scan it alone, or from above both.`,
  });
}

function isOutside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way.startsWith('..') || isAbsolute(way);
}

async function baselineOf(path: string | undefined, folder: string): Promise<Result<ReadonlySet<string>>> {
  if (path === undefined) return success(new Set());
  const text = await textOf(resolve(folder, path));
  return text.ok
    ? readBaseline(text.value)
    : failure({ ...text.problem, message: `--baseline: ${text.problem.message}` });
}
