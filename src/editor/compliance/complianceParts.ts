import * as vscode from 'vscode';
import { join } from 'node:path';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { failure } from '../../core/common/problem.js';
import { isShownByTheLanguage } from '../../core/compliance/rules/shownByTheLanguage.js';
import { ruleMarkdown } from '../../core/compliance/report/ruleText.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { showPreview } from '../common/markdownPreview.js';
import { rulePageUri } from '../common/rulePage.js';
import { onDidChangeSettings } from '../common/settings.js';
import { quickInputAsker } from '../common/wizardInput.js';
import { ComplianceActions, type FindingArgument } from './complianceActions.js';
import { ComplianceDecorations } from './complianceDecorations.js';
import { ComplianceDiagnostics } from './complianceDiagnostics.js';
import { ComplianceHover } from './complianceHover.js';
import { ComplianceModel } from './complianceModel.js';
import { PLAN_SETTINGS } from './compliancePlan.js';
import type { ComplianceNode } from './complianceRows.js';
import { ComplianceStatus } from './complianceStatus.js';
import { COMPLIANCE_VIEW, ComplianceView } from './complianceView.js';
import { waive } from './waiveFlow.js';

export type ComplianceCommandId = Extract<CommandId, `goldenPath.compliance.${string}`>;

export interface CompliancePartsOptions {
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  readonly log: Log;
  readonly workspaceState: vscode.Memento;
}

/** Everything around compliance. */
export interface ComplianceParts extends Disposable {
  readonly model: ComplianceModel;
  readonly view: ComplianceView;
  readonly status: ComplianceStatus;
  readonly commands: Readonly<Record<ComplianceCommandId, CommandHandler>>;
  /** The page of a rule, in Markdown; undefined where there is no such rule. */
  rulePage(id: string): Promise<string | undefined>;
}

const LANGUAGES: vscode.DocumentSelector = [
  { language: 'yaml' },
  { language: 'dockerfile' },
  { language: 'dockercompose' },
  { language: 'helm' },
  { language: 'github-actions-workflow' },
  { pattern: '**/{*.yaml,*.yml,Dockerfile,Dockerfile.*,*.dockerfile,Containerfile}' },
];

export function complianceParts({ catalogue, clock, log, workspaceState }: CompliancePartsOptions): ComplianceParts {
  const store = new DisposableStore();
  const model = store.add(new ComplianceModel({ log, workerFile: join(__dirname, 'sessionWorker.js') }));
  // Told first: what is wrong is seen where it is typed before it is counted elsewhere.
  store.add(new ComplianceDiagnostics(model, isShownByTheLanguage));
  const view = store.add(new ComplianceView(model, workspaceState));
  const status = store.add(new ComplianceStatus(model));
  const actions = new ComplianceActions(model);
  const asker = quickInputAsker();
  store.add(new ComplianceDecorations(model));
  store.add(
    vscode.languages.registerCodeActionsProvider(LANGUAGES, actions, {
      providedCodeActionKinds: ComplianceActions.kinds,
    }),
  );
  store.add(vscode.languages.registerHoverProvider(LANGUAGES, new ComplianceHover(model)));
  store.add(onDidChangeSettings(PLAN_SETTINGS)(() => void model.restart()));

  const rulePage = async (id: string): Promise<string | undefined> => {
    const rule = (await model.rules()).get(id);
    return rule && ruleMarkdown(rule);
  };

  const scan: CommandHandler = signal =>
    Promise.resolve(
      vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Scanning the workspace for compliance'),
          cancellable: true,
        },
        (progress, token) => {
          const stop = new AbortController();
          token.onCancellationRequested(() => stop.abort());
          signal.addEventListener('abort', () => stop.abort());
          return model.scan(stop.signal, (done, total) =>
            progress.report({ message: vscode.l10n.t('{0} of {1} files', done, total) }),
          );
        },
      ),
    );

  const fix = async (uris: readonly vscode.Uri[], rule: string | undefined, signal: AbortSignal) => {
    const edit = new vscode.WorkspaceEdit();
    let count = 0;
    for (const uri of uris) {
      if (signal.aborted) return;
      const findings = model.findingsOf(uri).filter(finding => rule === undefined || finding.rule === rule);
      count += await actions.addSafeFixes(edit, uri, findings, () => signal.aborted);
    }
    if (count === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing that can be fixed safely.'));
      return;
    }
    await vscode.workspace.applyEdit(edit, { isRefactoring: true });
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} findings were fixed. Undo takes them back.', count));
  };

  const commands: ComplianceParts['commands'] = {
    'goldenPath.compliance.scan': scan,
    'goldenPath.compliance.showView': async () => {
      await vscode.commands.executeCommand(`${COMPLIANCE_VIEW}.focus`);
    },
    'goldenPath.compliance.groupByRule': () => view.groupBy('rule'),
    'goldenPath.compliance.groupByFile': () => view.groupBy('file'),
    'goldenPath.compliance.showMore': (_, of) => {
      if (typeof of === 'string') view.showMore(of);
      return Promise.resolve();
    },
    'goldenPath.compliance.explain': async (signal, argument) => {
      const id = ruleOf(argument) ?? (await pickRule(model));
      if (id === undefined || signal.aborted) return;
      await showPreview(rulePageUri(id));
    },
    'goldenPath.compliance.waive': async (signal, argument) => {
      const finding = findingOf(argument) ?? findingAtCursor(model);
      if (!finding)
        return failure({
          kind: 'notFound',
          message: vscode.l10n.t('Put the cursor on a finding of Golden Path first: there is none here to waive.'),
        });
      return waive(finding, { model, catalogue, clock, asker }, signal);
    },
    'goldenPath.compliance.openWaiver': async (_, argument) => {
      const found = findingOf(argument);
      if (!found?.finding.waiver) return;
      const { path, line } = found.finding.waiver;
      const selection = new vscode.Range(line, 0, line, 0);
      await vscode.window.showTextDocument(model.uriOf(found.uri, path), { selection, preview: true });
    },
    'goldenPath.compliance.fixRuleInFile': async (signal, argument) => {
      const found = findingOf(argument);
      if (found) await fix([found.uri], found.finding.rule, signal);
    },
    'goldenPath.compliance.fixRuleInWorkspace': async (signal, argument) => {
      const rule = ruleOf(argument);
      if (rule !== undefined)
        await fix(
          model.files.map(({ uri }) => uri),
          rule,
          signal,
        );
    },
    'goldenPath.compliance.fixAll': async signal => {
      await fix(
        model.files.map(({ uri }) => uri),
        undefined,
        signal,
      );
    },
    'goldenPath.compliance.copyFinding': async (_, argument) => {
      const found = findingOf(argument);
      if (!found) return;
      const { finding, uri } = found;
      const place = `${vscode.workspace.asRelativePath(uri)}:${finding.range.startLine + 1}`;
      await vscode.env.clipboard.writeText(
        `${place} ${vscode.l10n.t(finding.message, ...finding.values)} (${finding.rule})`,
      );
    },
  };
  return { model, view, status, commands, rulePage, dispose: () => store.dispose() };
}

/** What a row of the view or an action of the light bulb is about. */
function findingOf(argument: unknown): FindingArgument | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('type' in argument) {
    const node = argument as ComplianceNode;
    return node.type === 'finding' ? node.placed : undefined;
  }
  const { uri, finding } = argument as Partial<FindingArgument>;
  return uri instanceof vscode.Uri && finding ? { uri, finding } : undefined;
}

function ruleOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'object' && argument !== null && 'type' in argument) {
    const node = argument as ComplianceNode;
    if (node.type === 'group' && node.by === 'rule') return node.name;
  }
  return findingOf(argument)?.finding.rule;
}

function findingAtCursor(model: ComplianceModel): FindingArgument | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { uri } = editor.document;
  const { line } = editor.selection.active;
  const finding = model
    .findingsOf(uri)
    .find(({ range, waiver }) => !waiver && range.startLine <= line && line <= range.endLine);
  return finding && { uri, finding };
}

async function pickRule(model: ComplianceModel): Promise<string | undefined> {
  const rules = [...(await model.rules()).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const chosen = await vscode.window.showQuickPick(
    rules.map(({ id, title, severity, profile }) => ({
      label: id,
      description: `${severity} · ${profile}`,
      detail: title,
    })),
    {
      title: vscode.l10n.t('Explain a rule'),
      matchOnDetail: true,
      placeHolder: vscode.l10n.t('Its name, or words of what it wants'),
    },
  );
  return chosen?.label;
}
