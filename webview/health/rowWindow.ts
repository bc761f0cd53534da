/** The rows of a long list that have to be there: from `first` up to, but without, `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/**
 * Which rows of equal height can be seen, with some more above and below for the next frames of a scroll.
 * @param scrollTop, viewHeight, rowHeight in pixels
 * @param count of all rows
 * @param spare rows above and below
 */
export function rowWindow(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  count: number,
  spare: number,
): RowWindow {
  const first = Math.min(Math.max(0, Math.floor(scrollTop / rowHeight) - spare), count);
  const end = Math.min(count, Math.ceil((Math.max(0, scrollTop) + viewHeight) / rowHeight) + spare);
  return { first, end: Math.max(first, end) };
}

/**
 * Where to scroll so that a row is wholly seen, as little as possible.
 * @param index of the row
 * @returns the new scroll position in pixels; the same where the row is seen already
 */
export function scrollToRow(index: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}

/**
 * The row to which a key moves.
 * @returns its index, or undefined for a key that does not move
 */
export function movedRow(key: string, index: number, count: number, pageRows: number): number | undefined {
  const target = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + pageRows,
    PageUp: index - pageRows,
    Home: 0,
    End: count - 1,
  }[key];
  return target === undefined || count === 0 ? undefined : Math.min(Math.max(target, 0), count - 1);
}
