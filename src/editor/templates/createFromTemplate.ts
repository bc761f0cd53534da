import * as vscode from 'vscode';
import { displayName, ownProperty } from '../../core/catalogue/entity.js';
import { CANCELLED, failure, type Problem, type Result } from '../../core/common/problem.js';
import type { Answers, FormFiller } from '../../core/templates/formFill.js';
import type { Scaffolder, TemplateForm, Values } from '../../core/templates/scaffolder.js';
import type { RankedTemplate } from '../../core/templates/templateRank.js';
import { withPatience } from '../common/patience.js';

const PATIENCE_MS = 700;

/** What is done with the answers. */
export interface TemplateUse {
  readonly template: RankedTemplate;
  readonly answers: Answers;
}

/** What creating needs. */
export interface CreateOptions {
  readonly scaffolder: Scaffolder;
  readonly filler: FormFiller;
  /** Shows what the template would make; from there the person goes on. */
  readonly preview: (use: TemplateUse, signal: AbortSignal) => Promise<Result<unknown>>;
  /** Starts the run. */
  readonly start: (use: TemplateUse, signal: AbortSignal) => Promise<Result<unknown>>;
  /** Answers of the last time for a template, without secrets. */
  readonly remembered: (templateRef: string) => Values | undefined;
  readonly remember: (templateRef: string, values: Values) => Promise<void>;
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
  if (!form.ok) return form.problem.kind === 'notFound' ? failure(gone(template, form.problem)) : form;
  if (!(await mayUse(template))) return failure(CANCELLED);
  return fillAndUse(template, form.value, options, signal, initial ?? (await fromLastTime(ref, options)));
}

/** Has a form filled in, and goes on with the answers. */
export async function fillAndUse(
  template: RankedTemplate,
  form: TemplateForm,
  options: CreateOptions,
  signal: AbortSignal,
  initial: Values | undefined,
): Promise<Result<unknown>> {
  let start = initial;
  for (;;) {
    const filled = await options.filler.fill(
      {
        templateRef: template.entity.ref,
        form,
        finish: vscode.l10n.t('Go On'),
        ...(start ? { initial: start } : {}),
      },
      signal,
    );
    if (!filled.ok) return filled;
    const use: TemplateUse = { template, answers: filled.value };
    await options.remember(template.entity.ref, filled.value.values);
    const next = await whatNow(template, signal);
    if (next === undefined) return failure(CANCELLED);
    start = filled.value.values;
    if (next === 'change') continue;
    const done = await (next === 'preview' ? options.preview(use, signal) : options.start(use, signal));
    if (done.ok || done.problem.kind !== 'invalid' || !(await wantsToChange(done.problem))) return done;
  }
}

type Next = 'preview' | 'create' | 'change';

async function whatNow({ entity }: RankedTemplate, signal: AbortSignal): Promise<Next | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly next: Next })[] = [
    {
      label: `$(diff-multiple) ${vscode.l10n.t('Preview the Files')}`,
      detail: vscode.l10n.t('A dry run: nothing is created yet'),
      next: 'preview',
    },
    {
      label: `$(rocket) ${vscode.l10n.t('Create Now')}`,
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

/** A template that is not recommended is used knowingly. */
async function mayUse({ path, entity, replacedBy }: RankedTemplate): Promise<boolean> {
  if (path !== 'deprecated') return true;
  const use = vscode.l10n.t('Use It Anyway');
  const detail = replacedBy
    ? vscode.l10n.t('The platform team offers {0} in its place.', replacedBy)
    : vscode.l10n.t('The platform team no longer looks after it.');
  const message = vscode.l10n.t('“{0}” is deprecated.', displayName(entity));
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, use)) === use;
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

async function wantsToChange(problem: Problem): Promise<boolean> {
  const change = vscode.l10n.t('Change the Answers');
  return (await vscode.window.showErrorMessage(problem.message, change)) === change;
}

function gone({ entity }: RankedTemplate, problem: Problem): Problem {
  const message = vscode.l10n.t('The template “{0}” is no longer there. Refresh the catalogue.', displayName(entity));
  return { ...problem, message };
}

/** That something was asked for without a Backstage. */
export function noBackstage(): Problem {
  return {
    kind: 'unsupported',
    message: vscode.l10n.t('This needs a Backstage. Connect to one with “Golden Path: Connect to Backstage”.'),
  };
}
