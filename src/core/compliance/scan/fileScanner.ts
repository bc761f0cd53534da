import { ComplianceEngine, type WorkspaceHost } from '../engine.js';
import type { Finding, RelatedPlace } from '../finding.js';
import { documentKind, languageOf, type DocumentKind } from '../kinds.js';
import {
  Alike,
  fingerprintWords,
  hashOf,
  LineIndex,
  type OffsetFinding,
  type ReportedFinding,
  type ReportedPlace,
} from '../report/reportedFinding.js';
import type { ReportMemory } from '../report/reportMemory.js';
import type { LoadedPacks } from '../packs/loadPacks.js';
import { isPackFile } from '../packs/packRules.js';
import type { AnyRule, RuleInfo, RuleOptions, Surroundings } from '../rule.js';
import { duplicateKey, UNREADABLE } from '../rules/engineRules.js';
import { familyOf, loadFamily, type FamilyName } from '../rules/families.js';
import { readInlineWaivers } from '../waivers/inlineWaivers.js';
import type { Waiver } from '../waivers/waiver.js';
import { isWaiverFile, readWaiverFile, type WaiverFile } from '../waivers/waiverFile.js';
import type { FactIndex, PlacedFinding } from '../workspace/factIndex.js';
import { decodeText } from '../yaml/decode.js';
import { readDocuments } from '../yaml/documents.js';
import { MOST_TOLERATED } from '../yaml/limits.js';
import type { PlacedDocument, YamlDocument } from '../yaml/node.js';
import { rulesById } from './scanPlan.js';
import { isRuleOn, severityOf, type ScanSettings } from './scanSettings.js';

/** Nobody reads more of one file. */
const MOST_FINDINGS = 1000;

/** A document with what it is. */
export interface ScannedDocument extends PlacedDocument {
  readonly kind: DocumentKind;
}

/** What was found in one file, before what other files say about it. */
export interface FileScan {
  /** From the scanned folder, with forward slashes. */
  readonly path: string;
  readonly lines: LineIndex;
  readonly documents: readonly ScannedDocument[];
  /** In the order of the text. */
  readonly findings: readonly OffsetFinding[];
  readonly waivers: readonly Waiver[];
}

/** Where rules that failed are told of, and what is known around a file. */
export interface FileScannerHost {
  readonly surroundings?: (path: string) => Surroundings | undefined;
  readonly onRuleFailed?: (rule: string, error: unknown) => void;
  /** Milliseconds, by which rules of packs are stopped; undefined: by what they cost alone. */
  readonly elapsed?: () => number;
}

/**
 * Checks files one at a time. What it found in a document is kept with the document: where a file is read again, only documents
 * whose text has changed are checked again.
 */
export class FileScanner {
  private readonly engines = new Map<FamilyName, Promise<ComplianceEngine>>();
  private readonly loaded = new Map<string, RuleInfo>(rulesById([]));
  private readonly kept = new WeakMap<YamlDocument, { readonly key: string; readonly findings: readonly Finding[] }>();
  private loadedPacks: Promise<LoadedPacks> | undefined;
  private round = 0;

  constructor(
    private readonly settings: ScanSettings,
    private readonly host: FileScannerHost = {},
  ) {}

  /** The rules that were needed so far, by id, whether they are on or not. */
  get rules(): ReadonlyMap<string, RuleInfo> {
    return this.loaded;
  }

  /** What is known around the files has changed: everything is to be checked anew. */
  forget(): void {
    this.round++;
  }

  /**
   * Checks a file.
   * @param path from the scanned folder, with forward slashes
   * @param before what was found the last time, to go on from
   */
  async scan(path: string, text: string, before?: FileScan): Promise<FileScan> {
    const lines = new LineIndex(text);
    if (languageOf(path) === 'dockerfile') return this.scanDockerfile(path, lines);
    const documents = (await inSpiteOfMistakes(readDocuments(text, before?.documents))).map(placed => ({
      ...placed,
      kind: documentKind(placed.document, path),
    }));
    const surroundings = this.host.surroundings?.(path);
    const findings: OffsetFinding[] = [];
    for (const { document, offset, kind } of documents) {
      for (const finding of await this.check(document, { path, kind, surroundings }))
        if (findings.length < MOST_FINDINGS) findings.push({ finding, offset });
    }
    const waivers = readWaivers(path, lines, documents);
    for (const finding of waivers.problems) findings.push({ finding, offset: 0 });
    for (const finding of await this.packProblems(path, text)) findings.push({ finding, offset: 0 });
    return { path, lines, documents, findings, waivers: waivers.waivers };
  }

  /** What rules that look across files find. */
  async across(index: FactIndex, host: WorkspaceHost): Promise<readonly PlacedFinding[]> {
    return (await this.engineFor('kubernetes')).checkWorkspace(index, host);
  }

  /** Checks a file by its bytes: what is no text has a finding that says so. */
  async scanBytes(path: string, bytes: Uint8Array, before?: FileScan): Promise<FileScan> {
    const decoded = decodeText(bytes);
    return decoded.ok
      ? this.scan(path, decoded.text, before)
      : this.unread(path, { ...decoded.problem, rule: UNREADABLE });
  }

  /** What is said of a file that was not read. */
  unread(path: string, { rule, message, values }: Pick<Finding, 'rule' | 'message' | 'values'>): FileScan {
    const severity = this.loaded.get(rule)?.severity ?? 'warning';
    const finding: Finding = { rule, severity, span: { start: 0, end: 0 }, message, values };
    return { path, lines: new LineIndex(''), documents: [], findings: [{ finding, offset: 0 }], waivers: [] };
  }

  private async check(
    document: YamlDocument,
    place: { path: string; kind: DocumentKind; surroundings: Surroundings | undefined },
  ): Promise<readonly Finding[]> {
    const key = `${this.round} ${place.kind} ${place.path}`;
    const known = this.kept.get(document);
    if (known?.key === key) return known.findings;
    const engine = await this.engineFor(familyOf('yaml', place.kind) ?? 'kubernetes');
    const findings = engine.checkDocument(document, place);
    this.kept.set(document, { key, findings });
    return findings;
  }

  private async scanDockerfile(path: string, lines: LineIndex): Promise<FileScan> {
    const engine = await this.engineFor('dockerfile');
    const surroundings = this.host.surroundings?.(path);
    const findings = engine.checkDockerfile(lines.text, { path, surroundings });
    const waivers = readInlineWaivers(path, lines, undefined);
    return {
      path,
      lines,
      documents: [],
      findings: [...findings.slice(0, MOST_FINDINGS), ...waivers.problems].map(finding => ({ finding, offset: 0 })),
      waivers: waivers.waivers,
    };
  }

  private engineFor(family: FamilyName): Promise<ComplianceEngine> {
    let engine = this.engines.get(family);
    if (!engine) this.engines.set(family, (engine = this.load(family)));
    return engine;
  }

  private async load(family: FamilyName): Promise<ComplianceEngine> {
    const [rules, packs] = await Promise.all([loadFamily(family), this.packs()]);
    if (!packs) return this.build(rules, this.settings);
    const { asPacksWant, withPacks } = await import('../packs/scanPacks.js');
    const wanted = [...rules, ...packs.rules].map(rule => asPacksWant<AnyRule>(rule, packs));
    return this.build(wanted, withPacks(this.settings, packs));
  }

  /** What the packs give; undefined where there are none, so that nothing of them is loaded. */
  private packs(): Promise<LoadedPacks> | undefined {
    const { packs } = this.settings;
    if (packs.length === 0) return undefined;
    return (this.loadedPacks ??= import('../packs/scanPacks.js').then(({ readScanPacks }) =>
      readScanPacks(packs, this.host.elapsed),
    ));
  }

  private async packProblems(path: string, text: string): Promise<readonly Finding[]> {
    if (!isPackFile(path)) return [];
    const { problemsOfPack } = await import('../packs/scanPacks.js');
    const none: LoadedPacks = { rules: [], settings: new Map(), notWaivable: new Set(), packs: [] };
    return problemsOfPack(path, text, (await this.packs()) ?? none, this.settings.packs);
  }

  private build(rules: readonly AnyRule[], settings: ScanSettings): ComplianceEngine {
    const { onRuleFailed } = this.host;
    for (const rule of rules) this.loaded.set(rule.id, rule);
    const on = rules.filter(rule => isRuleOn(rule, settings));
    const options = new Map<string, RuleOptions>();
    for (const [id, setting] of settings.rules) if (setting.options) options.set(id, setting.options);
    return new ComplianceEngine({
      rules: on,
      kubernetesVersion: settings.kubernetesVersion,
      options,
      severities: new Map(on.map(rule => [rule.id, severityOf(rule, settings)])),
      ...(isRuleOn(duplicateKey, settings) ? { duplicateKeys: severityOf(duplicateKey, settings) } : {}),
      ...(onRuleFailed ? { onRuleFailed } : {}),
    });
  }
}

/** Reads documents with mistakes as far as they can be relied on. What does so is loaded with the first of them. */
async function inSpiteOfMistakes(placed: readonly PlacedDocument[]): Promise<readonly PlacedDocument[]> {
  if (!placed.some(({ document }) => isRefused(document))) return placed;
  const { readTolerantly } = await import('../yaml/tolerant.js');
  let left = MOST_TOLERATED;
  return placed.map(({ document, offset }) => {
    if (!isRefused(document) || (left -= document.text.length) < 0) return { document, offset };
    return { document: readTolerantly(document), offset };
  });
}

function isRefused({ root, problems, partial }: YamlDocument): boolean {
  return !partial && root === undefined && problems.length > 0;
}

function readWaivers(path: string, lines: LineIndex, documents: readonly PlacedDocument[]): WaiverFile {
  const inline = readInlineWaivers(path, lines, documents);
  if (!isWaiverFile(path)) return inline;
  // Half a waiver excuses from nothing.
  const whole = documents.map(({ document, offset }) =>
    document.partial ? { document: { ...document, root: undefined }, offset } : { document, offset },
  );
  const file = readWaiverFile(path, lines, whole);
  return { waivers: [...file.waivers, ...inline.waivers], problems: [...file.problems, ...inline.problems] };
}

/**
 * The findings of a file as plain data.
 * @param rules by id, for what their fixes can be
 * @param memory of what was reported before, for files that are reported on again and again
 */
export function reportFile(
  { path, lines }: Pick<FileScan, 'path' | 'lines'>,
  findings: readonly OffsetFinding[],
  rules: ReadonlyMap<string, RuleInfo>,
  memory?: ReportMemory,
): readonly ReportedFinding[] {
  const alikes = new Alike();
  return findings.map(({ finding, offset }) => {
    const known = memory?.get(finding);
    const start = finding.span.start + offset;
    const end = finding.span.end + offset;
    const words = known?.words ?? fingerprintWords(path, finding, lines.text.slice(start, end));
    const alike = alikes.count(words);
    const { startLine: line, startColumn: column } = lines.range(offset, offset);
    if (known?.alike === alike && known.line === line && known.column === column) return known.reported;
    const { rule, severity, message, values, check, subject, related, fixes } = finding;
    const fix = fixes ? rules.get(rule)?.fix : undefined;
    // Put together by hand: spreads of what may be missing take several times as long, and there are thousands.
    const reported: { -readonly [Key in keyof ReportedFinding]: ReportedFinding[Key] } = {
      rule,
      severity,
      path,
      range: lines.range(start, end),
      message,
      values,
      related: related ? related.map(place => reportedPlace(place, path, lines, offset)) : NOTHING_RELATED,
      fingerprint: hashOf(`${words}\n${String(alike)}`),
    };
    if (subject) reported.subject = subject;
    if (fix) reported.fix = fix;
    if (check !== undefined) reported.check = check;
    return memory ? memory.keep(finding, { words, alike, line, column, reported }) : reported;
  });
}

const NOTHING_RELATED: readonly ReportedPlace[] = [];

function reportedPlace(place: RelatedPlace, path: string, lines: LineIndex, offset: number): ReportedPlace {
  const { span, elsewhere, message, values } = place;
  return {
    path: elsewhere?.path ?? path,
    range: elsewhere ? elsewhere.range : lines.range(span.start + offset, span.end + offset),
    message,
    values,
  };
}
