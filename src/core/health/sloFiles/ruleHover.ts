import { escapeMarkdown, linkTarget } from '../../common/markdown.js';
import type { Result } from '../../common/problem.js';
import { success } from '../../common/problem.js';
import type { Translate } from '../../common/translate.js';
import { quoteLabelValue } from '../selector.js';
import type { InstantSample, Labels, SignalSource } from '../source.js';
import { bracketed, isPart, partsQuery, readParts } from './countQuery.js';
import { isComplete } from './ruleAnswers.js';
import { ageText, valueText } from './ruleTexts.js';

/** How many series are shown. */
const MOST_SHOWN = 5;
const MOST_LABELS = 8;
const LONGEST_VALUE = 60;

interface Question {
  readonly source: SignalSource;
  /** Unix time in seconds. */
  readonly now: number;
  readonly translate: Translate;
  readonly signal: AbortSignal;
}

/**
 * What there is to say of a metric where a rule names it: how many series its selector matches now, some of them with their
 * values, how old the youngest is, and the query.
 * @param metric undefined where only labels say which
 * @param selector as it stands in the rule, without range
 * @returns Markdown in which the source's words are text
 */
export async function metricHover(
  metric: string | undefined,
  selector: string,
  question: Question,
): Promise<Result<string>> {
  const { source, now, translate, signal } = question;
  const of = bracketed(selector);
  const parts: (readonly [string, string])[] = [
    ['series', `count${of}`],
    ['youngest', `max(timestamp${of})`],
  ];
  if (metric !== undefined) parts.push(['all', `count({__name__=${quoteLabelValue(metric)}})`]);
  const answer = await source.instant(`${partsQuery(parts)} or topk(${MOST_SHOWN}, ${selector})`, undefined, signal);
  if (!answer.ok) return answer;
  const { series } = answer.value;
  const values = readParts(series);
  const count = values.get('series') ?? 0;
  const lines: string[] = [];
  const name = metric === undefined ? '' : `**${escapeMarkdown(metric)}** · `;
  const youngest = values.get('youngest');
  if (count > 0) {
    const counted = count === 1 ? translate('1 series') : translate('{0} series', count);
    const age = youngest === undefined ? '' : ` · ${escapeMarkdown(ageText(youngest, now, translate))}`;
    lines.push(`${name}${escapeMarkdown(counted)}${age}`);
    lines.push(
      seriesTable(
        series.filter(one => !isPart(one)),
        translate,
      ),
    );
    if (count > MOST_SHOWN) lines.push(escapeMarkdown(translate('The {0} highest are shown.', MOST_SHOWN)));
  } else {
    const all = values.get('all') ?? 0;
    lines.push(
      `${name}${escapeMarkdown(
        all === 0
          ? translate('no series now')
          : translate('no series with these labels now; the metric has {0} series', all),
      )}`,
    );
  }
  if (!isComplete(answer.value)) lines.push(`$(warning) ${escapeMarkdown(translate('The answer is not complete.'))}`);
  lines.splice(1, 0, queryLine(selector, source, translate));
  return success(lines.filter(line => line !== '').join('\n\n'));
}

/**
 * In which state an alert is now, for which series and since when.
 * @param expression of the rule, for the link; undefined where it cannot be read
 */
export async function alertHover(
  name: string,
  expression: string | undefined,
  question: Question,
): Promise<Result<string>> {
  const { source, now, translate, signal } = question;
  const is = `{alertname=${quoteLabelValue(name)}}`;
  const answer = await source.instant(`ALERTS${is} or ALERTS_FOR_STATE${is}`, undefined, signal);
  if (!answer.ok) return answer;
  const { series } = answer.value;
  const active = series.filter(({ labels }) => labels['alertstate'] !== undefined);
  const since = series.filter(({ labels }) => labels['alertstate'] === undefined);
  const inState = (state: string) => active.filter(({ labels }) => labels['alertstate'] === state).length;
  const lines = [
    `**${escapeMarkdown(name)}** · ${escapeMarkdown(
      active.length === 0
        ? translate('not firing')
        : translate('firing {0} · pending {1}', inState('firing'), inState('pending')),
    )}`,
  ];
  for (const one of active.slice(0, MOST_SHOWN)) {
    const begun = since.find(other => sameAlert(one.labels, other.labels))?.value;
    const age = begun === undefined ? '' : ` · ${escapeMarkdown(ageText(begun, now, translate))}`;
    lines.push(
      `- ${escapeMarkdown(stateText(one.labels, translate))}${age}: ${labelsText(Object.entries(one.labels))}`,
    );
  }
  if (active.length > MOST_SHOWN) lines.push(escapeMarkdown(translate('{0} more', active.length - MOST_SHOWN)));
  if (!isComplete(answer.value)) lines.push(`$(warning) ${escapeMarkdown(translate('The answer is not complete.'))}`);
  if (expression !== undefined) lines.push(openLink(expression, source, translate));
  return success(lines.filter(line => line !== '').join('\n\n'));
}

function stateText(labels: Labels, translate: Translate): string {
  return labels['alertstate'] === 'firing' ? translate('firing') : translate('pending');
}

function sameAlert(alert: Labels, other: Labels): boolean {
  const own = (labels: Labels): string =>
    JSON.stringify(
      Object.entries(labels)
        .filter(([name]) => name !== '__name__' && name !== 'alertstate')
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return own(alert) === own(other);
}

/** Values with the labels in which the series differ; what they have in common stands once above them. */
function seriesTable(series: readonly InstantSample[], translate: Translate): string {
  const [first] = series;
  if (!first) return '';
  const isCommon = ([name, value]: readonly [string, string]): boolean =>
    series.length > 1 && series.every(({ labels }) => labels[name] === value);
  const common = Object.entries(first.labels).filter(isCommon);
  const rows = [...series]
    .sort((a, b) => b.value - a.value)
    .map(
      ({ labels, value }) =>
        `| ${escapeMarkdown(valueText(value))} | ${labelsText(Object.entries(labels).filter(entry => !isCommon(entry)))} |`,
    );
  const head = `| ${escapeMarkdown(translate('Value'))} | ${escapeMarkdown(translate('Labels'))} |`;
  return [labelsText(common), [head, '| --: | :-- |', ...rows].join('\n')].filter(part => part !== '').join('\n\n');
}

function labelsText(labels: readonly (readonly [string, string])[]): string {
  const entries = labels.filter(([name]) => name !== '__name__' && name !== 'alertstate' && name !== 'alertname');
  const shown = entries.slice(0, MOST_LABELS).map(([name, value]) => {
    const short = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
    return escapeMarkdown(`${name}="${short}"`);
  });
  return [...shown, ...(entries.length > MOST_LABELS ? ['…'] : [])].join(', ');
}

function queryLine(query: string, source: SignalSource, translate: Translate): string {
  return [codeSpan(query), openLink(query, source, translate)].filter(part => part !== '').join('  \n');
}

function openLink(query: string, source: SignalSource, translate: Translate): string {
  const address = source.graphAddress(query);
  return address === undefined ? '' : `[${escapeMarkdown(translate('Open in Prometheus'))}](${linkTarget(address)})`;
}

/** A text as code on one line, whatever backquotes are in it (CommonMark, "Code spans"). */
function codeSpan(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
