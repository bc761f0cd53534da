import * as vscode from 'vscode';
import { displayNameOf } from '../../core/catalogue/card.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { reasonSentences, statusWord, type HealthWords } from '../../core/health/healthText.js';
import { readWatch, snooze, watchHealth, type Watch } from '../../core/health/notify.js';
import type { ServiceHealth } from '../../core/health/serviceHealth.js';
import type { CommandId } from '../common/commands.js';
import { withoutLinks } from '../common/notificationText.js';
import { settings } from '../common/settings.js';

const KEY = 'goldenPath.health.watch';
const SNOOZE_MS = 3_600_000;
const MOST_NAMES = 5;

export interface HealthNoticesOptions {
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  readonly words: HealthWords;
  /** Remembers what was told. */
  readonly memento: vscode.Memento;
}

/** Tells who has subscribed that a service of theirs has become critical or down. */
export class HealthNotices {
  constructor(private readonly options: HealthNoticesOptions) {}

  /** Takes what a reading says of the services that the person has subscribed to. */
  async take(services: readonly ServiceHealth[]): Promise<void> {
    if (!settings.notifiesOfMine()) return;
    const { clock } = this.options;
    const readings = services.map(({ entityRef, status, reasons }) => ({
      entityRef,
      status,
      isStale: reasons.includes('stale'),
    }));
    const { watch, tell } = watchHealth(this.watch, readings, clock.now());
    await this.keep(watch);
    const told = tell.flatMap(({ entityRef }) => services.find(health => health.entityRef === entityRef) ?? []);
    if (told.length > 0) void this.show(told);
  }

  private get watch(): Watch {
    return readWatch(this.options.memento.get<unknown>(KEY));
  }

  private async keep(watch: Watch): Promise<void> {
    await this.options.memento.update(KEY, watch);
  }

  private async show(services: readonly ServiceHealth[]): Promise<void> {
    const show = vscode.l10n.t('Show Health');
    const later = vscode.l10n.t('Snooze 1 Hour');
    const off = vscode.l10n.t('Turn Off');
    const chosen = await vscode.window.showWarningMessage(withoutLinks(this.text(services)), show, later, off);
    if (chosen === off) await settings.setNotify('off');
    if (chosen === later) {
      const until = this.options.clock.now() + SNOOZE_MS;
      await this.keep(services.reduce((watch, { entityRef }) => snooze(watch, entityRef, until), this.watch));
    }
    if (chosen !== show) return;
    const [only] = services;
    const command: CommandId = only && services.length === 1 ? 'goldenPath.health.show' : 'goldenPath.health.showMine';
    await vscode.commands.executeCommand(command, only && { entity: { ref: only.entityRef } });
  }

  private text(services: readonly ServiceHealth[]): string {
    const { catalogue, words } = this.options;
    const { index } = catalogue.state;
    const [first] = services;
    if (first && services.length === 1) {
      const [reason] = reasonSentences(first, words);
      const name = displayNameOf(first.entityRef, index);
      return [vscode.l10n.t('{0} is {1}.', name, statusWord(first.status, words.translate).toLowerCase()), reason]
        .filter(part => part !== undefined)
        .join(' ');
    }
    const names = services.slice(0, MOST_NAMES).map(({ entityRef }) => displayNameOf(entityRef, index));
    const more = services.length > MOST_NAMES ? [vscode.l10n.t('and {0} more', services.length - MOST_NAMES)] : [];
    const list = [...names, ...more].join(', ');
    return vscode.l10n.t('{0} of your services are critical or down: {1}', services.length, list);
  }
}
