import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { displayName } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { EntityGlances } from '../catalogue/entityGlances.js';
import { plainLabel } from '../common/plainLabel.js';
import { entityTooltip } from '../catalogue/treeItems.js';
import type { WhereAmI } from '../catalogue/whereAmI.js';
import type { CommandId } from '../common/commands.js';

/** Says in the status bar how the component of the file in front is. Says nothing where that is not known. */
export class HealthStatusItem implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item: vscode.StatusBarItem;
  private shown = '';

  constructor(
    private readonly catalogue: CatalogueModel,
    private readonly whereAmI: WhereAmI,
    private readonly glances: EntityGlances,
  ) {
    this.item = this.store.add(
      vscode.window.createStatusBarItem('goldenPath.health', vscode.StatusBarAlignment.Left, 9.5),
    );
    this.item.name = vscode.l10n.t('Golden Path: Health of the File’s Component');
    this.store.add(whereAmI.onDidChange(() => this.update()));
    this.store.add(glances.onDidChange(() => this.update()));
    this.update();
  }

  /** What the status bar says; empty while it shows nothing. */
  get text(): string {
    return this.shown;
  }

  dispose(): void {
    this.store.dispose();
  }

  private update(): void {
    const { place } = this.whereAmI;
    const entity = place && 'entity' in place ? place.entity : undefined;
    const glance = entity && this.glances.of(entity.ref);
    this.shown = glance ? `${glance.shape} ${glance.word}` : '';
    const { item } = this;
    if (!entity || !glance) {
      item.hide();
      return;
    }
    item.text = `$(pulse) ${this.shown}`;
    item.tooltip = entityTooltip(entity, this.catalogue.state.index, glance);
    item.accessibilityInformation = {
      label: vscode.l10n.t('Health of {0}: {1}', plainLabel(displayName(entity)), glance.line),
    };
    // The bar has colours of its own for what must be seen.
    const background = glance.isTrouble && glance.colour === 'charts.red' ? 'statusBarItem.errorBackground' : undefined;
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    const command: CommandId = 'goldenPath.health.show';
    item.command = { command, title: vscode.l10n.t('Show Health'), arguments: [{ entity: { ref: entity.ref } }] };
    item.show();
  }
}
