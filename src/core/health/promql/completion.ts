import { quotedTexts } from './text.js';

/** What could be written at a place of an expression. */
export type CompletionPlace =
  /** A metric, a function or an aggregation. */
  | { readonly kind: 'name'; readonly from: number }
  /** A label of a metric; undefined where only labels say which. */
  | { readonly kind: 'label'; readonly from: number; readonly metric: string | undefined }
  /** The value of a label, within quotes. */
  | { readonly kind: 'value'; readonly from: number; readonly metric: string | undefined; readonly label: string };

const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(\s*(?:[\w.]+\s*,\s*)*$/i;
const METRIC_BEFORE = /([A-Za-z_:][\w:]*)\s*$/;

/**
 * Looks at the text before a place, which need not be readable yet.
 * @returns undefined where nothing can be said: in texts, remarks and durations
 */
export function completionPlace(expression: string, offset: number): CompletionPlace | undefined {
  const before = expression.slice(0, offset);
  const open = quotedTexts(before).texts.find(({ end, text }) => text === undefined && end >= offset);
  if (open) return valuePlace(expression, open.start, offset);
  if (/#[^\n"'`]*$/.test(before)) return undefined;
  const word = /[A-Za-z_:][\w:]*$/.exec(before)?.[0] ?? '';
  const from = offset - word.length;
  const words = before.slice(0, from);
  if (/[\d.]$/.test(words) || isWithin(words, '[', ']')) return undefined;
  if (isWithin(words, '{', '}')) {
    const brace = words.lastIndexOf('{');
    return /[{,]\s*$/.test(words) ? { kind: 'label', from, metric: metricBefore(words.slice(0, brace)) } : undefined;
  }
  if (GROUPING.test(words)) return { kind: 'label', from, metric: anyMetric(expression) };
  return { kind: 'name', from };
}

function valuePlace(expression: string, quote: number, offset: number): CompletionPlace | undefined {
  const words = expression.slice(0, quote);
  const label = /([A-Za-z_]\w*)\s*(?:=|!=|=~|!~)\s*$/.exec(words)?.[1];
  if (label === undefined || !isWithin(words, '{', '}') || offset <= quote) return undefined;
  return { kind: 'value', from: quote + 1, label, metric: metricBefore(words.slice(0, words.lastIndexOf('{'))) };
}

function isWithin(words: string, open: string, close: string): boolean {
  return words.lastIndexOf(open) > words.lastIndexOf(close);
}

function metricBefore(words: string): string | undefined {
  return METRIC_BEFORE.exec(words)?.[1];
}

/** A metric that the expression names: before braces or a range, where it is sure to be one. */
function anyMetric(expression: string): string | undefined {
  return /([A-Za-z_:][\w:]*)\s*[{[]/.exec(expression)?.[1];
}
