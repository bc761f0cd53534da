import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BackstageConnection } from '../../adapters/backstage/connection.js';
import { LocalProvider } from '../../adapters/environments/localProvider.js';
import { entityPageAddress } from '../../core/catalogue/addresses.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import { EnvironmentsModel } from '../../core/environments/environmentsModel.js';
import type { EnvironmentProvider } from '../../core/environments/provider.js';
import type { SurveyEvents } from '../../core/insights/survey/surveyItem.js';
import type { Run } from '../../core/templates/run.js';
import type { Values } from '../../core/templates/scaffolder.js';
import type { RankedTemplate } from '../../core/templates/templateRank.js';
import type { CatalogueView } from '../catalogue/catalogueView.js';
import type { WhereAmI } from '../catalogue/whereAmI.js';
import { logProblem, type CommandHandler } from '../common/commands.js';
import { portalAddress } from '../common/portal.js';
import type { TemplateParts } from '../templates/templateParts.js';
import { BranchWatch } from './branchInFront.js';
import { destroyEnvironment, extendEnvironment, mendEnvironment } from './changeEnvironment.js';
import { compareEnvironment } from './compareEnvironments.js';
import { createEnvironment } from './createEnvironment.js';
import { EndNotifications } from './endNotifications.js';
import { environmentCommands, type EnvironmentCommandId } from './environmentCommands.js';
import { EnvironmentDocuments } from './environmentDocuments.js';
import { answersOf, openRunLog, refreshAfter } from './environmentRuns.js';
import { EnvironmentStatusItem } from './environmentStatus.js';
import { EnvironmentsView } from './environmentsView.js';
import { possibleActions } from './possibleActions.js';

export type { EnvironmentCommandId } from './environmentCommands.js';

const MINUTE_MS = 60_000;
// What the catalogue is told to read anew, it reads in a moment.
const AFTER_RUN_MS = [1_500, 6_000, 20_000];

export interface EnvironmentPartsOptions {
  readonly model: CatalogueModel;
  readonly view: CatalogueView;
  readonly whereAmI: WhereAmI;
  readonly clock: Clock;
  readonly log: Log;
  readonly globalState: vscode.Memento;
  readonly workspaceState: vscode.Memento;
  /** Folder for what is kept in all windows. */
  readonly storage: string;
  /** The instance that is set; undefined where none is. */
  readonly connected: () => BackstageConnection | undefined;
  /** Told that an environment is ready, or could not be made. */
  readonly surveyEvents: SurveyEvents;
  /** Everything around templates, loaded. */
  readonly templates: () => Promise<TemplateParts>;
}

/** Everything around environments. */
export interface EnvironmentParts extends Disposable {
  readonly commands: Readonly<Record<EnvironmentCommandId, CommandHandler>>;
  readonly environments: EnvironmentsModel;
  readonly local: EnvironmentProvider;
  readonly view: EnvironmentsView;
  readonly status: EnvironmentStatusItem;
  readonly notifications: EndNotifications;
  readonly branches: BranchWatch;
  /** Shows soon what a run about environments has changed. */
  runEnded(run: Run): void;
}

/** Puts the parts together. What an earlier window has left running on this machine is taken over. */
export function environmentParts(options: EnvironmentPartsOptions): EnvironmentParts {
  const { model, clock, log, whereAmI, connected, templates } = options;
  const store = new DisposableStore();
  const closing = new AbortController();
  store.add({ dispose: () => closing.abort() });
  const onProblem = (problem: Problem): void => logProblem(problem, log);
  const local = store.add(
    new LocalProvider({ storage: join(options.storage, 'environments'), clock, log, translate: vscode.l10n.t }),
  );
  const after = (ms: number, call: () => void): Disposable => {
    const timer = setTimeout(call, ms);
    return { dispose: () => clearTimeout(timer) };
  };
  const environments = store.add(
    new EnvironmentsModel({ catalogue: model, clock, translate: vscode.l10n.t, local, after, onProblem }),
  );
  void environments.readLocal();
  const branches = store.add(new BranchWatch({ catalogue: model, whereAmI }));
  const documents = store.add(new EnvironmentDocuments(local));
  const isConnected = (): boolean => connected() !== undefined;
  const possible = (environment: Environment) => possibleActions(environment, model.state.index, isConnected());
  const start = (): void => {
    if (model.state.server.readAt === undefined) options.view.start();
  };
  const view = store.add(
    new EnvironmentsView({
      ...{ environments, catalogue: model, clock, possible, start },
      memento: options.workspaceState,
    }),
  );
  const status = store.add(new EnvironmentStatusItem({ environments, catalogue: model, branches, clock }));
  const notifications = new EndNotifications({
    ...{ environments, catalogue: model, clock },
    memento: options.globalState,
    isExtendable: environment => possible(environment).extendable,
  });

  // Times are counted down once a minute; what is not in sight, is drawn when it comes there.
  const tick = (): void => {
    if (view.isVisible) view.redraw();
    status.update();
    void notifications.look();
  };
  const timer = setInterval(tick, MINUTE_MS);
  store.add({ dispose: () => clearInterval(timer) });
  store.add(environments.onDidChange(() => void notifications.look()));

  const refresh = async (signal: AbortSignal): Promise<Result<unknown>> => {
    const [read] = await Promise.all([environments.readLocal(), options.view.refresh()]);
    return signal.aborted ? success(undefined) : read;
  };
  const runEnded = (run: Run): void => {
    void refreshAfter(run, connected()?.registrar, closing.signal).then(() => {
      for (const ms of AFTER_RUN_MS) store.add(after(ms, () => void options.view.refreshQuietly()));
    });
  };
  const fromTemplate = async (
    template: RankedTemplate,
    values: Values,
    signal: AbortSignal,
  ): Promise<Result<unknown>> => (await templates()).templates.createAgain(template.entity.ref, values, signal);

  const open = async ({ addresses, name }: Environment): Promise<Result<unknown>> => {
    const address = addresses.length > 1 ? await chooseAddress(name, addresses) : addresses[0];
    if (address !== undefined) await vscode.env.openExternal(vscode.Uri.parse(address, true));
    return success(undefined);
  };
  const openLog = async (environment: Environment, signal: AbortSignal): Promise<Result<unknown>> =>
    environment.provider === 'local'
      ? success(await documents.openLog(environment))
      : openRunLog(environment, (await templates()).templateRuns.runs, signal);
  const copyLink = async (environment: Environment): Promise<Result<unknown>> => {
    const link = linkOf(environment, model);
    if (link === undefined) return failure(noLink(environment));
    await vscode.env.clipboard.writeText(link);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', link), 3_000);
    return success(undefined);
  };
  const changing = { catalogue: model, local, clock, fromTemplate };
  let runsOf: TemplateParts | undefined;
  const comparing = {
    ...{ catalogue: model, environments, documents, clock },
    branch: () => branches.look(),
    answersOf: (environment: Environment) => runsOf && answersOf(environment, runsOf.templateRuns.runs),
  };
  return {
    ...{ environments, local, view, status, notifications, branches, runEnded },
    commands: environmentCommands({
      ...{ environments, view, clock, possible, refresh, open, openLog, copyLink },
      current: () => status.environment,
      create: signal => {
        start();
        return createEnvironment(
          {
            ...{ catalogue: model, environments, local, isConnected, fromTemplate },
            branch: () => branches.look(),
            open,
            surveyEvents: options.surveyEvents,
            openLog: environment => documents.openLog(environment),
            reveal: async id => {
              await vscode.commands.executeCommand('goldenPath.environments.focus');
              await view.reveal(id);
            },
          },
          signal,
        );
      },
      compare: async (environment, signal) => {
        if (isConnected()) runsOf = await templates();
        return compareEnvironment(environment, comparing, signal);
      },
      extend: (environment, signal, argument) => extendEnvironment(environment, byOf(argument), changing, signal),
      destroy: (environment, signal) => destroyEnvironment(environment, changing, signal),
      mend: (environment, signal) => mendEnvironment(environment, changing, signal),
    }),
    dispose: () => store.dispose(),
  };
}

/** The page of an environment in the portal, by which others find it; else its address. */
function linkOf({ id, provider, addresses }: Environment, { state }: CatalogueModel): string | undefined {
  const portal = portalAddress();
  const entity = provider === 'backstage' ? state.index.get(id) : undefined;
  return portal !== undefined && entity ? entityPageAddress(portal, entity) : addresses[0];
}

async function chooseAddress(name: string, addresses: readonly string[]): Promise<string | undefined> {
  return vscode.window.showQuickPick([...addresses], { title: vscode.l10n.t('Addresses of {0}', name) });
}

/** By how much an environment is to be extended, where who calls the command says it. */
function byOf(argument: unknown): number | undefined {
  const by = typeof argument === 'object' && argument !== null && 'byMs' in argument ? argument.byMs : undefined;
  return typeof by === 'number' && by > 0 ? by : undefined;
}

function noLink({ name }: Environment): Problem {
  return { kind: 'notFound', message: vscode.l10n.t('{0} has no address.', name) };
}
