import { webAddress } from '../../core/catalogue/addresses.js';
import { ownProperty } from '../../core/catalogue/entity.js';
import type { Alert, Labels, Silence, SilenceMatcher } from '../../core/health/source.js';

/**
 * Reads `GET /alerts` of Alertmanager's API v2 (`gettableAlerts`). What is no alert is left out.
 * @returns undefined where it is no list
 */
export function readAlerts(answer: unknown): readonly Alert[] | undefined {
  return Array.isArray(answer) ? answer.map(readAlert).filter(alert => alert !== undefined) : undefined;
}

/**
 * Reads `GET /silences` (`gettableSilences`). What is no silence is left out.
 * @returns undefined where it is no list
 */
export function readSilences(answer: unknown): readonly Silence[] | undefined {
  return Array.isArray(answer) ? answer.map(readSilence).filter(silence => silence !== undefined) : undefined;
}

function readAlert(one: unknown): Alert | undefined {
  const labels = readTexts(ownProperty(one, 'labels'));
  const name = labels && ownProperty(labels, 'alertname');
  if (!labels || typeof name !== 'string') return undefined;
  const annotations = readTexts(ownProperty(one, 'annotations')) ?? {};
  const status = ownProperty(one, 'status');
  const silences = textsIn(ownProperty(status, 'silencedBy'));
  const isInhibited = textsIn(ownProperty(status, 'inhibitedBy')).length > 0;
  const fingerprint = textOf(one, 'fingerprint');
  const since = timeOf(one, 'startsAt');
  const summary = textOf(annotations, 'summary') ?? textOf(annotations, 'message');
  const runbook = textOf(annotations, 'runbook_url') ?? textOf(annotations, 'runbook');
  return {
    name,
    severity: textOf(labels, 'severity') ?? textOf(labels, 'sloth_severity') ?? '',
    state: silences.length > 0 ? 'silenced' : isInhibited ? 'inhibited' : 'firing',
    labels,
    silences,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(summary === undefined ? {} : { summary }),
    ...(runbook === undefined || webAddress(runbook) === undefined ? {} : { runbook }),
    ...(since === undefined ? {} : { since }),
  };
}

function readSilence(one: unknown): Silence | undefined {
  const id = textOf(one, 'id');
  const state = textOf(ownProperty(one, 'status'), 'state');
  const startsAt = timeOf(one, 'startsAt');
  const endsAt = timeOf(one, 'endsAt');
  const matchers = ownProperty(one, 'matchers');
  if (id === undefined || startsAt === undefined || endsAt === undefined || !Array.isArray(matchers)) return undefined;
  if (state !== 'active' && state !== 'pending' && state !== 'expired') return undefined;
  return {
    id,
    state,
    startsAt,
    endsAt,
    matchers: matchers.map(readMatcher).filter(matcher => matcher !== undefined),
    createdBy: textOf(one, 'createdBy') ?? '',
    comment: textOf(one, 'comment') ?? '',
  };
}

function readMatcher(one: unknown): SilenceMatcher | undefined {
  const name = textOf(one, 'name');
  const value = textOf(one, 'value');
  if (name === undefined || value === undefined) return undefined;
  // Servers before 0.22 know no matchers that are not equal, and do not say that these are.
  return {
    name,
    value,
    isRegex: ownProperty(one, 'isRegex') === true,
    isEqual: ownProperty(one, 'isEqual') !== false,
  };
}

function readTexts(object: unknown): Labels | undefined {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter(one => typeof one === 'string') : [];
}

function textOf(object: unknown, name: string): string | undefined {
  const value = ownProperty(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** A time of RFC 3339 as Unix time in seconds. */
function timeOf(object: unknown, name: string): number | undefined {
  const time = Date.parse(textOf(object, name) ?? '');
  return Number.isNaN(time) ? undefined : time / 1000;
}
