import type { Change } from '../deliveryEvents.js';
import { isBotName } from './changes.js';
import { listAt, textAt, timeAt, timeOf, valueAt } from './payload.js';
import { noteInvalid, noteUnknown, noteUnused, type RecordSink } from './recordSink.js';

/** Types of CDEvents from v0.4.1 to the draft of v0.6, by subject. */
const PREDICATES: Readonly<Record<string, readonly string[]>> = {
  approval: ['created', 'updated', 'closed'],
  artifact: ['packaged', 'published', 'signed', 'downloaded', 'deleted'],
  branch: ['created', 'deleted'],
  build: ['queued', 'started', 'finished'],
  change: ['created', 'updated', 'reviewed', 'merged', 'abandoned'],
  environment: ['created', 'modified', 'deleted'],
  incident: ['detected', 'reported', 'resolved'],
  pipelinerun: ['queued', 'started', 'finished'],
  repository: ['created', 'modified', 'deleted'],
  service: ['deployed', 'upgraded', 'rolledback', 'removed', 'published'],
  taskrun: ['started', 'finished'],
  testcaserun: ['queued', 'started', 'finished', 'skipped'],
  testoutput: ['published'],
  testsuiterun: ['queued', 'started', 'finished'],
  ticket: ['created', 'updated', 'closed'],
};

const TYPE = /^dev\.cdevents\.([a-z]+)\.([a-z]+)\.(\d+)\.\d+\.\d+(?:-[\w.]+)?$/;

interface CdEvent {
  readonly event: unknown;
  /** Of its subject. */
  readonly content: unknown;
  readonly type: string;
  readonly id: string;
  readonly source: string;
  readonly at: number;
  readonly subject: string;
  /** Where the id of the subject is unique. */
  readonly subjectSource: string;
}

type Reader = (event: CdEvent, sink: RecordSink) => void;

const READERS: Readonly<Record<string, Reader>> = {
  'service.deployed': readDeployment,
  'service.upgraded': readDeployment,
  'service.rolledback': readDeployment,
  'artifact.packaged': readArtifact,
  'change.merged': readChange,
  'incident.detected': readIncident,
  'incident.reported': readIncident,
  'incident.resolved': readIncident,
  'pipelinerun.finished': readPipelineRun,
  'ticket.created': readTicket,
  'ticket.updated': readTicket,
  'ticket.closed': readTicket,
};

export function isCdEvent(payload: unknown): boolean {
  return textAt(payload, 'context', 'type') !== undefined && valueAt(payload, 'subject') !== undefined;
}

/**
 * Reads a CDEvent (https://cdevents.dev, v0.4.1, v0.5.1 and the draft of v0.6; any minor version of a type).
 * A change is tied to a deployment by the artefact (`artifact.packaged`), and holds its commit in `customData.commit`
 * (`sha`, `committedAt`) or in a list `customData.commits`, as the event itself has no place for it.
 */
export function readCdEvent(payload: unknown, sink: RecordSink): void {
  handlerOf(textAt(payload, 'context', 'type') ?? '')(payload, sink);
}

type Handler = (payload: unknown, sink: RecordSink) => void;

// Few types come again and again. A long one is no type, and would only be kept.
const handlers = new Map<string, Handler>();
const MOST_HANDLERS = 500;
const LONGEST_TYPE = 100;

function handlerOf(type: string): Handler {
  const known = handlers.get(type);
  if (known) return known;
  const handler = makeHandler(type);
  if (handlers.size >= MOST_HANDLERS) handlers.clear();
  if (type.length <= LONGEST_TYPE) handlers.set(type, handler);
  return handler;
}

function makeHandler(type: string): Handler {
  const [, subject = '', predicate = '', major] = TYPE.exec(type) ?? [];
  if (PREDICATES[subject]?.includes(predicate) !== true) {
    const note = type.startsWith('dev.cdeventsx.') ? noteUnused : noteUnknown;
    return (_, sink) => note(sink, type);
  }
  if (major !== '0')
    return (_, sink) =>
      sink.note('unknownVersion', '{0} events are of a version that is not known here, and were left out.', type);
  const name = `${subject}.${predicate}`;
  const reader = READERS[name];
  return reader ? (payload, sink) => readKnown(name, reader, payload, sink) : (_, sink) => noteUnused(sink, name);
}

function readKnown(name: string, reader: Reader, payload: unknown, sink: RecordSink): void {
  const context = valueAt(payload, 'context');
  const about = valueAt(payload, 'subject');
  const id = textAt(context, 'id');
  const source = textAt(context, 'source');
  const at = timeAt(context, 'timestamp');
  const subject = textAt(about, 'id');
  if (id === undefined || source === undefined || subject === undefined || Number.isNaN(at)) {
    noteInvalid(sink, `${name} ${id ?? ''}: context.id, context.source, context.timestamp and subject.id are needed`);
    return;
  }
  const content = valueAt(about, 'content');
  const subjectSource = textAt(about, 'source') ?? source;
  reader({ event: payload, content, type: name, id, source, at, subject, subjectSource }, sink);
}

function readDeployment({ event, content, type, id, source, at, subject }: CdEvent, sink: RecordSink): void {
  const environment = textAt(content, 'environment', 'id');
  if (environment === undefined) {
    noteInvalid(sink, `${type} ${id}: subject.content.environment.id is needed`);
    return;
  }
  const artifact = textAt(content, 'artifactId');
  const digest = artifact === undefined ? undefined : digestOf(artifact);
  const version = artifact === undefined || digest !== undefined ? undefined : versionOf(artifact);
  const reverts = linked(event, 'REVERT');
  const changes = customChanges(event, NaN);
  sink.add({
    type: 'deployment',
    id,
    source,
    service: subject,
    environment,
    outcome: 'success',
    finishedAt: at,
    ...(artifact === undefined ? {} : { artifact: digest ?? artifact }),
    ...(version === undefined ? {} : { version }),
    ...(type === 'service.rolledback' ? { kind: 'rollback' as const } : {}),
    ...(reverts === undefined ? {} : { reverts }),
    ...(valueAt(event, 'customData', 'isUnplanned') === true ? { isUnplanned: true } : {}),
    ...(changes.length > 0 ? { changes } : {}),
  });
}

function readArtifact({ content, type, id, subject }: CdEvent, sink: RecordSink): void {
  const change = textAt(content, 'change', 'id');
  if (change === undefined) {
    noteInvalid(sink, `${type} ${id}: subject.content.change.id is needed`);
    return;
  }
  const source = textAt(content, 'change', 'source');
  sink.add({
    type: 'artifact',
    artifact: artifactName(subject),
    change: { id: change, ...(source === undefined ? {} : { source }) },
  });
}

function readChange({ event, at, subject, subjectSource }: CdEvent, sink: RecordSink): void {
  const told = customChanges(event, at);
  const unknown: Change = { sha: subject, committedAt: at, mergedAt: at, isCommitTimeUnknown: true };
  sink.add({ type: 'change', id: subject, source: subjectSource, changes: told.length > 0 ? told : [unknown] });
}

function readIncident({ event, content, type, at, subject, subjectSource }: CdEvent, sink: RecordSink): void {
  const isEnd = type === 'incident.resolved';
  const artifact = textAt(content, 'artifactId');
  const service = textAt(content, 'service', 'id') ?? (artifact === undefined ? '' : nameOf(artifact));
  const title = textAt(content, 'description');
  const causedBy = linked(event, 'CAUSE');
  sink.add({
    type: 'incidentPart',
    id: subject,
    source: subjectSource,
    service,
    environment: textAt(content, 'environment', 'id') ?? '',
    ...(isEnd ? { resolvedAt: at } : { openedAt: at }),
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(title === undefined || isEnd ? {} : { title }),
  });
}

/** A run that failed is a delivery that did not come about, where it says of what and where to. */
function readPipelineRun({ event, content, type, id, source, at }: CdEvent, sink: RecordSink): void {
  const service = textAt(event, 'customData', 'service');
  const environment = textAt(event, 'customData', 'environment');
  const outcome = textAt(content, 'outcome');
  if (service === undefined || environment === undefined || !/^(?:failure|error)$/i.test(outcome ?? '')) {
    noteUnused(sink, type);
    return;
  }
  sink.add({ type: 'deployment', id, source, service, environment, outcome: 'failure', finishedAt: at });
}

/** A ticket is an incident where its type or a label says so. */
function readTicket({ event, content, type, at, subject, subjectSource }: CdEvent, sink: RecordSink): void {
  const labels = listAt(content, 'labels');
  const kinds = [textAt(content, 'ticketType'), ...labels];
  if (!kinds.some(kind => typeof kind === 'string' && kind.toLowerCase() === 'incident')) {
    noteUnused(sink, type);
    return;
  }
  const title = textAt(content, 'summary');
  const severity = textAt(content, 'priority');
  sink.add({
    type: 'incidentPart',
    id: subject,
    source: subjectSource,
    service: textAt(event, 'customData', 'service') ?? '',
    environment: textAt(event, 'customData', 'environment') ?? '',
    ...(type === 'ticket.created' ? { openedAt: at } : {}),
    ...(type === 'ticket.closed' ? { resolvedAt: at } : {}),
    ...(title === undefined ? {} : { title }),
    ...(severity === undefined ? {} : { severity }),
  });
}

/** The event that a relation of a kind points to. */
function linked(event: unknown, kind: string): string | undefined {
  const links = valueAt(event, 'context', 'links');
  if (!Array.isArray(links)) return undefined;
  for (const link of links as readonly unknown[])
    if (textAt(link, 'linkType') === 'RELATION' && textAt(link, 'linkKind')?.toUpperCase() === kind)
      return textAt(link, 'target', 'contextId');
  return undefined;
}

function customChanges(event: unknown, mergedAt: number): readonly Change[] {
  const custom = valueAt(event, 'customData');
  if (custom === undefined) return [];
  const commit = valueAt(custom, 'commit');
  const commits = commit === undefined ? listAt(custom, 'commits') : [commit];
  return commits.flatMap((one): readonly Change[] => {
    const sha = textAt(one, 'sha');
    if (sha === undefined) return [];
    const committedAt = timeAt(one, 'committedAt');
    const firstCommitAt = timeOf(valueAt(one, 'firstCommitAt'));
    const isKnown = !Number.isNaN(committedAt);
    if (!isKnown && Number.isNaN(mergedAt)) return [];
    return [
      {
        sha,
        committedAt: isKnown ? committedAt : mergedAt,
        ...(Number.isNaN(mergedAt) ? {} : { mergedAt }),
        ...(Number.isNaN(firstCommitAt) ? {} : { firstCommitAt }),
        ...(isKnown ? {} : { isCommitTimeUnknown: true }),
        ...(isBotName(textAt(one, 'author')) || valueAt(one, 'isBot') === true ? { isBot: true } : {}),
        ...(valueAt(one, 'isMerge') === true ? { isMerge: true } : {}),
      },
    ];
  });
}

const DIGEST = /sha256(?:%3A|:)([0-9a-f]{64})/i;

/** One name for an artefact however its package URL is written: by its digest where it has one. */
function artifactName(purl: string): string {
  return digestOf(purl) ?? purl;
}

function digestOf(purl: string): string | undefined {
  return DIGEST.exec(purl)?.[1]?.toLowerCase();
}

function versionOf(purl: string): string | undefined {
  return /^pkg:[^?#]*@([^?#]+)/.exec(purl)?.[1];
}

function nameOf(purl: string): string {
  return /^pkg:(?:[^?#@]*\/)?([^/?#@]+)/.exec(purl)?.[1] ?? '';
}
