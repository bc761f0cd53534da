import { itemsOf, mapOf, scalarOf, valueAt } from '../../compliance/yaml/navigate.js';
import type { PlacedDocument, ScalarNode, Span, YamlNode } from '../../compliance/yaml/node.js';
import { durationSeconds } from '../promql/duration.js';
import type { Objective } from '../serviceHealth.js';
import { placedExpression, type PlacedExpression } from './placedExpression.js';

/** A query of an indicator with its place. */
export interface SliQuery {
  /** As it stands in the file. */
  readonly written: string;
  readonly expression: PlacedExpression;
}

/** What is measured for an objective. */
export type Indicator =
  | { readonly kind: 'events'; readonly bad?: SliQuery; readonly good?: SliQuery; readonly total: SliQuery }
  | { readonly kind: 'errorRatio'; readonly errors: SliQuery }
  | { readonly kind: 'goodRatio'; readonly good: SliQuery }
  | { readonly kind: 'boolGauge'; readonly gauge: SliQuery }
  | { readonly kind: 'nativeLatency'; readonly histogram: SliQuery; readonly latencyS: number };

/** An objective as a file declares it. */
export interface SloDeclaration {
  readonly from: Exclude<Objective['from'], 'default'>;
  readonly name: string;
  readonly nameSpan: Span;
  /** Undefined where the file does not say it, or says it in a template. */
  readonly objective: Objective | undefined;
  /** Whether the period moves along; a calendar's begins anew. */
  readonly isRolling: boolean;
  /** Whether the queries give counters (Pyrra, OpenSLO's `counter`), of which the increase counts, or what is right in itself. */
  readonly ofCounters: boolean;
  readonly indicator: Indicator | undefined;
  readonly expressions: readonly PlacedExpression[];
}

const DAY = 86_400;
/** Sloth's own default. */
const THIRTY_DAYS = 30 * DAY;

/** The objectives of an object in a file: a spec or an object of Sloth, one of Pyrra, one of OpenSLO; none for all others. */
export function readSlos(placed: PlacedDocument, object: YamlNode): readonly SloDeclaration[] {
  const version = textOf(valueAt(object, 'version'));
  const apiVersion = textOf(valueAt(object, 'apiVersion')) ?? '';
  const kind = textOf(valueAt(object, 'kind'));
  if (version?.startsWith('prometheus/v')) return readSloth(placed, object);
  if (apiVersion.startsWith('sloth.slok.dev/') && kind === 'PrometheusServiceLevel')
    return readSloth(placed, valueAt(object, 'spec'));
  if (apiVersion.startsWith('pyrra.dev/') && kind === 'ServiceLevelObjective') return readPyrra(placed, object);
  if (/^openslo(?:\.com)?\//.test(apiVersion) && (kind === 'SLO' || kind === 'SLI')) return readOpenSlo(placed, object);
  return [];
}

/** Reads a spec (`error_query`) or the spec of an object (`errorQuery`) of Sloth. */
function readSloth(placed: PlacedDocument, spec: YamlNode | undefined): readonly SloDeclaration[] {
  return itemsOf(valueAt(spec, 'slos')).flatMap((slo): readonly SloDeclaration[] => {
    const query = queryReader(placed);
    const sli = valueAt(slo, 'sli');
    const either = (group: string, ...names: readonly string[]): YamlNode | undefined =>
      names.map(name => valueAt(sli, group, name)).find(node => node !== undefined);
    const bad = query.read(either('events', 'error_query', 'errorQuery'));
    const total = query.read(either('events', 'total_query', 'totalQuery'));
    const errors = query.read(either('raw', 'error_ratio_query', 'errorRatioQuery'));
    const indicator: Indicator | undefined =
      bad && total ? { kind: 'events', bad, total } : errors ? { kind: 'errorRatio', errors } : undefined;
    const target = percentOf(valueAt(slo, 'objective'));
    return declaration(placed, 'sloth', valueAt(slo, 'name'), target, THIRTY_DAYS, {
      ...{ isRolling: true, ofCounters: false, indicator },
      expressions: query.found,
    });
  });
}

/** Reads an object of Pyrra. Where it names a metric it means a selector. */
function readPyrra(placed: PlacedDocument, object: YamlNode): readonly SloDeclaration[] {
  const query = queryReader(placed);
  const spec = valueAt(object, 'spec');
  const metric = (...path: readonly string[]): SliQuery | undefined =>
    query.read(valueAt(spec, 'indicator', ...path, 'metric'));
  const bad = metric('ratio', 'errors');
  const total = metric('ratio', 'total') ?? metric('latency', 'total');
  const good = metric('latency', 'success');
  const histogram = metric('latencyNative', 'total');
  const gauge = metric('bool_gauge') ?? metric('boolGauge');
  const latencyS = durationSeconds(textOf(valueAt(spec, 'indicator', 'latencyNative', 'latency')) ?? '');
  let indicator: Indicator | undefined;
  if (total && (bad ?? good)) indicator = { kind: 'events', total, ...(bad ? { bad } : {}), ...(good ? { good } : {}) };
  else if (histogram && latencyS !== undefined) indicator = { kind: 'nativeLatency', histogram, latencyS };
  else if (gauge) indicator = { kind: 'boolGauge', gauge };
  const windowS = durationSeconds(textOf(valueAt(spec, 'window')) ?? '');
  const target = percentOf(valueAt(spec, 'target'));
  return declaration(placed, 'pyrra', valueAt(object, 'metadata', 'name'), target, windowS, {
    ...{ isRolling: true, ofCounters: true, indicator },
    expressions: query.found,
  });
}

/** Reads an `SLO` or `SLI` of OpenSLO: v1, and v1alpha in the form that Sloth reads. Queries of other sources are not looked at. */
function readOpenSlo(placed: PlacedDocument, object: YamlNode): readonly SloDeclaration[] {
  const query = queryReader(placed);
  const spec = valueAt(object, 'spec');
  const [first] = itemsOf(valueAt(spec, 'objectives'));
  const indicated = valueAt(spec, 'indicator', 'spec') ?? spec;
  const ratio = valueAt(indicated, 'ratioMetric') ?? valueAt(first, 'ratioMetrics');
  const part = (name: string): SliQuery | undefined => query.read(openSloQuery(valueAt(ratio, name)));
  const [good, bad, total, raw] = [part('good'), part('bad'), part('total'), part('raw')];
  const threshold = query.read(openSloQuery(valueAt(indicated, 'thresholdMetric')));
  const rawType = textOf(valueAt(ratio, 'rawType'));
  let indicator: Indicator | undefined;
  if (total && (good ?? bad)) indicator = { kind: 'events', total, ...(good ? { good } : {}), ...(bad ? { bad } : {}) };
  else if (raw && rawType === 'failure') indicator = { kind: 'errorRatio', errors: raw };
  else if (raw && rawType === 'success') indicator = { kind: 'goodRatio', good: raw };
  const share = numberOf(valueAt(first, 'target'));
  const target = share ?? percentOf(valueAt(first, 'targetPercent'));
  const [window] = itemsOf(valueAt(spec, 'timeWindow') ?? valueAt(spec, 'timeWindows'));
  const isRolling = textOf(valueAt(window, 'isRolling')) !== 'false' && !valueAt(window, 'calendar');
  return declaration(placed, 'openslo', valueAt(object, 'metadata', 'name'), target, openSloWindow(window), {
    isRolling,
    ofCounters: textOf(valueAt(ratio, 'counter')) === 'true',
    // A threshold says when one measurement is good, not how many are.
    indicator: threshold ? undefined : indicator,
    expressions: query.found,
  });
}

function openSloQuery(metric: YamlNode | undefined): YamlNode | undefined {
  const source = valueAt(metric, 'metricSource');
  const type = textOf(valueAt(source, 'type')) ?? textOf(valueAt(metric, 'source'));
  if (type?.toLowerCase() !== 'prometheus') return undefined;
  const spec = valueAt(source, 'spec') ?? metric;
  if (scalarOf(spec)) return spec;
  return valueAt(spec, 'query') ?? valueAt(spec, 'promql');
}

/** OpenSLO's `duration-shorthand`, whose months have 30 days here, or `count` and `unit`. */
function openSloWindow(window: YamlNode | undefined): number | undefined {
  const [, count, unit] = /^([1-9]\d*)([mhdwMQY])$/.exec(textOf(valueAt(window, 'duration')) ?? '') ?? [];
  const lengths: Readonly<Partial<Record<string, number>>> = {
    ...{ m: 60, h: 3600, d: DAY, w: 7 * DAY, M: 30 * DAY, Q: 90 * DAY, Y: 365 * DAY },
    ...{ Second: 1, Minute: 60, Hour: 3600, Day: DAY, Week: 7 * DAY, Month: 30 * DAY, Quarter: 90 * DAY },
  };
  const length = lengths[unit ?? textOf(valueAt(window, 'unit')) ?? ''];
  const times = count === undefined ? numberOf(valueAt(window, 'count')) : Number(count);
  return length === undefined || times === undefined ? undefined : times * length;
}

function declaration(
  { offset }: PlacedDocument,
  from: SloDeclaration['from'],
  nameNode: YamlNode | undefined,
  target: number | undefined,
  windowS: number | undefined,
  rest: Pick<SloDeclaration, 'isRolling' | 'ofCounters' | 'indicator' | 'expressions'>,
): readonly SloDeclaration[] {
  const node = scalarOf(nameNode);
  if (!node || node.masked) return [];
  const name = node.text;
  const isWhole = target !== undefined && windowS !== undefined && target > 0 && target <= 1;
  const objective = isWhole ? { name, target, windowS, from } : undefined;
  return [{ from, name, nameSpan: { start: node.start + offset, end: node.end + offset }, objective, ...rest }];
}

function queryReader(placed: PlacedDocument) {
  const found: PlacedExpression[] = [];
  return {
    found,
    read: (node: YamlNode | undefined): SliQuery | undefined => {
      const scalar: ScalarNode | undefined = mapOf(node) ? undefined : scalarOf(node);
      if (!scalar || (scalar.start === scalar.end && scalar.style === 'plain')) return undefined;
      const expression = placedExpression(placed, scalar);
      if (!expression) return undefined;
      found.push(expression);
      return { written: scalar.text, expression };
    },
  };
}

function textOf(node: YamlNode | undefined): string | undefined {
  const scalar = scalarOf(node);
  return scalar && !scalar.masked ? scalar.text : undefined;
}

function numberOf(node: YamlNode | undefined): number | undefined {
  const text = textOf(node)?.trim();
  const value = text === undefined || text === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A percentage as a share. */
function percentOf(node: YamlNode | undefined): number | undefined {
  const percent = numberOf(node);
  // 99.9 / 100 is not 0.999 in binary fractions.
  return percent === undefined ? undefined : Number((percent / 100).toPrecision(12));
}
