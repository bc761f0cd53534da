/** A part of a whole whose size is known. */
export interface CountedCell {
  readonly count: number;
  /** That it is not shown, whatever its size. */
  readonly never?: boolean;
}

export interface HeldBack {
  readonly cells: readonly number[];
  readonly whole: boolean;
}

/**
 * Which parts of a whole are to be held back so that no small one can be computed from the whole and the others.
 *
 * Held back are the parts of fewer than `fewest`, and, while what is held back with a small part among it is a single part, or fewer
 * than `fewest` together, or one for each part, the smallest of the others (complementary suppression; Willenborg and de Waal,
 * "Elements of Statistical Disclosure Control", 2001, chapter 6). Parts without anything are none.
 * @returns indices of what is held back, those that are `never` shown included, and whether that protects it only without the whole
 */
export function holdBack(cells: readonly CountedCell[], fewest: number): HeldBack {
  const parts = cells.map((cell, index) => ({ ...cell, index })).filter(({ count }) => count > 0);
  const isSmall = ({ count }: CountedCell): boolean => count < fewest;
  const hidden = parts.filter(part => part.never === true || isSmall(part));
  const others = parts.filter(part => !hidden.includes(part)).sort((a, b) => a.count - b.count);
  while (hidden.some(isSmall) && !isSafe(hidden, fewest)) {
    const next = others.shift();
    if (!next) break;
    hidden.push(next);
  }
  return {
    cells: hidden.map(({ index }) => index).sort((a, b) => a - b),
    whole: hidden.some(isSmall) && !isSafe(hidden, fewest),
  };
}

function isSafe(hidden: readonly CountedCell[], fewest: number): boolean {
  const together = hidden.reduce((sum, { count }) => sum + count, 0);
  // A small part alone has fewer: so these are two at least.
  return together >= fewest && together > hidden.length;
}
