import type { ChartName } from './protocol.js';
import type { Text } from './texts.js';

/** How a line is drawn. Lines of one chart differ in dashes or width too. */
export interface LineStyle {
  /** A colour of the theme. */
  readonly colour: string;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  readonly width: number;
  readonly filled: boolean;
}

export const CHART_TITLES: Readonly<Record<ChartName, Text>> = {
  traffic: 'Traffic',
  errors: 'Errors',
  latency: 'Latency',
  saturation: 'Saturation',
  budget: 'Error budget left',
};

const SINGLE: Readonly<Record<ChartName, string>> = {
  traffic: 'vscode-charts-blue',
  errors: 'vscode-charts-red',
  latency: 'vscode-charts-purple',
  saturation: 'vscode-charts-purple',
  budget: 'vscode-charts-blue',
};

const SEVERAL: readonly LineStyle[] = [
  { colour: 'vscode-charts-blue', dash: [], width: 1.25, filled: false },
  { colour: 'vscode-charts-purple', dash: [8, 4], width: 1.5, filled: false },
  { colour: 'page-orange', dash: [], width: 2, filled: false },
  { colour: 'vscode-foreground', dash: [8, 3, 2, 3], width: 1.25, filled: false },
];

/** The style of the line with an index in a chart of so many. */
export function lineStyle(chart: ChartName, index: number, count: number): LineStyle {
  const several = SEVERAL[index % SEVERAL.length];
  if (count > 1 && several) return several;
  return { colour: SINGLE[chart], dash: [], width: 1.5, filled: true };
}
