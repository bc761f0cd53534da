import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { FormFiller } from '../../core/templates/formFill.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { portalAddress } from '../common/portal.js';
import { FormDrafts } from './formDrafts.js';
import { FormText } from './formText.js';

/** Documents that show what came of trying a form. */
const VALUES_SCHEME = 'golden-path-values';

export interface FormFeatureOptions {
  readonly model: CatalogueModel;
  /** Starts the first reading of the catalogue, unless it has been. */
  readonly start: () => void;
}

type FormCommandId = Extract<CommandId, 'goldenPath.template.tryForm' | 'goldenPath.template.useText'>;

/** Filling in the forms of templates. */
export interface FormFeature extends Disposable {
  readonly commands: Readonly<Record<FormCommandId, CommandHandler>>;
  /** The wizard; its code is loaded when it is first asked. */
  readonly filler: FormFiller;
}

/** Registers what shows the values; nothing is read until a form is filled in. */
export function formFeature({ model, start }: FormFeatureOptions): FormFeature {
  const store = new DisposableStore();
  const text = store.add(new FormText());
  const drafts = new FormDrafts();
  const shown = new Map<string, string>();
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(VALUES_SCHEME, {
      provideTextDocumentContent: uri => shown.get(uri.toString()) ?? '',
    }),
  );
  store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => void shown.delete(uri.toString())));
  const filler: FormFiller = {
    fill: async (request, signal) => {
      const { quickInputFormFiller } = await import('./formFiller.js');
      return quickInputFormFiller({ model, start, text, drafts, appUrl: portalAddress }).fill(request, signal);
    },
  };
  let count = 0;
  const showValues = async (name: string, yaml: string): Promise<void> => {
    count++;
    const uri = vscode.Uri.from({ scheme: VALUES_SCHEME, path: `/${String(count)}/${name}.values.yaml` });
    shown.set(uri.toString(), yaml);
    await vscode.window.showTextDocument(uri, { preview: true });
  };
  const tryForm = async (argument: unknown, signal: AbortSignal): Promise<Result<unknown>> => {
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    if (!uri) return failure({ kind: 'unsupported', message: vscode.l10n.t('Open a template (template.yaml) first.') });
    const document = await vscode.workspace.openTextDocument(uri);
    const again = (): void => void vscode.commands.executeCommand('goldenPath.template.tryForm', uri);
    const { tryFormOf } = await import('./tryForm.js');
    const tried = await tryFormOf(document.getText(), filler, again, signal);
    if (!tried.ok) return tried;
    await showValues(tried.value.name, tried.value.yaml);
    return success(undefined);
  };
  return {
    filler,
    commands: {
      'goldenPath.template.tryForm': (signal, argument) => tryForm(argument, signal),
      'goldenPath.template.useText': () => {
        text.accept();
        return Promise.resolve();
      },
    },
    dispose: () => store.dispose(),
  };
}
