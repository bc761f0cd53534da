import * as vscode from 'vscode';
import { waitFor } from '../../adapters/waitFor.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import { awaitEntities, type Registrar } from '../../core/catalogue/registration.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { Run } from '../../core/templates/run.js';
import { runResult } from '../../core/templates/runResult.js';
import { withPatience } from '../common/patience.js';
import type { CatalogueView } from '../catalogue/catalogueView.js';
import { runStateText } from './runRows.js';

const PATIENCE_MS = 700;
// Registering takes the catalogue seconds; a busy one minutes.
const INGESTION_MS = 5 * 60_000;
const LONGEST_BUTTON = 30;

export interface OutcomeOptions {
  readonly view: CatalogueView;
  /** Of the instance that is set; undefined where none is. */
  readonly registrar: () => Registrar | undefined;
  readonly openLog: (runId: string, stepId: string | undefined) => Promise<unknown>;
  readonly openResults: (runId: string) => Promise<void>;
  readonly retry: (run: Run) => Promise<void>;
  /** Told of a problem that a button met. */
  readonly onProblem: (problem: Problem) => void;
}

interface Choice {
  readonly title: string;
  readonly run: () => Promise<Result<unknown>>;
}

/** Tells that a run has come to its end, with what can be done next. */
export async function announceEnd(run: Run, options: OutcomeOptions): Promise<void> {
  const failedStep = run.steps.find(({ state }) => state === 'failed');
  const log: Choice = {
    title: vscode.l10n.t('Open Log'),
    run: async () => success(await options.openLog(run.id, failedStep?.id)),
  };
  if (run.state === 'failed') {
    const retry: Choice = {
      title: vscode.l10n.t('Retry'),
      run: async () => {
        await options.retry(run);
        return success(undefined);
      },
    };
    const why = run.error === undefined ? '' : ` ${run.error.split('\n')[0] ?? ''}`;
    await offer(vscode.window.showErrorMessage, `${run.title}: ${runStateText(run)}.${why}`, [log, retry], options);
  } else if (run.state === 'cancelled') {
    const text = vscode.l10n.t('{0}: {1}. What it has done until then stays.', run.title, runStateText(run));
    await offer(vscode.window.showWarningMessage, text, [log], options);
  } else {
    const choices = outputs(run, options);
    // A notification has place for a few.
    const shown: Choice[] = choices.slice(0, choices.length > 3 ? 2 : 3);
    if (shown.length < choices.length)
      shown.push({ title: vscode.l10n.t('More …'), run: () => openOutputs(run, options) });
    if (shown.length === 0) shown.push(log);
    await offer(vscode.window.showInformationMessage, vscode.l10n.t('{0} is complete.', run.title), shown, options);
  }
}

/** Lets the person choose among what a run has made. */
export async function openOutputs(run: Run, options: OutcomeOptions): Promise<Result<unknown>> {
  const choices = outputs(run, options);
  if (choices.length === 0)
    return failure({ kind: 'notFound', message: vscode.l10n.t('“{0}” has given out nothing to open.', run.title) });
  const items = choices.map(choice => ({ label: choice.title, choice }));
  const title = vscode.l10n.t('What {0} has made', run.title);
  const chosen = await vscode.window.showQuickPick(items, { title });
  return chosen ? chosen.choice.run() : failure(CANCELLED);
}

/** Clones the new repository, or opens its page. */
export async function openRepository(run: Run): Promise<Result<unknown>> {
  const { repository } = runResult(run);
  if (repository === undefined)
    return failure({
      kind: 'notFound',
      message: vscode.l10n.t('“{0}” has made no repository that is known.', run.title),
    });
  const hasGit = vscode.extensions.getExtension('vscode.git') !== undefined;
  const clone = { label: `$(repo-clone) ${vscode.l10n.t('Clone and Open')}`, description: repository };
  const browse = { label: `$(link-external) ${vscode.l10n.t('Open in Browser')}`, description: repository };
  const copy = { label: `$(copy) ${vscode.l10n.t('Copy Address')}`, description: repository };
  const title = vscode.l10n.t('The repository of {0}', run.title);
  const chosen = await vscode.window.showQuickPick(hasGit ? [clone, browse, copy] : [browse, copy], { title });
  // The built-in extension asks for the folder, and then whether to open it here, in a new window or beside what is open.
  if (chosen === clone) await vscode.commands.executeCommand('git.clone', repository);
  else if (chosen === browse) await vscode.env.openExternal(vscode.Uri.parse(repository.replace(/\.git$/, ''), true));
  else if (chosen === copy) await vscode.env.clipboard.writeText(repository);
  return success(undefined);
}

/** Shows the first entity that a run has made, as soon as the catalogue has it. */
export async function showInCatalogue(run: Run, options: OutcomeOptions): Promise<Result<unknown>> {
  const { entityRefs } = runResult(run);
  const ref = entityRefs.find(each => each.startsWith('component:')) ?? entityRefs[0];
  const registrar = options.registrar();
  if (ref === undefined || !registrar)
    return failure({
      kind: 'notFound',
      message: vscode.l10n.t('“{0}” has put nothing into the catalogue.', run.title),
    });
  const missing = await withPatience({
    title: vscode.l10n.t('Waiting for {0} in the catalogue', shortEntityRef(ref)),
    patienceMs: PATIENCE_MS,
    run: signal => awaitEntities(registrar, [ref], { everyMs: 700, forMs: INGESTION_MS, wait: waitFor }, signal),
  });
  if (!missing.ok) return missing;
  if (missing.value.length > 0)
    return failure({
      kind: 'notFound',
      message: vscode.l10n.t('Backstage has not made an entity of {0} yet. Look again later.', shortEntityRef(ref)),
    });
  const { view } = options;
  await vscode.commands.executeCommand('goldenPath.catalogue.focus');
  await view.refresh();
  if (await view.reveal(ref)) return success(undefined);
  await view.setFilter('all');
  if (await view.reveal(ref)) return success(undefined);
  const message = vscode.l10n.t('{0} is not in the catalogue as it is grouped now.', shortEntityRef(ref));
  return failure({ kind: 'notFound', message });
}

/** What can be done with what a run has made, what people want first in front. */
function outputs(run: Run, options: OutcomeOptions): readonly Choice[] {
  const { repository, entityRefs, links, texts } = runResult(run);
  const choices: Choice[] = [];
  if (repository !== undefined)
    choices.push({ title: vscode.l10n.t('Open Repository'), run: () => openRepository(run) });
  if (entityRefs.length > 0)
    choices.push({ title: vscode.l10n.t('Show in Catalogue'), run: () => showInCatalogue(run, options) });
  for (const { title, url } of links)
    if (url !== repository)
      choices.push({
        title: title.length > LONGEST_BUTTON ? `${title.slice(0, LONGEST_BUTTON)}…` : title,
        run: async () => success(await vscode.env.openExternal(vscode.Uri.parse(url, true))),
      });
  if (texts.length > 0)
    choices.push({
      title: texts[0]?.title ?? vscode.l10n.t('Read On'),
      run: async () => {
        await options.openResults(run.id);
        return success(undefined);
      },
    });
  return choices;
}

type ShowMessage = (text: string, ...choices: Choice[]) => Thenable<Choice | undefined>;

async function offer(
  show: ShowMessage,
  text: string,
  choices: readonly Choice[],
  { onProblem }: OutcomeOptions,
): Promise<void> {
  const chosen = await show(text, ...choices);
  const result = await chosen?.run();
  if (result?.ok === false) onProblem(result.problem);
}
