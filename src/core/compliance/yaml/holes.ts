import type { TemplateHole } from './mask.js';
import type { YamlNode } from './node.js';
import { columnOf } from './trivia.js';
import type { OpenMap, OpenScalar, OpenSeq } from './tree.js';

/**
 * Marks what a template adds to: the collection that is as far in as the lines that it writes, or the value that it writes where
 * none stands. Where that does not say which one, all around the place are marked.
 */
export function markHoles(text: string, root: YamlNode | undefined, holes: readonly TemplateHole[]): void {
  for (const { at, column } of holes) {
    const { collections, absent } = around(root, at);
    const outer = collections.at(-1);
    const fills = absent && column >= (outer ? columnOf(text, outer.start) : 0);
    if (fills) absent.masked = true;
    const exact = collections.filter(({ start }) => columnOf(text, start) === column);
    for (const node of exact.length > 0 || fills ? exact : collections) node.masked = true;
  }
}

/** The block collections in which a place could be, from the outermost, and the absent value that stands right before it. */
function around(
  root: YamlNode | undefined,
  place: number,
): { readonly collections: readonly (OpenMap | OpenSeq)[]; readonly absent: OpenScalar | undefined } {
  const collections: (OpenMap | OpenSeq)[] = [];
  let node = root;
  while (node && node.type !== 'scalar' && node.type !== 'alias' && !node.flow) {
    collections.push(node as OpenMap | OpenSeq);
    node =
      node.type === 'map'
        ? lastBefore(node.entries, place, ({ key }) => key.start)?.value
        : lastBefore(node.items, place, ({ start }) => start);
  }
  const absent = node?.type === 'scalar' && node.start === node.end ? (node as OpenScalar) : undefined;
  return { collections, absent };
}

function lastBefore<T>(parts: readonly T[], place: number, startOf: (part: T) => number): T | undefined {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const part = parts[middle];
    if (part !== undefined && startOf(part) <= place) low = middle + 1;
    else high = middle;
  }
  return parts[low - 1];
}
