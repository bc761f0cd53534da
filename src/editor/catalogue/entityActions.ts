import * as vscode from 'vscode';
import { docsAddress, sourceAddress } from '../../core/catalogue/addresses.js';
import { dashboardAddress } from '../../core/catalogue/annotationAddress.js';
import type { Entity } from '../../core/catalogue/entity.js';
import type { CommandId } from '../common/commands.js';
import { settings } from '../common/settings.js';

/** Something that can be done with an entity, as a button or as a row of a menu. */
export interface EntityAction {
  readonly icon: string;
  readonly title: string;
  readonly run: () => Thenable<unknown>;
}

/** The ways to look at an entity elsewhere, those that it has. */
export function placesOf(entity: Entity): readonly EntityAction[] {
  const connected = settings.instance()?.ok === true;
  const dashboard = dashboardAddress(entity);
  return [
    ...(connected && docsAddress('', entity)
      ? [commandAction('goldenPath.entity.readDocs', 'book', vscode.l10n.t('Read Documentation'), entity)]
      : []),
    ...(entity.local
      ? [commandAction('goldenPath.catalogue.openDescriptor', 'go-to-file', vscode.l10n.t('Open Descriptor'), entity)]
      : sourceAddress(entity)
        ? [commandAction('goldenPath.catalogue.openSource', 'code', vscode.l10n.t('Open Source'), entity)]
        : []),
    ...(connected
      ? [
          commandAction(
            'goldenPath.catalogue.openInBackstage',
            'link-external',
            vscode.l10n.t('Open in Backstage'),
            entity,
          ),
        ]
      : []),
    ...(dashboard ? [addressAction(dashboard, 'dashboard', vscode.l10n.t('Open Dashboard'))] : []),
  ];
}

/** A command on an entity. */
export function commandAction(command: CommandId, icon: string, title: string, entity: Entity): EntityAction {
  return { icon, title, run: () => vscode.commands.executeCommand(command, { entity: { ref: entity.ref } }) };
}

/** Opens an address that `webAddress` has let through. */
export function addressAction(address: string, icon: string, title: string): EntityAction {
  return { icon, title, run: () => vscode.env.openExternal(vscode.Uri.parse(address, true)) };
}
