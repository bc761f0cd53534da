import { isCdEvent, readCdEvent } from './cdEvents.js';
import { cloudEventData } from './cloudEvents.js';
import {
  isArgoPayload,
  isDatadogPayload,
  isDevLakePayload,
  readArgoPayload,
  readDatadogPayload,
  readDevLakePayload,
} from './deliveryPayloads.js';
import { isGitHubPayload, readGitHubPayload } from './gitHubPayloads.js';
import { isGitLabPayload, readGitLabPayload } from './gitLabPayloads.js';
import {
  isAlertmanagerPayload,
  isPagerDutyPayload,
  readAlertmanagerPayload,
  readPagerDutyPayload,
} from './incidentPayloads.js';
import { isOwnEvent, readOwnEvent } from './ownEvents.js';
import { textAt } from './payload.js';
import { noteUnknown, type RecordSink } from './recordSink.js';

type Format = readonly [is: (payload: unknown) => boolean, read: (payload: unknown, sink: RecordSink) => void];

// The ones that come in large numbers first.
const FORMATS: readonly Format[] = [
  [isCdEvent, readCdEvent],
  [isOwnEvent, readOwnEvent],
  [isGitLabPayload, readGitLabPayload],
  [isGitHubPayload, readGitHubPayload],
  [isAlertmanagerPayload, readAlertmanagerPayload],
  [isPagerDutyPayload, readPagerDutyPayload],
  [isArgoPayload, readArgoPayload],
  [isDevLakePayload, readDevLakePayload],
  [isDatadogPayload, readDatadogPayload],
];

/**
 * Reads one event, or a list of them (a batch of CloudEvents), whatever it comes from: CDEvents bare or in a CloudEvent, this product's
 * own events, webhooks of GitHub, GitLab, Alertmanager, PagerDuty, DevLake and Datadog, applications of Argo CD.
 * @param payload parsed JSON
 * @param sink gets what was read, and what could not be read with the reason
 */
export function readEvent(payload: unknown, sink: RecordSink): void {
  if (!Array.isArray(payload)) readOne(payload, sink);
  else for (const one of payload as readonly unknown[]) readOne(one, sink);
}

function readOne(payload: unknown, sink: RecordSink): void {
  if (read(payload, sink)) return;
  const data = cloudEventData(payload);
  if (data !== undefined && read(data, sink)) return;
  noteUnknown(sink, textAt(payload, 'type') ?? textAt(payload, 'kind') ?? '');
}

/** @returns whether it was in one of the formats */
function read(payload: unknown, sink: RecordSink): boolean {
  const format = FORMATS.find(([is]) => is(payload));
  format?.[1](payload, sink);
  return format !== undefined;
}
