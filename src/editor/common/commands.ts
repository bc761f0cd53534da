import { failure, presentProblem, problemFromThrown, type Problem, type Result } from '../../core/common/problem.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';

/**
 * Every command of the product. `palette` says when the command palette offers it: always, never (it needs something to act
 * on), or as the `when` clause says. Titles stand in `package.nls.json` under `command.<id without "goldenPath.">`.
 * A test holds this table against `package.json`.
 */
export const COMMANDS = {
  'goldenPath.connect': { palette: 'always' },
  'goldenPath.disconnect': { palette: 'goldenPath.connected' },
  'goldenPath.signIn': { palette: 'goldenPath.connected' },
  'goldenPath.signOut': { palette: 'goldenPath.signedIn || goldenPath.signedOutByServer' },
  'goldenPath.addInstance': { palette: 'always' },
  'goldenPath.switchInstance': { palette: 'always' },
  'goldenPath.removeInstance': { palette: 'always' },
  'goldenPath.showLog': { palette: 'always' },
  'goldenPath.catalogue.refresh': { palette: 'always' },
  'goldenPath.catalogue.groupByKind': { palette: 'always' },
  'goldenPath.catalogue.groupByOwner': { palette: 'always' },
  'goldenPath.catalogue.groupBySystem': { palette: 'always' },
  'goldenPath.catalogue.showAll': { palette: 'always' },
  'goldenPath.catalogue.showMine': { palette: 'always' },
  'goldenPath.catalogue.showStarred': { palette: 'always' },
  'goldenPath.catalogue.showMore': { palette: 'never' },
  'goldenPath.catalogue.openDescriptor': { palette: 'never' },
  'goldenPath.catalogue.openInBackstage': { palette: 'never' },
  'goldenPath.catalogue.openSource': { palette: 'never' },
  'goldenPath.catalogue.openDocs': { palette: 'never' },
  'goldenPath.catalogue.copyReference': { palette: 'never' },
  'goldenPath.catalogue.star': { palette: 'never' },
  'goldenPath.catalogue.unstar': { palette: 'never' },
  'goldenPath.catalogue.revealOwner': { palette: 'never' },
  'goldenPath.language.showReferences': { palette: 'never' },
  'goldenPath.entity.find': { palette: 'always' },
  'goldenPath.entity.openPage': { palette: 'always' },
  'goldenPath.entity.openDefinition': { palette: 'always' },
  'goldenPath.entity.readDocs': { palette: 'goldenPath.connected' },
  'goldenPath.entity.compareDefinition': { palette: 'goldenPath.connected' },
  'goldenPath.entity.reveal': { palette: 'always' },
  'goldenPath.entity.showOfFile': { palette: 'always' },
  'goldenPath.descriptor.add': { palette: 'always' },
  'goldenPath.descriptor.create': { palette: 'never' },
  'goldenPath.descriptor.validate': { palette: 'goldenPath.connected' },
  'goldenPath.descriptor.register': { palette: 'goldenPath.connected' },
  'goldenPath.descriptor.refreshEntity': { palette: 'goldenPath.connected' },
  'goldenPath.template.create': { palette: 'always' },
  'goldenPath.template.replay': { palette: 'always' },
  'goldenPath.template.changeAnswers': { palette: 'goldenPath.preview.canRun' },
  'goldenPath.template.showContents': { palette: 'always' },
  'goldenPath.template.compareWithToday': { palette: 'goldenPath.connected' },
  'goldenPath.template.tryForm': { palette: 'always' },
  'goldenPath.template.useText': { palette: 'goldenPath.form.textOpen' },
  'goldenPath.preview.openDiff': { palette: 'goldenPath.preview.active' },
  'goldenPath.preview.find': { palette: 'goldenPath.preview.active' },
  'goldenPath.preview.openFile': { palette: 'never' },
  'goldenPath.preview.createHere': { palette: 'goldenPath.preview.active' },
  'goldenPath.preview.compareWithFolder': { palette: 'goldenPath.preview.active' },
  'goldenPath.preview.compareWithLast': { palette: 'goldenPath.preview.hasEarlier' },
  'goldenPath.preview.run': { palette: 'goldenPath.preview.canRun' },
  'goldenPath.preview.showLog': { palette: 'goldenPath.preview.active' },
  'goldenPath.preview.close': { palette: 'goldenPath.preview.active' },
  'goldenPath.template.dryRunFile': { palette: 'goldenPath.connected' },
  'goldenPath.run.refresh': { palette: 'goldenPath.connected' },
  'goldenPath.run.openLog': { palette: 'goldenPath.connected' },
  'goldenPath.run.cancel': { palette: 'goldenPath.connected' },
  'goldenPath.run.retry': { palette: 'goldenPath.connected' },
  'goldenPath.run.again': { palette: 'goldenPath.connected' },
  'goldenPath.run.openOutputs': { palette: 'goldenPath.connected' },
  'goldenPath.run.openRepository': { palette: 'goldenPath.connected' },
  'goldenPath.run.showInCatalogue': { palette: 'goldenPath.connected' },
  'goldenPath.run.openInBackstage': { palette: 'never' },
  'goldenPath.run.copyId': { palette: 'never' },
  'goldenPath.run.showMore': { palette: 'never' },
  'goldenPath.compliance.scan': { palette: 'always' },
  'goldenPath.compliance.showView': { palette: 'always' },
  'goldenPath.compliance.groupByRule': { palette: 'always' },
  'goldenPath.compliance.groupByFile': { palette: 'always' },
  'goldenPath.compliance.showMore': { palette: 'never' },
  'goldenPath.compliance.explain': { palette: 'always' },
  'goldenPath.compliance.waive': { palette: 'always' },
  'goldenPath.compliance.openWaiver': { palette: 'never' },
  'goldenPath.compliance.fixRuleInFile': { palette: 'never' },
  'goldenPath.compliance.fixRuleInWorkspace': { palette: 'never' },
  'goldenPath.compliance.fixAll': { palette: 'always' },
  'goldenPath.compliance.copyFinding': { palette: 'never' },
  'goldenPath.health.show': { palette: 'always' },
  'goldenPath.health.showMine': { palette: 'always' },
  'goldenPath.health.showStarred': { palette: 'always' },
  'goldenPath.health.refresh': { palette: 'always' },
  'goldenPath.health.copy': { palette: 'always' },
  'goldenPath.health.openInBrowser': { palette: 'always' },
  'goldenPath.health.setToken': { palette: 'always' },
  'goldenPath.health.openSettings': { palette: 'always' },
  'goldenPath.environment.create': { palette: 'always' },
  'goldenPath.environment.refresh': { palette: 'always' },
  'goldenPath.environment.groupByComponent': { palette: 'always' },
  'goldenPath.environment.groupByOwner': { palette: 'always' },
  'goldenPath.environment.groupByState': { palette: 'always' },
  'goldenPath.environment.showMore': { palette: 'never' },
  'goldenPath.environment.showActions': { palette: 'always' },
  'goldenPath.environment.open': { palette: 'always' },
  'goldenPath.environment.openLog': { palette: 'always' },
  'goldenPath.environment.compare': { palette: 'always' },
  'goldenPath.environment.extend': { palette: 'always' },
  'goldenPath.environment.destroy': { palette: 'always' },
  'goldenPath.environment.mend': { palette: 'always' },
  'goldenPath.environment.copyLink': { palette: 'always' },
  'goldenPath.environment.openInBackstage': { palette: 'never' },
  'goldenPath.environment.reveal': { palette: 'never' },
  'goldenPath.survey.choose': { palette: 'always' },
  'goldenPath.survey.answer': { palette: 'goldenPath.survey.hasQuestion' },
  'goldenPath.survey.showAnswers': { palette: 'always' },
  'goldenPath.survey.exportAnswers': { palette: 'always' },
  'goldenPath.survey.sendAnswers': { palette: 'goldenPath.connected' },
  'goldenPath.insights.giveFeedback': { palette: 'always' },
  'goldenPath.insights.open': { palette: 'always' },
  'goldenPath.insights.refresh': { palette: 'always' },
  'goldenPath.insights.chooseWindow': { palette: 'always' },
  'goldenPath.insights.copyMarkdown': { palette: 'always' },
  'goldenPath.insights.saveMarkdown': { palette: 'always' },
  'goldenPath.insights.saveCsv': { palette: 'always' },
  'goldenPath.insights.savePicture': { palette: 'always' },
} as const satisfies Record<`goldenPath.${string}`, { palette: 'always' | 'never' | `goldenPath.${string}` }>;

export type CommandId = keyof typeof COMMANDS;

/**
 * Does the work of a command. The arguments come from menus, key bindings or other extensions and are to be checked.
 * A problem that it returns is shown; nothing else of what it returns gets out.
 */
export type CommandHandler = (signal: AbortSignal, ...args: readonly unknown[]) => Promise<Result<unknown> | void>;

/** What the wrapper around every command needs. */
export interface CommandEnvironment {
  register(id: string, callback: (...args: unknown[]) => Promise<void>): Disposable;
  readonly log: Log;
  /** Shows a problem. @param retry runs the command again */
  report(problem: Problem, retry: () => Promise<void>): void;
}

/**
 * Registers all commands, each in the same wrapper: the log says what ran and for how long, a problem or an exception is
 * shown as its kind demands, and closing the window cancels what still runs.
 */
export function registerCommands(
  handlers: Readonly<Record<CommandId, CommandHandler>>,
  environment: CommandEnvironment,
): Disposable {
  const store = new DisposableStore();
  const closing = new AbortController();
  store.add({ dispose: () => closing.abort() });
  for (const [id, handler] of Object.entries(handlers)) {
    const run = async (...args: unknown[]): Promise<void> => {
      const started = performance.now();
      const result = await runSafely(() => handler(closing.signal, ...args));
      const took = Math.round(performance.now() - started);
      environment.log.debug(`${id}: ${result?.ok === false ? result.problem.kind : 'done'} after ${took} ms`);
      if (result?.ok === false && !closing.signal.aborted) environment.report(result.problem, () => run(...args));
    };
    store.add(environment.register(id, run));
  }
  return store;
}

async function runSafely(work: () => Promise<Result<unknown> | void>): Promise<Result<unknown> | void> {
  try {
    return await work();
  } catch (error) {
    return failure(problemFromThrown(error));
  }
}

/**
 * Writes a problem to the log at the level of its kind.
 */
export function logProblem(problem: Problem, log: Log): void {
  if (problem.kind === 'cancelled') return;
  const { level } = presentProblem(problem);
  log[level](`${problem.kind}: ${problem.message}${problem.detail ? ` | ${problem.detail}` : ''}`);
}
