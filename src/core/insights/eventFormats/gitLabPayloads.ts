import { pushedChanges } from './changes.js';
import { commitArtifact } from './gitHubPayloads.js';
import { addressAt, listAt, textAt, timeAt, valueAt } from './payload.js';
import { noteInvalid, noteUnknown, noteUnused, type RecordSink } from './recordSink.js';

export function isGitLabPayload(payload: unknown): boolean {
  return textAt(payload, 'object_kind') !== undefined;
}

/** Reads a payload of GitLab's webhooks: `deployment`, `push`, and `issue` of the type or with the label `incident`. */
export function readGitLabPayload(payload: unknown, sink: RecordSink): void {
  const kind = textAt(payload, 'object_kind') ?? '';
  if (kind === 'deployment') readDeployment(payload, sink);
  else if (kind === 'push') readPush(payload, sink);
  else if (kind === 'issue' || kind === 'work_item') readIssue(payload, sink);
  else if (OTHERS.has(kind)) noteUnused(sink, kind);
  else noteUnknown(sink, `GitLab ${kind}`);
}

const OTHERS: ReadonlySet<string> = new Set([
  'build',
  'emoji',
  'feature_flag',
  'merge_request',
  'note',
  'pipeline',
  'release',
  'tag_push',
  'wiki_page',
]);

function projectOf(payload: unknown): string {
  return textAt(payload, 'project', 'path_with_namespace') ?? textAt(payload, 'project', 'name') ?? '';
}

function readDeployment(payload: unknown, sink: RecordSink): void {
  const status = textAt(payload, 'status') ?? 'success';
  if (status !== 'success' && status !== 'failed') {
    noteUnused(sink, `deployment ${status}`);
    return;
  }
  const id = textAt(payload, 'deployment_id');
  const finishedAt = timeAt(payload, 'status_changed_at');
  if (id === undefined || Number.isNaN(finishedAt)) {
    noteInvalid(sink, `deployment ${id ?? ''}: deployment_id and status_changed_at are needed`);
    return;
  }
  const project = projectOf(payload);
  const address = addressAt(payload, 'deployable_url');
  // Only the address of the commit has the whole of its name.
  const sha =
    /\/commit\/([0-9a-f]{40,64})$/.exec(textAt(payload, 'commit_url') ?? '')?.[1] ?? textAt(payload, 'short_sha');
  sink.add({
    type: 'deployment',
    id,
    source: `gitlab:${project}`,
    service: project,
    environment: textAt(payload, 'environment') ?? '',
    outcome: status === 'success' ? 'success' : 'failure',
    finishedAt,
    ...(sha === undefined ? {} : { sha, artifact: commitArtifact(project, sha) }),
    ...(address === undefined ? {} : { address }),
  });
}

/**
 * Reads an entry of GitLab's `GET /projects/:id/deployments`. A deployment that was told to GitLab without a job of its own has no time of
 * its end: that of its last change counts.
 * @param project path of the project, which the entry does not say
 */
export function readGitLabDeployment(entry: unknown, project: string, sink: RecordSink): void {
  const status = textAt(entry, 'status') ?? '';
  const id = textAt(entry, 'id');
  if (id !== undefined && status !== '' && status !== 'success' && status !== 'failed') {
    noteUnused(sink, `deployment ${status}`);
    return;
  }
  const times = [timeAt(entry, 'finished_at'), timeAt(entry, 'deployable', 'finished_at'), timeAt(entry, 'updated_at')];
  const finishedAt = times.find(at => !Number.isNaN(at));
  if (id === undefined || status === '' || finishedAt === undefined) {
    noteInvalid(sink, `deployment ${id ?? ''}: id, status and updated_at are needed`);
    return;
  }
  const startedAt = timeAt(entry, 'deployable', 'started_at');
  const sha = textAt(entry, 'sha');
  const tag = valueAt(entry, 'deployable', 'tag') === true ? textAt(entry, 'ref') : undefined;
  const address = addressAt(entry, 'deployable', 'web_url') ?? addressAt(entry, 'deployable', 'pipeline', 'web_url');
  sink.add({
    type: 'deployment',
    id,
    source: `gitlab:${project}`,
    service: project,
    environment: textAt(entry, 'environment', 'name') ?? '',
    outcome: status === 'success' ? 'success' : 'failure',
    finishedAt,
    ...(Number.isNaN(startedAt) ? {} : { startedAt }),
    ...(sha === undefined ? {} : { sha, artifact: commitArtifact(project, sha) }),
    ...(tag === undefined ? {} : { version: tag }),
    ...(address === undefined ? {} : { address }),
  });
}

function readPush(payload: unknown, sink: RecordSink): void {
  const head = textAt(payload, 'checkout_sha') ?? textAt(payload, 'after');
  const changes = pushedChanges(payload, NaN);
  if (head === undefined || changes.length === 0) {
    noteUnused(sink, 'push');
    return;
  }
  const project = projectOf(payload);
  const source = `gitlab:${project}`;
  sink.add({ type: 'change', id: head, source, changes });
  sink.add({ type: 'artifact', artifact: commitArtifact(project, head), change: { id: head, source } });
}

function readIssue(payload: unknown, sink: RecordSink): void {
  const names = [
    textAt(payload, 'object_attributes', 'type'),
    ...listAt(payload, 'labels').map(label => textAt(label, 'title')),
    ...listAt(payload, 'object_attributes', 'labels').map(label => textAt(label, 'title')),
  ];
  if (!names.some(name => name?.toLowerCase() === 'incident')) {
    noteUnused(sink, 'issue');
    return;
  }
  const number = textAt(payload, 'object_attributes', 'iid');
  const openedAt = timeAt(payload, 'object_attributes', 'created_at');
  if (number === undefined || Number.isNaN(openedAt)) {
    noteInvalid(sink, `issue ${number ?? ''}: object_attributes.iid and object_attributes.created_at are needed`);
    return;
  }
  const project = projectOf(payload);
  const resolvedAt = timeAt(payload, 'object_attributes', 'closed_at');
  const title = textAt(payload, 'object_attributes', 'title');
  const address = addressAt(payload, 'object_attributes', 'url');
  const severity = textAt(payload, 'object_attributes', 'severity');
  sink.add({
    type: 'incidentPart',
    id: `${project}#${number}`,
    source: 'gitlab',
    service: project,
    environment: '',
    openedAt,
    ...(Number.isNaN(resolvedAt) ? {} : { resolvedAt }),
    ...(title === undefined ? {} : { title }),
    ...(address === undefined ? {} : { address }),
    ...(severity === undefined || severity === 'unknown' ? {} : { severity }),
  });
}
