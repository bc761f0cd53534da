import * as vscode from 'vscode';
import { displayNameOf } from '../../core/catalogue/card.js';
import type { EntityIndex } from '../../core/catalogue/entityIndex.js';
import { escapeMarkdown } from '../../core/common/markdown.js';
import type { Environment, EnvironmentState } from '../../core/environments/environment.js';
import {
  environmentFacts,
  environmentLine,
  showsTimeLeft,
  stateWord,
} from '../../core/environments/environmentText.js';
import { timeLeftText } from '../../core/environments/environmentTimes.js';
import type {
  EnvironmentGroupNode,
  EnvironmentNode,
  EnvironmentTreeNode,
  MoreEnvironmentsNode,
} from '../../core/environments/environmentTree.js';
import type { CommandId } from '../common/commands.js';
import type { Possible } from './possibleActions.js';

type Look = readonly [icon: string, colour?: string];

// A shape for each state, so that none is told apart by its colour alone.
const LOOK_OF_STATE: Readonly<Record<EnvironmentState, Look>> = {
  requested: ['circle-outline'],
  provisioning: ['loading~spin'],
  ready: ['pass', 'charts.green'],
  degraded: ['warning', 'charts.yellow'],
  expiring: ['watch', 'charts.yellow'],
  expired: ['history', 'charts.yellow'],
  destroying: ['loading~spin'],
  destroyed: ['circle-slash'],
  failed: ['error', 'charts.red'],
};

const UNKNOWN: Look = ['question'];

/** What a row needs to know of the rest. */
export interface EnvironmentRowContext {
  readonly index: EntityIndex;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly possible: (environment: Environment) => Possible;
}

/** The icon of an environment's state. */
export function environmentIcon({ state, drift, isStateUnknown }: Environment): Look {
  if (drift !== undefined) return ['debug-disconnect', 'charts.yellow'];
  return isStateUnknown && state !== 'expired' ? UNKNOWN : LOOK_OF_STATE[state];
}

/** The row of a node. */
export function environmentRow(node: EnvironmentTreeNode, context: EnvironmentRowContext): vscode.TreeItem {
  switch (node.type) {
    case 'group':
      return groupRow(node, context);
    case 'environment':
      return rowOf(node, context);
    case 'more':
      return moreRow(node);
  }
}

/** What is known of an environment, for a tooltip. Nothing in it can run a command. */
export function environmentTooltip(
  environment: Environment,
  { index, now }: Pick<EnvironmentRowContext, 'index' | 'now'>,
): vscode.MarkdownString {
  const facts = environmentFacts(environment, index, now, vscode.l10n.t);
  const lines = [`**${escapeMarkdown(environment.name)}**`, ...facts.map(escapeMarkdown)];
  const markdown = new vscode.MarkdownString(lines.join('\n\n'));
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}

function rowOf({ id, environment, isMine, parent }: EnvironmentNode, context: EnvironmentRowContext): vscode.TreeItem {
  const { index, now, possible } = context;
  const row = new vscode.TreeItem(environment.name, vscode.TreeItemCollapsibleState.None);
  const line = environmentLine(environment, now, vscode.l10n.t);
  const [component] = environment.components;
  const inIt =
    parent.grouping === 'component'
      ? component?.branch
      : component && displayNameOf(component.entityRef, index).replace(/^component:/, '');
  const where = environment.provider === 'local' ? vscode.l10n.t('on this machine') : undefined;
  row.id = id;
  // Under the heading of a state, the state need not be said again.
  const shown = parent.grouping === 'state' && environment.drift === undefined ? timeOf(environment, now) : line;
  row.description = [shown, inIt, where].filter(part => part !== undefined).join(' · ');
  row.iconPath = themeIcon(environmentIcon(environment));
  row.contextValue = flags(environment, possible(environment));
  row.accessibilityInformation = {
    label: [environment.name, line, inIt, where, isMine ? vscode.l10n.t('yours') : undefined, environment.trouble]
      .filter(part => part !== undefined)
      .join(', '),
  };
  const command: CommandId = 'goldenPath.environment.showActions';
  row.command = { command, title: vscode.l10n.t('Show Actions'), arguments: [{ environmentId: environment.id }] };
  return row;
}

function timeOf(environment: Environment, now: number): string | undefined {
  return showsTimeLeft(environment) ? timeLeftText(environment.expiresAt, now, vscode.l10n.t) : undefined;
}

function groupRow(node: EnvironmentGroupNode, { index }: EnvironmentRowContext): vscode.TreeItem {
  const label = groupLabel(node, index);
  const row = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  row.id = node.id;
  row.description = String(node.count);
  row.iconPath = groupIcon(node);
  row.contextValue = 'heading';
  row.accessibilityInformation = {
    label: [vscode.l10n.t('{0}, {1} environments', label, node.count), node.hasMine ? vscode.l10n.t('yours') : '']
      .filter(Boolean)
      .join(', '),
  };
  return row;
}

function moreRow(node: MoreEnvironmentsNode): vscode.TreeItem {
  const row = new vscode.TreeItem(vscode.l10n.t('Show more'), vscode.TreeItemCollapsibleState.None);
  const command: CommandId = 'goldenPath.environment.showMore';
  row.id = node.id;
  row.description = vscode.l10n.t('{0} not shown', node.remaining);
  row.iconPath = new vscode.ThemeIcon('ellipsis');
  row.contextValue = 'more';
  row.command = { command, title: vscode.l10n.t('Show more'), arguments: [node] };
  return row;
}

function groupLabel({ grouping, key }: EnvironmentGroupNode, index: EntityIndex): string {
  switch (grouping) {
    case 'state':
      return key === ''
        ? vscode.l10n.t('State not known')
        : sentenceCase(stateWord(key as EnvironmentState, vscode.l10n.t));
    case 'owner':
      return key === '' ? vscode.l10n.t('No owner') : displayNameOf(key, index).replace(/^(?:group|user):/, '');
    case 'component':
      return key === '' ? vscode.l10n.t('No component') : displayNameOf(key, index).replace(/^component:/, '');
  }
}

function groupIcon({ grouping, key }: EnvironmentGroupNode): vscode.ThemeIcon {
  if (grouping === 'state') return themeIcon(key === '' ? UNKNOWN : LOOK_OF_STATE[key as EnvironmentState]);
  return new vscode.ThemeIcon(grouping === 'owner' ? 'organization' : 'package');
}

function themeIcon([icon, colour]: Look): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

function sentenceCase(text: string): string {
  return text.charAt(0).toLocaleUpperCase(vscode.env.language) + text.slice(1);
}

/** Words by which `when` clauses of menus tell rows apart. */
function flags(environment: Environment, possible: Possible): string {
  const actions = Object.entries(possible).flatMap(([name, isPossible]) => (isPossible ? [name] : []));
  return ['environment', environment.provider, ...actions].join(' ');
}

/** The icon and the words of an environment for a list of choices, such as a quick pick. */
export function environmentChoice(environment: Environment, now: number): vscode.QuickPickItem {
  return {
    label: `$(${environmentIcon(environment)[0]}) ${environment.name}`,
    description: environmentLine(environment, now, vscode.l10n.t),
    detail: environment.components.map(({ branch }) => branch).find(branch => branch !== undefined) ?? '',
  };
}
