/** Width and height of the field that the paths are drawn on. */
const WIDTH = 100;
const HEIGHT = 20;

/** A small history: values at times of any unit, null where there is none. */
export interface SparkValues {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface SparkPaths {
  readonly line: string;
  readonly area: string;
  readonly marks: string;
}

/**
 * The paths (SVG) of a small history, on a field of 100 by 20. Where there was no value, line and area have a gap.
 * @param marks times that get an upright line; those outside the history are left out
 * @param smallestTop values below it are drawn as the low ones that they are, not blown up to the full height
 */
export function sparkPaths(spark: SparkValues | undefined, marks: readonly number[], smallestTop: number): SparkPaths {
  const start = spark?.times[0];
  const end = spark?.times.at(-1);
  if (!spark || start === undefined || end === undefined || end <= start) return { line: '', area: '', marks: '' };
  const x = (time: number): string => (((time - start) / (end - start)) * WIDTH).toFixed(1);
  const top = spark.values.reduce<number>((most, value) => Math.max(most, value ?? 0), smallestTop);
  const y = (value: number): string => (HEIGHT - 1 - (value / top) * (HEIGHT - 3)).toFixed(1);
  let line = '';
  let area = '';
  for (const [from, to] of stretches(spark.values)) {
    const points = [];
    for (let index = from; index < to; index++)
      points.push(`${x(spark.times[index] ?? start)} ${y(spark.values[index] ?? 0)}`);
    // A point without neighbours is a line of no length, which a round end makes a dot.
    line += points.length === 1 ? `M${points.join()}h0` : `M${points.join('L')}`;
    area += `M${x(spark.times[from] ?? start)} ${HEIGHT}L${points.join('L')}L${x(spark.times[to - 1] ?? end)} ${HEIGHT}Z`;
  }
  return {
    line,
    area,
    marks: marks
      .filter(at => at >= start && at <= end)
      .map(at => `M${x(at)} 0V${HEIGHT}`)
      .join(''),
  };
}

/** From where to where there are values without a gap; the second number is the first index that has none. */
function stretches(values: readonly (number | null)[]): [number, number][] {
  const found: [number, number][] = [];
  let from = -1;
  for (let index = 0; index <= values.length; index++) {
    const isValue = Number.isFinite(values[index] ?? Number.NaN);
    if (isValue && from < 0) from = index;
    if (!isValue && from >= 0) {
      found.push([from, index]);
      from = -1;
    }
  }
  return found;
}
