import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { runWizard } from '../../core/common/wizard.js';
import type { HealthWords } from '../../core/health/healthText.js';
import type { ServiceHealth } from '../../core/health/serviceHealth.js';
import { silenceRequest, silenceWizard } from '../../core/health/silence.js';
import type { Alert, AlertSource } from '../../core/health/source.js';
import type { TroubleAction } from '../../../webview/health/protocol.js';
import type { CommandId } from '../common/commands.js';
import { openAddress } from '../common/openAddress.js';
import { saveFile } from '../common/saveFile.js';
import { quickInputAsker } from '../common/wizardInput.js';
import type { PageActions } from './healthPanel.js';
import { watchingLinks } from './serviceLinks.js';
import type { Telemetry } from './telemetrySources.js';
import { alertId } from './pageRows.js';

export interface PageActionsOptions {
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  readonly words: HealthWords;
  readonly telemetry: () => Telemetry | undefined;
  readonly healthOf: (ref: string) => ServiceHealth | undefined;
  /** Reads again what is in sight. */
  readonly refresh: (signal: AbortSignal) => Promise<Result<unknown>>;
  /** Told that the source does not let the person silence. */
  readonly onForbidden: () => void;
}

const SETTINGS_FILTER = '@ext:golden-path.golden-path goldenPath.telemetry';

/** Opens the settings that say where health comes from. */
export async function openTelemetrySettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', SETTINGS_FILTER);
}

/** What a health page can ask the editor to do. The page names things; what stands behind a name is looked up here. */
export function pageActions(options: PageActionsOptions): PageActions {
  const { catalogue, telemetry, healthOf } = options;
  const signal = new AbortController().signal;
  const alertOf = (ref: string, id: string): Alert | undefined =>
    healthOf(ref)?.alerts.find((alert, place) => alertId(alert, place) === id);
  const withAlert = async (
    ref: string,
    id: string,
    act: (alert: Alert) => Promise<Result<unknown>>,
  ): Promise<Result<unknown>> => {
    const alert = alertOf(ref, id);
    return alert ? act(alert) : failure(gone());
  };
  return {
    showQuery: async query => {
      // Where nothing knows the language, its name counts as plain text.
      const known = await vscode.languages.getLanguages();
      const language = known.includes('promql') ? { language: 'promql' } : {};
      const document = await vscode.workspace.openTextDocument({ content: `${query}\n`, ...language });
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
      return success(undefined);
    },
    openGraph: query => openAddress(telemetry()?.signals.graphAddress(query)),
    openRunbook: (ref, id) => withAlert(ref, id, ({ runbook }) => openAddress(runbook)),
    openLink: (ref, id) => {
      const entity = catalogue.state.index.get(ref);
      const graphAddress = (query: string): string | undefined => telemetry()?.signals.graphAddress(query);
      return openAddress(entity && watchingLinks(entity, graphAddress).find(link => link.id === id)?.address);
    },
    openEntity: async ref => {
      const command: CommandId = 'goldenPath.entity.openPage';
      if (!catalogue.state.index.get(ref)) return failure(gone());
      await vscode.commands.executeCommand(command, { entity: { ref } });
      return success(undefined);
    },
    silence: (ref, id) => withAlert(ref, id, alert => silence(alert, healthOf(ref), options, signal)),
    unsilence: (ref, id) => withAlert(ref, id, alert => unsilence(alert, options, signal)),
    act: action => act(action, options, signal),
    copy: async text => {
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 3000);
      return success(undefined);
    },
    save: (name, base64) => saveFile(name, Buffer.from(base64, 'base64'), vscode.l10n.t('Save Picture')),
  };
}

async function silence(
  alert: Alert,
  health: ServiceHealth | undefined,
  options: PageActionsOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const { clock, catalogue, words } = options;
  const alerts = options.telemetry()?.alerts;
  if (!alerts) return failure(noAlertmanager());
  const asked = { alert, binding: health?.binding, now: clock.now(), ...words };
  const answers = await runWizard(silenceWizard(asked), quickInputAsker(), signal);
  if (!answers.ok) return answers;
  const by = [...(catalogue.state.mine ?? [])].find(ref => ref.startsWith('user:')) ?? 'Golden Path';
  const request = silenceRequest({ ...asked, now: clock.now() }, answers.value, by);
  const made = await change(source => source.silence(request, signal), alerts, options);
  if (!made.ok) return made;
  const end = new Intl.DateTimeFormat(words.language, { dateStyle: 'medium', timeStyle: 'short' });
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is silenced until {1}.', alert.name, end.format(request.endsAt * 1000)),
  );
  return options.refresh(signal);
}

async function unsilence(alert: Alert, options: PageActionsOptions, signal: AbortSignal): Promise<Result<unknown>> {
  const alerts = options.telemetry()?.alerts;
  if (!alerts) return failure(noAlertmanager());
  if (alert.silences.length === 0) return failure(gone());
  const end = vscode.l10n.t('End Silence');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('End the silence of {0}? Whoever is on call is told of it again.', alert.name),
    { modal: true },
    end,
  );
  if (chosen !== end) return failure(CANCELLED);
  for (const id of alert.silences) {
    const ended = await change(source => source.unsilence(id, signal), alerts, options);
    if (!ended.ok) return ended;
  }
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} is no longer silenced.', alert.name));
  return options.refresh(signal);
}

async function change<T>(
  work: (alerts: AlertSource) => Promise<Result<T>>,
  alerts: AlertSource,
  { onForbidden }: PageActionsOptions,
): Promise<Result<T>> {
  const result = await work(alerts);
  if (!result.ok && (result.problem.kind === 'forbidden' || result.problem.kind === 'unsupported')) onForbidden();
  return result;
}

async function act(action: TroubleAction, options: PageActionsOptions, signal: AbortSignal): Promise<Result<unknown>> {
  const run = async (command: CommandId): Promise<Result<unknown>> => {
    await vscode.commands.executeCommand(command);
    return success(undefined);
  };
  switch (action) {
    case 'retry':
      return options.refresh(signal);
    case 'signIn':
      return run('goldenPath.signIn');
    case 'showLog':
      return run('goldenPath.showLog');
    case 'openSettings':
      await openTelemetrySettings();
      return success(undefined);
  }
}

function gone(): Problem {
  return { kind: 'notFound', message: vscode.l10n.t('This is no longer there.') };
}

function noAlertmanager(): Problem {
  return {
    kind: 'unsupported',
    message: vscode.l10n.t('No Alertmanager is set: alerts cannot be silenced from here.'),
  };
}
