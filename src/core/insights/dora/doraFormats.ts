import { plainTranslate } from '../../common/translate.js';
import { csvText } from '../csv.js';
import { tableMarkdown, textMarkdown } from '../reportMarkdown.js';
import type { DoraMeasure, DoraReport, DoraText } from './doraReport.js';
import { doraTargetText, doraValueText, DORA_TITLES, GRADE_WORDS, type ValueWords } from './valueText.js';

/**
 * A report as a table for programs: a line for each number, values in the unit that stands beside them, instants in ISO 8601. It is the
 * same in every language.
 */
export function doraCsv(report: DoraReport, other?: DoraReport): string {
  const iso = (at: number): string => new Date(at).toISOString();
  return csvText([
    [
      ...['from', 'to', 'environment', 'key', 'unit', 'value', 'count', 'p50', 'p75', 'p90', 'p95', 'mean'],
      ...['target', 'better', 'grade', 'levels', 'reason', 'definition', 'origin', 'read at'],
    ],
    ...[report, ...(other ? [other] : [])].flatMap(({ window, environment, measures, origin, dataAt }) =>
      measures.map(({ key, unit, value, count, percentiles, mean, target, grade, levels, reason, definition }) => [
        ...[iso(window.from), iso(window.to), environment, key, unit, value, count],
        ...[percentiles?.p50 ?? null, percentiles?.p75 ?? null, percentiles?.p90 ?? null, percentiles?.p95 ?? null],
        ...[mean ?? null, target?.value ?? null, target?.better ?? '', grade ?? ''],
        levels.map(({ year, level }) => `${year}: ${level}`).join(' '),
        ...[
          reason ? plainTranslate(reason.text, ...reason.values) : '',
          plainTranslate(definition.text, ...definition.values),
          origin,
          iso(dataAt),
        ],
      ]),
    ),
  ]);
}

/** A report in Markdown, for a review: each number with its grade, its target, its definition and what it rests on. */
export function doraMarkdown(report: DoraReport, words: ValueWords, other?: DoraReport): string {
  const { translate, language } = words;
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const span = ({ window }: DoraReport): string => `${day.format(window.from)} – ${day.format(window.to - 1)}`;
  const said = ({ text, values }: DoraText): string => translate(text, ...values);
  const before = (measure: DoraMeasure): string => {
    const same = other?.measures.find(({ key }) => key === measure.key);
    return doraValueText(same?.value ?? null, measure.unit, words);
  };
  const rows = report.measures.map(measure => {
    const { key, unit, value, count, target, grade, levels } = measure;
    return [
      ...[translate(DORA_TITLES[key]), doraValueText(value, unit, words)],
      ...(other ? [before(measure)] : []),
      ...[count, grade ? translate(GRADE_WORDS[grade]) : '–', target ? doraTargetText(target, unit, words) : '–'],
      levels.map(({ year, level }) => `${year}: ${translate(level)}`).join(', ') || '–',
    ];
  });
  const columns = [
    ...[translate('Measure'), translate('Value')],
    ...(other ? [span(other)] : []),
    ...['n', translate('Grade'), translate('Target'), translate('DORA')],
  ];
  const about = report.measures.map(({ key, unit, reason, definition, said: others }) =>
    [
      `- **${textMarkdown(translate(DORA_TITLES[key]))}**: ${textMarkdown(said(definition))}`,
      ...(reason ? [textMarkdown(said(reason))] : []),
      ...(others
        ? [textMarkdown(`${said(others.by)}: ${doraValueText(others.value, unit, words)}. ${said(others.definition)}`)]
        : []),
    ].join(' '),
  );
  const quality = report.quality.map(({ text, count }) => `- ${textMarkdown(translate(text, count))}`);
  const origin = translate(report.origin);
  return `${[
    `# ${translate('Delivery')}`,
    textMarkdown(
      [
        translate('{0}, {1} deployments to {2}.', span(report), report.deployments, report.environment),
        report.isDerived ? translate('{0} (derived)', origin) : origin,
      ].join(' '),
    ),
    tableMarkdown(columns, rows),
    `## ${translate('Definitions')}`,
    about.join('\n'),
    ...(quality.length > 0 ? [`## ${translate('Data quality')}`, quality.join('\n')] : []),
  ].join('\n\n')}\n`;
}
