import type { SignalName } from './serviceHealth.js';

/** An organisation's own query for a signal. */
export interface CustomQuery {
  /**
   * PromQL that gives one series for each value of the label `$by`. `$selector` stands for matchers without braces, `$by` for the
   * label by which services are told apart, `$window` for the window of time.
   */
  readonly query: string;
  /** What the query gives, where it is not the signal's own unit. */
  readonly unit?: 'milliseconds' | 'percent';
}

export type CustomQueryName = SignalName | 'requests' | 'badRequests';

/** Queries by signal; `requests` and `badRequests` are rates a second, from which the error budget is computed. */
export type CustomQueries = Readonly<Partial<Record<CustomQueryName, CustomQuery>>>;

/** What is wrong with the setting, for one sentence. */
export interface CustomQueryMistake {
  /**
   * - `not-an-object`: the setting, or a query in it, is neither text nor an object with a text `query`
   * - `unknown-signal`: there is no signal of this name
   * - `unknown-unit`: the unit is none of those that can be turned into the signal's
   * - `missing-placeholder`, `unknown-placeholder`: `text` is the placeholder
   * - `unbalanced`: brackets or quotes do not match
   * - `alone`: one of `requests` and `badRequests` means nothing without the other
   */
  readonly kind:
    | 'not-an-object'
    | 'unknown-signal'
    | 'unknown-unit'
    | 'missing-placeholder'
    | 'unknown-placeholder'
    | 'unbalanced'
    | 'alone';
  /** Name of the signal; empty for the setting as a whole. */
  readonly signal: string;
  readonly text?: string;
}

const NAMES: ReadonlySet<string> = new Set<CustomQueryName>([
  ...(['traffic', 'errors', 'latencyP50', 'latencyP95', 'latencyP99'] as const),
  ...(['saturation', 'availability', 'requests', 'badRequests'] as const),
]);
const WINDOWED: ReadonlySet<string> = new Set(['requests', 'badRequests']);
const PLACEHOLDERS: ReadonlySet<string> = new Set(['$selector', '$by', '$window']);

/**
 * Reads the setting with an organisation's own queries: an object with a text, or `{query, unit}`, for each signal.
 * @param value as the settings have it
 * @returns the queries that are right, and what is wrong with the others
 */
export function readCustomQueries(value: unknown): {
  readonly queries: CustomQueries;
  readonly mistakes: readonly CustomQueryMistake[];
} {
  if (value === undefined || value === null) return { queries: {}, mistakes: [] };
  if (!isObject(value)) return { queries: {}, mistakes: [{ kind: 'not-an-object', signal: '' }] };
  const mistakes: CustomQueryMistake[] = [];
  const queries = new Map<string, CustomQuery>();
  for (const [signal, said] of Object.entries(value)) {
    const read = readQuery(signal, said);
    if ('kind' in read) mistakes.push(read);
    else queries.set(signal, read);
  }
  const alone = ['requests', 'badRequests'].filter(name => queries.has(name));
  for (const signal of alone.length === 1 ? alone : []) {
    mistakes.push({ kind: 'alone', signal });
    queries.delete(signal);
  }
  return { queries: Object.fromEntries(queries), mistakes };
}

function readQuery(signal: string, said: unknown): CustomQuery | CustomQueryMistake {
  if (!NAMES.has(signal)) return { kind: 'unknown-signal', signal };
  const { query, unit } = isObject(said) ? said : { query: said, unit: undefined };
  if (typeof query !== 'string' || query.trim() === '') return { kind: 'not-an-object', signal };
  if (unit !== undefined && !fits(signal, unit))
    return { kind: 'unknown-unit', signal, ...(typeof unit === 'string' ? { text: unit } : {}) };
  const found = new Set(query.match(/\$\w+/g));
  const needed = ['$selector', '$by', ...(WINDOWED.has(signal) ? ['$window'] : [])];
  const missing = needed.find(name => !found.has(name));
  if (missing !== undefined) return { kind: 'missing-placeholder', signal, text: missing };
  const unknown = [...found].find(name => !PLACEHOLDERS.has(name));
  if (unknown !== undefined) return { kind: 'unknown-placeholder', signal, text: unknown };
  if (!isBalanced(query)) return { kind: 'unbalanced', signal };
  return { query, ...(unit === 'milliseconds' || unit === 'percent' ? { unit } : {}) };
}

function fits(signal: string, unit: unknown): boolean {
  return signal.startsWith('latency')
    ? unit === 'milliseconds'
    : unit === 'percent' && /^(?:errors|saturation|availability)$/.test(signal);
}

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** Whether brackets match and no text in quotes stays open: a query that is put beside others must not reach into them. */
function isBalanced(query: string): boolean {
  const bare = query.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/g, '');
  if (/["'`#]/.test(bare)) return false;
  const open: string[] = [];
  for (const character of bare) {
    const closing = CLOSING.get(character);
    if (closing !== undefined) open.push(closing);
    else if (/[)\]}]/.test(character) && open.pop() !== character) return false;
  }
  return open.length === 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
