/**
 * Every text of the page, in English. The editor sends them back translated (`start`); `{0}`, `{1}` … stand for values.
 * Units have a no-break space before them.
 */
export const TEXTS = [
  'Down',
  'Critical',
  'Degraded',
  'Unknown',
  'Healthy',
  'All',
  'stale',
  'idle',
  'silenced',
  'few requests',
  'budget low',
] as const;

export type Text = (typeof TEXTS)[number];
