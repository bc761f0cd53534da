import * as vscode from 'vscode';
import type { Entity } from '../../core/catalogue/entity.js';
import { settingsOf } from '../../core/compliance/scan/scanPlan.js';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { previewCompliance } from '../../core/templates/previewCompliance.js';
import type { Preview } from '../../core/templates/previewTree.js';
import { readPlan } from '../compliance/compliancePlan.js';
import { DIAGNOSTIC_SEVERITY, rangeOf, sentence } from '../compliance/complianceText.js';
import { rulePageUri } from '../common/rulePage.js';
import { previewFileUri } from './previewFiles.js';

// Other work gets its turn after this much of ours.
const TURN_MS = 12;

/** Holds previews against the rules, and shows in their documents what is found. */
export class PreviewCheck implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collection = this.store.add(vscode.languages.createDiagnosticCollection('goldenPath.preview'));

  /** @param catalogue all entities of the platform, where they are known */
  constructor(
    private readonly log: Log,
    private readonly catalogue: () => readonly Entity[] | undefined,
  ) {}

  /**
   * Checks a preview by the rules of the golden path, which what it makes is checked by afterwards.
   * @param root address of its folder
   * @returns undefined where it was cancelled
   */
  async check(
    preview: Preview,
    root: vscode.Uri,
    signal: AbortSignal,
  ): Promise<readonly ReportedFinding[] | undefined> {
    const plan = await readPlan(root, this.log);
    const settings = settingsOf({ ...plan, profile: plan.profile === 'all' ? 'all' : 'golden' });
    let started = performance.now();
    return previewCompliance(
      preview,
      {
        settings,
        now: Date.now(),
        catalogue: this.catalogue(),
        onRuleFailed: (rule, error) => this.log.error(`${rule}: ${String(error)}`),
        pause: async () => {
          if (performance.now() - started < TURN_MS) return;
          await new Promise(resolve => setTimeout(resolve, 0));
          started = performance.now();
        },
      },
      signal,
    );
  }

  /** Shows findings in the documents of a preview, in place of those of another one. What is waived is no problem. */
  show(root: vscode.Uri, findings: readonly ReportedFinding[]): void {
    this.collection.clear();
    const byPath = new Map<string, vscode.Diagnostic[]>();
    for (const finding of findings) {
      if (finding.waiver) continue;
      const diagnostics = byPath.get(finding.path) ?? [];
      diagnostics.push(diagnosticOf(finding));
      byPath.set(finding.path, diagnostics);
    }
    for (const [path, diagnostics] of byPath) this.collection.set(previewFileUri(root, path.split('/')), diagnostics);
  }

  clear(): void {
    this.collection.clear();
  }

  dispose(): void {
    this.store.dispose();
  }
}

function diagnosticOf(finding: ReportedFinding): vscode.Diagnostic {
  const { range, severity, rule } = finding;
  const diagnostic = new vscode.Diagnostic(rangeOf(range), sentence(finding), DIAGNOSTIC_SEVERITY[severity]);
  diagnostic.source = 'Golden Path';
  diagnostic.code = { value: rule, target: rulePageUri(rule) };
  return diagnostic;
}
