import { isFields } from '../common/checks.js';
import type { MeasureKey } from './protocol.js';

export const TABS = ['delivery', 'adoption', 'survey', 'backlog'] as const;
export type Tab = (typeof TABS)[number];

export const MEASURE_KEYS: readonly MeasureKey[] = [
  'deploymentFrequency',
  'leadTime',
  'changeFailureRate',
  'failedDeploymentRecoveryTime',
  'timeToRestore',
  'reworkRate',
];

/** What the page shows, as far as it survives a reload. */
export interface ViewState {
  readonly tab: Tab;
  /** The number whose data are open. */
  readonly measure: MeasureKey | undefined;
  /** Charts that are shown as tables, by their names. */
  readonly tables: readonly string[];
}

/** @param kept what the editor kept for the page; it may be of an older version, so each part that does not fit is left out */
export function readViewState(kept: unknown): ViewState {
  const from = isFields(kept) ? kept : {};
  const tables: unknown = from['tables'];
  return {
    tab: TABS.find(tab => tab === from['tab']) ?? 'delivery',
    measure: MEASURE_KEYS.find(key => key === from['measure']),
    tables: Array.isArray(tables) ? tables.filter(name => typeof name === 'string') : [],
  };
}
