import { loadAllRules } from '../../../../src/core/compliance/rules/families.js';
import type { RuleInfo } from '../../../../src/core/compliance/rule.js';
import { FileScanner } from '../../../../src/core/compliance/scan/fileScanner.js';
import { fileFindings, reportFolder } from '../../../../src/core/compliance/scan/folderReport.js';
import { rulesById } from '../../../../src/core/compliance/scan/scanPlan.js';
import { DEFAULT_SCAN_SETTINGS, type ScanSettings } from '../../../../src/core/compliance/scan/scanSettings.js';
import type { ReportedFinding } from '../../../../src/core/compliance/report/reportedFinding.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';

/** The day on which these tests play, at noon in UTC. */
export const TODAY = Date.parse('2026-11-28T12:00:00Z');

let rules: ReadonlyMap<string, RuleInfo> | undefined;

/** Every rule, by id. */
export async function allRules(): Promise<ReadonlyMap<string, RuleInfo>> {
  return (rules ??= rulesById(await loadAllRules()));
}

/** What is found in a folder of texts, by the functions that the editor and the program use. */
export async function scanTexts(
  texts: Readonly<Record<string, string>>,
  {
    settings = {},
    complete = true,
    now = TODAY,
  }: { settings?: Partial<ScanSettings>; complete?: boolean; now?: number } = {},
): Promise<readonly ReportedFinding[]> {
  const all = { ...DEFAULT_SCAN_SETTINGS, ...settings };
  const scanner = new FileScanner(all, {
    onRuleFailed: (rule, error) => {
      throw new Error(`${rule} failed`, { cause: error });
    },
  });
  const known = await allRules();
  const files = [];
  for (const [path, text] of Object.entries(texts)) files.push(fileFindings(await scanner.scan(path, text), known));
  return reportFolder(files, { settings: all, rules: known, now, complete });
}

/** A finding in a line, as the text report has it. */
export function lineOf({ path, range, rule, waiver, ...finding }: ReportedFinding): string {
  const state = waiver ? ` (waived until ${waiver.expires})` : '';
  return `${path}:${range.startLine + 1}:${range.startColumn + 1} ${finding.severity} ${rule}${state}`;
}

export function textOf({ message, values }: ReportedFinding): string {
  return plainTranslate(message, ...values);
}

/** A pod with one privileged container, which breaks nothing else than that. */
export const PRIVILEGED = `apiVersion: v1
kind: Pod
metadata:
  name: agent
  namespace: shop
spec:
  containers:
    - name: agent
      image: registry.example.com/agent:1.4.2
      securityContext:
        privileged: true
`;
