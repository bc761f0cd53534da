import * as vscode from 'vscode';
import { sameJson } from '../../core/templates/formValues.js';
import type { FillRequest } from '../../core/templates/formFill.js';
import type { FormDraft } from '../../core/templates/formSteps.js';

interface KeptDraft {
  readonly draft: FormDraft;
  readonly form: FillRequest['form'];
  readonly initial: FillRequest['initial'];
  /** The person has said already that they want to go on. */
  goesOn: boolean;
}

/** What people had answered when they went away from a form: for as long as the window is open, and without secrets. */
export class FormDrafts {
  private readonly kept = new Map<string, KeptDraft>();

  /** What was left of this form; a form that has changed since begins anew, as does one that is about something else. */
  of(request: FillRequest): KeptDraft | undefined {
    const kept = this.kept.get(keyOf(request));
    if (!kept || !sameJson(kept.form, request.form)) return undefined;
    const isOther = request.isInitialMeant && !sameJson(kept.initial, request.initial);
    return isOther ? undefined : kept;
  }

  forget(request: FillRequest): void {
    this.kept.delete(keyOf(request));
  }

  /** Keeps answers, and tells the person so. Secrets are not among them. */
  keep(request: FillRequest, draft: FormDraft): void {
    const kept: KeptDraft = { draft, form: request.form, initial: request.initial, goesOn: false };
    this.kept.set(keyOf(request), kept);
    const { again } = request;
    const goOn = vscode.l10n.t('Go On');
    const text = vscode.l10n.t('Your answers to “{0}” are kept until this window is closed.', request.form.title);
    void vscode.window.showInformationMessage(text, ...(again ? [goOn] : [])).then(chosen => {
      if (chosen !== goOn || this.of(request) !== kept) return;
      kept.goesOn = true;
      again?.();
    });
  }
}

function keyOf({ templateRef, form }: FillRequest): string {
  return templateRef ?? `file:${form.title}`;
}
