import * as vscode from 'vscode';
import type { Registrar } from '../../core/catalogue/registration.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import type { Run } from '../../core/templates/run.js';
import { runResult } from '../../core/templates/runResult.js';
import type { TemplateRuns } from '../../core/templates/runs.js';
import type { Values } from '../../core/templates/scaffolder.js';
import type { CommandId } from '../common/commands.js';

// The events of a run are read to see what it has made: of the likely ones only.
const MOST_RUNS = 8;

/** Whether a run may have made an environment or changed it, by what it was started with and what it has made. */
function isRunOf(run: Run, { id, name, definition }: Environment): boolean {
  if (runResult(run).entityRefs.includes(id)) return true;
  const { values, templateRef } = run;
  if (Object.values(values).some(value => value === id)) return true;
  const given = values['name'] ?? values['environmentName'];
  const isSameTemplate = definition === undefined || definition.split('@')[0] === templateRef;
  return typeof given === 'string' && given !== '' && isSameTemplate && (name === given || name.endsWith(`-${given}`));
}

/** The answers that an environment was made with, by the runs that are known. */
export function answersOf(environment: Environment, runs: TemplateRuns): Values | undefined {
  const made = environment.definition?.split('@')[0];
  return runs.runs.find(run => run.templateRef === made && isRunOf(run, environment))?.values;
}

/** Opens the log of the newest run that was about an environment. */
export async function openRunLog(
  environment: Environment,
  runs: TemplateRuns,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  if (runs.history.phase === 'unread' && runs.isConnected) {
    const read = await runs.refresh(signal);
    if (!read.ok) return read;
  }
  const run = runs.runs.find(each => isRunOf(each, environment)) ?? (await amongLikely(environment, runs));
  if (!run) return failure(noRun(environment));
  const command: CommandId = 'goldenPath.run.openLog';
  await vscode.commands.executeCommand(command, { runId: run.id });
  return success(undefined);
}

/** What a run has made is known from its events. */
async function amongLikely(environment: Environment, runs: TemplateRuns): Promise<Run | undefined> {
  const made = environment.definition?.split('@')[0];
  const likely = runs.runs.filter(({ templateRef, lastEvent }) => templateRef === made && lastEvent === 0);
  for (const { id } of likely.slice(0, MOST_RUNS)) {
    await runs.follow(id);
    const run = runs.get(id);
    if (run && isRunOf(run, environment)) return run;
  }
  return undefined;
}

/** Has the catalogue read what a run about environments has changed. */
export async function refreshAfter(run: Run, registrar: Registrar | undefined, signal: AbortSignal): Promise<void> {
  const named = Object.values(run.values).filter(
    (value): value is string => typeof value === 'string' && value.startsWith('resource:'),
  );
  for (const ref of new Set([...runResult(run).entityRefs, ...named])) await registrar?.refresh(ref, signal);
}

function noRun({ name }: Environment): Problem {
  const message = vscode.l10n.t('None of your runs on Backstage has made {0}; others’ runs are not shown.', name);
  return { kind: 'notFound', message };
}
