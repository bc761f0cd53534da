import * as vscode from 'vscode';
import type { Registrar } from '../../core/catalogue/registration.js';
import { ownProperty } from '../../core/catalogue/entity.js';
import { parseEntityRef } from '../../core/catalogue/entityRef.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { hasEnded, type Run } from '../../core/templates/run.js';
import { TemplateRuns } from '../../core/templates/runs.js';
import type { Values } from '../../core/templates/scaffolder.js';
import type { CatalogueView } from '../catalogue/catalogueView.js';
import { logProblem, type CommandHandler, type CommandId } from '../common/commands.js';
import { reportProblem } from '../common/problemReporter.js';
import { noBackstage, portalAddress } from '../common/portal.js';
import { RunDocuments } from './runDocuments.js';
import { runMemory } from './runMemory.js';
import type { OutcomeOptions } from './runOutcome.js';
import { RunProgress } from './runProgress.js';
import { runStateText } from './runRows.js';
import { RunsView } from './runsView.js';

/** Fills in the form of a template with the values of an earlier run. */
export type RunAgain = (templateRef: string, values: Values, signal: AbortSignal) => Promise<Result<unknown> | void>;

export interface RunsFeatureOptions {
  /** Of the catalogue, which shows what a run has made. */
  readonly view: CatalogueView;
  /** Of the instance that is set; undefined where none is. */
  readonly registrar: () => Registrar | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Remembers the open runs of this workspace. */
  readonly memento: vscode.Memento;
  /** Told of a run of this window that has come to its end. */
  readonly onEnd?: (run: Run) => void;
  /** What “Run Again” does; without it, the form in the portal opens with the values. */
  readonly again?: RunAgain;
}

type RunCommandId = Extract<CommandId, `goldenPath.run.${string}`>;

/** Runs of templates: starting and following them, their view, their logs, and what comes of them. */
export interface RunsFeature extends Disposable {
  readonly commands: Readonly<Record<RunCommandId, CommandHandler>>;
  /** Starts and follows runs; `setServer` turns it to an instance. */
  readonly runs: TemplateRuns;
  readonly runsView: RunsView;
  readonly documents: RunDocuments;
  /** Follows the open runs that are remembered, and reads the list again where somebody has looked at it. */
  catchUp(): void;
}

/** Registers view, documents and status bar; nothing is read yet. */
export function runsFeature(options: RunsFeatureOptions): RunsFeature {
  const { clock, log, memento, view, registrar } = options;
  const store = new DisposableStore();
  const runs = store.add(new TemplateRuns(runMemory(memento), clock));
  const onProblem = (problem: Problem): void => logProblem(problem, log);
  const runsView = store.add(new RunsView({ runs, clock, onProblem }));
  const documents = store.add(new RunDocuments(runs));
  const closing = new AbortController();
  store.add({ dispose: () => closing.abort() });

  const report = (problem: Problem, retry: () => Promise<void>): void => reportProblem(problem, log, retry);
  const resume = (): Promise<void> => {
    runs.resume();
    return Promise.resolve();
  };
  const outcome: OutcomeOptions = {
    view,
    registrar,
    openLog: (id, stepId) => documents.openLog(id, stepId, false),
    openResults: id => documents.openResults(id),
    retry: async run => {
      const result = await runs.retry(run.id, {}, closing.signal);
      if (!result.ok) report(result.problem, () => outcome.retry(run));
    },
    onProblem: problem => report(problem, resume),
  };
  store.add(
    runs.onDidChange(change => {
      if (change.type !== 'ended') return;
      const { run } = change;
      options.onEnd?.(run);
      void outcomes().then(({ announceEnd }) => announceEnd(run, outcome));
    }),
  );
  const cancel = async (run: Run, signal: AbortSignal): Promise<Result<boolean>> => {
    if (hasEnded(run) || !(await meansToCancel(run))) return success(false);
    const asked = await runs.cancel(run.id, signal);
    return asked.ok ? success(true) : asked;
  };
  store.add(
    new RunProgress({
      runs,
      cancel: run => cancel(run, closing.signal),
      onLost: problem => report(problem, resume),
    }),
  );

  /** The run that a menu or another part means, else the one that is selected, else the one that the person then chooses. */
  const onRun =
    (
      act: (run: Run, argument: unknown, signal: AbortSignal) => Promise<Result<unknown> | void>,
      fits: (run: Run) => boolean = () => true,
    ): CommandHandler =>
    async (signal, argument) => {
      const id = ownProperty(argument, 'runId');
      const named = typeof id === 'string' ? runs.get(id) : undefined;
      const run = named ?? (await choose(fits));
      return run ? act(run, argument, signal) : undefined;
    };
  const choose = async (fits: (run: Run) => boolean): Promise<Run | undefined> => {
    if (runs.history.phase === 'unread' && runs.isConnected) await runsView.refresh(closing.signal);
    const fitting = runs.runs.filter(fits);
    if (fitting.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('There is no run for this.'));
    const items = fitting.map(run => ({
      label: run.title,
      description: runStateText(run),
      detail: new Date(run.createdAt).toLocaleString(vscode.env.language),
      run,
    }));
    if (items.length === 0) return undefined;
    const title = vscode.l10n.t('Which run?');
    return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.run;
  };
  const read = async (run: Run): Promise<Run> => {
    if (hasEnded(run) && run.lastEvent === 0) await runs.follow(run.id);
    return runs.get(run.id) ?? run;
  };

  return {
    runs,
    runsView,
    documents,
    catchUp: () => {
      runs.resume();
      void runsView.catchUp(closing.signal);
    },
    commands: {
      'goldenPath.run.refresh': signal => runsView.refresh(signal),
      'goldenPath.run.showMore': signal => runsView.showMore(signal),
      'goldenPath.run.openLog': onRun(async (run, argument) => {
        const stepId = ownProperty(argument, 'stepId');
        const keepFocus = ownProperty(argument, 'keepFocus') === true;
        const failed = run.steps.find(({ state }) => state === 'failed')?.id;
        await documents.openLog(run.id, typeof stepId === 'string' ? stepId : failed, keepFocus);
      }),
      'goldenPath.run.cancel': onRun(
        (run, _argument, signal) => cancel(run, signal),
        run => !hasEnded(run),
      ),
      'goldenPath.run.retry': onRun((run, _argument, signal) => runs.retry(run.id, {}, signal), hasEnded),
      'goldenPath.run.again': onRun(
        async (run, _argument, signal) => {
          const { templateRef, values } = run;
          if (templateRef === undefined) return failure(unknownTemplate(run));
          return options.again ? options.again(templateRef, values, signal) : openForm(templateRef, values);
        },
        ({ templateRef }) => templateRef !== undefined,
      ),
      'goldenPath.run.openInBackstage': onRun(async run => openPortal(`/create/tasks/${encodeURIComponent(run.id)}`)),
      'goldenPath.run.copyId': onRun(async run => {
        await vscode.env.clipboard.writeText(run.id);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', run.id), 3000);
      }),
      'goldenPath.run.openOutputs': onRun(
        async run => (await outcomes()).openOutputs(await read(run), outcome),
        ({ state }) => state === 'completed',
      ),
      'goldenPath.run.openRepository': onRun(
        async run => (await outcomes()).openRepository(await read(run)),
        ({ state }) => state === 'completed',
      ),
      'goldenPath.run.showInCatalogue': onRun(
        async run => (await outcomes()).showInCatalogue(await read(run), outcome),
        ({ state }) => state === 'completed',
      ),
    },
    dispose: () => store.dispose(),
  };
}

const outcomes = () => import('./runOutcome.js');

async function meansToCancel(run: Run): Promise<boolean> {
  const yes = vscode.l10n.t('Cancel Run');
  const detail = vscode.l10n.t('What it has done until now stays: a repository that it has made is not deleted.');
  const message = vscode.l10n.t('Cancel “{0}” on Backstage?', run.title);
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}

/** The form of a template in the portal, filled in. Source: Backstage, `formData` of the page of a template. */
async function openForm(templateRef: string, values: Values): Promise<Result<unknown>> {
  const ref = parseEntityRef(templateRef, { kind: 'template' });
  if (!ref) return failure(CANCELLED);
  const path = [ref.namespace, ref.name].map(encodeURIComponent).join('/');
  return openPortal(`/create/templates/${path}?formData=${encodeURIComponent(JSON.stringify(values))}`);
}

async function openPortal(path: string): Promise<Result<unknown>> {
  const appUrl = portalAddress();
  if (appUrl === undefined) return failure(noBackstage());
  await vscode.env.openExternal(vscode.Uri.parse(appUrl + path, true));
  return success(undefined);
}

function unknownTemplate(run: Run): Problem {
  return { kind: 'notFound', message: vscode.l10n.t('Nothing is known of the template of “{0}”.', run.title) };
}
