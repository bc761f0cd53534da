import * as vscode from 'vscode';
import { displayName, ownProperty } from '../../core/catalogue/entity.js';
import type { Clock } from '../../core/common/clock.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { environmentAction } from '../../core/environments/environmentDefinitions.js';
import type { Answers, FormFiller } from '../../core/templates/formFill.js';
import type { Scaffolder, TemplateForm, Values } from '../../core/templates/scaffolder.js';
import type { RankedTemplate } from '../../core/templates/templateRank.js';
import { WAIVERS_PATH } from '../../core/templates/recordPaths.js';
import { isReason, needsReason, SHORTEST_REASON, waiverFile } from '../../core/templates/waiver.js';
import type { CommandId } from '../common/commands.js';
import { withoutLinks } from '../common/notificationText.js';
import { withPatience } from '../common/patience.js';

const PATIENCE_MS = 700;
const PREVIEW_FILE: CommandId = 'goldenPath.template.dryRunFile';

/** What is done with the answers. */
export interface TemplateUse {
  readonly template: RankedTemplate;
  readonly answers: Answers;
  /** The text of the file that records why the golden path is left, where the template itself does not write it. */
  readonly waiver?: string;
  /** The folder that the person began with, where files are proposed to go. */
  readonly folder?: vscode.Uri;
}

/** What the person does after seeing the files. */
export type AfterPreview = 'create' | 'change' | 'done';

/** What creating needs. */
export interface CreateOptions {
  readonly scaffolder: Scaffolder;
  readonly filler: FormFiller;
  /** Shows what the template would make, and asks how to go on. */
  readonly preview: (use: TemplateUse, signal: AbortSignal) => Promise<Result<AfterPreview>>;
  /** Starts the run. */
  readonly start: (use: TemplateUse, signal: AbortSignal) => Promise<Result<unknown>>;
  /** The template of the catalogue with this full reference. */
  readonly templateNamed: (templateRef: string) => RankedTemplate | undefined;
  /** Answers of the last time for a template, without secrets. */
  readonly remembered: (templateRef: string) => Values | undefined;
  readonly remember: (templateRef: string, values: Values) => Promise<void>;
  readonly clock: Clock;
  /** The folder that the person began with. */
  readonly folder?: vscode.Uri;
}

/**
 * From a template to a preview or a run: reads the form, has it filled in, and asks what to do with the answers. Answers that the
 * server does not take lead back to the form, with everything in it.
 * @param initial what stands in the form at the start; undefined offers the answers of the last time
 */
export async function createFromTemplate(
  template: RankedTemplate,
  options: CreateOptions,
  signal: AbortSignal,
  initial?: Values,
): Promise<Result<unknown>> {
  const { ref } = template.entity;
  const form = await withPatience({
    title: vscode.l10n.t('Reading the form of {0}', displayName(template.entity)),
    patienceMs: PATIENCE_MS,
    run: stop => options.scaffolder.form(ref, AbortSignal.any([signal, stop])),
  });
  if (!form.ok && form.problem.kind !== 'notFound') return form;
  if (!form.ok) {
    const { local } = template.entity;
    if (!local) return failure(gone(template, form.problem));
    // Backstage does not know it yet: its file can be previewed all the same.
    await vscode.commands.executeCommand(PREVIEW_FILE, vscode.Uri.parse(local.uri, true));
    return success('done');
  }
  const meant = await askWhetherToUse(template, options);
  if (!meant) return failure(CANCELLED);
  if (meant !== template) return createFromTemplate(meant, options, signal);
  // What ends or puts off one environment is no beginning for the next one.
  const start = initial ?? (changesEnvironment(template) ? undefined : await fromLastTime(ref, options));
  return fillAndUse(template, form.value, options, signal, start, initial !== undefined);
}

/** Has a form filled in, and goes on with the answers. */
async function fillAndUse(
  template: RankedTemplate,
  form: TemplateForm,
  options: CreateOptions,
  signal: AbortSignal,
  initial: Values | undefined,
  isInitialMeant: boolean,
): Promise<Result<unknown>> {
  const { ref } = template.entity;
  let start = initial;
  let reason: string | undefined;
  for (;;) {
    const filled = await options.filler.fill(
      {
        ...{ templateRef: ref, form, finish: vscode.l10n.t('Go On'), isInitialMeant },
        ...(start ? { initial: start } : {}),
      },
      signal,
    );
    if (!filled.ok) return filled;
    start = filled.value.values;
    await options.remember(ref, start);
    if (needsReason(template, form)) {
      reason = await askReason(template, reason);
      if (reason === undefined) return failure(CANCELLED);
    }
    const waiver = reason === undefined ? {} : { waiver: waiverFile(template, start, reason, options.clock.now()) };
    const folder = options.folder ? { folder: options.folder } : {};
    const done = await useAnswers({ template, answers: filled.value, ...waiver, ...folder }, options, signal);
    if (!done.ok && done.problem.kind === 'invalid' && (await wantsToChange(done.problem))) continue;
    if (!done.ok || done.value !== 'change') return done;
  }
}

/** Asks what to do with the answers until something is done. @returns `change` where the person goes back to the form */
async function useAnswers(
  use: TemplateUse,
  options: CreateOptions,
  signal: AbortSignal,
): Promise<Result<'change' | 'done'>> {
  let next = await whatNow(use.template, signal);
  for (;;) {
    if (next === undefined) return failure(CANCELLED);
    if (next === 'change') return success('change');
    if (next === 'preview') {
      const seen = await options.preview(use, signal);
      if (!seen.ok || seen.value === 'done') return seen.ok ? success('done') : seen;
      next = seen.value;
      continue;
    }
    const started = await options.start(use, signal);
    if (started.ok) return success('done');
    if (started.problem.kind !== 'forbidden' || !(await wantsPreview(started.problem))) return started;
    next = 'preview';
  }
}

/** Starts a run with answers that were given before; those that the server does not take lead to the form. */
export async function startWithAnswers(
  use: TemplateUse,
  options: CreateOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const started = await options.start(use, signal);
  if (started.ok || started.problem.kind !== 'invalid' || !(await wantsToChange(started.problem))) return started;
  return createFromTemplate(use.template, options, signal, use.answers.values);
}

type Next = 'preview' | 'create' | 'change';

type NextItem = vscode.QuickPickItem & { readonly next: Next };

/** Whether a template extends or destroys: it makes no files. */
function changesEnvironment({ entity }: RankedTemplate): boolean {
  const action = environmentAction(entity);
  return action === 'extend' || action === 'destroy';
}

async function whatNow(template: RankedTemplate, signal: AbortSignal): Promise<Next | undefined> {
  const { entity } = template;
  const makesFiles = !changesEnvironment(template);
  const preview: NextItem = {
    label: `$(diff-multiple) ${vscode.l10n.t('Preview the Files')}`,
    detail: vscode.l10n.t('A dry run: nothing is created yet'),
    next: 'preview',
  };
  const items: readonly NextItem[] = [
    ...(makesFiles ? [preview] : []),
    {
      label: `$(rocket) ${makesFiles ? vscode.l10n.t('Create Now') : vscode.l10n.t('Run Now')}`,
      detail: vscode.l10n.t('Runs the template on Backstage'),
      next: 'create',
    },
    { label: `$(edit) ${vscode.l10n.t('Change the Answers')}`, next: 'change' },
  ];
  const stop = new vscode.CancellationTokenSource();
  const abort = (): void => stop.cancel();
  signal.addEventListener('abort', abort);
  try {
    const chosen = await vscode.window.showQuickPick(
      items,
      { title: displayName(entity), placeHolder: vscode.l10n.t('What now?'), ignoreFocusOut: true },
      stop.token,
    );
    return chosen?.next;
  } finally {
    signal.removeEventListener('abort', abort);
    stop.dispose();
  }
}

/**
 * A template that is not recommended is used knowingly.
 * @returns the template to use, which may be the one that is offered in its place; undefined for none
 */
async function askWhetherToUse(
  template: RankedTemplate,
  { templateNamed }: CreateOptions,
): Promise<RankedTemplate | undefined> {
  const { path, entity, replacedBy } = template;
  if (path !== 'deprecated') return template;
  const better = replacedBy === undefined ? undefined : templateNamed(replacedBy);
  const use = vscode.l10n.t('Use It Anyway');
  const takeBetter = better && vscode.l10n.t('Use {0}', displayName(better.entity));
  const detail =
    replacedBy === undefined
      ? vscode.l10n.t('The platform team no longer looks after it.')
      : vscode.l10n.t('The platform team offers {0} in its place.', better ? displayName(better.entity) : replacedBy);
  const message = vscode.l10n.t('“{0}” is deprecated.', displayName(entity));
  const choices = takeBetter === undefined ? [use] : [takeBetter, use];
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...choices);
  if (chosen === use) return template;
  return chosen === undefined ? undefined : better;
}

async function fromLastTime(ref: string, { remembered }: CreateOptions): Promise<Values | undefined> {
  const values = remembered(ref);
  if (!values || Object.keys(values).length === 0) return undefined;
  const name = ownProperty(values, 'name');
  const items: readonly (vscode.QuickPickItem & { readonly values?: Values })[] = [
    { label: vscode.l10n.t('Begin with an Empty Form') },
    {
      label: vscode.l10n.t('Begin with My Last Answers'),
      ...(typeof name === 'string' ? { description: name } : {}),
      values,
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('You have used this template before'),
  });
  return chosen?.values;
}

/** Who may not run a template may still be shown its files, and write them. */
async function wantsPreview(problem: Problem): Promise<boolean> {
  const preview = vscode.l10n.t('Preview the Files');
  const message = vscode.l10n.t(
    'You are not allowed to run this template. You can still see its files and keep them here.',
  );
  return (await vscode.window.showErrorMessage(message, { detail: problem.message }, preview)) === preview;
}

async function askReason(
  { entity, deviation }: RankedTemplate,
  before: string | undefined,
): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Why leave the golden path?'),
    prompt:
      deviation ?? vscode.l10n.t('{0} is a paved road. The reason is kept in {1}.', displayName(entity), WAIVERS_PATH),
    placeHolder: vscode.l10n.t('A sentence that who reads it in a year understands'),
    ignoreFocusOut: true,
    ...(before === undefined ? {} : { value: before }),
    validateInput: text => (isReason(text) ? undefined : vscode.l10n.t('At least {0} characters', SHORTEST_REASON)),
  });
}

async function wantsToChange({ message, fields }: Problem): Promise<boolean> {
  const change = vscode.l10n.t('Change the Answers');
  const wrong = (fields ?? []).slice(0, 3).map(field => `${field.path.join('.')}: ${field.message}`);
  const text = [message, ...wrong.filter(line => !message.includes(line))].join(' · ');
  return (await vscode.window.showErrorMessage(withoutLinks(text), change)) === change;
}

function gone({ entity }: RankedTemplate, problem: Problem): Problem {
  const message = vscode.l10n.t('The template “{0}” is no longer there. Refresh the catalogue.', displayName(entity));
  return { ...problem, message };
}
