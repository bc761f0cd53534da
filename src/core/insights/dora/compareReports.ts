import { DORA_KEYS, type DoraKey, type DoraReport } from './doraReport.js';

/** How a key moved between two windows. */
export interface DoraChange {
  readonly key: DoraKey;
  readonly before: number | null;
  readonly after: number | null;
  /** After minus before, in the unit of the key; null where one of them has no value. */
  readonly difference: number | null;
  /** After divided by before; null where that cannot be said. */
  readonly ratio: number | null;
  readonly direction: 'better' | 'worse' | 'same' | 'unknown';
}

/**
 * Sets two reports of the same services side by side.
 * @param before of the earlier window
 * @returns one entry for each key; `unknown` where one side has no value, or their definitions differ
 */
export function compareReports(before: DoraReport, after: DoraReport): readonly DoraChange[] {
  const isComparable = before.definition === after.definition;
  return DORA_KEYS.map(key => {
    const [first, second] = [valueOf(before, key), valueOf(after, key)];
    if (!isComparable || first === null || second === null)
      return { key, before: first, after: second, difference: null, ratio: null, direction: 'unknown' };
    const difference = second - first;
    const isBetter = key === 'deploymentFrequency' ? difference > 0 : difference < 0;
    return {
      key,
      before: first,
      after: second,
      difference,
      ratio: first === 0 ? null : second / first,
      direction: difference === 0 ? 'same' : isBetter ? 'better' : 'worse',
    };
  });
}

function valueOf(report: DoraReport, key: DoraKey): number | null {
  return report.measures.find(measure => measure.key === key)?.value ?? null;
}
