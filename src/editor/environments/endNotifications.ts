import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import {
  planEndNotices,
  readNoticeMemory,
  SNOOZE_MS,
  snoozeNotice,
  type EndNotice,
  type NoticeMemory,
} from '../../core/environments/endNotices.js';
import type { Environment } from '../../core/environments/environment.js';
import type { EnvironmentsModel } from '../../core/environments/environmentsModel.js';
import { timeLeftText } from '../../core/environments/environmentTimes.js';
import { isMine } from '../../core/environments/environmentTree.js';
import type { CommandId } from '../common/commands.js';
import { withoutLinks } from '../common/notificationText.js';
import { settings } from '../common/settings.js';

const KEY = 'goldenPath.environments.notices';

export interface EndNotificationsOptions {
  readonly environments: EnvironmentsModel;
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  /** Remembers what was told, in all windows. */
  readonly memento: vscode.Memento;
  readonly isExtendable: (environment: Environment) => boolean;
}

/** Tells a person of the end of environments of theirs: a day and an hour before, once each. */
export class EndNotifications {
  constructor(private readonly options: EndNotificationsOptions) {}

  /** Tells what is due now. */
  async look(): Promise<void> {
    const { environments, catalogue, clock } = this.options;
    if (!settings.environments().notifies) return;
    const mine = catalogue.state.mine ?? new Set<string>();
    const own = environments.environments.filter(each => isMine(each, mine));
    const { memory, tell } = planEndNotices(this.memory, own, clock.now());
    await this.keep(memory);
    for (const notice of tell) void this.show(notice);
  }

  private get memory(): NoticeMemory {
    return readNoticeMemory(this.options.memento.get<unknown>(KEY));
  }

  private async keep(memory: NoticeMemory): Promise<void> {
    const { memento } = this.options;
    if (JSON.stringify(memento.get<unknown>(KEY) ?? {}) !== JSON.stringify(memory)) await memento.update(KEY, memory);
  }

  private async show({ environment, time }: EndNotice): Promise<void> {
    const { clock, isExtendable } = this.options;
    const extend = vscode.l10n.t('Extend…');
    const snooze = time === 'day' ? vscode.l10n.t('Snooze 4 Hours') : vscode.l10n.t('Snooze 15 Minutes');
    const left = timeLeftText(environment.expiresAt, clock.now(), vscode.l10n.t);
    const message = vscode.l10n.t('Your environment {0} ends: {1}.', environment.name, left);
    const buttons = isExtendable(environment) ? [extend, snooze] : [snooze];
    const chosen = await vscode.window.showWarningMessage(withoutLinks(message), ...buttons);
    const command: CommandId = 'goldenPath.environment.extend';
    if (chosen === extend) await vscode.commands.executeCommand(command, { environmentId: environment.id });
    if (chosen === snooze) await this.keep(snoozeNotice(this.memory, environment.id, clock.now() + SNOOZE_MS[time]));
  }
}
