import * as vscode from 'vscode';
import { docsAddress, entityPageAddress, sourceAddress } from '../../core/catalogue/addresses.js';
import { isRecord, ownProperty, type Entity } from '../../core/catalogue/entity.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { CatalogueFilter, CatalogueGrouping, TreeNode } from '../../core/catalogue/tree.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { noBackstage, portalAddress } from '../common/portal.js';
import { settings } from '../common/settings.js';
import type { CatalogueView } from './catalogueView.js';
import type { Stars } from './stars.js';

export interface CatalogueCommandOptions {
  readonly view: CatalogueView;
  readonly model: CatalogueModel;
  readonly stars: Stars;
}

type CatalogueCommandId = Extract<CommandId, `goldenPath.catalogue.${string}`>;

/** The commands of the catalogue view. */
export function catalogueCommands({
  view,
  model,
  stars,
}: CatalogueCommandOptions): Readonly<Record<CatalogueCommandId, CommandHandler>> {
  const group = (grouping: CatalogueGrouping): CommandHandler => {
    return () => settings.setGrouping(grouping);
  };
  const filter = (kind: CatalogueFilter): CommandHandler => {
    return async () => {
      await view.setFilter(kind);
      await vscode.commands.executeCommand('goldenPath.catalogue.focus');
    };
  };
  const onEntity = (act: (entity: Entity) => Promise<Result<unknown>>): CommandHandler => {
    return (_signal, argument) => {
      const entity = entityOf(argument, model) ?? view.selected;
      return entity ? act(entity) : Promise.resolve(failure(nothingSelected()));
    };
  };
  return {
    'goldenPath.catalogue.refresh': () => view.refresh(),
    'goldenPath.catalogue.groupByKind': group('kind'),
    'goldenPath.catalogue.groupByOwner': group('owner'),
    'goldenPath.catalogue.groupBySystem': group('system'),
    'goldenPath.catalogue.showAll': filter('all'),
    'goldenPath.catalogue.showMine': filter('mine'),
    'goldenPath.catalogue.showStarred': filter('starred'),
    'goldenPath.catalogue.showMore': async (_signal, argument) => {
      if (isTreeNode(argument)) view.showMore(argument);
      return Promise.resolve();
    },
    'goldenPath.catalogue.openDescriptor': onEntity(openDescriptor),
    'goldenPath.catalogue.openInBackstage': onEntity(entity =>
      openPortal(entity, appUrl => entityPageAddress(appUrl, entity)),
    ),
    'goldenPath.catalogue.openDocs': onEntity(entity => openPortal(entity, appUrl => docsAddress(appUrl, entity))),
    'goldenPath.catalogue.openSource': onEntity(entity =>
      entity.local ? openDescriptor(entity) : openAddress(sourceAddress(entity), entity),
    ),
    'goldenPath.catalogue.copyReference': onEntity(async entity => {
      await vscode.env.clipboard.writeText(entity.ref);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', entity.ref), 3000);
      return success(undefined);
    }),
    'goldenPath.catalogue.star': onEntity(entity => star(entity, stars, true)),
    'goldenPath.catalogue.unstar': onEntity(entity => star(entity, stars, false)),
    'goldenPath.catalogue.revealOwner': onEntity(entity => revealOwner(entity, view)),
  };
}

/** The entity that a menu or another extension means. Only the catalogue's own are taken. */
function entityOf(argument: unknown, model: CatalogueModel): Entity | undefined {
  const ref = ownProperty(ownProperty(argument, 'entity'), 'ref');
  return typeof ref === 'string' ? model.state.index.get(ref) : undefined;
}

function isTreeNode(argument: unknown): argument is TreeNode {
  return isRecord(argument) && typeof argument['id'] === 'string' && typeof argument['type'] === 'string';
}

async function openDescriptor(entity: Entity): Promise<Result<unknown>> {
  if (!entity.local) return failure(noSuchPlace(entity, vscode.l10n.t('descriptor in the open folder')));
  const position = new vscode.Position(entity.local.line, 0);
  const uri = vscode.Uri.parse(entity.local.uri, true);
  await vscode.window.showTextDocument(uri, { preview: true, selection: new vscode.Range(position, position) });
  return success(undefined);
}

async function openPortal(entity: Entity, address: (appUrl: string) => string | undefined): Promise<Result<unknown>> {
  const appUrl = portalAddress();
  if (appUrl === undefined) return failure(noBackstage());
  return openAddress(address(appUrl), entity);
}

async function openAddress(address: string | undefined, entity: Entity): Promise<Result<unknown>> {
  if (address === undefined) return failure(noSuchPlace(entity, vscode.l10n.t('address for this')));
  await vscode.env.openExternal(vscode.Uri.parse(address, true));
  return success(undefined);
}

async function star(entity: Entity, stars: Stars, starred: boolean): Promise<Result<unknown>> {
  await stars.set(entity.ref, starred);
  return success(undefined);
}

async function revealOwner(entity: Entity, view: CatalogueView): Promise<Result<unknown>> {
  const { owner } = entity;
  if (owner === undefined) return failure(noSuchPlace(entity, vscode.l10n.t('owner')));
  if (await view.reveal(owner)) return success(undefined);
  // The filter may hide the owner, or the grouping may not list it.
  await view.setFilter('all');
  if (await view.reveal(owner)) return success(undefined);
  const message = vscode.l10n.t('{0} is not in the catalogue as it is grouped now.', shortEntityRef(owner));
  return failure({ kind: 'notFound', message });
}

function noSuchPlace(entity: Entity, what: string): Problem {
  return { kind: 'notFound', message: vscode.l10n.t('{0} has no {1}.', shortEntityRef(entity.ref), what) };
}

function nothingSelected(): Problem {
  return { kind: 'unsupported', message: vscode.l10n.t('Select an entity in the catalogue first.') };
}
