import type { Translate } from '../../common/translate.js';
import { csvText } from '../csv.js';
import { tableMarkdown, textMarkdown } from '../reportMarkdown.js';
import type { SurveyResults } from './surveyResults.js';

/** Results as a table for programs. Of cells that are held back it has the question alone. */
export function surveyCsv({ cells }: SurveyResults): string {
  return csvText([
    [
      'item',
      'question',
      'dimension',
      'group',
      'shown',
      'count',
      'median',
      'mean',
      'scale',
      'response rate',
      'distribution',
    ],
    ...cells.map(({ itemId, question, dimension, group, shown, scale, ...numbers }) => {
      const { count, median, mean, responseRate, distribution } = shown ? numbers : {};
      return [
        ...[itemId, question, dimension, group ?? '', shown ? 'yes' : 'no'],
        ...[count ?? null, median ?? null, mean ?? null, scale, responseRate ?? null],
        distribution?.join(' ') ?? '',
      ];
    }),
  ]);
}

/** Results in Markdown, for a review; what is held back is said. */
export function surveyMarkdown({ cells, minimum, hidden, attribution }: SurveyResults, translate: Translate): string {
  const rows = cells.map(({ question, group, shown, count, median, scale, responseRate }) => [
    ...[translate(question), group ?? translate('everybody')],
    ...(shown
      ? [
          ...[count ?? null, median === undefined ? null : translate('{0} of {1}', median, scale)],
          responseRate === undefined ? null : translate('{0}\u00a0%', Math.round(responseRate * 100)),
        ]
      : [translate('held back'), null, null]),
  ]);
  const columns = ['Question', 'Group', 'Answers', 'Median', 'Asked and answered'].map(column => translate(column));
  return `${[
    `# ${translate('Survey')}`,
    textMarkdown(translate('Cells with fewer than {0} answers are held back: {1}.', minimum, hidden)),
    tableMarkdown(columns, rows),
    textMarkdown(attribution),
  ].join('\n\n')}\n`;
}
