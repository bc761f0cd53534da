import { success, type Result } from '../../common/problem.js';
import type { RangeSeries, SignalSource, TimeRange } from '../../health/source.js';
import type { DeliveryHistory, Incident } from '../deliveryEvents.js';
import { isProductionName } from '../dora/productionEnvironment.js';
import type { AlertChoice } from '../insightsConfig.js';
import { QualityNotes } from '../ledger/qualityNotes.js';
import { shortServiceName } from '../serviceName.js';
import { isGrave, placeOf, SERVICE_LABELS } from './incidentPayloads.js';

/** Which alerts are wanted. */
export interface AlertQuestion {
  /** [from, to) in milliseconds since 1970. */
  readonly window: { readonly from: number; readonly to: number };
  /** When it is asked, in milliseconds since 1970. */
  readonly now: number;
  readonly choice: AlertChoice;
  /** Names or references of the services that are meant; undefined: all. */
  readonly services?: readonly string[];
  /** Environments as the deployments name them. */
  readonly environments?: readonly string[];
}

// Below the 11,000 points for each series that Prometheus gives at most.
const MOST_POINTS = 10_000;
const MOST_PIECES = 14;
const SHORTEST_STEP_S = 60;
const GAPS_BRIDGED = 2;
const MOST_NAMED = 200;

const INNER: ReadonlySet<string> = new Set(['__name__', 'alertstate', 'severity', 'alertname']);

/**
 * Incidents from the alerts that fired, by the series `ALERTS` that Prometheus keeps of every alert (1 while it fires). A time is as exact
 * as the step (a minute, longer in windows of more than three months), a short silence of the series does not end an incident, and one
 * that fires at the end of the window is open. Services and environments are called as the deployments call them.
 * @returns no events of services that were not asked for; a problem where the source does not answer, as it says it
 */
export async function incidentsFromAlerts(
  source: SignalSource,
  question: AlertQuestion,
  signal: AbortSignal,
): Promise<Result<DeliveryHistory>> {
  const { window, now, choice, services } = question;
  const range = rangeOf(window.from, Math.min(window.to, now));
  const wanted = services && new Map(services.map(name => [shortServiceName(name), name]));
  const query = queryFor(wanted && [...wanted.keys()]);
  const quality = new QualityNotes();
  const merged = new Map<string, { labels: RangeSeries['labels']; times: number[] }>();
  for (const piece of piecesOf(range)) {
    const answer = await source.range(query, piece, signal);
    if (!answer.ok) return answer;
    if (answer.value.leftOut !== undefined)
      quality.add('tooMany', '{0} alerts were left out, as there were too many.', undefined, answer.value.leftOut);
    for (const { labels, times, values } of answer.value.series) {
      const identity = identityOf(labels, labels['severity']);
      const known = merged.get(identity) ?? { labels, times: [] };
      merged.set(identity, known);
      times.forEach((at, index) => {
        if (values[index] === 1) known.times.push(at);
      });
    }
  }
  const events: Incident[] = [];
  for (const { labels, times } of merged.values()) {
    const severity = labels['severity'] ?? '';
    const place = placeOf(labels);
    const service = wanted ? wanted.get(shortServiceName(place.service)) : place.service;
    if (service === undefined) continue;
    if (!isChosen(severity, choice)) {
      quality.add('unusedType', '{0} events are of kinds that play no part in these numbers.', `alert ${severity}`);
      continue;
    }
    const environment = environmentAmong(place.environment, question.environments);
    events.push(...incidentsOf(labels, times, range, { service, environment }));
  }
  const example = events[0]?.id;
  quality.add(
    'incidentsFromAlerts',
    '{0} incidents are alerts that fired: their times are those of the alert.',
    example,
    events.length,
  );
  return success({ events, quality: quality.list(), origin: 'Alerts in Prometheus', isDerived: true, at: now });
}

/** In whole steps, so that an incident keeps its id when it is asked for again. */
function rangeOf(from: number, to: number): TimeRange {
  const length = Math.max(0, to - from) / 1000;
  const step = Math.max(SHORTEST_STEP_S, Math.ceil(length / (MOST_POINTS * MOST_PIECES)));
  const start = Math.ceil(from / 1000 / step) * step;
  return { start, end: Math.max(start, Math.floor(to / 1000 / step) * step), step };
}

function piecesOf({ start, end, step }: TimeRange): readonly TimeRange[] {
  const pieces: TimeRange[] = [];
  for (let from = start; from <= end; from += MOST_POINTS * step)
    pieces.push({ start: from, end: Math.min(end, from + (MOST_POINTS - 1) * step), step });
  return pieces;
}

/** Where few services are meant the source picks them out, by the first of the labels that an alert has. */
function queryFor(names: readonly string[] | undefined): string {
  if (!names || names.length === 0 || names.length > MOST_NAMED) return 'ALERTS{alertstate="firing"}';
  // What is no letter stands for any one character: the answer is looked at by name anyway.
  const pattern = names.map(name => name.replace(/[^\w-]/gu, '.')).join('|');
  return SERVICE_LABELS.map((label, index) => {
    const before = SERVICE_LABELS.slice(0, index).map(name => `,${name}=""`);
    return `ALERTS{alertstate="firing"${before.join('')},${label}=~"(?:.*[:/])?(?:${pattern})"}`;
  }).join(' or ');
}

function isChosen(severity: string, choice: AlertChoice): boolean {
  if (choice === 'grave') return isGrave(severity);
  return choice.some(name => name.toLowerCase() === severity.toLowerCase());
}

/** As the deployments call it: where an alert says `prod` and they say `production`, that is meant. */
function environmentAmong(name: string, known: readonly string[] = []): string {
  if (known.includes(name) || !isProductionName(name)) return name;
  const alike = known.filter(isProductionName);
  return alike.length === 1 ? (alike[0] ?? name) : name;
}

function identityOf(labels: RangeSeries['labels'], severity = ''): string {
  const own = Object.entries(labels)
    .filter(([name]) => !INNER.has(name))
    .map(([name, value]) => `${name}=${value}`);
  return `${labels['alertname'] ?? ''}{${[...own, ...(severity === '' ? [] : [`severity=${severity}`])].sort().join(',')}}`;
}

function incidentsOf(
  labels: RangeSeries['labels'],
  firing: readonly number[],
  { end, step }: TimeRange,
  place: Pick<Incident, 'service' | 'environment'>,
): readonly Incident[] {
  const incidents: Incident[] = [];
  const { alertname = '', severity } = labels;
  const identity = identityOf(labels, severity);
  const add = (from: number, to: number): void => {
    const isOpen = to + step * GAPS_BRIDGED >= end;
    incidents.push({
      type: 'incident',
      id: `${identity}@${String(from)}`,
      source: 'prometheus',
      ...place,
      openedAt: from * 1000,
      ...(isOpen ? {} : { resolvedAt: (to + step) * 1000 }),
      ...(alertname === '' ? {} : { title: alertname }),
      ...(severity === undefined ? {} : { severity }),
    });
  };
  let from = firing[0];
  let last = from;
  for (const at of firing) {
    if (from !== undefined && last !== undefined && at - last > step * GAPS_BRIDGED) {
      add(from, last);
      from = at;
    }
    last = at;
  }
  if (from !== undefined && last !== undefined) add(from, last);
  return incidents;
}
