import * as vscode from 'vscode';
import type { Entity } from '../../core/catalogue/entity.js';

const SCHEME = 'golden-path-entity';
const LOCAL = 'local';

/** The address by which the row of an entity is decorated. No document stands behind it. */
export function entityUri(entity: Entity): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${entity.ref}`, query: entity.local ? LOCAL : '' });
}

/** Marks the entities that come from a file of the open folder, with a letter and a colour. */
export class EntityDecorations implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME || uri.query !== LOCAL) return undefined;
    return new vscode.FileDecoration(
      vscode.l10n.t('L'),
      vscode.l10n.t('From a file of this folder'),
      new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'),
    );
  }
}
