import type { Entity } from '../catalogue/entity.js';
import { languageOf } from '../compliance/kinds.js';
import { LineIndex, type ReportedFinding } from '../compliance/report/reportedFinding.js';
import { findAcrossFiles, reportAcross } from '../compliance/scan/acrossFiles.js';
import { FileScanner } from '../compliance/scan/fileScanner.js';
import { fileFindings, reportFolder, type FileFindings } from '../compliance/scan/folderReport.js';
import { rulesOfPlan } from '../compliance/scan/scanPlan.js';
import type { ScanSettings } from '../compliance/scan/scanSettings.js';
import { FileSurroundings, textLookup } from '../compliance/surroundings/fileSurroundings.js';
import { entitiesOfFolder, isDescriptorPath } from '../compliance/surroundings/folderEntities.js';
import { WorkspaceIndex } from '../compliance/workspace/workspaceIndex.js';
import { LARGEST_IN_EDITOR } from '../compliance/yaml/limits.js';
import type { Preview } from './previewTree.js';

export interface PreviewComplianceOptions {
  readonly settings: ScanSettings;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** All entities of the platform, where they are known. */
  readonly catalogue?: readonly Entity[] | undefined;
  readonly onRuleFailed?: (rule: string, error: unknown) => void;
  /** Lets others have their turn between two files. */
  readonly pause?: () => Promise<void>;
}

/**
 * Holds what a template would make against the rules, with the waivers that it would make: the same engine that looks at the
 * repository afterwards.
 * @returns in the order of paths and places, with what is waived; undefined where it was cancelled
 */
export async function previewCompliance(
  { files }: Preview,
  { settings, now, catalogue, onRuleFailed, pause }: PreviewComplianceOptions,
  signal: AbortSignal,
): Promise<readonly ReportedFinding[] | undefined> {
  const texts = new Map(
    [...files.values()].map(({ path, bytes, isBinary }) => [
      path,
      isBinary || bytes.length > LARGEST_IN_EDITOR ? undefined : new TextDecoder().decode(bytes),
    ]),
  );
  const lookup = textLookup(texts);
  const descriptors = [...texts.keys()].filter(isDescriptorPath);
  const surroundings = new FileSurroundings({
    files: lookup,
    entities: () => entitiesOfFolder(lookup, { descriptors, isWhole: true, catalogue }),
  });
  const scanner = new FileScanner(settings, {
    surroundings: () => surroundings,
    ...(onRuleFailed ? { onRuleFailed } : {}),
  });
  // A waiver can be of any rule.
  const rules = await rulesOfPlan(settings);
  const found: FileFindings[] = [];
  for (const [path, text] of texts) {
    if (signal.aborted) return undefined;
    if (text === undefined || languageOf(path) === undefined) continue;
    found.push(fileFindings(await scanner.scan(path, text), rules));
    await pause?.();
  }
  const index = new WorkspaceIndex();
  for (const { path, facts } of found) index.replaceFile(path, facts ?? []);
  index.complete = true;
  const across = await findAcrossFiles(scanner, index, surroundings, path => new LineIndex(texts.get(path) ?? ''));
  if (signal.aborted) return undefined;
  const all = [...found, ...reportAcross(across, rules).map(each => ({ ...each, waivers: [] }))];
  return reportFolder(all, { settings, rules, now, complete: true });
}
