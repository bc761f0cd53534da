import * as vscode from 'vscode';
import { displayName, type Entity } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import { createValues, environmentTemplates } from '../../core/environments/environmentDefinitions.js';
import type { EnvironmentsModel } from '../../core/environments/environmentsModel.js';
import { lengthText, readDuration } from '../../core/environments/environmentTimes.js';
import { branchSlug, proposeName } from '../../core/environments/proposedName.js';
import type { EnvironmentProvider, EnvironmentRequest } from '../../core/environments/provider.js';
import { checkTimeToLive, TIMES_TO_LIVE_MS } from '../../core/environments/timeToLive.js';
import type { Values } from '../../core/templates/scaffolder.js';
import type { SurveyEvents } from '../../core/insights/survey/surveyItem.js';
import type { RankedTemplate } from '../../core/templates/templateRank.js';
import { catalogueSettled } from '../catalogue/catalogueSettled.js';
import { withoutLinks } from '../common/notificationText.js';
import { settings } from '../common/settings.js';
import { belowRoot, nameOfCheckout, type BranchInFront } from './branchInFront.js';

export interface CreateEnvironmentOptions {
  readonly catalogue: CatalogueModel;
  readonly environments: EnvironmentsModel;
  readonly local: EnvironmentProvider;
  readonly isConnected: () => boolean;
  /** What is checked out where the person works; undefined outside of a repository. */
  readonly branch: () => Promise<BranchInFront | undefined>;
  /** Goes through the form of a template, with values in it. */
  readonly fromTemplate: (template: RankedTemplate, values: Values, signal: AbortSignal) => Promise<Result<unknown>>;
  readonly open: (environment: Environment) => Promise<unknown>;
  readonly openLog: (environment: Environment) => Promise<unknown>;
  readonly reveal: (id: string) => Promise<unknown>;
  /** Takes note of how it went on this machine; a run of a template is a template that has finished. */
  readonly surveyEvents: SurveyEvents;
}

// Where the setting cannot be read.
const USUAL_TIME_TO_LIVE_MS = 86_400_000;

type Way = vscode.QuickPickItem & { readonly template?: RankedTemplate };

/** Makes an environment of the branch that the person works on: by a template of the platform, or on this machine. */
export async function createEnvironment(
  options: CreateEnvironmentOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  await catalogueSettled(options.catalogue, signal);
  const branch = await options.branch();
  const ways = waysToCreate(options, branch);
  if (ways.length === 0) return failure(nothingToCreateFrom());
  const title = branch?.checkout.branch
    ? vscode.l10n.t('Environment for {0}', branch.checkout.branch)
    : vscode.l10n.t('Create Environment');
  const placeHolder = vscode.l10n.t('Where is it to run?');
  const way = ways.length === 1 ? ways[0] : await vscode.window.showQuickPick(ways, { title, placeHolder });
  if (!way) return failure(CANCELLED);
  if (!way.template) return branch ? createHere(branch, options, signal) : failure(nothingToCreateFrom());
  const { component, checkout } = branch ?? {};
  const values = createValues(
    {
      ...(component ? { component: component.ref } : {}),
      ...(checkout?.branch === undefined ? {} : { branch: checkout.branch }),
      ...(checkout?.commit === undefined ? {} : { commit: checkout.commit }),
    },
    branchSlug(checkout?.branch ?? 'preview'),
  );
  return options.fromTemplate(way.template, values, signal);
}

function waysToCreate(
  { catalogue, isConnected }: CreateEnvironmentOptions,
  branch: BranchInFront | undefined,
): readonly Way[] {
  const templates = isConnected() ? environmentTemplates(catalogue.state.index, 'create') : [];
  const here: Way = {
    label: `$(vm) ${vscode.l10n.t('On This Machine')}`,
    description: vscode.l10n.t('processes of this computer, for you alone'),
  };
  return [
    ...templates.map((template): Way => ({
      template,
      label: `$(cloud) ${plain(displayName(template.entity))}`,
      description: vscode.l10n.t('on the platform'),
      ...(template.entity.description === undefined ? {} : { detail: plain(template.entity.description) }),
    })),
    ...(branch?.checkout.branch !== undefined && vscode.workspace.isTrusted ? [here] : []),
  ];
}

async function createHere(
  inFront: BranchInFront,
  options: CreateEnvironmentOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const { checkout } = inFront;
  const { branch } = checkout;
  if (branch === undefined) return failure(nothingToCreateFrom());
  const component = inFront.component ?? (await chooseComponent(inFront.components));
  if (!component && inFront.components.length > 1) return failure(CANCELLED);
  const name = component?.name ?? nameOfCheckout(checkout);
  const entityRef = component?.ref ?? `component:default/${name.toLowerCase()}`;
  const there = options.environments
    .ofBranch(entityRef, branch)
    .find(({ provider, state }) => provider === 'local' && state !== 'destroying');
  if (there) return showThere(there, options);
  const timeToLiveMs = await askTimeToLive(branch, checkout.commit);
  if (timeToLiveMs === undefined) return failure(CANCELLED);
  const checked = checkTimeToLive(timeToLiveMs, vscode.l10n.t);
  if (!checked.ok) return checked;
  const taken = new Set(options.environments.environments.map(each => each.name));
  const made = await makeWithProgress(
    {
      name: proposeName(name, branch, taken),
      entityRef,
      repository: checkout.root,
      folder: (component && belowRoot(component, checkout.root)) ?? checkout.below,
      branch,
      ...(component?.owner === undefined ? {} : { owner: component.owner }),
      timeToLiveMs: checked.value,
      driver: settings.environments().driver,
    },
    options.local,
    signal,
  );
  await options.environments.readLocal();
  if (made.ok) void announce(made.value, options);
  if (made.ok || made.problem.kind !== 'cancelled')
    options.surveyEvents.happened(made.ok ? 'environmentReady' : 'deploymentFailed');
  return made;
}

/** The component that is meant, of several in one repository. */
async function chooseComponent(components: readonly Entity[]): Promise<Entity | undefined> {
  if (components.length < 2) return components[0];
  const items = components.map(entity => ({ label: plain(displayName(entity)), description: entity.ref, entity }));
  const title = vscode.l10n.t('Which component is to run?');
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.entity;
}

async function showThere(environment: Environment, options: CreateEnvironmentOptions): Promise<Result<unknown>> {
  const show = vscode.l10n.t('Show It');
  const message = vscode.l10n.t('The branch has an environment already: {0}.', environment.name);
  if ((await vscode.window.showInformationMessage(withoutLinks(message), show)) === show)
    await options.reveal(environment.id);
  return success(undefined);
}

async function askTimeToLive(branch: string, commit: string | undefined): Promise<number | undefined> {
  const usual = readDuration(settings.environments().timeToLive) ?? USUAL_TIME_TO_LIVE_MS;
  const times = [usual, ...TIMES_TO_LIVE_MS.filter(ms => ms !== usual)];
  const items = times.map(ms => ({
    label: lengthText(ms, vscode.l10n.t),
    description: ms === usual ? vscode.l10n.t('as set') : '',
    ms,
  }));
  const title = vscode.l10n.t('How long is it to live?');
  const placeHolder = vscode.l10n.t(
    '{0} at {1}, without changes that are in no commit',
    branch,
    commit?.slice(0, 8) ?? '?',
  );
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.ms;
}

function makeWithProgress(
  request: EnvironmentRequest,
  local: EnvironmentProvider,
  signal: AbortSignal,
): Thenable<Result<Environment>> {
  const title = vscode.l10n.t('Creating {0}', request.name);
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const report = (message: string): void => progress.report({ message: withoutLinks(message) });
    return local.create(request, report, AbortSignal.any([signal, stop.signal]));
  });
}

async function announce(environment: Environment, options: CreateEnvironmentOptions): Promise<void> {
  const open = vscode.l10n.t('Open');
  const log = vscode.l10n.t('Show Log');
  const buttons = environment.addresses.length > 0 ? [open, log] : [log];
  const message = vscode.l10n.t('{0} is ready.', environment.name);
  const chosen = await vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
  if (chosen === open) await options.open(environment);
  if (chosen === log) await options.openLog(environment);
}

function nothingToCreateFrom(): Problem {
  const message = vscode.workspace.isTrusted
    ? vscode.l10n.t(
        'Open a folder of a git repository with a branch checked out, or connect to a Backstage that has a template for environments.',
      )
    : vscode.l10n.t('This folder is not trusted, so that nothing of it is run on this machine.');
  return { kind: 'unsupported', message };
}

/** A server's text where `$(…)` would be an icon. */
function plain(text: string): string {
  return text.replace(/\$\(/g, '$\u200b(');
}
