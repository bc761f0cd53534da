import { entryOf, isNull, mapOf } from '../yaml/navigate.js';
import type { MapNode, YamlDocument, YamlNode } from '../yaml/node.js';
import { documentOf, mapOfOwner, type Owner } from './place.js';

/**
 * Whether something is surely not there: nobody wrote it (`null` counts as not written, as for the API server), and no template
 * can bring it in. A value of a wrong kind on the way is no answer: the API server refuses it.
 * @param path the keys that lead from the owner to what may be missing
 */
export function lacks(owner: Owner, ...path: readonly string[]): boolean {
  const document = documentOf(owner);
  let at: YamlNode | undefined = mapOfOwner(owner);
  for (const name of path) {
    const map: MapNode | undefined = mapOf(at);
    if (!map) return false;
    const entry = entryOf(map, name);
    if (!entry) return !document.templated || !canBeFilled(document, map);
    if (isNull(entry.value)) return !document.templated;
    at = entry.value;
  }
  return false;
}

/** Lines of a template that write nothing themselves: conditions, loops, definitions, comments. */
const CONTROL = /^\{(?:\{-?\s*(?:if|else|end|range|with|define|block|\/\*|\$\w+\s*:?=)|%-?(?!\s*include\b)|#)/;
const INDENTED_BY = /\bn?indent\s+(\d+)/;

/**
 * Whether a template can write further entries into a mapping: by a line of its own among its entries or behind them, such as
 * `{{- toYaml .Values.extra | nindent 8 }}`, unless it says that it is indented to another column.
 */
function canBeFilled({ text }: YamlDocument, map: MapNode): boolean {
  const first = map.entries[0];
  if (!first || map.flow) return true;
  const column = first.key.start - (text.lastIndexOf('\n', first.key.start - 1) + 1);
  let at = text.lastIndexOf('\n', map.start - 1) + 1;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end).trim();
    const isTemplate = line.startsWith('{{') || line.startsWith('{%') || line.startsWith('{#');
    if (isTemplate && !CONTROL.test(line)) {
      const indented = INDENTED_BY.exec(line)?.[1];
      if (indented === undefined || Number(indented) === column) return true;
    } else if (!isTemplate && at > map.end && !/^(?:#|$)/.test(line)) return false;
    at = end + 1;
  }
  return false;
}
