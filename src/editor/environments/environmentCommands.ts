import * as vscode from 'vscode';
import { ownProperty } from '../../core/catalogue/entity.js';
import type { Clock } from '../../core/common/clock.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import type { EnvironmentsModel } from '../../core/environments/environmentsModel.js';
import type { EnvironmentGrouping, EnvironmentTreeNode } from '../../core/environments/environmentTree.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { environmentChoice } from './environmentRows.js';
import type { EnvironmentsView } from './environmentsView.js';
import type { Possible } from './possibleActions.js';

export type EnvironmentCommandId = Extract<CommandId, `goldenPath.environment.${string}`>;

type Act = (environment: Environment, signal: AbortSignal, argument: unknown) => Promise<Result<unknown>>;

export interface EnvironmentCommandOptions {
  readonly environments: EnvironmentsModel;
  readonly view: EnvironmentsView;
  readonly clock: Clock;
  readonly possible: (environment: Environment) => Possible;
  /** The environment of the current branch. */
  readonly current: () => Environment | undefined;
  readonly create: (signal: AbortSignal) => Promise<Result<unknown>>;
  /** Reads the catalogue and this machine again. */
  readonly refresh: (signal: AbortSignal) => Promise<Result<unknown>>;
  readonly open: Act;
  readonly openLog: Act;
  readonly compare: Act;
  readonly extend: Act;
  readonly destroy: Act;
  readonly mend: Act;
  readonly copyLink: Act;
}

/** What can be done with an environment, in the order of menus. */
const ACTIONS: readonly {
  readonly command: EnvironmentCommandId;
  readonly icon: string;
  readonly title: () => string;
  readonly needs?: keyof Possible;
}[] = [
  { command: 'goldenPath.environment.open', icon: 'globe', title: () => vscode.l10n.t('Open'), needs: 'openable' },
  {
    command: 'goldenPath.environment.openLog',
    icon: 'output',
    title: () => vscode.l10n.t('Show Log'),
    needs: 'logged',
  },
  {
    command: 'goldenPath.environment.mend',
    icon: 'tools',
    title: () => vscode.l10n.t('Mend'),
    needs: 'mendable',
  },
  {
    command: 'goldenPath.environment.extend',
    icon: 'watch',
    title: () => vscode.l10n.t('Extend…'),
    needs: 'extendable',
  },
  { command: 'goldenPath.environment.compare', icon: 'diff', title: () => vscode.l10n.t('Show What Differs…') },
  { command: 'goldenPath.environment.copyLink', icon: 'copy', title: () => vscode.l10n.t('Copy Link') },
  {
    command: 'goldenPath.environment.openInBackstage',
    icon: 'link-external',
    title: () => vscode.l10n.t('Open in Backstage'),
    needs: 'linked',
  },
  {
    command: 'goldenPath.environment.reveal',
    icon: 'list-tree',
    title: () => vscode.l10n.t('Reveal in Catalogue'),
    needs: 'revealable',
  },
  {
    command: 'goldenPath.environment.destroy',
    icon: 'trash',
    title: () => vscode.l10n.t('Destroy…'),
    needs: 'destroyable',
  },
];

/** The commands around environments. */
export function environmentCommands(
  options: EnvironmentCommandOptions,
): Readonly<Record<EnvironmentCommandId, CommandHandler>> {
  const { environments, view, clock, possible } = options;

  /** The environment that a menu or another part means, else the one that the person then chooses. */
  const onEnvironment =
    (act: Act, fits: (environment: Environment) => boolean = () => true): CommandHandler =>
    async (signal, argument) => {
      const environment = environmentOf(argument, environments) ?? (await choose(fits));
      return environment ? act(environment, signal, argument) : failure(CANCELLED);
    };
  const choose = async (fits: (environment: Environment) => boolean): Promise<Environment | undefined> => {
    await environments.readLocal();
    const current = options.current();
    const fitting = environments.environments
      .filter(fits)
      .toSorted((a, b) => Number(b.id === current?.id) - Number(a.id === current?.id));
    if (fitting.length === 0)
      void vscode.window.showInformationMessage(vscode.l10n.t('There is no environment for this.'));
    const items = fitting.map(environment => ({ ...environmentChoice(environment, clock.now()), environment }));
    if (items.length === 0) return undefined;
    const title = vscode.l10n.t('Which environment?');
    return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))
      ?.environment;
  };
  const group = (grouping: EnvironmentGrouping): CommandHandler => {
    return async () => {
      await view.setGrouping(grouping);
      return success(undefined);
    };
  };
  const onEntity = (command: CommandId): CommandHandler =>
    onEnvironment(
      async ({ id }) => success(await vscode.commands.executeCommand(command, { entity: { ref: id } })),
      ({ provider }) => provider === 'backstage',
    );
  const showActions: Act = async environment => {
    const can = possible(environment);
    const rows = ACTIONS.filter(({ needs }) => needs === undefined || can[needs]).map(({ command, icon, title }) => ({
      label: `$(${icon}) ${title()}`,
      command,
    }));
    const { label, description } = environmentChoice(environment, clock.now());
    const title = [label.replace(/^\$\([^)]*\) /, ''), description].join(' · ');
    const chosen = await vscode.window.showQuickPick(rows, { title });
    if (chosen) await vscode.commands.executeCommand(chosen.command, { environmentId: environment.id });
    return success(undefined);
  };

  return {
    'goldenPath.environment.create': signal => options.create(signal),
    'goldenPath.environment.refresh': signal => options.refresh(signal),
    'goldenPath.environment.groupByComponent': group('component'),
    'goldenPath.environment.groupByOwner': group('owner'),
    'goldenPath.environment.groupByState': group('state'),
    'goldenPath.environment.showMore': async (_signal, node) => {
      if (ownProperty(node, 'type') === 'more') view.showMore(node as EnvironmentTreeNode);
      return Promise.resolve(success(undefined));
    },
    'goldenPath.environment.showActions': onEnvironment(showActions),
    'goldenPath.environment.open': onEnvironment(options.open, each => possible(each).openable),
    'goldenPath.environment.openLog': onEnvironment(options.openLog, each => possible(each).logged),
    'goldenPath.environment.compare': onEnvironment(options.compare),
    'goldenPath.environment.extend': onEnvironment(options.extend, each => possible(each).extendable),
    'goldenPath.environment.destroy': onEnvironment(options.destroy, each => possible(each).destroyable),
    'goldenPath.environment.mend': onEnvironment(options.mend, each => possible(each).mendable),
    'goldenPath.environment.copyLink': onEnvironment(options.copyLink),
    'goldenPath.environment.openInBackstage': onEntity('goldenPath.catalogue.openInBackstage'),
    'goldenPath.environment.reveal': onEntity('goldenPath.entity.reveal'),
  };
}

/** @param argument a row of the view, or `{environmentId}` */
function environmentOf(argument: unknown, environments: EnvironmentsModel): Environment | undefined {
  const id = ownProperty(argument, 'environmentId') ?? ownProperty(ownProperty(argument, 'environment'), 'id');
  return typeof id === 'string' ? environments.get(id) : undefined;
}
