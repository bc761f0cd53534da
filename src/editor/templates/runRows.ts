import * as vscode from 'vscode';
import { describeAge } from '../../core/common/age.js';
import type { Problem } from '../../core/common/problem.js';
import { currentStep, hasEnded, stepsDone, type Run, type RunStep, type StepState } from '../../core/templates/run.js';
import { runResult, runSubject } from '../../core/templates/runResult.js';
import type { CommandId } from '../common/commands.js';

/** A row of the view “Runs”. */
export type RunNode =
  | { readonly type: 'run'; readonly runId: string }
  | { readonly type: 'step'; readonly runId: string; readonly stepId: string }
  | { readonly type: 'more' };

const ICONS: Readonly<Record<StepState, readonly [icon: string, colour?: string]>> = {
  waiting: ['circle-outline', 'disabledForeground'],
  running: ['sync~spin', 'progressBar.background'],
  completed: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  skipped: ['debug-step-over', 'testing.iconSkipped'],
  cancelled: ['circle-slash', 'testing.iconSkipped'],
};

/** What the row of a run needs beside the run. */
export interface RunRowContext {
  /** Why it cannot be followed any further. */
  readonly problem: Problem | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether its steps are to be seen from the start. */
  readonly isExpanded: boolean;
}

/** The row of a run. */
export function runItem(run: Run, { problem, now, isExpanded }: RunRowContext): vscode.TreeItem {
  const isOpen = !hasEnded(run);
  const item = new vscode.TreeItem(
    run.title,
    isExpanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  const subject = runSubject(run.values);
  const age = describeAge(now - run.createdAt, vscode.l10n.t);
  const state = problem && isOpen ? vscode.l10n.t('cannot be followed') : runStateText(run);
  item.id = `run:${run.id}`;
  item.description = [subject, state, isOpen ? undefined : age].filter(part => part !== undefined).join(' · ');
  item.iconPath = problem && isOpen ? new vscode.ThemeIcon('debug-disconnect') : iconOf(run.state);
  item.accessibilityInformation = {
    label: [run.title, subject, state, vscode.l10n.t('started {0}', age)].filter(Boolean).join(', '),
  };
  item.contextValue = flags(run);
  item.command = openLog(run.title, { runId: run.id });
  return item;
}

/** What it says while the pointer rests on the row of a run. */
export function runTooltip(run: Run, problem: Problem | undefined): string {
  return [
    run.title,
    run.templateRef,
    vscode.l10n.t('Run {0}', run.id),
    vscode.l10n.t('Started {0}', new Date(run.createdAt).toLocaleString(vscode.env.language)),
    run.createdBy === undefined ? undefined : vscode.l10n.t('Started by {0}', run.createdBy),
    run.attempt > 1 ? vscode.l10n.t('Attempt {0}', run.attempt) : undefined,
    run.error,
    problem?.message,
  ]
    .filter(line => line !== undefined)
    .join('\n');
}

/** The row of a step. */
export function stepItem(run: Run, step: RunStep): vscode.TreeItem {
  const item = new vscode.TreeItem(step.name, vscode.TreeItemCollapsibleState.None);
  const state = stepStateText(run, step);
  const took = duration(step);
  const condition = step.isConditional && step.state === 'waiting' ? vscode.l10n.t('conditional') : undefined;
  item.id = `run:${run.id}:${step.id}`;
  item.description = [step.state === 'completed' ? undefined : state, condition, took]
    .filter(part => part !== undefined)
    .join(' · ');
  item.iconPath = iconOf(step.state);
  item.tooltip = `${step.name}\n${step.action}\n${state}`;
  item.accessibilityInformation = { label: [step.name, state, condition, took].filter(Boolean).join(', ') };
  item.contextValue = 'step';
  item.command = openLog(step.name, { runId: run.id, stepId: step.id });
  return item;
}

/** The row that reads earlier runs. */
export function moreItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show earlier runs'), vscode.TreeItemCollapsibleState.None);
  const command: CommandId = 'goldenPath.run.showMore';
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'more';
  item.command = { command, title: vscode.l10n.t('Show earlier runs') };
  return item;
}

/** How far a run is, in a few words: “Publish (3 of 4)”. */
export function runStateText(run: Run): string {
  const step = currentStep(run);
  switch (run.state) {
    case 'waiting':
      return vscode.l10n.t('waiting to start');
    case 'running':
      if (run.isCancelling) return vscode.l10n.t('being cancelled');
      return step
        ? vscode.l10n.t('{0} ({1} of {2})', step.name, Math.min(stepsDone(run) + 1, run.steps.length), run.steps.length)
        : vscode.l10n.t('running');
    case 'completed':
      return vscode.l10n.t('completed');
    case 'failed':
      return step ? vscode.l10n.t('failed at {0}', step.name) : vscode.l10n.t('failed');
    case 'cancelled':
      return step ? vscode.l10n.t('cancelled at {0}', step.name) : vscode.l10n.t('cancelled');
  }
}

function stepStateText(run: Run, { state }: RunStep): string {
  switch (state) {
    case 'waiting':
      return hasEnded(run) ? vscode.l10n.t('not reached') : vscode.l10n.t('waiting');
    case 'running':
      return vscode.l10n.t('running');
    case 'completed':
      return vscode.l10n.t('completed');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'skipped':
      return vscode.l10n.t('skipped: its condition was not met');
    case 'cancelled':
      return vscode.l10n.t('cancelled');
  }
}

/** Words by which `when` clauses of menus tell rows apart. */
function flags(run: Run): string {
  const { repository, entityRefs, links, texts } = runResult(run);
  return [
    'run',
    hasEnded(run) ? 'ended' : 'open',
    run.state,
    // What the list of runs says of it does not tell what it has made: it is read when somebody asks.
    run.state === 'completed' && run.lastEvent === 0 ? 'unread' : undefined,
    run.templateRef === undefined ? undefined : 'repeatable',
    repository === undefined ? undefined : 'repository',
    entityRefs.length === 0 ? undefined : 'entity',
    entityRefs.length + links.length + texts.length === 0 ? undefined : 'output',
  ]
    .filter(flag => flag !== undefined)
    .join(' ');
}

function duration({ startedAt, endedAt, state }: RunStep): string | undefined {
  if (startedAt === undefined || endedAt === undefined || state === 'skipped') return undefined;
  // The server keeps whole seconds.
  const seconds = Math.round((endedAt - startedAt) / 1000);
  if (seconds < 1) return undefined;
  return seconds < 60
    ? vscode.l10n.t('{0} s', seconds)
    : vscode.l10n.t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

function iconOf(state: StepState): vscode.ThemeIcon {
  const [icon, colour] = ICONS[state];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

function openLog(title: string, target: { readonly runId: string; readonly stepId?: string }): vscode.Command {
  const command: CommandId = 'goldenPath.run.openLog';
  return { command, title, arguments: [{ ...target, keepFocus: true }] };
}
