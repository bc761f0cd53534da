import * as vscode from 'vscode';
import type { EntityDocuments } from '../../core/catalogue/apiDefinition.js';
import { entityOfPagePath, entityPagePath, missingEntityPage } from '../../core/catalogue/entityPagePath.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Disposable } from '../../core/common/event.js';
import type { Scaffolder } from '../../core/templates/scaffolder.js';
import { rankTemplate, type RankedTemplate } from '../../core/templates/templateRank.js';
import { showPreview } from '../common/markdownPreview.js';
import { portalAddress } from '../common/portal.js';

export const TEMPLATE_SCHEME = 'golden-path-template';

export interface TemplatePageOptions {
  readonly model: CatalogueModel;
  readonly documents: () => EntityDocuments | undefined;
  readonly scaffolder: () => Scaffolder | undefined;
  /** Starts the first reading of the catalogue, unless it has been. */
  readonly start: () => void;
}

/** The read-only documents that say what is in a template. */
export class TemplatePages implements vscode.TextDocumentContentProvider, Disposable {
  private readonly registration: vscode.Disposable;

  constructor(private readonly options: TemplatePageOptions) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(TEMPLATE_SCHEME, this);
  }

  async open({ entity }: RankedTemplate): Promise<void> {
    const uri = vscode.Uri.from({ scheme: TEMPLATE_SCHEME, path: entityPagePath(entity.ref) });
    await showPreview(uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const { model, documents, scaffolder, start } = this.options;
    // A window that comes back with a page open has not read anything yet.
    start();
    const ref = entityOfPagePath(uri.path);
    const entity = ref === undefined ? undefined : model.state.index.get(ref);
    if (!entity) return missingEntityPage(ref ?? uri.path, vscode.l10n.t('The catalogue has no such template.'));
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    // A page without the form or the steps is better than none.
    const [json, form, writtenAt, { templatePage }] = await Promise.all([
      documents()?.read(entity.ref, stop.signal),
      entity.local ? undefined : scaffolder()?.form(entity.ref, stop.signal),
      entity.local && writtenAtOf(vscode.Uri.parse(entity.local.uri, true)),
      import('../../core/templates/templatePage.js'),
    ]);
    const appUrl = portalAddress();
    return templatePage(rankTemplate(entity), {
      index: model.state.index,
      translate: vscode.l10n.t,
      ...(json?.ok ? { json: json.value } : {}),
      ...(form?.ok ? { form: form.value } : {}),
      ...(writtenAt === undefined ? {} : { writtenAt }),
      ...(appUrl === undefined ? {} : { appUrl }),
    });
  }

  dispose(): void {
    this.registration.dispose();
  }
}

async function writtenAtOf(uri: vscode.Uri): Promise<number | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ mtime }) => mtime,
    () => undefined,
  );
}
