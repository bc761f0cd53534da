import type { AlertRow, BurnRow, DeploymentMark } from './protocol.js';

/** What is drawn over the lines of a chart. */
export interface PlotMarks {
  readonly deployments: readonly DeploymentMark[];
  readonly level?: number;
  /** Stretches of time: burn windows in which the budget burns too fast. */
  readonly windows: readonly { readonly start: number; readonly end: number; readonly name: string }[];
  /** Since when alerts fire. */
  readonly firingSince: readonly number[];
}

/** The windows that burn too fast, as stretches that end now; the longest first, so that the shorter ones lie on top. */
export function hotWindows(burn: readonly BurnRow[], now: number): PlotMarks['windows'] {
  return burn
    .filter(({ hot }) => hot)
    .map(({ long }) => ({ start: now - windowSeconds(long), end: now, name: long }))
    .filter(({ start }) => start < now)
    .sort((a, b) => a.start - b.start);
}

export function firingSince(alerts: readonly AlertRow[]): number[] {
  return alerts.flatMap(({ state, since }) => (state === 'firing' && since !== undefined ? [since] : []));
}

const SECONDS = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
  ['w', 604_800],
]);

/** Seconds of a duration as Prometheus writes it, such as `30m`, `6h`, `1h30m`; 0 for anything else. */
export function windowSeconds(written: string): number {
  let seconds = 0;
  for (const [, count, unit] of written.matchAll(/(\d+)([smhdw])/g))
    seconds += Number(count) * (SECONDS.get(unit ?? '') ?? 0);
  return seconds;
}
