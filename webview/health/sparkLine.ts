import { drawing, setAttribute } from '../common/element.js';
import { sparkPaths, type SparkPaths } from '../common/sparkPath.js';
import type { ServiceRow } from './protocol.js';

/** Errors below this are drawn as the low values that they are, not blown up to the full height. */
const SMALLEST_TOP = 0.001;

/** Rows come back while one scrolls. */
const drawn = new WeakMap<ServiceRow, SparkPaths>();

/** A small history of errors with marks where something was deployed; one element that is used for one service after the other. */
export class SparkLine {
  private readonly area = drawing('path', { class: 'spark-area' });
  private readonly line = drawing('path', { class: 'spark-line' });
  private readonly marks = drawing('path', { class: 'spark-marks' });
  readonly node = drawing(
    'svg',
    { class: 'spark', viewBox: '0 0 100 20', preserveAspectRatio: 'none', role: 'img' },
    this.area,
    this.line,
    this.marks,
  );

  /** @param label what the picture says, in words */
  show(row: ServiceRow, label: string): void {
    let paths = drawn.get(row);
    if (!paths)
      drawn.set(
        row,
        (paths = sparkPaths(
          row.errorSpark,
          row.deployments.map(({ at }) => at),
          SMALLEST_TOP,
        )),
      );
    setAttribute(this.area, 'd', paths.area);
    setAttribute(this.line, 'd', paths.line);
    setAttribute(this.marks, 'd', paths.marks);
    setAttribute(this.node, 'aria-label', label);
  }
}
