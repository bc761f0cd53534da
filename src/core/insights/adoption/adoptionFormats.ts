import { alignedRows } from '../../common/alignedRows.js';
import { plainTranslate, type Translate } from '../../common/translate.js';
import { csvText } from '../csv.js';
import { plainLine } from '../plainText.js';
import { tableMarkdown, textMarkdown } from '../reportMarkdown.js';
import type { AdoptionReport } from './adoptionReport.js';
import { adoptionSummary, adoptionTables, type AdoptionTable } from './adoptionTables.js';

export const ADOPTION_FORMATS = ['text', 'json', 'markdown', 'csv'] as const;

export type AdoptionFormat = (typeof ADOPTION_FORMATS)[number];

/** A report in one of the formats, with a line break at its end. JSON and CSV are for programs and are the same in every language. */
export function formatAdoption(
  report: AdoptionReport,
  format: AdoptionFormat,
  translate: Translate = plainTranslate,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return adoptionCsv(report);
    case 'markdown':
      return adoptionMarkdown(report, translate);
    case 'text':
      return adoptionText(report, translate);
  }
}

/** Every table one below the other, each line with the name of its table in front and its columns in a line of their own. */
function adoptionCsv(report: AdoptionReport): string {
  return csvText(
    adoptionTables(report, plainTranslate).flatMap(({ id, columns, rows }) => [
      ['table', ...columns],
      ...rows.map(row => [id, ...row]),
    ]),
  );
}

function adoptionMarkdown(report: AdoptionReport, translate: Translate): string {
  const tables = adoptionTables(report, translate).map(
    ({ title, columns, rows }) => `## ${title}\n\n${tableMarkdown(columns, rows)}`,
  );
  const summary = adoptionSummary(report, translate).map(textMarkdown).join('\n\n');
  return `${[`# ${translate('Adoption of the platform')}`, summary, ...tables].join('\n\n')}\n`;
}

function adoptionText(report: AdoptionReport, translate: Translate): string {
  const tables = adoptionTables(report, translate).map(({ title, columns, rows }) =>
    [title, ...linesOf([columns, ...rows])].join('\n'),
  );
  return `${[adoptionSummary(report, translate).join('\n'), ...tables].join('\n\n')}\n`;
}

function linesOf(rows: AdoptionTable['rows']): readonly string[] {
  const texts = rows.map(row => row.map(value => (value === null ? '–' : plainLine(String(value)))));
  return alignedRows(texts).map(line => `  ${line}`);
}
