import * as vscode from 'vscode';
import { displayName, type Entity } from '../../core/catalogue/entity.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { docsPlaceOf, type DocsPlace, type TechDocs } from '../../core/catalogue/techDocs.js';
import { docsPagePath, docsPlaceOfPath } from '../../core/catalogue/techDocsPath.js';
import type { TechDocsReader } from '../../core/catalogue/techDocsReader.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { cancelledBy, failure, presentProblem, success, type Problem, type Result } from '../../core/common/problem.js';
import { showPreview } from '../common/markdownPreview.js';
import { withPatience } from '../common/patience.js';
import { noBackstage, portalAddress } from '../common/portal.js';
import { settings } from '../common/settings.js';

const PATIENCE_MS = 500;
const LONGEST_PROGRESS = 80;

export interface TechDocsOptions {
  readonly scheme: string;
  readonly model: CatalogueModel;
  /** The documentation of the instance that is set; undefined where none is. */
  readonly docs: () => TechDocs | undefined;
  /** Told of what goes wrong in the background. */
  readonly onProblem: (problem: Problem) => void;
}

/** Documentation of entities as read-only Markdown documents. What it needs to read HTML is loaded on first use. */
export class TechDocsDocuments implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly closing = new AbortController();
  /** Pages that a command has fetched, by their path, until the editor asks for their text. */
  private readonly fetched = new Map<string, string>();
  private reader: { readonly url: string | undefined; readonly reader: Promise<TechDocsReader> } | undefined;

  /** Told of a document whose text is another one now. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: TechDocsOptions) {
    this.store.add({ dispose: () => this.closing.abort() });
  }

  /** The text of a page. Where it cannot be had, the text says why. */
  async provide(place: DocsPlace, signal: AbortSignal): Promise<string> {
    const path = docsPagePath(place);
    const fetched = this.fetched.get(path);
    this.fetched.delete(path);
    if (fetched !== undefined) return fetched;
    const name = this.options.model.state.index.get(place.ref)?.name ?? shortEntityRef(place.ref);
    const page = await this.patiently(name, place, signal);
    if (page.ok) return page.value.text;
    const { missingDocsPage } = await import('../../core/catalogue/techDocsReader.js');
    return missingDocsPage(place, presentProblem(page.problem, vscode.l10n.t).text ?? '', vscode.l10n.t);
  }

  /** Opens the documentation of an entity in the Markdown preview; builds it first where that was not done yet. */
  async open(entity: Entity, signal: AbortSignal): Promise<Result<unknown>> {
    const place = docsPlaceOf(entity);
    if (!place) return failure(noDocs(entity));
    (await this.ready())?.forget(place.ref);
    const page = await this.patiently(displayName(entity), place, signal);
    if (!page.ok) return page;
    const path = docsPagePath(place);
    const uri = vscode.Uri.from({ scheme: this.options.scheme, path });
    this.fetched.set(path, page.value.text);
    if (isOpen(uri)) this.changed.fire(uri);
    await showPreview(uri);
    if (!page.value.fresh) void this.bringUpToDate(place.ref);
    return success(undefined);
  }

  dispose(): void {
    this.store.dispose();
  }

  private patiently(name: string, place: DocsPlace, signal: AbortSignal): ReturnType<TechDocsDocuments['builtPage']> {
    let said = '';
    const onLine = (line: string): void => {
      said = line.slice(0, LONGEST_PROGRESS);
    };
    return withPatience({
      title: vscode.l10n.t('Reading the documentation of {0}', name),
      patienceMs: PATIENCE_MS,
      progress: () => said,
      run: cancelled => this.builtPage(place, onLine, AbortSignal.any([signal, cancelled])),
    });
  }

  /** A page; `fresh`: the site was built for it, since there was none. */
  private async builtPage(
    place: DocsPlace,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<Result<{ readonly text: string; readonly fresh: boolean }>> {
    const docs = this.options.docs();
    const reader = await this.ready();
    if (!docs || !reader) return failure(noBackstage());
    const site = await reader.site(place.ref, signal);
    const fresh = !site.ok && site.problem.kind === 'notFound';
    if (fresh) {
      const built = await docs.build(place.ref, onLine, signal);
      if (!built.ok) return cancelledBy(signal) ?? built;
      const again = await reader.site(place.ref, signal);
      if (!again.ok) return again.problem.kind === 'notFound' ? failure(builtElsewhere(place.ref)) : again;
    } else if (!site.ok) return site;
    const page = await this.page(place, signal);
    return page.ok ? success({ text: page.value, fresh }) : page;
  }

  private async page(place: DocsPlace, signal: AbortSignal): Promise<Result<string>> {
    const reader = await this.ready();
    if (!reader) return failure(noBackstage());
    const entity = this.options.model.state.index.get(place.ref);
    const appUrl = portalAddress();
    return reader.page(
      place,
      { ...(appUrl === undefined ? {} : { appUrl }), ...(entity ? { entityName: displayName(entity) } : {}) },
      signal,
    );
  }

  /** What is shown was built some time ago: the server looks whether its source has changed. */
  private async bringUpToDate(ref: string): Promise<void> {
    const built = await this.options.docs()?.build(ref, () => undefined, this.closing.signal);
    if (built?.ok === false) this.options.onProblem(built.problem);
    if (!built?.ok || !built.value) return;
    (await this.ready())?.forget(ref);
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === this.options.scheme && docsPlaceOfPath(uri.path)?.ref === ref) this.changed.fire(uri);
  }

  /** The reader of the instance that is set now. */
  private ready(): Promise<TechDocsReader | undefined> {
    const docs = this.options.docs();
    if (!docs) return Promise.resolve(undefined);
    const instance = settings.instance();
    const url = instance?.ok ? instance.value.baseUrl : undefined;
    if (!this.reader || this.reader.url !== url) {
      const reader = import('../../core/catalogue/techDocsReader.js').then(
        ({ TechDocsReader }) => new TechDocsReader(docs, vscode.l10n.t),
      );
      this.reader = { url, reader };
    }
    return this.reader.reader;
  }
}

function isOpen(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some(document => document.uri.toString() === uri.toString());
}

function noDocs(entity: Entity): Problem {
  const message = vscode.l10n.t(
    '{0} has no documentation: its descriptor has no annotation “{1}”.',
    shortEntityRef(entity.ref),
    'backstage.io/techdocs-ref',
  );
  return { kind: 'notFound', message };
}

function builtElsewhere(ref: string): Problem {
  const message = vscode.l10n.t(
    'The documentation of {0} was not published yet. This Backstage does not build it by itself: a pipeline of its repository has to.',
    shortEntityRef(ref),
  );
  return { kind: 'notFound', message };
}
