import { addressAt, listAt, textAt, timeAt, valueAt } from './payload.js';
import { noteInvalid, noteUnused, type RecordSink } from './recordSink.js';

/** Severities that wake somebody up; an alert that says none is taken for one of them. */
const GRAVE: ReadonlySet<string> = new Set(['', 'page', 'critical', 'emergency', 'fatal', 'high', 'major']);

/** Whether an alert of this severity is an incident rather than a notice. */
export function isGrave(severity: string): boolean {
  return GRAVE.has(severity.toLowerCase());
}

/** The labels that name the service of an alert; the first that it has counts. */
export const SERVICE_LABELS = [
  'service',
  'service_name',
  'app_kubernetes_io_name',
  'app',
  'deployment',
  'job',
] as const;

/** The service and the environment that the labels of an alert name; empty where none does. */
export function placeOf(labels: Readonly<Record<string, string>>): {
  readonly service: string;
  readonly environment: string;
} {
  const first = (...names: readonly string[]): string => names.map(name => labels[name]).find(Boolean) ?? '';
  return {
    service: first(...SERVICE_LABELS),
    environment: first('environment', 'env', 'deployment_environment', 'stage', 'tier'),
  };
}

export function isAlertmanagerPayload(payload: unknown): boolean {
  return Array.isArray(valueAt(payload, 'alerts')) && textAt(payload, 'status') !== undefined;
}

/** Reads what Alertmanager sends to a webhook (version 4): each grave alert is an incident from when it fires until it is resolved. */
export function readAlertmanagerPayload(payload: unknown, sink: RecordSink): void {
  const source = textAt(payload, 'externalURL') ?? 'alertmanager';
  for (const alert of listAt(payload, 'alerts')) {
    const severity = textAt(alert, 'labels', 'severity') ?? '';
    const name = textAt(alert, 'labels', 'alertname') ?? '';
    const openedAt = timeAt(alert, 'startsAt');
    const fingerprint = textAt(alert, 'fingerprint') ?? name;
    if (!isGrave(severity)) {
      noteUnused(sink, `alert ${severity}`);
      continue;
    }
    if (fingerprint === '' || Number.isNaN(openedAt)) {
      noteInvalid(sink, `alert ${name}: fingerprint and startsAt are needed`);
      continue;
    }
    const labels = Object.fromEntries(
      Object.entries(valueAt(alert, 'labels') ?? {}).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    );
    const isOver = textAt(alert, 'status') === 'resolved';
    const resolvedAt = timeAt(alert, 'endsAt');
    const address = addressAt(alert, 'generatorURL');
    sink.add({
      type: 'incidentPart',
      id: `${fingerprint}@${new Date(openedAt).toISOString()}`,
      source,
      ...placeOf(labels),
      openedAt,
      ...(isOver && !Number.isNaN(resolvedAt) ? { resolvedAt } : {}),
      ...(name === '' ? {} : { title: name }),
      ...(severity === '' ? {} : { severity }),
      ...(address === undefined ? {} : { address }),
    });
  }
}

export function isPagerDutyPayload(payload: unknown): boolean {
  return textAt(payload, 'event', 'event_type') !== undefined;
}

/** Reads a webhook of PagerDuty (v3): `incident.triggered` opens, `incident.resolved` ends. */
export function readPagerDutyPayload(payload: unknown, sink: RecordSink): void {
  const type = textAt(payload, 'event', 'event_type') ?? '';
  if (type !== 'incident.triggered' && type !== 'incident.resolved') {
    noteUnused(sink, type);
    return;
  }
  const id = textAt(payload, 'event', 'data', 'id') ?? textAt(payload, 'event', 'id');
  const at = timeAt(payload, 'event', 'occurred_at');
  if (id === undefined || Number.isNaN(at)) {
    noteInvalid(sink, `${type} ${id ?? ''}: event.data.id and event.occurred_at are needed`);
    return;
  }
  const title = textAt(payload, 'event', 'data', 'title');
  const severity = textAt(payload, 'event', 'data', 'urgency');
  const address = addressAt(payload, 'event', 'data', 'html_url');
  sink.add({
    type: 'incidentPart',
    id,
    source: 'pagerduty',
    service: textAt(payload, 'event', 'data', 'service', 'summary') ?? '',
    environment: '',
    ...(type === 'incident.resolved' ? { resolvedAt: at } : { openedAt: at }),
    ...(title === undefined ? {} : { title }),
    ...(severity === undefined ? {} : { severity }),
    ...(address === undefined ? {} : { address }),
  });
}
