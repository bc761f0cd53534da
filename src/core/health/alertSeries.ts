import type { Alert, InstantSample, Labels } from './source.js';

/** Alerts as the store of series knows them (Prometheus, "Alerting rules": `ALERTS` and `ALERTS_FOR_STATE`). */
export const ALERT_SERIES = 'ALERTS or ALERTS_FOR_STATE';

/**
 * The alerts that pend or fire, read from the series of `ALERT_SERIES`. Silences are unknown to them, and so are summaries.
 */
export function alertsFromSeries(series: readonly InstantSample[]): readonly Alert[] {
  const since = new Map<string, number>();
  for (const { labels, value } of series)
    if (labels['__name__'] === 'ALERTS_FOR_STATE' && Number.isFinite(value) && value > 0)
      since.set(identity(labels), value);
  return series.flatMap(({ labels, value }): readonly Alert[] => {
    const { alertname, alertstate, severity = '' } = labels;
    if (labels['__name__'] !== 'ALERTS' || value !== 1 || alertname === undefined) return [];
    if (alertstate !== 'firing' && alertstate !== 'pending') return [];
    const start = since.get(identity(labels));
    const own = Object.fromEntries(Object.entries(labels).filter(([name]) => !OF_THE_SERIES.has(name)));
    return [
      {
        name: alertname,
        severity,
        state: alertstate,
        labels: own,
        silences: [],
        ...(start === undefined ? {} : { since: start }),
      },
    ];
  });
}

const OF_THE_SERIES: ReadonlySet<string> = new Set(['__name__', 'alertstate']);

function identity(labels: Labels): string {
  return JSON.stringify(
    Object.entries(labels)
      .filter(([name]) => !OF_THE_SERIES.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
