import * as vscode from 'vscode';
import {
  apiDefinition,
  apiOfDefinitionPath,
  definitionPath,
  isJson,
  type EntityDocuments,
} from '../../core/catalogue/apiDefinition.js';
import type { Entity } from '../../core/catalogue/entity.js';
import { entityOfPagePath, entityPagePath, missingEntityPage } from '../../core/catalogue/entityPagePath.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { TechDocs } from '../../core/catalogue/techDocs.js';
import { docsPlaceOfPath } from '../../core/catalogue/techDocsPath.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { presentProblem, success, type Problem, type Result } from '../../core/common/problem.js';
import { showPreview } from '../common/markdownPreview.js';
import { portalAddress } from '../common/portal.js';
import type { EntityGlances } from './entityGlances.js';
import { TechDocsDocuments } from './techDocsDocuments.js';
import { relationLabel } from './treeItems.js';

const SCHEME = 'golden-path';

export interface EntityPageOptions {
  readonly model: CatalogueModel;
  readonly documents: EntityDocuments;
  readonly glances: EntityGlances;
  /** The documentation of the instance that is set; undefined where none is. */
  readonly docs: () => TechDocs | undefined;
  /** Starts the first reading of the catalogue, unless it has been. */
  readonly start: () => void;
  /** Told of what goes wrong in the background. */
  readonly onProblem: (problem: Problem) => void;
}

/** The read-only documents of the catalogue: pages of entities, their documentation, and definitions of APIs. */
export class EntityPageDocuments implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  /** Definitions that a command has fetched, until the editor asks for their text. */
  private readonly fetched = new Map<string, string>();
  /** How the entities of pages were said to be. */
  private readonly said = new Map<string, string | undefined>();

  readonly techDocs: TechDocsDocuments;

  readonly onDidChange = this.changed.event;

  constructor(private readonly options: EntityPageOptions) {
    this.techDocs = this.store.add(new TechDocsDocuments({ ...options, scheme: SCHEME }));
    this.store.add(this.techDocs.onDidChange(uri => this.changed.fire(uri)));
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    let { index } = options.model.state;
    this.store.add(
      options.model.onDidChange(state => {
        const isNew = state.index !== index || state.index.size === 0;
        index = state.index;
        if (!isNew) return;
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === SCHEME && entityOfPagePath(uri.path)) this.changed.fire(uri);
      }),
    );
    const { glances } = options;
    this.store.add(
      glances.onDidChange(() => {
        for (const { uri } of vscode.workspace.textDocuments) {
          const ref = uri.scheme === SCHEME ? entityOfPagePath(uri.path) : undefined;
          // A page that is drawn anew for each number could not be read.
          if (ref !== undefined && this.said.get(ref) !== glances.of(ref)?.word) this.changed.fire(uri);
        }
      }),
    );
    this.store.add(
      vscode.workspace.onDidOpenTextDocument(document => {
        const isYaml = document.uri.scheme === SCHEME && document.languageId === 'yaml';
        if (isYaml && isJson(document.getText())) void vscode.languages.setTextDocumentLanguage(document, 'json');
      }),
    );
  }

  /** @throws where a definition cannot be had: the editor shows the message in place of the document */
  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const ref = entityOfPagePath(uri.path);
    if (ref !== undefined) return this.page(ref);
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const docs = docsPlaceOfPath(uri.path);
    if (docs !== undefined) {
      // The page says the name of its entity.
      this.options.start();
      return this.techDocs.provide(docs, stop.signal);
    }
    const api = apiOfDefinitionPath(uri.path);
    if (api === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const fetched = this.fetched.get(api);
    this.fetched.delete(api);
    if (fetched !== undefined) return fetched;
    const definition = await this.fetch(api, stop.signal);
    if (!definition.ok) throw new Error(presentProblem(definition.problem, vscode.l10n.t).text);
    return definition.value;
  }

  /** Shows the page of an entity in the Markdown preview, which keeps one tab for all of them. */
  async open(ref: string): Promise<Result<unknown>> {
    await showPreview(entityPageUri(ref));
    return success(undefined);
  }

  /** Fetches the definition of an API and opens it with its language. */
  async openDefinition(entity: Entity, signal: AbortSignal): Promise<Result<unknown>> {
    const definition = await this.prepareDefinition(entity, signal);
    if (!definition.ok) return definition;
    await vscode.window.showTextDocument(definition.value.uri, { preview: true });
    return success(undefined);
  }

  /** Fetches the definition of an API for its document, which the editor may then be told to show. */
  async prepareDefinition(
    entity: Entity,
    signal: AbortSignal,
  ): Promise<Result<{ readonly uri: vscode.Uri; readonly text: string }>> {
    const definition = await this.fetch(entity.ref, signal);
    if (!definition.ok) return definition;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: definitionPath(entity) });
    const isOpen = vscode.workspace.textDocuments.some(document => document.uri.toString() === uri.toString());
    this.fetched.set(entity.ref, definition.value);
    if (isOpen) this.changed.fire(uri);
    return success({ uri, text: definition.value });
  }

  dispose(): void {
    this.store.dispose();
  }

  private async page(ref: string): Promise<string> {
    const { model, start } = this.options;
    // A window that comes back with a page open has not read anything yet.
    start();
    const { index, server, workspace } = model.state;
    const entity = index.get(ref);
    if (!entity) {
      const reading = server.phase === 'loading' || workspace.phase === 'loading';
      const problem = server.problem && presentProblem(server.problem, vscode.l10n.t).text;
      const unknown =
        problem ??
        (index.isComplete
          ? vscode.l10n.t('The catalogue has no such entity.')
          : vscode.l10n.t('Only a part of the catalogue has been read.'));
      return missingEntityPage(ref, reading ? vscode.l10n.t('Reading the catalogue …') : unknown);
    }
    const { entityPage } = await import('../../core/catalogue/entityPage.js');
    const appUrl = portalAddress();
    const glance = this.options.glances.of(ref);
    this.said.set(ref, glance?.word);
    return entityPage(entity, {
      index,
      translate: vscode.l10n.t,
      relationLabel,
      drawsMermaid: drawsMermaid(),
      ...(appUrl === undefined ? {} : { appUrl }),
      ...(glance ? { health: glance.markdown() } : {}),
    });
  }

  private async fetch(ref: string, signal: AbortSignal): Promise<Result<string>> {
    const read = await this.options.documents.read(ref, signal);
    return read.ok ? apiDefinition(read.value, ref) : read;
  }
}

/** Full references of the entities whose pages are open. */
export function openPages(): readonly string[] {
  return vscode.workspace.textDocuments.flatMap(({ uri }) => {
    const ref = uri.scheme === SCHEME ? entityOfPagePath(uri.path) : undefined;
    return ref === undefined ? [] : [ref];
  });
}

/** The read-only document with the page of an entity. @param ref full reference */
export function entityPageUri(ref: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: entityPagePath(ref) });
}

/** Whether an extension is there that draws Mermaid in the Markdown preview: newer editors bring one. */
function drawsMermaid(): boolean {
  return vscode.extensions.all.some(({ id, packageJSON }) => {
    const { contributes } = packageJSON as { readonly contributes?: Readonly<Record<string, unknown>> };
    return /mermaid/i.test(id) && contributes?.['markdown.previewScripts'] !== undefined;
  });
}
