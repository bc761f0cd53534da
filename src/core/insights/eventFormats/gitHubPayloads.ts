import { pushedChanges } from './changes.js';
import { addressAt, listAt, textAt, timeAt, valueAt } from './payload.js';
import { noteInvalid, noteUnknown, noteUnused, type RecordSink } from './recordSink.js';

/** Whether it is a webhook payload of GitHub, or one cut down to what is read here. */
export function isGitHubPayload(payload: unknown): boolean {
  if (valueAt(payload, 'object_kind') !== undefined) return false;
  return (
    valueAt(payload, 'head_commit') !== undefined ||
    (valueAt(payload, 'repository') !== undefined &&
      ['deployment', 'issue', 'pull_request', 'commits', 'action'].some(name => valueAt(payload, name) !== undefined))
  );
}

/**
 * Reads a payload of GitHub's webhooks: `deployment_status` (that is when a deployment is done; `deployment` alone only asks for one),
 * `push`, and `issues` that are labelled `incident`.
 */
export function readGitHubPayload(payload: unknown, sink: RecordSink): void {
  if (valueAt(payload, 'deployment_status')) readStatus(payload, sink);
  else if (valueAt(payload, 'deployment')) noteUnused(sink, 'deployment');
  else if (valueAt(payload, 'issue')) readIssue(payload, sink);
  else if (valueAt(payload, 'head_commit') || valueAt(payload, 'commits')) readPush(payload, sink);
  else if (valueAt(payload, 'pull_request')) noteUnused(sink, 'pull_request');
  else noteUnknown(sink, `GitHub ${textAt(payload, 'action') ?? ''}`);
}

function repositoryOf(payload: unknown): string | undefined {
  return textAt(payload, 'repository', 'full_name') ?? textAt(payload, 'repository', 'name');
}

/** The name of what a commit of a repository is built into. */
export function commitArtifact(repository: string, sha: string): string {
  return `git:${repository}@${sha}`;
}

const KINDS: Readonly<Record<string, 'rollback' | 'hotfix'>> = { rollback: 'rollback', hotfix: 'hotfix' };

function readStatus(payload: unknown, sink: RecordSink): void {
  const state = textAt(payload, 'deployment_status', 'state') ?? '';
  if (!['success', 'failure', 'error'].includes(state)) {
    noteUnused(sink, `deployment_status ${state}`);
    return;
  }
  const id = textAt(payload, 'deployment', 'id');
  const repository = repositoryOf(payload);
  const finishedAt = timeAt(payload, 'deployment_status', 'created_at');
  if (id === undefined || repository === undefined || Number.isNaN(finishedAt)) {
    noteInvalid(
      sink,
      `deployment_status ${id ?? ''}: deployment.id, repository.full_name and deployment_status.created_at are needed`,
    );
    return;
  }
  const startedAt = timeAt(payload, 'deployment', 'created_at');
  const sha = textAt(payload, 'deployment', 'sha');
  const version = textAt(payload, 'deployment', 'ref');
  const kind = KINDS[textAt(payload, 'deployment', 'task')?.split(':').at(-1) ?? ''];
  const address =
    addressAt(payload, 'deployment_status', 'log_url') ?? addressAt(payload, 'deployment_status', 'target_url');
  sink.add({
    type: 'deployment',
    id,
    source: `github:${repository}`,
    service: repository,
    environment:
      textAt(payload, 'deployment_status', 'environment') ?? textAt(payload, 'deployment', 'environment') ?? '',
    outcome: state === 'success' ? 'success' : 'failure',
    finishedAt,
    ...(Number.isNaN(startedAt) ? {} : { startedAt }),
    ...(sha === undefined ? {} : { sha, artifact: commitArtifact(repository, sha) }),
    // A branch is no version: it is another one each time.
    ...(version !== undefined && /\d/.test(version) && version !== sha ? { version } : {}),
    ...(kind ? { kind } : {}),
    ...(address === undefined ? {} : { address }),
  });
}

function readPush(payload: unknown, sink: RecordSink): void {
  const head = textAt(payload, 'after') ?? textAt(payload, 'head_commit', 'id');
  const repository = repositoryOf(payload) ?? '';
  const changes = pushedChanges(payload, timeAt(payload, 'repository', 'pushed_at'));
  if (head === undefined || changes.length === 0) {
    noteUnused(sink, 'push');
    return;
  }
  const source = `github:${repository}`;
  sink.add({ type: 'change', id: head, source, changes });
  sink.add({ type: 'artifact', artifact: commitArtifact(repository, head), change: { id: head, source } });
}

const ROOT_CAUSE = /root cause:\s*([0-9a-f]{7,40})\b/i;

function readIssue(payload: unknown, sink: RecordSink): void {
  const labels = listAt(payload, 'issue', 'labels').map(label => textAt(label, 'name')?.toLowerCase());
  if (!labels.includes('incident')) {
    noteUnused(sink, 'issues');
    return;
  }
  const repository = repositoryOf(payload);
  const number = textAt(payload, 'issue', 'number');
  const openedAt = timeAt(payload, 'issue', 'created_at');
  if (repository === undefined || number === undefined || Number.isNaN(openedAt)) {
    noteInvalid(sink, `issues ${number ?? ''}: repository.full_name, issue.number and issue.created_at are needed`);
    return;
  }
  const resolvedAt = timeAt(payload, 'issue', 'closed_at');
  const title = textAt(payload, 'issue', 'title');
  const address = addressAt(payload, 'issue', 'html_url');
  const causedBy = ROOT_CAUSE.exec(textAt(payload, 'issue', 'body') ?? '')?.[1];
  sink.add({
    type: 'incidentPart',
    id: `${repository}/${number}`,
    source: 'github',
    service: repository,
    environment: '',
    openedAt,
    ...(Number.isNaN(resolvedAt) ? {} : { resolvedAt }),
    ...(title === undefined ? {} : { title }),
    ...(address === undefined ? {} : { address }),
    ...(causedBy === undefined ? {} : { causedBy }),
  });
}
