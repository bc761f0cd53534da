import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { EntityGlances } from '../catalogue/entityGlances.js';
import { DESCRIPTOR_SELECTOR } from '../catalogue/language/languageDocuments.js';
import type { CommandId } from '../common/commands.js';

/** A line over each component of a descriptor that says how it is: `Healthy · 12 req/s · 0.02 % errors · budget 74 %`. */
export class HealthLenses implements vscode.CodeLensProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<void>());

  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly catalogue: CatalogueModel,
    private readonly glances: EntityGlances,
  ) {
    this.store.add(glances.onDidChange(() => this.changed.fire()));
    this.store.add(vscode.languages.registerCodeLensProvider(DESCRIPTOR_SELECTOR, this));
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const command: CommandId = 'goldenPath.health.show';
    return this.catalogue.state.index.describedIn(uri.toString()).flatMap(({ ref, local: { line } }) => {
      const glance = this.glances.of(ref);
      if (!glance) return [];
      return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
        title: `${glance.shape} ${glance.line}`,
        tooltip: vscode.l10n.t('Show the health of this component'),
        command,
        arguments: [{ entity: { ref } }],
      });
    });
  }

  dispose(): void {
    this.store.dispose();
  }
}
