import type { Span, YamlNode } from './node.js';

/** More than these are not told apart: everything hangs on them. */
const MOST_UNKNOWNS = 1_000;

/** One list for all chunks of the product: the build keeps this file in one place. */
const met: YamlNode[] = [];

/**
 * A look into a tree met something that is not known: a masked value where a mapping, a list or a scalar was asked for, or a mapping
 * to which something adds names where one was missing.
 */
export function meetUnknown(node: YamlNode): void {
  if (met.length <= MOST_UNKNOWNS) met.push(node);
}

/** Begins anew: with the next look of a rule at a subject. */
export function forgetUnknowns(): void {
  if (met.length > 0) met.length = 0;
}

/**
 * Looks at what is written, for what is said of each part of it alone: that there may be more makes no difference to that.
 * @param look does not hand on what it found out by what is missing
 */
export function asWritten<T>(look: () => T): T {
  const before = met.length;
  const found = look();
  met.length = Math.min(met.length, before);
  return found;
}

/**
 * Whether what is said of a place may hang on something unknown that was met since. It does not where both are in different items
 * of a list, such as two containers of a pod, and where the list around the place may merely have more items.
 * @param place in the same document as what was met
 */
export function hangsOnUnknowns(place: Span): boolean {
  return met.length > MOST_UNKNOWNS || met.some(unknown => hangsOn(place, unknown));
}

function hangsOn(place: Span, unknown: YamlNode): boolean {
  let inner: YamlNode | undefined;
  for (let outer: YamlNode | undefined = unknown; outer; inner = outer, outer = outer.parent) {
    if (isWithin(place, outer))
      return outer.type !== 'seq' || !outer.items.some(item => item !== inner && isWithin(place, item));
    // What an alias can stand for is not only where it is written.
    if (outer.anchor !== undefined) return true;
  }
  return true;
}

function isWithin(place: Span, node: Span): boolean {
  return place.start >= node.start && place.end <= node.end;
}
