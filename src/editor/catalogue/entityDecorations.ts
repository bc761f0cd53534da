import * as vscode from 'vscode';
import type { Entity } from '../../core/catalogue/entity.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { EntityGlances } from './entityGlances.js';

const SCHEME = 'golden-path-entity';
const LOCAL = 'local';

/** The address by which the row of an entity is decorated. No document stands behind it. */
export function entityUri(entity: Entity): vscode.Uri {
  return addressOf(entity.ref, entity.local ? LOCAL : '');
}

/**
 * Marks the entities that come from a file of the open folder with a letter, and those of which it is known how they are with a shape.
 * What is in trouble has its colour before any other.
 */
export class EntityDecorations implements vscode.FileDecorationProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri[]>());

  readonly onDidChangeFileDecorations = this.changed.event;

  constructor(private readonly glances: EntityGlances) {
    // Whether an entity is of the folder is a part of its address: both may be shown.
    const addresses = (ref: string): vscode.Uri[] => [addressOf(ref, ''), addressOf(ref, LOCAL)];
    this.store.add(glances.onDidChange(refs => this.changed.fire(refs.flatMap(addresses))));
    this.store.add(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const isLocal = uri.query === LOCAL;
    const glance = this.glances.of(uri.path.slice(1));
    if (!glance && !isLocal) return undefined;
    const colour = glance?.isTrouble ? glance.colour : isLocal ? 'gitDecoration.modifiedResourceForeground' : undefined;
    return new vscode.FileDecoration(
      `${isLocal ? vscode.l10n.t('L') : ''}${glance?.shape ?? ''}`,
      [isLocal ? vscode.l10n.t('From a file of this folder') : '', glance?.line ?? ''].filter(Boolean).join('\n'),
      colour === undefined ? undefined : new vscode.ThemeColor(colour),
    );
  }

  dispose(): void {
    this.store.dispose();
  }
}

function addressOf(ref: string, query: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${ref}`, query });
}
