import { isScalar, parseDocument, isMap } from 'yaml';
import { EFFORTS, type Effort } from './backlog.js';
import type { QualityNotes } from '../ledger/qualityNotes.js';

/** Where the platform team keeps what it has estimated. */
export const BACKLOG_PATH = '.golden-path/backlog.yaml';

/**
 * Reads what the platform team has estimated: a mapping `effort` of the ids of themes to `small`, `medium` or `large`. What cannot
 * be read is counted and costs only itself.
 */
export function readEfforts(text: string, quality: QualityNotes): ReadonlyMap<string, Effort> {
  const efforts = new Map<string, Effort>();
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
  const map = isMap(document.contents) ? document.contents.get('effort', true) : undefined;
  const isEmpty = document.contents === null || (isMap(document.contents) && map === undefined);
  if (document.errors.length > 0 || (!isMap(map) && !isEmpty)) {
    quality.add('badBacklog', `Files ${BACKLOG_PATH} that cannot be read as a whole: {0}`);
    if (!isMap(map)) return efforts;
  }
  if (!isMap(map)) return efforts;
  for (const { key, value } of map.items) {
    const id = isScalar(key) ? String(key.value) : '';
    const effort = EFFORTS.find(known => isScalar(value) && value.value === known);
    if (id !== '' && effort) efforts.set(id, effort);
    else quality.add('badEffort', 'Estimates in the backlog that are not small, medium or large: {0}', id);
  }
  return efforts;
}
