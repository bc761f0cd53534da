import type { DeploymentMark, SparkLine } from './protocol.js';

/** Width and height of the field that the paths are drawn on. */
const WIDTH = 100;
const HEIGHT = 20;
/** Errors below this are drawn as the low values that they are, not blown up to the full height. */
const SMALLEST_TOP = 0.001;

export interface SparkPaths {
  readonly line: string;
  readonly area: string;
  readonly marks: string;
}

/**
 * The paths (SVG) of a small history, on a field of 100 by 20. Where there was no value, line and area have a gap.
 * @param marks deployments; those outside the history are left out
 */
export function sparkPaths(spark: SparkLine | undefined, marks: readonly DeploymentMark[]): SparkPaths {
  const start = spark?.times[0];
  const end = spark?.times.at(-1);
  if (!spark || start === undefined || end === undefined || end <= start) return { line: '', area: '', marks: '' };
  const x = (time: number): string => (((time - start) / (end - start)) * WIDTH).toFixed(1);
  const top = spark.values.reduce<number>((most, value) => Math.max(most, value ?? 0), SMALLEST_TOP);
  const y = (value: number): string => (HEIGHT - 1 - (value / top) * (HEIGHT - 3)).toFixed(1);
  let line = '';
  let area = '';
  for (const [from, to] of stretches(spark.values)) {
    const points = [];
    for (let index = from; index < to; index++)
      points.push(`${x(spark.times[index] ?? start)} ${y(spark.values[index] ?? 0)}`);
    line += `M${points.join('L')}`;
    area += `M${x(spark.times[from] ?? start)} ${HEIGHT}L${points.join('L')}L${x(spark.times[to - 1] ?? end)} ${HEIGHT}Z`;
  }
  return {
    line,
    area,
    marks: marks
      .filter(({ at }) => at >= start && at <= end)
      .map(({ at }) => `M${x(at)} 0V${HEIGHT}`)
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
