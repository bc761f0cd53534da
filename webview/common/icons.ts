import { drawing } from './element.js';

/** Outlines on a field of 16 by 16, drawn with a line of 1.2. */
const OUTLINES = {
  back: 'M9.5 3.5 5 8l4.5 4.5M5.3 8H13',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.5 8Z',
  table: 'M2.5 3.5h11v9h-11ZM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  chart: 'M2.5 2.5v11h11M4.8 10.2l2.6-3.4 2.2 2L13 4.6',
  more: 'M3.6 8h.01M8 8h.01M12.4 8h.01',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5M2.8 11.5h10.4M6.8 13.8h2.4',
  code: 'M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3',
  warning: 'M8 2.2 14.3 13.5H1.7ZM8 6.3v3.4M8 11.6v.01',
  open: 'M9 3h4v4M13 3 7.5 8.5M7 4H3.5v8.5H12V9',
} as const;

export type IconName = keyof typeof OUTLINES;

/** A small picture in the colour of its text; what it means is said beside it or by its button. */
export function icon(name: IconName): SVGSVGElement {
  return drawing(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    drawing('path', { d: OUTLINES[name] }),
  );
}
