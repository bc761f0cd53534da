import type uPlot from 'uplot';
import type { Theme } from '../common/theme.js';
import type { PlotMarks } from './marks.js';
import type { DeploymentMark } from './protocol.js';

/** Draws what lies below the lines. */
export function drawBelow(plot: uPlot, marks: PlotMarks, theme: Theme): void {
  const { ctx, bbox } = plot;
  ctx.save();
  clip(ctx, bbox);
  for (const { start, end } of marks.windows) {
    const left = plot.valToPos(start, 'x', true);
    ctx.fillStyle = theme.colour('vscode-charts-red', 0.1);
    ctx.fillRect(left, bbox.top, plot.valToPos(end, 'x', true) - left, bbox.height);
    ctx.fillStyle = theme.colour('vscode-charts-red', 0.6);
    ctx.fillRect(left, bbox.top, ratio(), bbox.height);
  }
  ctx.restore();
}

/** Draws what lies above the lines: the level that they are held against, deployments with their versions, firing alerts. */
export function drawAbove(plot: uPlot, marks: PlotMarks, theme: Theme): void {
  const { ctx, bbox } = plot;
  ctx.save();
  clip(ctx, { ...bbox, top: 0, height: bbox.top + bbox.height });
  drawLevel(plot, marks, theme);
  drawFiring(plot, marks, theme);
  drawWindowNames(plot, marks, theme);
  drawDeployments(plot, marks.deployments, theme);
  ctx.restore();
}

function drawLevel(plot: uPlot, { level }: PlotMarks, theme: Theme): void {
  const { ctx, bbox, scales } = plot;
  const [low = 0, high = 0] = [scales['y']?.min, scales['y']?.max];
  if (level === undefined || level < low || level > high) return;
  const y = Math.round(plot.valToPos(level, 'y', true)) + 0.5;
  ctx.strokeStyle = theme.colour('vscode-foreground', 0.75);
  line(ctx, [6, 4], [bbox.left, y], [bbox.left + bbox.width, y]);
}

/** A band at the foot of the chart for as long as an alert has fired. */
function drawFiring(plot: uPlot, { firingSince: since }: PlotMarks, theme: Theme): void {
  if (since.length === 0) return;
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(Math.min(...since), 'x', true));
  const height = 3 * ratio();
  ctx.fillStyle = theme.colour('vscode-charts-red', 0.9);
  ctx.fillRect(left, bbox.top + bbox.height - height, bbox.left + bbox.width - left, height);
}

function drawWindowNames(plot: uPlot, { windows }: PlotMarks, theme: Theme): void {
  const { ctx, bbox } = plot;
  ctx.font = theme.font(10 * ratio());
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.fillStyle = theme.colour('vscode-foreground', 0.85);
  let free = -Infinity;
  for (const { start, name } of windows) {
    const x = Math.max(bbox.left, plot.valToPos(start, 'x', true)) + 4 * ratio();
    if (x < free || x + ctx.measureText(name).width > bbox.left + bbox.width) continue;
    ctx.fillText(name, x, bbox.top + 3 * ratio());
    free = x + ctx.measureText(name).width + 6 * ratio();
  }
}

function drawDeployments(plot: uPlot, deployments: readonly DeploymentMark[], theme: Theme): void {
  const { ctx, bbox } = plot;
  ctx.font = theme.font(10 * ratio());
  ctx.textBaseline = 'alphabetic';
  let free = bbox.left;
  const right = bbox.left + bbox.width;
  for (const { at, version, commit, failed } of [...deployments].sort((a, b) => a.at - b.at)) {
    const x = Math.round(plot.valToPos(at, 'x', true)) + 0.5;
    if (x < bbox.left || x > right) continue;
    ctx.strokeStyle = theme.colour(failed ? 'vscode-charts-red' : 'vscode-foreground', 0.55);
    line(ctx, [3, 3], [x, bbox.top], [x, bbox.top + bbox.height]);
    const size = 4 * ratio();
    ctx.fillStyle = theme.colour(failed ? 'vscode-charts-red' : 'vscode-foreground', 0.85);
    ctx.beginPath();
    ctx.moveTo(x - size, bbox.top - size);
    ctx.lineTo(x + size, bbox.top - size);
    ctx.lineTo(x, bbox.top + size / 2);
    ctx.closePath();
    ctx.fill();
    const name = `${failed ? '✕ ' : ''}${version ?? commit?.slice(0, 7) ?? ''}`;
    const width = ctx.measureText(name).width;
    const left = Math.min(x + size + 2 * ratio(), right - width);
    if (name === '' || left < free) continue;
    ctx.textAlign = 'left';
    ctx.fillText(name, left, bbox.top - 2 * ratio());
    free = left + width + 6 * ratio();
  }
}

function line(
  ctx: CanvasRenderingContext2D,
  dash: readonly number[],
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): void {
  ctx.lineWidth = ratio();
  ctx.setLineDash(dash.map(length => length * ratio()));
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
  ctx.setLineDash([]);
}

function clip(ctx: CanvasRenderingContext2D, { left, top, width, height }: uPlot.BBox): void {
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
}

function ratio(): number {
  return devicePixelRatio;
}
