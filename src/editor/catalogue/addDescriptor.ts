import * as vscode from 'vscode';
import { parseDescriptor } from '../../core/catalogue/descriptor.js';
import { displayName, type Entity } from '../../core/catalogue/entity.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel, CatalogueState } from '../../core/catalogue/model.js';
import { detectFacts } from '../../core/catalogue/projectFacts.js';
import { ownerText, placeInCatalogue, proposeDescriptor, type Placement } from '../../core/catalogue/proposal.js';
import { DESCRIPTOR_NAMES } from '../../core/catalogue/workspaceFiles.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import { textOf } from '../common/guardedWrite.js';
import { withPatience } from '../common/patience.js';
import { remotePlace, type RemotePlace } from './descriptorAddress.js';
import type { DescriptorProposals } from './descriptorProposals.js';
import { readProject } from './projectFolder.js';

const PATIENCE_MS = 700;

/** Proposes a descriptor for an open folder, out of what its files and the catalogue tell. */
export async function addDescriptor(
  model: CatalogueModel,
  proposals: DescriptorProposals,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const folder = await chooseFolder();
  if (!folder.ok) return folder;
  const root = folder.value.uri;
  const read = await withPatience({
    title: vscode.l10n.t('Looking at {0}', folder.value.name),
    patienceMs: PATIENCE_MS,
    run: async cancel => {
      const stop = AbortSignal.any([signal, cancel]);
      const [files] = await Promise.all([readProject(root, stop), knowCatalogue(model, stop)]);
      return files;
    },
  });
  if (!read.ok) return read;
  const name = DESCRIPTOR_NAMES.find(each => read.value.has(each)) ?? DESCRIPTOR_NAMES[0];
  const before = await textOf(vscode.Uri.joinPath(root, name));
  if (!before.ok) return before;
  const place = await remotePlace(root, [], model.state.index);
  const repository = place?.path.length === 0 ? place.repository.path.at(-1) : undefined;
  const facts = detectFacts(read.value, { folder: folder.value.name, ...(repository ? { repository } : {}) });
  const present = before.value === undefined ? undefined : presentIn(before.value);
  if (present?.broken)
    return failure({
      kind: 'unsupported',
      message: vscode.l10n.t('{0} has mistakes. Mend those first: they are in the Problems view.', name),
    });
  const found = placeInCatalogue(facts, model.state.index);
  const own = present?.component;
  const placement: Placement = own?.owner
    ? { ...found, owner: shortEntityRef(own.owner), ...(own.system ? { system: shortEntityRef(own.system) } : {}) }
    : found;
  const propose = (chosen: Placement): string | undefined =>
    proposeDescriptor(
      facts,
      chosen,
      annotationsOf(place),
      { ownerComment: vscode.l10n.t('Put the group here that looks after this.') },
      present,
    );
  // Nobody is asked for the owner of nothing.
  if (propose(placement) === undefined) {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(root, name));
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} says everything that could be found out here.', name));
    return success(undefined);
  }
  const owner = placement.owner === undefined ? await chooseOwner(model.state) : success(placement.owner);
  if (!owner.ok) return owner;
  const text = propose({ ...placement, ...(owner.value === undefined ? {} : { owner: owner.value }) }) ?? '';
  const uri = await proposals.show({ folder: root, path: [name], text, before: before.value });
  offerToWrite(uri, name, before.value === undefined);
  return success(undefined);
}

function offerToWrite(uri: vscode.Uri, name: string, isNew: boolean): void {
  const button = isNew ? vscode.l10n.t('Create File') : vscode.l10n.t('Add to File');
  void vscode.window
    .showInformationMessage(
      isNew
        ? vscode.l10n.t('This would be {0}. Nothing is written yet.', name)
        : vscode.l10n.t('This would be added to {0}. Nothing is written yet.', name),
      button,
    )
    .then(chosen => {
      if (chosen) void vscode.commands.executeCommand('goldenPath.descriptor.create', uri);
    });
}

async function chooseFolder(): Promise<Result<vscode.WorkspaceFolder>> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [only] = folders;
  if (!only) return failure({ kind: 'unsupported', message: vscode.l10n.t('Open the folder of a component first.') });
  if (folders.length === 1) return success(only);
  const chosen = await vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('Which folder shall get a descriptor?'),
  });
  return chosen ? success(chosen) : failure(CANCELLED);
}

/** Reads the catalogue if that has not been done. Without it, less is found out. */
async function knowCatalogue(model: CatalogueModel, signal: AbortSignal): Promise<void> {
  const { server } = model.state;
  if (server.phase === 'loading' && server.readAt === undefined) await model.refresh(signal);
}

function presentIn(text: string) {
  const { entities, problems } = parseDescriptor(text, '');
  return {
    text,
    entities,
    component: entities.find(({ kind }) => kind.toLowerCase() === 'component'),
    broken: problems.some(({ code }) => code === 'descriptor-syntax' || code === 'descriptor-too-large'),
  };
}

/** Annotations that lead from an entity to its repository. Source: Backstage, "Well-known Annotations". */
function annotationsOf(place: RemotePlace | undefined): Readonly<Record<string, string>> {
  if (place?.path.length !== 0) return {};
  const { repository, kind } = place;
  const slug = repository.path.join('/');
  if (kind === 'github') return { 'github.com/project-slug': slug };
  if (kind === 'gitlab') return { 'gitlab.com/project-slug': slug };
  return {};
}

/** Asks for the owner. @returns undefined where that is to be decided later */
async function chooseOwner({ index, mine }: CatalogueState): Promise<Result<string | undefined>> {
  const groups = index.entities.filter(({ kind }) => kind.toLowerCase() === 'group');
  if (groups.length === 0) return success(undefined);
  const item = (group: Entity) => ({
    label: displayName(group),
    description: shortEntityRef(group.ref),
    group,
  });
  const isMine = ({ ref }: Entity): boolean => mine?.has(ref) ?? false;
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, group: undefined });
  const own = groups.filter(isMine).map(item);
  const others = groups.filter(group => !isMine(group)).map(item);
  const later = { label: vscode.l10n.t('Decide later'), group: undefined };
  const chosen = await vscode.window.showQuickPick(
    [
      ...(own.length > 0
        ? [separator(vscode.l10n.t('my groups')), ...own, separator(vscode.l10n.t('all groups'))]
        : []),
      ...others,
      separator(''),
      later,
    ],
    {
      title: vscode.l10n.t('Who owns this component?'),
      placeHolder: vscode.l10n.t('Neither CODEOWNERS nor the catalogue says it'),
      matchOnDescription: true,
    },
  );
  if (!chosen) return failure(CANCELLED);
  return success(chosen.group && ownerText(chosen.group));
}
