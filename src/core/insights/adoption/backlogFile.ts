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

/**
 * The text of the file with another estimate in it; everything else stays as it is.
 * @param text of the file; empty where there is none yet
 * @param effort undefined takes the estimate away
 * @returns undefined where the file is not of this form, so that nothing of it is lost
 */
export function withEffort(text: string, id: string, effort: Effort | undefined): string | undefined {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const before = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
  if (before.errors.length > 0 || (before.contents !== null && !isMap(before.contents))) return undefined;
  const map = isMap(before.contents) ? before.contents.get('effort', true) : undefined;
  const line = `${JSON.stringify(id)}: ${effort ?? ''}`;
  if (map === undefined) {
    if (effort === undefined) return text;
    const head = text === '' || text.endsWith('\n') ? text : text + newline;
    return checked(`${head}effort:${newline}  ${line}${newline}`, id, effort);
  }
  if (!isMap(map) || map.flow === true || map.items.length === 0) return undefined;
  const pair = map.items.findLast(({ key }) => isScalar(key) && String(key.value) === id);
  const key = pair?.key as { readonly range?: readonly [number, number, number] } | undefined;
  const first = map.items[0]?.key as { readonly range?: readonly [number, number, number] };
  if (pair && key?.range) {
    const start = text.lastIndexOf('\n', key.range[0]) + 1;
    const lineEnd = text.indexOf('\n', key.range[1]);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    if (effort === undefined) {
      if (map.items.length === 1) return undefined;
      return checked(text.slice(0, start) + text.slice(end), id, effort);
    }
    const value = pair.value as { readonly range?: readonly [number, number, number] } | null;
    if (!value?.range) return undefined;
    return checked(text.slice(0, value.range[0]) + effort + text.slice(value.range[1]), id, effort);
  }
  if (effort === undefined) return text;
  if (!first.range) return undefined;
  const at = text.lastIndexOf('\n', first.range[0]) + 1;
  const indent = ' '.repeat(first.range[0] - at);
  return checked(`${text.slice(0, at)}${indent}${line}${newline}${text.slice(at)}`, id, effort);
}

/** The text was changed by its places: what came out must be what was meant. */
function checked(text: string, id: string, effort: Effort | undefined): string | undefined {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const map = document.contents.get('effort', true);
  const value: unknown = isMap(map) ? map.get(id) : undefined;
  return value === effort ? text : undefined;
}
