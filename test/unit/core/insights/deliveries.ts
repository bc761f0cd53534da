import type {
  Change,
  Deployment,
  DeliveryEvent,
  DeliveryHistory,
  Incident,
} from '../../../../src/core/insights/deliveryEvents.js';
import { doraReport } from '../../../../src/core/insights/dora/computeReport.js';
import type { DoraOptions } from '../../../../src/core/insights/dora/doraOptions.js';
import type { DoraKey, DoraMeasure, DoraReport } from '../../../../src/core/insights/dora/doraReport.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Monday. */
export const FROM = Date.parse('2026-03-02T00:00:00Z');
export const TO = FROM + 7 * DAY;

/** A deployment `hours` after the window began. */
export function deployed(id: string, hours: number, more: Partial<Deployment> = {}): Deployment {
  return {
    type: 'deployment',
    id,
    source: 'ci',
    service: 'shop',
    environment: 'production',
    outcome: 'success',
    finishedAt: FROM + hours * HOUR,
    changes: [],
    ...more,
  };
}

/** An incident that opened `hours` after the window began, for so many minutes; still open where these are undefined. */
export function incident(id: string, hours: number, minutes?: number, more: Partial<Incident> = {}): Incident {
  const openedAt = FROM + hours * HOUR;
  return {
    type: 'incident',
    id,
    source: 'pager',
    service: 'shop',
    environment: 'production',
    openedAt,
    ...(minutes === undefined ? {} : { resolvedAt: openedAt + minutes * MINUTE }),
    ...more,
  };
}

/** A change that was committed `hours` after the window began. */
export function change(sha: string, hours: number, more: Partial<Change> = {}): Change {
  return { sha, committedAt: FROM + hours * HOUR, ...more };
}

export function historyOf(events: readonly DeliveryEvent[]): DeliveryHistory {
  return { events, quality: [], origin: 'test', isDerived: false, at: TO };
}

export function reportOn(events: readonly DeliveryEvent[], options: Partial<DoraOptions> = {}): DoraReport {
  return doraReport(historyOf(events), { from: FROM, to: TO, ...options });
}

export function measureIn(report: DoraReport, key: DoraKey): DoraMeasure {
  const found = report.measures.find(measure => measure.key === key);
  if (!found) throw new Error(`no ${key}`);
  return found;
}

export function detailOf(report: DoraReport, key: DoraKey, label: string): number | null | undefined {
  return measureIn(report, key).details.find(detail => detail.label === label)?.value;
}

export function valueIn(report: DoraReport, key: DoraKey): number | null {
  return measureIn(report, key).value;
}
