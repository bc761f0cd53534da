/** What a line or a field is drawn with: a colour of the theme by what it is for. */
export type Ink = 'series' | 'second' | 'third' | 'text' | 'dim' | 'grid' | 'mark';

/** A line or a field. */
export interface Shape {
  /** Path as in SVG, in pixels. */
  readonly path: string;
  readonly fill?: Ink;
  readonly stroke?: Ink;
  readonly width?: number;
  /** Lengths of dashes and gaps in pixels. */
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface Label {
  readonly x: number;
  /** Of the line that the text stands on. */
  readonly y: number;
  readonly text: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly ink?: Ink;
}

/** A chart as lines, fields and texts: shown in the page by one, painted into a picture by another. */
export interface ChartDrawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  readonly labels: readonly Label[];
}
