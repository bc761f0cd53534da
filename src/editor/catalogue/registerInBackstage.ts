import * as vscode from 'vscode';
import { waitFor } from '../../adapters/waitFor.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { GitHostKind } from '../../core/catalogue/gitRemote.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import {
  awaitEntities,
  findConflicts,
  refreshAndAwait,
  type Patience,
  type Registrar,
  type RegistrationConflict,
} from '../../core/catalogue/registration.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { withPatience } from '../common/patience.js';
import type { CatalogueView } from './catalogueView.js';
import { addressOf, placeOfFile, type RemotePlace } from './descriptorAddress.js';

const PATIENCE_MS = 700;
const MOST_SHOWN = 12;

export interface RegisterOptions {
  readonly model: CatalogueModel;
  readonly view: CatalogueView;
  readonly registrar: Registrar;
}

/** Registers the descriptor of a file by the address that it has in its repository, after showing what comes of it. */
export async function registerInBackstage(
  file: vscode.Uri,
  options: RegisterOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const { registrar } = options;
  const place = await findAddress(file, options.model);
  if (!place.ok) return place;
  const address = place.value;
  const looked = await patiently(vscode.l10n.t('Backstage reads {0}', address), signal, async stop => {
    const preview = await registrar.preview(address, stop);
    if (!preview.ok) return failure(unreadable(preview.problem, address));
    const found = componentsFirst(preview.value.refs);
    const versions = await registrar.versions(found, stop);
    // Not knowing of conflicts is no reason against it: the server has the last word.
    const conflicts = versions.ok ? findConflicts(address, found, versions.value) : [];
    return success({ exists: preview.value.exists, refs: found, conflicts });
  });
  if (!looked.ok) return looked;
  const { exists, refs, conflicts } = looked.value;
  if (exists) return alreadyThere(address, refs);
  if (!(await confirm(address, refs, conflicts))) return failure(CANCELLED);
  const registered = await registrar.register(address, signal);
  if (!registered.ok) return registered.problem.kind === 'conflict' ? alreadyThere(address, refs) : registered;
  const expected = refs.filter(ref => !conflicts.some(conflict => conflict.ref === ref));
  const missing = await patiently(vscode.l10n.t('Waiting for the catalogue to take it in'), signal, stop =>
    awaitEntities(registrar, expected, { everyMs: 500, forMs: 120_000, wait: waitFor }, stop),
  );
  if (!missing.ok) return missing;
  if (missing.value.length > 0)
    return failure({
      kind: 'unsupported',
      message: vscode.l10n.t(
        'It is registered, but Backstage has not made entities of it yet: {0}.',
        listed(missing.value),
      ),
    });
  offerToShow(vscode.l10n.t('Registered in Backstage: {0}.', listed(expected)), expected[0], options);
  return success(undefined);
}

/** Has Backstage read an entity anew, and shows what came of it. */
export async function refreshEntity(
  ref: string,
  { registrar, view }: RegisterOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const patience: Patience = { everyMs: 500, forMs: 10_000, wait: waitFor };
  const changed = await patiently(vscode.l10n.t('Backstage reads {0} again', shortEntityRef(ref)), signal, stop =>
    refreshAndAwait(registrar, ref, patience, stop),
  );
  if (!changed.ok) return changed;
  if (changed.value) await view.refresh();
  void vscode.window.showInformationMessage(
    changed.value
      ? vscode.l10n.t('{0} is up to date.', shortEntityRef(ref))
      : vscode.l10n.t('Backstage was asked to read {0} again. Nothing has changed so far.', shortEntityRef(ref)),
  );
  return success(undefined);
}

async function findAddress(file: vscode.Uri, model: CatalogueModel): Promise<Result<string>> {
  const place = await placeOfFile(file, model.state.index);
  if (!place)
    return failure({
      kind: 'unsupported',
      message: vscode.l10n.t(
        'This file has no address that Backstage could read: its folder is no git repository with a remote and a branch.',
      ),
    });
  const kind = place.kind ?? (await chooseHostKind(place));
  if (!kind) return failure(CANCELLED);
  const address = addressOf({ ...place, kind });
  if (address !== undefined) return success(address);
  return failure({
    kind: 'unsupported',
    message: vscode.l10n.t('The remote of this repository has no form that is known here.'),
  });
}

/** Asks what neither the name of the host nor the catalogue tells. */
async function chooseHostKind({ repository }: RemotePlace): Promise<GitHostKind | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly kindOfHost: GitHostKind })[] = [
    { label: 'GitHub Enterprise', kindOfHost: 'github' },
    { label: 'GitLab', kindOfHost: 'gitlab' },
    { label: 'Bitbucket Server', kindOfHost: 'bitbucketServer' },
    { label: 'Azure DevOps Server', kindOfHost: 'azure' },
    { label: 'Gitea', kindOfHost: 'gitea' },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('What kind of git host is {0}?', repository.origin),
  });
  return chosen?.kindOfHost;
}

async function confirm(
  address: string,
  refs: readonly string[],
  conflicts: readonly RegistrationConflict[],
): Promise<boolean> {
  const register = vscode.l10n.t('Register');
  const lines = refs.slice(0, MOST_SHOWN).map(ref => `• ${shortEntityRef(ref)}`);
  if (refs.length > MOST_SHOWN) lines.push(vscode.l10n.t('… and {0} more', refs.length - MOST_SHOWN));
  const clashes = conflicts
    .slice(0, MOST_SHOWN)
    .map(({ ref, origin }) =>
      vscode.l10n.t('{0} comes from {1} already and stays as it is.', shortEntityRef(ref), origin),
    );
  const detail = [address, '', ...lines, ...(clashes.length > 0 ? ['', ...clashes] : [])].join('\n');
  const message =
    refs.length === 1
      ? vscode.l10n.t('Register this entity in Backstage?')
      : vscode.l10n.t('Register these {0} entities in Backstage?', refs.length);
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, register)) === register;
}

function alreadyThere(address: string, refs: readonly string[]): Result<unknown> {
  const refresh = vscode.l10n.t('Refresh');
  const [first] = refs;
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t('{0} is registered already.', address),
      ...(first === undefined ? [] : [refresh]),
    )
    .then(chosen => {
      if (chosen && first !== undefined)
        void vscode.commands.executeCommand('goldenPath.descriptor.refreshEntity', { entity: { ref: first } });
    });
  return success(undefined);
}

function offerToShow(text: string, ref: string | undefined, { view }: RegisterOptions): void {
  const show = vscode.l10n.t('Show in Catalogue');
  void vscode.window.showInformationMessage(text, ...(ref === undefined ? [] : [show])).then(async chosen => {
    if (!chosen || ref === undefined) return;
    await vscode.commands.executeCommand('goldenPath.catalogue.focus');
    await view.refresh();
    if (await view.reveal(ref)) return;
    await view.setFilter('all');
    await view.reveal(ref);
  });
}

/** In the order in which they came, but first what people look for. */
function componentsFirst(refs: readonly string[]): readonly string[] {
  const isComponent = (ref: string): boolean => ref.startsWith('component:');
  return [...refs.filter(isComponent), ...refs.filter(ref => !isComponent(ref))];
}

/** The server answers 400 where it cannot read the address: that says nothing against the server. */
function unreadable(problem: Problem, address: string): Problem {
  if (problem.kind !== 'invalid' || problem.status !== 400) return problem;
  const message = vscode.l10n.t('Backstage cannot take {0}. Is it pushed? {1}', address, problem.message);
  return { ...problem, kind: 'notFound', message };
}

function listed(refs: readonly string[]): string {
  const shown = refs.slice(0, MOST_SHOWN).map(shortEntityRef).join(', ');
  return refs.length > MOST_SHOWN ? `${shown} …` : shown;
}

function patiently<T>(title: string, signal: AbortSignal, run: (stop: AbortSignal) => Promise<T>): Promise<T> {
  return withPatience({ title, patienceMs: PATIENCE_MS, run: cancel => run(AbortSignal.any([signal, cancel])) });
}
