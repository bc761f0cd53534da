import { success, type Result } from '../../common/problem.js';
import type { RangeSeries, SignalSource } from '../../health/source.js';
import type { DeliveryHistory, Incident } from '../deliveryEvents.js';
import { QualityNotes } from '../ledger/qualityNotes.js';
import { isGrave, placeOf } from './incidentPayloads.js';

/** Prometheus keeps this series of every alert; its value is 1 while the alert fires. */
const FIRING = 'ALERTS{alertstate="firing"}';

// Below the 11,000 points for each series that Prometheus gives at most.
const MOST_POINTS = 10_000;
const SHORTEST_STEP_S = 60;
const GAPS_BRIDGED = 2;

const INNER: ReadonlySet<string> = new Set(['__name__', 'alertstate', 'severity', 'alertname']);

/**
 * Incidents from the alerts that fired, by the series `ALERTS`. A time is as exact as the step (a minute, longer in windows of more than
 * a week), a short silence of the series does not end an incident, and one that fires at the end of the window is open.
 * @param window [from, to) in milliseconds since 1970
 * @param now when it is asked, in milliseconds since 1970
 */
export async function incidentsFromAlerts(
  source: SignalSource,
  window: { readonly from: number; readonly to: number },
  now: number,
  signal: AbortSignal,
): Promise<Result<DeliveryHistory>> {
  const start = Math.floor(window.from / 1000);
  const end = Math.floor(Math.min(window.to, now) / 1000);
  const step = Math.max(SHORTEST_STEP_S, Math.ceil((end - start) / MOST_POINTS));
  const answer = await source.range(FIRING, { start, end, step }, signal);
  if (!answer.ok) return answer;
  const quality = new QualityNotes();
  if (answer.value.leftOut !== undefined)
    quality.add('tooMany', '{0} alerts were left out, as there were too many.', undefined, answer.value.leftOut);
  const events = answer.value.series.flatMap(series => {
    const severity = series.labels['severity'] ?? '';
    if (isGrave(severity)) return incidentsOf(series, step, end);
    quality.add('unusedType', '{0} events are of kinds that play no part in these numbers.', `alert ${severity}`);
    return [];
  });
  return success({ events, quality: quality.list(), origin: 'Alerts in Prometheus', isDerived: true, at: now });
}

function incidentsOf({ labels, times, values }: RangeSeries, step: number, end: number): readonly Incident[] {
  const incidents: Incident[] = [];
  const { alertname = '', severity } = labels;
  const own = Object.entries(labels).filter(([name]) => !INNER.has(name));
  const identity = `${alertname}{${own
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',')}}`;
  const firing = times.filter((_, index) => values[index] === 1);
  const add = (from: number, to: number): void => {
    const isOpen = to + step * GAPS_BRIDGED >= end;
    incidents.push({
      type: 'incident',
      id: `${identity}@${String(from)}`,
      source: 'prometheus',
      ...placeOf(labels),
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
