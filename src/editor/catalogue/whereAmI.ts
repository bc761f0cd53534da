import * as vscode from 'vscode';
import { displayNameOf } from '../../core/catalogue/card.js';
import { CODE_OWNERS_PATHS, CodeOwners } from '../../core/catalogue/codeOwners.js';
import { displayName, type Entity } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { EntityOfFile } from '../../core/catalogue/whereAmI.js';
import { webAddress } from '../../core/catalogue/addresses.js';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { CommandId } from '../common/commands.js';
import { addressAction, commandAction, placesOf, type EntityAction } from './entityActions.js';
import type { EntityGlances } from './entityGlances.js';
import { plainLabel } from '../common/plainLabel.js';
import { entityTooltip, hasHealth, iconOf } from './treeItems.js';

// Descriptors are read for the status bar only when the window has come to rest.
const FIRST_LOOK_MS = 1_000;

/** What a file belongs to. */
export type FilePlace =
  | { readonly entity: Entity }
  /** Only who owns it is known: as CODEOWNERS writes it, and the group or person where the catalogue has it. */
  | { readonly owner: string; readonly ownerEntity?: Entity };

/** Says in the status bar what the file in front belongs to, and who owns it. Says nothing where that is not known. */
export class WhereAmI implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item: vscode.StatusBarItem;
  private files: EntityOfFile;
  private newest = 0;
  private looked = false;
  private found: FilePlace | undefined;
  private readonly changed = this.store.add(new Emitter<FilePlace | undefined>());

  /** Tells what the file in front belongs to now. */
  readonly onDidChange: Event<FilePlace | undefined> = this.changed.event;

  constructor(
    private readonly model: CatalogueModel,
    private readonly glances: EntityGlances,
  ) {
    this.files = new EntityOfFile(model.state.index);
    this.item = this.store.add(
      vscode.window.createStatusBarItem('goldenPath.whereAmI', vscode.StatusBarAlignment.Left, 10),
    );
    this.item.name = vscode.l10n.t('Golden Path: Entity of the File');
    const command: CommandId = 'goldenPath.entity.showOfFile';
    this.item.command = command;
    const update = (): void => void this.update();
    this.store.add(vscode.window.onDidChangeActiveTextEditor(update));
    let { index } = model.state;
    this.store.add(
      model.onDidChange(state => {
        if (state.index === index) return;
        index = state.index;
        update();
      }),
    );
    this.store.add(
      glances.onDidChange(refs => {
        const place = this.found;
        if (place && 'entity' in place && refs.includes(place.entity.ref)) this.show(place);
      }),
    );
    const timer = setTimeout(update, FIRST_LOOK_MS);
    this.store.add({ dispose: () => clearTimeout(timer) });
  }

  /** What the file in front belongs to; undefined where nothing is known. */
  get place(): FilePlace | undefined {
    return this.found;
  }

  /** What the status bar says; empty while it shows nothing. */
  get text(): string {
    return this.found ? this.item.text : '';
  }

  /** Offers what can be done with the entity of the file in front. */
  async showMenu(): Promise<Result<unknown>> {
    const place = this.found;
    if (!place)
      return failure({
        kind: 'notFound',
        message: vscode.l10n.t('Nothing in the catalogue is known to hold this file.'),
      });
    const entity = 'entity' in place ? place.entity : place.ownerEntity;
    if (!entity) {
      const owner = 'owner' in place ? place.owner : '';
      const message = vscode.l10n.t('{0} owns this file by CODEOWNERS, and is not in the catalogue.', owner);
      return failure({ kind: 'notFound', message });
    }
    const rows = menuOf(entity).map(action => ({
      label: `$(${action.icon}) ${plainLabel(action.title)}`,
      run: action.run,
    }));
    const chosen = await vscode.window.showQuickPick(rows, { title: plainLabel(displayName(entity)) });
    await chosen?.run();
    return success(undefined);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async update(): Promise<void> {
    const turn = ++this.newest;
    const uri = vscode.window.activeTextEditor?.document.uri;
    const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
    const place = uri && folder ? await this.find(uri, folder.uri) : undefined;
    if (turn !== this.newest) return;
    this.found = place;
    if (place) this.show(place);
    else this.item.hide();
    this.changed.fire(place);
  }

  private async find(uri: vscode.Uri, folder: vscode.Uri): Promise<FilePlace | undefined> {
    const { model } = this;
    if (!this.looked && model.state.workspace.readAt === undefined) {
      this.looked = true;
      await model.readWorkspace();
    }
    const { index } = model.state;
    if (this.files.index !== index) this.files = new EntityOfFile(index);
    const { files } = this;
    const near = files.byDescriptor(uri.toString());
    if (near) return { entity: near };
    const repository = await repositoryOf(uri);
    const path = repository?.path ?? vscode.workspace.asRelativePath(uri, false);
    const source = repository?.remote
      ? files.bySourceLocation({ ...repository, remote: repository.remote })
      : undefined;
    if (source) return { entity: source };
    const [owner] = (await codeOwners(repository?.root ?? folder))?.of(path) ?? [];
    const ownerEntity = owner === undefined ? undefined : files.codeOwner(owner);
    return owner === undefined ? undefined : { owner, ...(ownerEntity ? { ownerEntity } : {}) };
  }

  private show(place: FilePlace): void {
    const { item } = this;
    const { index } = this.model.state;
    if ('entity' in place) {
      const { entity } = place;
      const owner = entity.owner && displayNameOf(entity.owner, index).replace(/^group:/, '');
      const parts = [displayName(entity), owner].filter(part => part);
      item.text = `$(${iconOf(entity)}) ${plainLabel(parts.join(' · '))}`;
      item.tooltip = entityTooltip(entity, index, this.glances.of(entity.ref));
      item.accessibilityInformation = { label: vscode.l10n.t('This file belongs to {0}', parts.join(', ')) };
    } else {
      const { owner, ownerEntity } = place;
      item.text = `$(organization) ${plainLabel(ownerEntity ? displayName(ownerEntity) : owner)}`;
      item.tooltip = vscode.l10n.t('Owner of this file by CODEOWNERS: {0}', owner);
      item.accessibilityInformation = { label: item.tooltip };
    }
    item.show();
  }
}

function menuOf(entity: Entity): readonly EntityAction[] {
  const command = (id: CommandId, icon: string, title: string): EntityAction => commandAction(id, icon, title, entity);
  const links = entity.links.flatMap(link => {
    const address = webAddress(link.url);
    return address ? [addressAction(address, 'globe', link.title ?? link.url)] : [];
  });
  const isApi = entity.kind.toLowerCase() === 'api';
  return [
    command('goldenPath.entity.openPage', 'info', vscode.l10n.t('Open Entity Page')),
    ...(hasHealth(entity) ? [command('goldenPath.health.show', 'pulse', vscode.l10n.t('Show Health'))] : []),
    ...(isApi ? [command('goldenPath.entity.openDefinition', 'json', vscode.l10n.t('Open API Definition'))] : []),
    ...placesOf(entity),
    ...links,
    command('goldenPath.entity.reveal', 'list-tree', vscode.l10n.t('Reveal in Catalogue')),
    command('goldenPath.catalogue.copyReference', 'copy', vscode.l10n.t('Copy Entity Reference')),
  ];
}

interface FileInRepository {
  readonly root: vscode.Uri;
  readonly path: string;
  readonly remote?: string;
  readonly branch?: string;
}

/** The repository around a file; undefined where there is none, or where the file is not on a disk. */
async function repositoryOf(uri: vscode.Uri): Promise<FileInRepository | undefined> {
  if (uri.scheme !== 'file') return undefined;
  const folder = vscode.Uri.joinPath(uri, '..');
  const { readRepository } = await import('../../adapters/git/gitFolder.js');
  const facts = await readRepository(folder.fsPath);
  if (!facts) return undefined;
  return {
    root: vscode.Uri.joinPath(folder, ...facts.below.map(() => '..')),
    path: [...facts.below, uri.path.slice(uri.path.lastIndexOf('/') + 1)].join('/'),
    ...(facts.remote === undefined ? {} : { remote: facts.remote }),
    ...(facts.branch === undefined ? {} : { branch: facts.branch }),
  };
}

async function codeOwners(root: vscode.Uri): Promise<CodeOwners | undefined> {
  for (const path of CODE_OWNERS_PATHS)
    try {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(root, path));
      return CodeOwners.parse(new TextDecoder().decode(bytes));
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
    }
  return undefined;
}
