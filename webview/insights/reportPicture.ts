import { sparkPaths } from '../common/sparkPath.js';
import type { PageContext } from './context.js';
import { COUNTED, deltaWords, GRADE_WORDS, MEASURE_TITLES } from './measureWords.js';
import type { Delivery, Measure } from './protocol.js';

const RATIO = 2;
const WIDTH = 1_080;
const MARGIN = 28;
const COLUMNS = 3;
const GAP = 16;
const CARD_HEIGHT = 168;
const PADDING = 14;

/** The numbers of delivery as one picture (for a slide or a review) that says by itself what they are of. */
export function reportPicture(delivery: Delivery, scope: string, context: PageContext): HTMLCanvasElement {
  const { words, formats, theme } = context;
  const { t } = words;
  const rows = Math.ceil(delivery.measures.length / COLUMNS);
  const head = 88;
  const foot = 44;
  const height = MARGIN + head + rows * (CARD_HEIGHT + GAP) + foot;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * RATIO;
  canvas.height = height * RATIO;
  const ctx = canvas.getContext('2d');
  if (!ctx) return canvas;
  ctx.scale(RATIO, RATIO);
  ctx.fillStyle = theme.colour('vscode-editor-background');
  ctx.fillRect(0, 0, WIDTH, height);
  ctx.textBaseline = 'top';
  const write = (
    text: string,
    x: number,
    y: number,
    size: number,
    isDim = false,
    weight = 400,
    width = WIDTH - x - MARGIN,
  ): void => {
    ctx.fillStyle = theme.colour(isDim ? 'vscode-descriptionForeground' : 'vscode-foreground');
    ctx.font = `${weight} ${theme.font(size)}`;
    ctx.fillText(shortened(ctx, text, width), x, y);
  };
  write(t('Delivery: {0}', scope), MARGIN, MARGIN, 20, false, 600);
  write(formats.window(delivery.window), MARGIN, MARGIN + 28, 13, true);
  write(delivery.isDerived ? `${delivery.origin} (${t('derived')})` : delivery.origin, MARGIN, MARGIN + 48, 12, true);
  const cardWidth = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
  delivery.measures.forEach((measure, index) => {
    const x = MARGIN + (index % COLUMNS) * (cardWidth + GAP);
    const y = MARGIN + head + Math.floor(index / COLUMNS) * (CARD_HEIGHT + GAP);
    ctx.strokeStyle = theme.colour('page-grid');
    ctx.lineWidth = 1;
    ctx.strokeRect(x + 0.5, y + 0.5, cardWidth - 1, CARD_HEIGHT - 1);
    const inner = cardWidth - 2 * PADDING;
    const left = x + PADDING;
    write(t(MEASURE_TITLES[measure.key]), left, y + 12, 13, false, 600, inner);
    write(formats.value(measure.value, measure.unit), left, y + 32, 26, measure.value === null, 300, inner);
    if (measure.value === null) write(measure.reason ?? t('There is no number.'), left, y + 68, 12, true, 400, inner);
    else {
      paintTrend(ctx, measure, left, y + 70, inner, context);
      write(t(COUNTED[measure.key], formats.count(measure.count)), left, y + 106, 12, true, 400, inner);
    }
    const target = measure.target ? t('Target: {0}', formats.target(measure.target, measure.unit)) : '';
    write(
      [measure.grade ? t(GRADE_WORDS[measure.grade]) : '', target].filter(Boolean).join(' · '),
      left,
      y + 124,
      12,
      false,
      400,
      inner,
    );
    const { other } = delivery;
    const same = other?.measures.find(({ key }) => key === measure.key);
    if (other) write(deltaWords(measure, same, other.window, context).text, left, y + 142, 12, true, 400, inner);
  });
  write(
    t('Definitions: {0}. Read on {1}.', delivery.definition, formats.time(delivery.readAt / 1_000, 0)),
    MARGIN,
    height - foot + 8,
    11,
    true,
  );
  return canvas;
}

function paintTrend(
  ctx: CanvasRenderingContext2D,
  { trend }: Measure,
  x: number,
  y: number,
  width: number,
  { theme }: PageContext,
): void {
  const times = trend.map(({ from, to }) => (from + to) / 2);
  const { line } = sparkPaths({ times, values: trend.map(({ value }) => value) }, [], Number.MIN_VALUE);
  const fitted = new Path2D();
  fitted.addPath(new Path2D(line), new DOMMatrix([width / 100, 0, 0, 1.5, x, y]));
  ctx.strokeStyle = theme.colour('vscode-charts-blue');
  ctx.lineWidth = 1.5;
  ctx.lineCap = 'round';
  ctx.stroke(fitted);
}

/** A text cut so that it fits a width, with an ellipsis where something is missing. */
function shortened(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let shown = text;
  while (shown !== '' && ctx.measureText(`${shown}…`).width > width) shown = shown.slice(0, -1);
  return `${shown}…`;
}
