import * as vscode from 'vscode';
import { definitionFileName, definitionPath } from '../../core/catalogue/apiDefinition.js';
import { displayName, type Entity } from '../../core/catalogue/entity.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { isAddress } from '../../core/catalogue/targetPattern.js';
import type { WorkspaceFiles } from '../../core/catalogue/workspaceFiles.js';
import { describeAge } from '../../core/common/age.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { withPatience } from '../common/patience.js';
import { plainLabel } from '../common/plainLabel.js';
import type { EntityPageDocuments } from './entityPageDocuments.js';

// Definitions that stand in a descriptor itself have no file of their own to compare with.
const SCHEME = 'golden-path-folder';
const PATIENCE_MS = 500;

export interface CompareOptions {
  readonly model: CatalogueModel;
  readonly files: WorkspaceFiles;
  readonly pages: EntityPageDocuments;
  readonly clock: Clock;
}

/** The definition of an API in the open folder. */
interface LocalDefinition {
  readonly text: string;
  /** The document with it, for the right side. */
  readonly uri: vscode.Uri;
  /** The file that it stands in. */
  readonly file: vscode.Uri;
}

/** Compares the definition of an API in the open folder with the one that the catalogue has. */
export class DefinitionComparison implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());

  readonly onDidChange = this.changed.event;

  constructor(private readonly options: CompareOptions) {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.store.add(
      options.files.onDidChange(() => {
        for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) this.changed.fire(uri);
      }),
    );
  }

  /** The definition that a descriptor of the folder has in itself; nothing where it has none any more. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    await this.readFolder();
    const entity = this.localApis().find(api => definitionUri(api).toString() === uri.toString());
    const local = entity && (await this.local(entity));
    return local?.ok ? local.value.text : '';
  }

  /**
   * The APIs of the open folder that a file belongs to: it describes them, or holds the definition of one.
   * @param uri the file
   */
  async apisOfFile(uri: vscode.Uri): Promise<readonly Entity[]> {
    await this.readFolder();
    const apis = this.localApis();
    const described = apis.filter(({ local }) => local?.uri === uri.toString());
    if (described.length > 0) return described;
    const found: Entity[] = [];
    for (const api of apis) {
      const local = await this.local(api);
      if (local.ok && local.value.file.toString() === uri.toString()) found.push(api);
    }
    return found;
  }

  /**
   * The API of a file; where it belongs to several or to none, the one that the person chooses.
   * @param uri the file in front, or that a menu means
   * @returns undefined where the person chose none
   */
  async choose(uri: vscode.Uri | undefined): Promise<Result<Entity | undefined>> {
    const ofFile = uri ? await this.apisOfFile(uri) : [];
    const [only] = ofFile;
    if (only && ofFile.length === 1) return success(only);
    await this.readFolder();
    const apis = ofFile.length > 0 ? ofFile : this.localApis();
    if (apis.length === 0) {
      const message = vscode.l10n.t('No descriptor of the open folder describes an API.');
      return failure({ kind: 'notFound', message });
    }
    const rows = apis.map(entity => ({
      label: plainLabel(displayName(entity)),
      description: plainLabel(shortEntityRef(entity.ref)),
      entity,
    }));
    const title = vscode.l10n.t('Compare the definition of which API?');
    return success((await vscode.window.showQuickPick(rows, { title, matchOnDescription: true }))?.entity);
  }

  /** Opens the difference between both, or says that there is none. */
  async compare(entity: Entity, signal: AbortSignal): Promise<Result<unknown>> {
    const { pages, clock } = this.options;
    const local = await this.local(entity);
    if (!local.ok) return local;
    const kept = await withPatience({
      title: vscode.l10n.t('Reading the definition of {0}', displayName(entity)),
      patienceMs: PATIENCE_MS,
      run: cancelled => pages.prepareDefinition(entity, AbortSignal.any([signal, cancelled])),
    });
    if (!kept.ok) return kept.problem.kind === 'notFound' ? failure(unknownThere(entity, kept.problem)) : kept;
    const { sameDefinition } = await import('../../core/catalogue/writtenDefinition.js');
    const { text, uri, file } = local.value;
    const name = vscode.workspace.asRelativePath(file, false);
    if (sameDefinition(kept.value.text, text)) {
      const message = vscode.l10n.t('{0}: the catalogue and {1} have the same definition.', displayName(entity), name);
      void vscode.window.showInformationMessage(message);
      return success(undefined);
    }
    const age = await ageOf(file, clock);
    const title = vscode.l10n.t('{0}: catalogue (just read) ↔ {1} ({2})', displayName(entity), name, age);
    await vscode.commands.executeCommand('vscode.diff', kept.value.uri, uri, title);
    return success(undefined);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async local(entity: Entity): Promise<Result<LocalDefinition>> {
    const { files } = this.options;
    if (!entity.local) {
      const message = vscode.l10n.t('No descriptor of the open folder describes {0}.', shortEntityRef(entity.ref));
      return failure({ kind: 'notFound', message });
    }
    const descriptor = await files.read(entity.local.uri);
    if (!descriptor.ok) return descriptor;
    const { writtenDefinition } = await import('../../core/catalogue/writtenDefinition.js');
    const written = writtenDefinition(descriptor.value, entity.ref);
    const home = vscode.Uri.parse(entity.local.uri, true);
    if (!written) {
      const message = vscode.l10n.t(
        'The descriptor of {0} has no definition: spec.definition is missing in {1}.',
        shortEntityRef(entity.ref),
        vscode.workspace.asRelativePath(home, false),
      );
      return failure({ kind: 'notFound', message });
    }
    if (written.type === 'inline') return success({ text: written.text, uri: definitionUri(entity), file: home });
    const { target } = written;
    if (isAddress(target)) {
      const message = vscode.l10n.t('The definition of {0} is no file of the open folder: {1}', entity.name, target);
      return failure({ kind: 'unsupported', message });
    }
    const found = await files.expand(entity.local.uri, target);
    if (!found.ok) return found;
    const [file] = found.value;
    if (file === undefined) {
      const message = vscode.l10n.t('The descriptor of {0} names a file that is not there: {1}', entity.name, target);
      return failure({ kind: 'notFound', message });
    }
    const text = await files.read(file);
    const uri = vscode.Uri.parse(file, true);
    return text.ok ? success({ text: text.value, uri, file: uri }) : text;
  }

  private localApis(): readonly Entity[] {
    return this.options.model.state.index.local.filter(({ kind }) => kind.toLowerCase() === 'api');
  }

  private async readFolder(): Promise<void> {
    const { model } = this.options;
    if (model.state.workspace.readAt === undefined) await model.readWorkspace();
  }
}

function definitionUri(entity: Entity): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: definitionPath(entity) });
}

function unknownThere(entity: Entity, problem: Problem): Problem {
  const message = vscode.l10n.t(
    'The catalogue of Backstage has no definition of {0} ({1}) to compare with. Is it registered?',
    shortEntityRef(entity.ref),
    definitionFileName(entity),
  );
  return { ...problem, message };
}

/** How old the text of a file is, in words. */
async function ageOf(file: vscode.Uri, clock: Clock): Promise<string> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (document?.isDirty) return vscode.l10n.t('not saved');
  const { mtime } = await vscode.workspace.fs.stat(file);
  return vscode.l10n.t('changed {0}', describeAge(clock.now() - mtime, vscode.l10n.t));
}
