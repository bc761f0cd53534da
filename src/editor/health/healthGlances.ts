import { displayNameOf } from '../../core/catalogue/card.js';
import type { EntityIndex } from '../../core/catalogue/entityIndex.js';
import {
  healthLine,
  healthMarkdown,
  rolledUpLine,
  rolledUpMarkdown,
  STATUS_SHAPE,
  statusWord,
  type HealthWords,
} from '../../core/health/healthText.js';
import type { RolledUpHealth, ServiceHealth } from '../../core/health/serviceHealth.js';
import type { HealthStatus } from '../../core/health/status.js';
import type { EntityGlance } from '../catalogue/entityGlances.js';

const COLOUR: Readonly<Record<HealthStatus, string>> = {
  down: 'charts.red',
  critical: 'charts.red',
  degraded: 'charts.yellow',
  unknown: 'disabledForeground',
  healthy: 'charts.green',
};

/** Id of the theme's colour for a status. */
export function statusColour(status: HealthStatus): string {
  return COLOUR[status];
}

/** A service as its row and its card show it. */
export function serviceGlance(health: ServiceHealth, words: HealthWords): EntityGlance {
  return {
    ...glance(health.status, words),
    line: healthLine(health, words),
    markdown: () => healthMarkdown(health, words),
  };
}

/** A system, a domain or an owner as its row and its card show it. */
export function rolledUpGlance(health: RolledUpHealth, index: EntityIndex, words: HealthWords): EntityGlance {
  return {
    ...glance(health.status, words),
    line: rolledUpLine(health, words),
    markdown: () => rolledUpMarkdown(health, ref => displayNameOf(ref, index), words),
  };
}

function glance(
  status: HealthStatus,
  { translate }: HealthWords,
): Pick<EntityGlance, 'shape' | 'word' | 'colour' | 'isTrouble'> {
  return {
    shape: STATUS_SHAPE[status],
    word: statusWord(status, translate),
    colour: statusColour(status),
    isTrouble: status === 'down' || status === 'critical' || status === 'degraded',
  };
}
