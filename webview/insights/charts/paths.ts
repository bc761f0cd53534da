/** A rectangle as a path, from its upper left corner. */
export function rectangle(x: number, y: number, width: number, height: number): string {
  return `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`;
}

/** Lines from the lower left to the upper right that fill a rectangle, so that it can be told from others without colour. */
export function hatching(x: number, y: number, width: number, height: number, gap = 5): string {
  let path = '';
  // Each line runs along sum = (its x) + (its y), measured from the upper left corner.
  for (let sum = gap; sum < width + height; sum += gap) {
    const fromX = Math.max(0, sum - height);
    const toX = Math.min(width, sum);
    path += `M${n(x + fromX)} ${n(y + sum - fromX)}L${n(x + toX)} ${n(y + sum - toX)}`;
  }
  return path;
}

/** A small disc. */
export function disc(x: number, y: number, radius: number): string {
  return `M${n(x - radius)} ${n(y)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}

/** A number as paths have it: no more digits than can be seen. */
export function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Round numbers from 0 up to at least the given one: at most five. */
export function marksUpTo(most: number, isCount = false): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const found = [1, 2, 2.5, 5, 10].map(factor => factor * power).find(size => size >= rough) ?? rough;
  const step = isCount ? Math.max(1, Math.ceil(found)) : found;
  const marks = [0];
  for (let mark = step; ; mark += step) {
    marks.push(Number(mark.toPrecision(12)));
    if (mark >= most) return marks;
  }
}
