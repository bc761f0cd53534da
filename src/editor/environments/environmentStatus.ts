import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Environment } from '../../core/environments/environment.js';
import type { EnvironmentsModel } from '../../core/environments/environmentsModel.js';
import { environmentLine } from '../../core/environments/environmentText.js';
import type { CommandId } from '../common/commands.js';
import type { BranchWatch } from './branchInFront.js';
import { environmentIcon, environmentTooltip } from './environmentRows.js';

export interface EnvironmentStatusOptions {
  readonly environments: EnvironmentsModel;
  readonly catalogue: CatalogueModel;
  readonly branches: BranchWatch;
  readonly clock: Clock;
}

/** Says in the status bar how the environment of the current branch is. Says nothing where there is none. */
export class EnvironmentStatusItem implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item: vscode.StatusBarItem;

  constructor(private readonly options: EnvironmentStatusOptions) {
    this.item = this.store.add(
      vscode.window.createStatusBarItem('goldenPath.environment', vscode.StatusBarAlignment.Left, 9),
    );
    this.item.name = vscode.l10n.t('Golden Path: Environment of the Branch');
    this.store.add(options.environments.onDidChange(() => this.update()));
    this.store.add(options.branches.onDidChange(() => this.update()));
    this.update();
  }

  /** The environment of the current branch; undefined where there is none. */
  get environment(): Environment | undefined {
    const { environments, branches } = this.options;
    const { current } = branches;
    if (current?.checkout.branch === undefined) return undefined;
    const [first] = environments.ofBranch(current.component?.ref, current.checkout.branch);
    // Without a component, a branch of the same name may be of another repository.
    return current.component || first?.provider === 'local' ? first : undefined;
  }

  /** What the status bar says; empty while it shows nothing. */
  get text(): string {
    return this.environment ? this.item.text : '';
  }

  /** Says it anew, also as time goes by. */
  update(): void {
    const { catalogue, clock } = this.options;
    const { environment, item } = this;
    if (!environment) {
      item.hide();
      return;
    }
    const now = clock.now();
    const line = environmentLine(environment, now, vscode.l10n.t);
    item.text = `$(${environmentIcon(environment)[0]}) ${vscode.l10n.t('Environment {0}', line)}`;
    item.tooltip = environmentTooltip(environment, { index: catalogue.state.index, now });
    item.accessibilityInformation = {
      label: vscode.l10n.t('Environment of this branch, {0}: {1}', environment.name, line),
      role: 'button',
    };
    const isTrouble = environment.state === 'failed' || environment.drift === 'notRunning';
    const isNear = environment.state === 'expiring' || environment.state === 'expired';
    const background = isTrouble
      ? 'statusBarItem.errorBackground'
      : isNear
        ? 'statusBarItem.warningBackground'
        : undefined;
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    const command: CommandId = 'goldenPath.environment.showActions';
    item.command = { command, title: vscode.l10n.t('Show Actions'), arguments: [{ environmentId: environment.id }] };
    item.show();
  }

  dispose(): void {
    this.store.dispose();
  }
}
