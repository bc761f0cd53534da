import * as vscode from 'vscode';
import { displayName } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { CANCELLED, failure, type Problem, type Result } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import { destroyValues, extendValues, templatesFor } from '../../core/environments/environmentDefinitions.js';
import { lengthText, timeLeftText } from '../../core/environments/environmentTimes.js';
import type { EnvironmentProvider } from '../../core/environments/provider.js';
import { EXTENSIONS_MS, extendedEnd } from '../../core/environments/timeToLive.js';
import type { Values } from '../../core/templates/scaffolder.js';
import type { RankedTemplate } from '../../core/templates/templateRank.js';
import { withoutLinks } from '../common/notificationText.js';

export interface ChangeEnvironmentOptions {
  readonly catalogue: CatalogueModel;
  readonly local: EnvironmentProvider;
  readonly clock: Clock;
  /** Goes through the form of a template, with values in it. */
  readonly fromTemplate: (template: RankedTemplate, values: Values, signal: AbortSignal) => Promise<Result<unknown>>;
}

/**
 * Gives an environment a later end.
 * @param byMs how much later; undefined asks
 */
export async function extendEnvironment(
  environment: Environment,
  byMs: number | undefined,
  options: ChangeEnvironmentOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const { expiresAt } = environment;
  if (expiresAt === undefined) return failure(hasNoEnd(environment));
  const { clock } = options;
  const by = byMs ?? (await askExtension(environment, expiresAt, clock.now()));
  if (by === undefined) return failure(CANCELLED);
  const now = clock.now();
  const { until, isCapped } = extendedEnd(expiresAt, by, now);
  if (environment.provider === 'local') {
    const extended = await options.local.extend(environment.id, until, signal);
    if (extended.ok) {
      const left = timeLeftText(extended.value.expiresAt, now, vscode.l10n.t);
      const message = isCapped
        ? vscode.l10n.t('{0}: {1}, which is the longest there is.', environment.name, left)
        : vscode.l10n.t('{0}: {1}.', environment.name, left);
      vscode.window.setStatusBarMessage(message, 5_000);
    }
    return extended;
  }
  return runTemplateFor('extend', environment, extendValues(environment, until, now), options, signal);
}

/** Destroys an environment after the person has said that it is meant: by typing its name where much depends on it. */
export async function destroyEnvironment(
  environment: Environment,
  options: ChangeEnvironmentOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  if (environment.class === 'production') return failure(isProduction(environment));
  if (!(await meansToDestroy(environment))) return failure(CANCELLED);
  if (environment.provider !== 'local')
    return runTemplateFor('destroy', environment, destroyValues(environment), options, signal);
  const destroyed = await destroyHere(environment, false, options.local, signal);
  if (destroyed.ok || destroyed.problem.kind !== 'conflict') return destroyed;
  const discard = vscode.l10n.t('Destroy with the Changes');
  const message = vscode.l10n.t('{0} has changes that are in no commit.', environment.name);
  const detail = `${destroyed.problem.message}\n${vscode.l10n.t('They cannot be brought back.')}`;
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, discard);
  return chosen === discard ? destroyHere(environment, true, options.local, signal) : failure(CANCELLED);
}

/** Brings together what has gone apart, with progress. */
export async function mendEnvironment(
  environment: Environment,
  { local }: ChangeEnvironmentOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const title = vscode.l10n.t('Mending {0}', environment.name);
  const location = vscode.ProgressLocation.Notification;
  const mended = await vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const report = (message: string): void => progress.report({ message: withoutLinks(message) });
    return local.mend(environment.id, report, AbortSignal.any([signal, stop.signal]));
  });
  if (mended.ok)
    vscode.window.setStatusBarMessage(
      mended.value
        ? vscode.l10n.t('{0} runs again.', environment.name)
        : vscode.l10n.t('What was left of {0} is gone.', environment.name),
      5_000,
    );
  return mended;
}

function destroyHere(
  { id, name }: Environment,
  discardChanges: boolean,
  local: EnvironmentProvider,
  signal: AbortSignal,
): Thenable<Result<void>> {
  const title = vscode.l10n.t('Destroying {0}', name);
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () =>
    local.destroy(id, discardChanges, signal),
  );
}

async function runTemplateFor(
  action: 'extend' | 'destroy',
  environment: Environment,
  values: Values,
  { catalogue, fromTemplate }: ChangeEnvironmentOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const templates = templatesFor(catalogue.state.index, action, environment);
  if (templates.length === 0) return failure(noTemplate(action));
  const items = templates.map(template => ({ label: displayName(template.entity), template }));
  const title = action === 'extend' ? vscode.l10n.t('How is it extended?') : vscode.l10n.t('How is it destroyed?');
  const chosen = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title });
  return chosen ? fromTemplate(chosen.template, values, signal) : failure(CANCELLED);
}

async function askExtension(environment: Environment, expiresAt: number, now: number): Promise<number | undefined> {
  const items = EXTENSIONS_MS.map(ms => {
    const { until, isCapped } = extendedEnd(expiresAt, ms, now);
    const end = new Date(until).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
    return {
      label: `+ ${lengthText(ms, vscode.l10n.t)}`,
      description: isCapped ? vscode.l10n.t('until {0}, the longest there is', end) : vscode.l10n.t('until {0}', end),
      ms,
    };
  });
  const title = vscode.l10n.t('Extend {0}', environment.name);
  const placeHolder = timeLeftText(expiresAt, now, vscode.l10n.t);
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.ms;
}

async function meansToDestroy({ name, isProtected }: Environment): Promise<boolean> {
  if (isProtected) {
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Destroy {0}', name),
      prompt: vscode.l10n.t('It is protected. Type its name to destroy it with its data: {0}', name),
      ignoreFocusOut: true,
      validateInput: text => (text.trim() === name || text === '' ? undefined : vscode.l10n.t('That is not its name.')),
    });
    return typed?.trim() === name;
  }
  const yes = vscode.l10n.t('Destroy');
  const detail = vscode.l10n.t('What runs in it is stopped, and its data are removed.');
  const message = vscode.l10n.t('Destroy the environment “{0}”?', name);
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}

function hasNoEnd({ name }: Environment): Problem {
  return { kind: 'unsupported', message: vscode.l10n.t('{0} has no end that could be put off.', name) };
}

function isProduction({ name }: Environment): Problem {
  const message = vscode.l10n.t('{0} is for production: it is not destroyed from an editor.', name);
  return { kind: 'unsupported', message };
}

function noTemplate(action: 'extend' | 'destroy'): Problem {
  const annotation = `goldenpath.dev/environment-action: ${action}`;
  const message = vscode.l10n.t('The platform has no template for this: one with the annotation “{0}”.', annotation);
  return { kind: 'unsupported', message };
}
