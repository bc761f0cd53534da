import * as vscode from 'vscode';
import { ownProperty } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Registrar } from '../../core/catalogue/registration.js';
import type { WorkspaceFiles } from '../../core/catalogue/workspaceFiles.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { failure, type Problem, type Result } from '../../core/common/problem.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { noBackstage } from '../common/portal.js';
import type { CatalogueView } from './catalogueView.js';
import { DescriptorProposals } from './descriptorProposals.js';

export interface DescriptorFeatureOptions {
  readonly model: CatalogueModel;
  readonly view: CatalogueView;
  readonly files: WorkspaceFiles;
  /** Of the instance that is set; undefined where none is. */
  readonly registrar: () => Registrar | undefined;
}

type DescriptorCommandId = Extract<CommandId, `goldenPath.descriptor.${string}`>;

/** Adding, checking and registering descriptors. */
export interface DescriptorFeature extends Disposable {
  readonly commands: Readonly<Record<DescriptorCommandId, CommandHandler>>;
}

/** Puts the commands on descriptors together. Nothing is read until one of them runs. */
export function descriptorFeature({ model, view, files, registrar }: DescriptorFeatureOptions): DescriptorFeature {
  const store = new DisposableStore();
  const proposals = store.add(new DescriptorProposals());
  const diagnostics = store.add(vscode.languages.createDiagnosticCollection('goldenPath.backstage'));
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // The server spoke of another text.
      if (contentChanges.length > 0) diagnostics.delete(document.uri);
    }),
  );
  store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => diagnostics.delete(uri)));
  const withServer = async (act: (server: Registrar) => Promise<Result<unknown>>): Promise<Result<unknown>> => {
    const server = registrar();
    return server ? act(server) : failure(noBackstage());
  };
  return {
    commands: {
      'goldenPath.descriptor.add': async signal => (await flows()).addDescriptor(model, proposals, signal),
      'goldenPath.descriptor.create': (_signal, argument) => proposals.accept(uriOf(argument)),
      'goldenPath.descriptor.validate': (signal, argument) =>
        withServer(async server => {
          const uri = uriOf(argument);
          if (!uri) return failure(noDescriptor());
          const document = await vscode.workspace.openTextDocument(uri);
          const options = { model, registrar: server, files, diagnostics };
          return (await flows()).validateWithBackstage(document, options, signal);
        }),
      'goldenPath.descriptor.register': (signal, argument) =>
        withServer(async server => {
          const uri = uriOf(argument);
          if (!uri) return failure(noDescriptor());
          return (await flows()).registerInBackstage(uri, { model, view, registrar: server }, signal);
        }),
      'goldenPath.descriptor.refreshEntity': (signal, argument) =>
        withServer(async server => {
          const ref = refOf(argument) ?? refAtCursor(model) ?? view.selected?.ref;
          if (ref === undefined) return failure(noEntity());
          return (await flows()).refreshEntity(ref, { model, view, registrar: server }, signal);
        }),
    },
    dispose: () => store.dispose(),
  };
}

const flows = () => import('./descriptorFlows.js');

/** The file that a menu means, else the one that is being edited. */
function uriOf(argument: unknown): vscode.Uri | undefined {
  return argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
}

function refOf(argument: unknown): string | undefined {
  const ref = ownProperty(ownProperty(argument, 'entity'), 'ref');
  return typeof ref === 'string' ? ref : undefined;
}

/** The entity of the document in which the cursor is. */
function refAtCursor(model: CatalogueModel): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const line = editor.selection.active.line;
  const here = model.state.index
    .describedIn(editor.document.uri.toString())
    .toSorted((a, b) => a.local.line - b.local.line);
  return (here.findLast(({ local }) => local.line <= line) ?? here[0])?.ref;
}

function noDescriptor(): Problem {
  return { kind: 'unsupported', message: vscode.l10n.t('Open a descriptor (catalog-info.yaml) first.') };
}

function noEntity(): Problem {
  return {
    kind: 'unsupported',
    message: vscode.l10n.t('Select an entity in the catalogue, or open its descriptor first.'),
  };
}
