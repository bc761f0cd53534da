import * as vscode from 'vscode';
import type { Descriptors } from '../../../adapters/workspace/workspaceCatalogue.js';
import { CatalogueKnowledge, knowsEverything } from '../../../core/catalogue/language/knowledge.js';
import type { DefinitionFile, DefinitionFiles } from '../../../core/catalogue/language/definitionChecks.js';
import type { DescriptorFile, PlacedTree, Span } from '../../../core/catalogue/language/descriptorFile.js';
import type { FileText, LanguageService } from '../../../core/catalogue/language/languageService.js';
import type { TextRange } from '../../../core/catalogue/descriptor.js';
import type { CatalogueModel } from '../../../core/catalogue/model.js';
import type { WorkspaceFiles } from '../../../core/catalogue/workspaceFiles.js';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import { isDescriptor } from '../editorFiles.js';

/** Documents of these are looked at: by their language, or by their name where that is called something else. */
export const DESCRIPTOR_SELECTOR: vscode.DocumentSelector = [
  { language: 'yaml' },
  { pattern: '**/catalog-info.{yaml,yml}' },
];

// Files that hold definitions of APIs.
const DEFINITION_FILES = '**/*.{yaml,yml,json,graphql,graphqls,gql,proto}';
// Larger ones nobody wrote by hand, and reading them would stall the editor.
const LARGEST_DEFINITION = 1024 * 1024;

// In UTF-16 units.
const LONGEST_BEGINNING = 100;

/** A descriptor that is open, read in its present version. */
export interface OpenDescriptor {
  readonly service: LanguageService;
  readonly file: DescriptorFile;
  readonly knowledge: CatalogueKnowledge;
}

/**
 * The descriptors as all features of the language see them: each version of each is read once, and the code for that is loaded
 * with the first of them.
 */
export class LanguageDocuments implements Disposable {
  private readonly store = new DisposableStore();
  private readonly looks = new WeakMap<vscode.TextDocument, { readonly version: number; readonly ours: boolean }>();
  private loading: Promise<LanguageService> | undefined;
  private complete = false;
  private known: CatalogueKnowledge;
  private described: Descriptors = new Map();
  private places: ReadonlyMap<string, readonly string[]> = new Map();
  private readonly definitionsOf = new Map<string, DefinitionFiles>();
  private readonly definitionChanged = this.store.add(new vscode.EventEmitter<void>());

  /** Told when a file has changed from which a descriptor takes the definition of an API. */
  readonly onDidChangeDefinition = this.definitionChanged.event;

  constructor(
    private readonly model: CatalogueModel,
    private readonly files: WorkspaceFiles,
  ) {
    this.known = this.know();
    this.store.add(
      model.onDidChange(() => {
        this.known = this.know();
      }),
    );
    this.store.add(
      vscode.workspace.onDidCloseTextDocument(
        document => void this.loading?.then(service => service.forget(document.uri.toString())),
      ),
    );
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(DEFINITION_FILES));
    const changed = (uri: vscode.Uri) => void this.changeDefinition(uri);
    // One that has come may be one that was missed.
    this.store.add(watcher.onDidCreate(() => void this.changeDefinition(undefined)));
    this.store.add(watcher.onDidChange(changed));
    this.store.add(watcher.onDidDelete(changed));
    this.store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document.uri)));
  }

  /** The catalogue as it is known now. The same object as long as nothing changes. */
  get knowledge(): CatalogueKnowledge {
    return this.known;
  }

  /** The descriptors of the open folder, as they were read the last time. */
  get descriptors(): Descriptors {
    return this.described;
  }

  /** @param descriptors of the open folder, just read */
  take(descriptors: Descriptors): void {
    this.described = descriptors;
    const places = new Map<string, string[]>();
    for (const [uri, { entities }] of descriptors)
      for (const ref of new Set(entities.map(entity => entity.ref))) {
        const known = places.get(ref);
        if (known) known.push(uri);
        else places.set(ref, [uri]);
      }
    this.places = places;
  }

  /** The files of the open folder that describe an entity, by its full reference. */
  get describedIn(): ReadonlyMap<string, readonly string[]> {
    return this.places;
  }

  /** Whether a document is a descriptor: by its name, or because one of its documents says so. Cheap for all others. */
  isOurs(document: vscode.TextDocument): boolean {
    const before = this.looks.get(document);
    if (before?.version === document.version) return before.ours;
    const ours = isWritten(document) && (isDescriptor(document) || namesBackstage(document));
    this.looks.set(document, { version: document.version, ours });
    return ours;
  }

  /** Reads a document; undefined where it is none of ours. */
  async open(document: vscode.TextDocument): Promise<OpenDescriptor | undefined> {
    if (!this.isOurs(document)) return undefined;
    const service = await this.service();
    return { service, file: service.file(document.uri.toString(), document.getText()), knowledge: this.known };
  }

  /** Looks at the definitions of APIs in a descriptor that are not known yet. */
  async lookAtDefinitions(uri: string, file: DescriptorFile): Promise<void> {
    const service = await this.service();
    const files = await service.lookAtDefinitions(file, target => this.readBeside(uri, target));
    if (files.uris.length > 0 || files.missing) this.definitionsOf.set(uri, files);
    else this.definitionsOf.delete(uri);
  }

  /** Where an entity is described. @param uri in which file; undefined: in any */
  placeOf(ref: string, uri: string | undefined): { readonly uri: string; readonly line: number } | undefined {
    const file = uri ?? this.places.get(ref)?.[0];
    const entity = file === undefined ? undefined : this.described.get(file)?.entities.find(each => each.ref === ref);
    return entity?.local;
  }

  /** Reads an untitled document that nothing has been written in yet; undefined for all others. */
  async openEmpty(document: vscode.TextDocument): Promise<OpenDescriptor | undefined> {
    if (!document.isUntitled || document.languageId !== 'yaml' || !isEmptyDescriptor(document.getText()))
      return undefined;
    const service = await this.service();
    return { service, file: service.file(document.uri.toString(), document.getText()), knowledge: this.known };
  }

  service(): Promise<LanguageService> {
    return (this.loading ??= load());
  }

  /**
   * The texts of all descriptors: those of the open folder, and those that are open elsewhere.
   * @param signal stops the reading; what was read so far is given back
   */
  async allTexts(signal: AbortSignal): Promise<readonly FileText[]> {
    const texts = new Map<string, string>();
    for (const document of vscode.workspace.textDocuments)
      if (this.isOurs(document)) texts.set(document.uri.toString(), document.getText());
    for (const [uri, { problems }] of this.described) {
      if (signal.aborted) break;
      if (texts.has(uri) || problems.some(({ code }) => code === 'descriptor-too-large')) continue;
      const text = await this.files.read(uri);
      if (text.ok) texts.set(uri, text.value);
    }
    return [...texts].map(([uri, text]) => ({ uri, text }));
  }

  dispose(): void {
    this.store.dispose();
  }

  private async readBeside(from: string, target: string): Promise<DefinitionFile | 'missing' | undefined> {
    const found = await this.files.expand(from, target);
    if (!found.ok) return undefined;
    const [uri] = found.value;
    if (uri === undefined) return 'missing';
    const size = await this.files.size(uri);
    if (!size.ok || size.value > LARGEST_DEFINITION) return undefined;
    const text = await this.files.read(uri);
    return text.ok ? { uri, text: text.value } : undefined;
  }

  private async changeDefinition(uri: vscode.Uri | undefined): Promise<void> {
    const changed = uri?.toString();
    const concerned = [...this.definitionsOf.values()].some(({ uris, missing }) =>
      changed === undefined ? missing : uris.includes(changed),
    );
    if (!concerned) return;
    const service = await this.loading;
    service?.forgetDefinitionFiles();
    this.definitionChanged.fire();
  }

  private know(): CatalogueKnowledge {
    const { state } = this.model;
    this.complete = knowsEverything(state, this.complete);
    const same = this.known as CatalogueKnowledge | undefined;
    return same?.index === state.index && same.complete === this.complete
      ? same
      : new CatalogueKnowledge(state.index, this.complete);
  }
}

/** Whether somebody can write in it: what git or a page of ours shows is only to be read. */
function isWritten({ uri }: vscode.TextDocument): boolean {
  return uri.scheme !== 'golden-path' && vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false;
}

/** Whether there is no more in a text than a word that somebody begins. */
function isEmptyDescriptor(text: string): boolean {
  return text.length < LONGEST_BEGINNING && /^(?:---)?\s*\w*\s*$/.test(text);
}

function namesBackstage(document: vscode.TextDocument): boolean {
  return document.languageId === 'yaml' && /^apiVersion:\s*["']?(?:[\w-]+\.)*backstage\.io\//m.test(document.getText());
}

async function load(): Promise<LanguageService> {
  const { LanguageService: Service } = await import('../../../core/catalogue/language/languageService.js');
  return new Service();
}

export function toRange({ startLine, startColumn, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(startLine, startColumn, endLine, endColumn);
}

/** A part of a document as the editor counts it. */
export function spanRange(file: DescriptorFile, document: PlacedTree, span: Span): vscode.Range {
  return toRange(file.rangeOf(document, span));
}

/** What a token of the editor says, as a signal. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const stop = new AbortController();
  if (token.isCancellationRequested) stop.abort();
  else token.onCancellationRequested(() => stop.abort());
  return stop.signal;
}
