import type { Labels } from './source.js';
import { RE2JS } from '@bufbuild/re2';

export type MatcherOperator = '=' | '!=' | '=~' | '!~';

/** A label matcher of PromQL with its value unquoted. */
export interface Matcher {
  readonly label: string;
  readonly operator: MatcherOperator;
  readonly value: string;
}

const LONGEST = 2_000;
const MATCHER = /\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)\s*(,|$)/y;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
]);

/**
 * Reads label matchers, with or without their braces: `{service="checkout",environment!="test"}` (Prometheus, "Time series
 * selectors"). The name of a metric is none of them: the queries have that.
 * @returns undefined where it is something else
 */
export function parseSelector(text: string): readonly Matcher[] | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const inner = trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1) : trimmed;
  const matchers: Matcher[] = [];
  const pattern = new RegExp(MATCHER);
  let end = 0;
  while (end < inner.length && inner.slice(end).trim() !== '') {
    pattern.lastIndex = end;
    const [all = '', label = '', operator = '', quoted = ''] = pattern.exec(inner) ?? [];
    const value = unquote(quoted);
    if (all === '' || label === '__name__' || value === undefined) return undefined;
    matchers.push({ label, operator: operator as MatcherOperator, value });
    end += all.length;
  }
  return matchers.length > 0 ? matchers : undefined;
}

function unquote(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith('`')) return inner;
  let known = quoted !== '';
  const value = inner.replace(/\\(u[\da-fA-F]{4}|.)/gs, (_, escaped: string) => {
    const meant =
      escaped.length > 1 ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16)) : ESCAPES.get(escaped);
    if (meant === undefined) known = false;
    return meant ?? '';
  });
  return known ? value : undefined;
}

/** Matchers as PromQL writes them, without braces. No value can end its quotes. */
export function formatMatchers(matchers: readonly Matcher[]): string {
  return matchers.map(({ label, operator, value }) => `${label}${operator}${quoteLabelValue(value)}`).join(',');
}

/** A text as a string of PromQL, in double quotes. */
export function quoteLabelValue(value: string): string {
  const escaped = value.replace(/[\\"\p{Cc}]/gu, character => {
    switch (character) {
      case '\n':
        return '\\n';
      case '\\':
      case '"':
        return `\\${character}`;
      default:
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    }
  });
  return `"${escaped}"`;
}

/** A text as a pattern of RE2 that matches nothing but the text. Source: RE2, "Syntax". */
export function escapePattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** Whether labels satisfy all matchers, as Prometheus sees it: a label that is absent is empty, patterns match the whole value. */
export function satisfies(labels: Labels, matchers: readonly Matcher[]): boolean {
  return matchers.every(({ label, operator, value }) => {
    const has = Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
    switch (operator) {
      case '=':
        return has === value;
      case '!=':
        return has !== value;
      case '=~':
        return matchesPattern(has, value);
      case '!~':
        return !matchesPattern(has, value);
    }
  });
}

function matchesPattern(text: string, pattern: string): boolean {
  try {
    return new RE2JS(`^(?s:${pattern})$`).test(text);
  } catch {
    return false;
  }
}
