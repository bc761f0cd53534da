import * as vscode from 'vscode';
import { timedPatterns } from '../../adapters/patterns/timedPatterns.js';
import { parseEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import { runWizard, type Asker, type QuestionAction } from '../../core/common/wizard.js';
import { ANSWERS_SUFFIX, writeAnswers } from '../../core/templates/answersFile.js';
import type { Answers, FillRequest, FormFiller } from '../../core/templates/formFill.js';
import { readForm } from '../../core/templates/formSchema.js';
import { FormWizard, type FormDraft } from '../../core/templates/formSteps.js';
import type { Values } from '../../core/templates/scaffolder.js';
import { iconOf } from '../catalogue/treeItems.js';
import { quickInputAsker } from '../common/wizardInput.js';
import type { FormDrafts } from './formDrafts.js';
import type { FormText } from './formText.js';

export interface FormFillerOptions {
  readonly model: CatalogueModel;
  /** Starts the first reading of the catalogue, unless it has been. */
  readonly start: () => void;
  /** Address of the pages of the Backstage that is set; undefined where none is. */
  readonly appUrl: () => string | undefined;
  /** What was answered before. */
  readonly drafts: FormDrafts;
  /** Where texts of several lines are written. */
  readonly text: FormText;
  /** Backstage's feature flags that are on: fields of others are not asked for. */
  readonly featureFlags?: ReadonlySet<string>;
  /** Asks the questions; the editor's boxes, where left out. */
  readonly asker?: Asker;
}

/** Asks for the values of a template in the editor's boxes, step by step, with a review at the end. */
export function quickInputFormFiller(options: FormFillerOptions): FormFiller {
  return { fill: (request, signal) => fill(request, options, signal) };
}

async function fill(request: FillRequest, options: FormFillerOptions, signal: AbortSignal): Promise<Result<Answers>> {
  const pages = readForm(request.form);
  if (!pages.ok) return pages;
  const { model, start, appUrl, text, featureFlags = new Set<string>(), asker = quickInputAsker() } = options;
  start();
  const draft = await draftToGoOnWith(request, options.drafts, asker, signal);
  if (!draft.ok) return draft;
  const address = formAddress(request.templateRef, appUrl());
  const wizard = new FormWizard({
    pages: pages.value,
    ...(request.initial ? { initial: request.initial } : {}),
    ...(draft.value ? { draft: draft.value } : {}),
    left: left => options.drafts.keep(request, left),
    finish: request.finish,
    patterns: timedPatterns(),
    catalogue: () => {
      const { index, mine, server } = model.state;
      return { index, ...(mine ? { mine } : {}), isReading: server.phase === 'loading' };
    },
    onDidChangeCatalogue: listener => model.onDidChange(listener),
    translate: vscode.l10n.t,
    featureFlags,
    iconOf,
    ...(address ? { openInBackstage: openAction(address) } : {}),
    editText: {
      icon: 'go-to-file',
      title: vscode.l10n.t('Write in a Text Editor'),
      run: (draft, stop) => text.edit(typeof draft === 'string' ? draft : '', stop),
    },
    save: values => saveAction(request, values),
  });
  const finished = await runWizard(wizard, asker, signal);
  if (!finished.ok) return finished;
  options.drafts.forget(request);
  return success(wizard.result(finished.value));
}

/** Asks whether to go on with what was answered before, where something was. */
async function draftToGoOnWith(
  request: FillRequest,
  drafts: FormDrafts,
  asker: Asker,
  signal: AbortSignal,
): Promise<Result<FormDraft | undefined>> {
  const kept = drafts.of(request);
  if (!kept) return success(undefined);
  if (kept.goesOn) {
    kept.goesOn = false;
    return success(kept.draft);
  }
  const rows = [
    { label: vscode.l10n.t('Go on where you left off'), icon: 'debug-continue', choice: { value: true } },
    { label: vscode.l10n.t('Start anew'), icon: 'discard', choice: { value: false } },
  ];
  const answer = await asker.ask(
    {
      kind: 'pick',
      prompt: vscode.l10n.t('Your answers are still here. Secrets were not kept and are asked for again'),
      rows: () => rows,
    },
    { title: request.form.title, step: 1, total: 1, canGoBack: false },
    () => undefined,
    undefined,
    signal,
  );
  if (answer.kind !== 'value') return failure(CANCELLED);
  return success(answer.value === true ? kept.draft : undefined);
}

/** Source: Backstage, scaffolder plugin, route `/create/templates/:namespace/:templateName`. */
function formAddress(templateRef: string | undefined, appUrl: string | undefined): string | undefined {
  const ref = templateRef === undefined ? undefined : parseEntityRef(templateRef);
  if (!ref || appUrl === undefined) return undefined;
  return `${appUrl}/create/templates/${encodeURIComponent(ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

function openAction(address: string): QuestionAction {
  return {
    icon: 'link-external',
    title: vscode.l10n.t('Open in Backstage'),
    run: async () => {
      await vscode.env.openExternal(vscode.Uri.parse(address, true));
      return undefined;
    },
  };
}

function saveAction({ form, templateRef }: FillRequest, values: Values): QuestionAction {
  return {
    icon: 'save',
    title: vscode.l10n.t('Save Answers (Without Secrets)'),
    run: async () => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const name =
        form.title
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .replace(/^-|-$/g, '') || 'template';
      const uri = await vscode.window.showSaveDialog({
        title: vscode.l10n.t('Save Answers'),
        filters: { [vscode.l10n.t('Answers')]: ['yaml'] },
        ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `${name}${ANSWERS_SUFFIX}`) } : {}),
      });
      if (!uri) return undefined;
      const text = writeAnswers({ ...(templateRef === undefined ? {} : { template: templateRef }), values });
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The answers are in {0}.', vscode.workspace.asRelativePath(uri)),
      );
      return undefined;
    },
  };
}
