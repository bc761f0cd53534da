import type { Theme } from './theme.js';

const MARGIN = 16;
const TITLE = 15;
const SMALL = 11;

export interface PictureText {
  readonly title: string;
  /** What the lines are, with their values. */
  readonly legend: string;
  readonly span: string;
}

/** A chart as one picture (PNG) that says by itself what it shows, in the colours of the theme. */
export function plotPicture(canvas: HTMLCanvasElement, text: PictureText, theme: Theme): HTMLCanvasElement {
  const ratio = devicePixelRatio;
  const picture = document.createElement('canvas');
  const head = MARGIN + TITLE + SMALL + 14;
  picture.width = canvas.width + 2 * MARGIN * ratio;
  picture.height = canvas.height + (head + MARGIN) * ratio;
  const ctx = picture.getContext('2d');
  if (!ctx) return canvas;
  ctx.fillStyle = theme.colour('vscode-editor-background');
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.textBaseline = 'top';
  ctx.fillStyle = theme.colour('vscode-foreground');
  ctx.font = `600 ${theme.font(TITLE * ratio)}`;
  ctx.fillText(text.title, MARGIN * ratio, MARGIN * ratio);
  ctx.fillStyle = theme.colour('vscode-descriptionForeground');
  ctx.font = theme.font(SMALL * ratio);
  ctx.fillText(text.legend, MARGIN * ratio, (MARGIN + TITLE + 8) * ratio);
  ctx.textAlign = 'right';
  ctx.fillText(text.span, picture.width - MARGIN * ratio, MARGIN * ratio);
  ctx.drawImage(canvas, MARGIN * ratio, head * ratio);
  return picture;
}

/** A name for a file: what file systems refuse becomes a hyphen. */
export function pictureName(...parts: readonly string[]): string {
  const name = parts
    .join('-')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-');
  return `${name.replace(/^-+|-+$/g, '').slice(0, 80) || 'chart'}.png`;
}

/** The bytes of a picture in base64, without the head of a data address. */
export function base64Of(picture: HTMLCanvasElement): string {
  return picture.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
