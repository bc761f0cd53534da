import { alignedRows } from '../../common/alignedRows.js';
import { dayOf } from '../adoption/calendar.js';
import { plainLine } from '../plainText.js';
import type { DoraMeasure, DoraReport, DoraText } from './doraReport.js';
import { doraTargetText, doraValueText, DORA_TITLES, GRADE_WORDS, type ValueWords } from './valueText.js';

const COLUMNS = ['Measure', 'Value', 'n', 'Target', 'Grade', 'DORA'];

/**
 * A report for a terminal: a line for each number, then what each one means, what was met in the data, and where the data is from.
 * Words of the data are written without control characters.
 */
export function doraText(report: DoraReport, words: ValueWords): string {
  const { translate } = words;
  const said = ({ text, values }: DoraText): string => translate(text, ...values);
  const rows = [COLUMNS.map(column => translate(column)), ...report.measures.map(measure => rowOf(measure, words))];
  const { window, deployments, environment, services } = report;
  const head = [
    translate(
      'Delivery from {0} to {1}, {2} deployments to {3}',
      dayOf(window.from),
      dayOf(window.to - 1),
      deployments,
      environment,
    ),
    ...(services.length > 0 ? [translate('Services: {0}', listed(services))] : []),
    report.isDerived
      ? translate('Source: {0} (derived)', translate(report.origin))
      : translate('Source: {0}', translate(report.origin)),
  ];
  const about = report.measures.flatMap(({ key, value, reason, definition, leftOut }) => [
    `${translate(DORA_TITLES[key])}: ${said(definition)}`,
    ...(value === null && reason ? [`  ${translate('No value: {0}', said(reason))}`] : []),
    ...leftOut.map(({ text, count }) => `  ${translate('Left out: {0}', translate(text, count))}`),
  ]);
  const quality = report.quality.map(
    ({ text, count, example }) => `  ${translate(text, count)}${example === undefined ? '' : ` (${example})`}`,
  );
  const parts = [
    head,
    alignedRows(rows),
    [translate('Definitions ({0})', report.definition), ...about.map(line => `  ${line}`)],
    ...(quality.length > 0 ? [[translate('Data quality'), ...quality]] : []),
  ];
  return `${parts.map(lines => lines.map(plainLine).join('\n')).join('\n\n')}\n`;
}

function rowOf({ key, unit, value, count, target, grade, levels }: DoraMeasure, words: ValueWords): readonly string[] {
  const { translate } = words;
  return [
    translate(DORA_TITLES[key]),
    doraValueText(value, unit, words),
    String(count),
    target ? doraTargetText(target, unit, words) : '–',
    grade ? translate(GRADE_WORDS[grade]) : '–',
    levels.map(({ year, level }) => `${String(year)}: ${translate(level)}`).join(', ') || '–',
  ];
}

const MOST_NAMED = 10;

function listed(names: readonly string[]): string {
  return names.length > MOST_NAMED ? `${names.slice(0, MOST_NAMED).join(', ')}, …` : names.join(', ');
}
