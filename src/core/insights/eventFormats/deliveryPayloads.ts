import { addressAt, listAt, textAt, timeAt, valueAt } from './payload.js';
import { noteInvalid, noteUnused, type RecordSink } from './recordSink.js';

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** An `Application` of Argo CD, or a list of them as its API gives. */
export function isArgoPayload(payload: unknown): boolean {
  return (
    /^Application(?:List)?$/.test(textAt(payload, 'kind') ?? '') || Array.isArray(valueAt(payload, 'status', 'history'))
  );
}

/** Reads `status.history` of Argo CD: each entry is a deployment that came about. It keeps the last ten by default. */
export function readArgoPayload(payload: unknown, sink: RecordSink): void {
  for (const item of listAt(payload, 'items')) readApplication(item, sink);
  readApplication(payload, sink);
}

function readApplication(payload: unknown, sink: RecordSink): void {
  const name = textAt(payload, 'metadata', 'name');
  const namespace = textAt(payload, 'metadata', 'namespace') ?? '';
  const labels = valueAt(payload, 'metadata', 'labels');
  const environment =
    textAt(labels, 'environment') ?? textAt(labels, 'env') ?? textAt(payload, 'spec', 'destination', 'namespace') ?? '';
  for (const entry of listAt(payload, 'status', 'history')) {
    const id = textAt(entry, 'id');
    const finishedAt = timeAt(entry, 'deployedAt');
    if (name === undefined || id === undefined || Number.isNaN(finishedAt)) {
      noteInvalid(sink, `Argo CD ${name ?? ''}: metadata.name, id and deployedAt are needed`);
      continue;
    }
    const revision = textAt(entry, 'revision');
    const startedAt = timeAt(entry, 'deployStartedAt');
    sink.add({
      type: 'deployment',
      id: `${namespace}/${name}/${id}`,
      source: 'argocd',
      service: textAt(labels, 'app.kubernetes.io/name') ?? name,
      environment,
      outcome: 'success',
      finishedAt,
      ...(Number.isNaN(startedAt) ? {} : { startedAt }),
      ...(revision === undefined ? {} : SHA.test(revision) ? { sha: revision } : { version: revision }),
    });
  }
}

/** What is posted to the webhooks of Apache DevLake: deployments, and issues as incidents. */
export function isDevLakePayload(payload: unknown): boolean {
  return Array.isArray(valueAt(payload, 'deploymentCommits')) || textAt(payload, 'issueKey') !== undefined;
}

export function readDevLakePayload(payload: unknown, sink: RecordSink): void {
  if (textAt(payload, 'issueKey') !== undefined) {
    readDevLakeIssue(payload, sink);
    return;
  }
  const id = textAt(payload, 'id');
  const result = (textAt(payload, 'result') ?? 'SUCCESS').toUpperCase();
  for (const commit of listAt(payload, 'deploymentCommits')) {
    const service = textAt(commit, 'repoUrl') ?? textAt(commit, 'repoId');
    const sha = textAt(commit, 'commitSha');
    const finished = timeAt(commit, 'finishedDate');
    const finishedAt = Number.isNaN(finished) ? timeAt(payload, 'finishedDate') : finished;
    if (id === undefined || service === undefined || sha === undefined || Number.isNaN(finishedAt)) {
      noteInvalid(sink, `DevLake deployment ${id ?? ''}: id, repoUrl, commitSha and finishedDate are needed`);
      continue;
    }
    const started = timeAt(commit, 'startedDate');
    const startedAt = Number.isNaN(started) ? timeAt(payload, 'startedDate') : started;
    const version = textAt(commit, 'refName');
    sink.add({
      type: 'deployment',
      id,
      source: `devlake:${service}`,
      service,
      environment: (textAt(payload, 'environment') ?? 'PRODUCTION').toLowerCase(),
      outcome: result === 'SUCCESS' ? 'success' : 'failure',
      finishedAt,
      sha,
      ...(Number.isNaN(startedAt) ? {} : { startedAt }),
      ...(version !== undefined && /\d/.test(version) ? { version } : {}),
    });
  }
}

function readDevLakeIssue(payload: unknown, sink: RecordSink): void {
  if (textAt(payload, 'type')?.toUpperCase() !== 'INCIDENT') {
    noteUnused(sink, 'DevLake issue');
    return;
  }
  const id = textAt(payload, 'issueKey');
  const openedAt = timeAt(payload, 'createdDate');
  if (id === undefined || Number.isNaN(openedAt)) {
    noteInvalid(sink, `DevLake issue ${id ?? ''}: issueKey and createdDate are needed`);
    return;
  }
  const resolvedAt = timeAt(payload, 'resolutionDate');
  const title = textAt(payload, 'title');
  const address = addressAt(payload, 'url');
  sink.add({
    type: 'incidentPart',
    id,
    source: 'devlake',
    service: textAt(payload, 'component') ?? '',
    environment: '',
    openedAt,
    ...(Number.isNaN(resolvedAt) ? {} : { resolvedAt }),
    ...(title === undefined ? {} : { title }),
    ...(address === undefined ? {} : { address }),
  });
}

/** What is sent to Datadog's DORA API, or by its command line program: deployments and failures. */
export function isDatadogPayload(payload: unknown): boolean {
  const attributes = attributesOf(payload);
  const hasStart = valueAt(attributes, 'started_at') !== undefined || valueAt(attributes, 'startedAt') !== undefined;
  return hasStart && (textAt(attributes, 'service') !== undefined || Array.isArray(valueAt(attributes, 'services')));
}

export function readDatadogPayload(payload: unknown, sink: RecordSink): void {
  const attributes = attributesOf(payload);
  const startedAt = either(timeAt(attributes, 'started_at'), timeAt(attributes, 'startedAt'));
  const finishedAt = either(timeAt(attributes, 'finished_at'), timeAt(attributes, 'finishedAt'));
  const environment = textAt(attributes, 'env') ?? '';
  const service = textAt(attributes, 'service');
  const id = textAt(payload, 'data', 'id') ?? textAt(attributes, 'id');
  if (service === undefined) {
    for (const name of listAt(attributes, 'services')) {
      if (typeof name !== 'string') continue;
      const title = textAt(attributes, 'name');
      const severity = textAt(attributes, 'severity');
      sink.add({
        type: 'incidentPart',
        id: `${id ?? String(startedAt)} ${name}`,
        source: 'datadog',
        service: name,
        environment,
        ...(Number.isNaN(startedAt) ? {} : { openedAt: startedAt }),
        ...(Number.isNaN(finishedAt) ? {} : { resolvedAt: finishedAt }),
        ...(title === undefined ? {} : { title }),
        ...(severity === undefined ? {} : { severity }),
      });
    }
    return;
  }
  if (Number.isNaN(finishedAt)) {
    noteInvalid(sink, `Datadog deployment ${service}: finished_at is needed`);
    return;
  }
  const sha = textAt(attributes, 'git', 'commit_sha') ?? textAt(attributes, 'git', 'commitSHA');
  const version = textAt(attributes, 'version');
  sink.add({
    type: 'deployment',
    id: id ?? `${service} ${String(startedAt)}`,
    source: 'datadog',
    service,
    environment: environment || 'production',
    outcome: 'success',
    finishedAt,
    ...(Number.isNaN(startedAt) ? {} : { startedAt }),
    ...(sha === undefined ? {} : { sha }),
    ...(version === undefined ? {} : { version }),
  });
}

function attributesOf(payload: unknown): unknown {
  return valueAt(payload, 'data', 'attributes') ?? payload;
}

function either(a: number, b: number): number {
  return Number.isNaN(a) ? b : a;
}
