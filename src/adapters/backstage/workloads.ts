import { ownProperty } from '../../core/catalogue/entity.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { WorkloadSource, WorkloadState } from '../../core/health/source.js';
import type { BackstageClient } from './client.js';
import { entityDocuments } from './entityDocuments.js';

// Backstage looks in the clusters for what has the label of the same name, or matches the selector.
const BINDINGS = ['backstage.io/kubernetes-id', 'backstage.io/kubernetes-label-selector'];

// A component with hundreds of pods is far below this.
const LARGEST_ANSWER = 16 * 1024 * 1024;

interface Group {
  readonly type: string;
  readonly objects: readonly unknown[];
}

/**
 * The workloads of an entity, as Backstage's Kubernetes plugin finds them in all its clusters:
 * `POST /api/kubernetes/services/:serviceId` with the entity in the body (`KubernetesRequestBody`, `ObjectsByEntityResponse`).
 */
export class BackstageWorkloads implements WorkloadSource {
  constructor(private readonly client: BackstageClient) {}

  /** @returns undefined where the entity names no workloads, or no cluster has any; a problem where no cluster could be asked */
  async workload(entityRef: string, signal: AbortSignal): Promise<Result<WorkloadState | undefined>> {
    const entity = await entityDocuments(this.client).read(entityRef, signal);
    if (!entity.ok) return entity;
    const metadata = ownProperty(entity.value, 'metadata');
    const annotations = ownProperty(metadata, 'annotations');
    if (!BINDINGS.some(name => typeof ownProperty(annotations, name) === 'string')) return success(undefined);
    const path = `/api/kubernetes/services/${encodeURIComponent(String(ownProperty(metadata, 'name')))}`;
    const answer = await this.client.request({
      method: 'POST',
      path,
      body: { auth: {}, entity: entity.value },
      repeatable: true,
      most: LARGEST_ANSWER,
      signal,
    });
    if (!answer.ok) return answer.problem.kind === 'notFound' ? failure(noPlugin(answer.problem)) : answer;
    const clusters = ownProperty(answer.value, 'items');
    if (!Array.isArray(clusters))
      return failure({ kind: 'invalid', message: 'Backstage does not say which workloads there are.', detail: path });
    return stateOf(entityRef, clusters, path);
  }
}

function stateOf(entityRef: string, clusters: readonly unknown[], path: string): Result<WorkloadState | undefined> {
  const groups = clusters.flatMap(groupsOf);
  const ofType = (type: string): readonly unknown[] =>
    groups.filter(group => group.type === type).flatMap(({ objects }) => objects);
  const replicated = [...ofType('deployments'), ...ofType('statefulsets')].map(object => ({
    // One replica is what a cluster takes where nothing is said.
    desired: numberAt(object, 'spec', 'replicas') ?? 1,
    available: numberAt(object, 'status', 'availableReplicas') ?? 0,
    object,
  }));
  const onEachNode = ofType('daemonsets').map(object => ({
    desired: numberAt(object, 'status', 'desiredNumberScheduled') ?? 0,
    available: numberAt(object, 'status', 'numberAvailable') ?? 0,
    object,
  }));
  const workloads = [...replicated, ...onEachNode];
  if (workloads.length === 0) {
    const said = clusters.flatMap(cluster => listAt(cluster, 'errors'));
    return said.length === 0 ? success(undefined) : failure(notToldOf(said, path));
  }
  const sum = (of: readonly number[]): number => of.reduce((all, one) => all + one, 0);
  const containers = ofType('pods').flatMap(pod => listAt(ownProperty(pod, 'status'), 'containerStatuses'));
  const images = workloads.flatMap(({ object }) => imagesOf(object));
  return success({
    entityRef,
    desired: sum(workloads.map(({ desired }) => desired)),
    available: sum(workloads.map(({ available }) => available)),
    restarts: sum(containers.map(container => numberAt(container, 'restartCount') ?? 0)),
    images: [...new Set(images)].sort(),
  });
}

function groupsOf(cluster: unknown): readonly Group[] {
  return listAt(cluster, 'resources').map(group => ({
    type: String(ownProperty(group, 'type')),
    objects: listAt(group, 'resources'),
  }));
}

function imagesOf(workload: unknown): readonly string[] {
  const pod = ownProperty(ownProperty(ownProperty(workload, 'spec'), 'template'), 'spec');
  return listAt(pod, 'containers')
    .map(container => ownProperty(container, 'image'))
    .filter(image => typeof image === 'string');
}

function listAt(object: unknown, name: string): readonly unknown[] {
  const value = ownProperty(object, name);
  return Array.isArray(value) ? value : [];
}

function numberAt(object: unknown, ...path: readonly string[]): number | undefined {
  const value = path.reduce<unknown>((at, name) => ownProperty(at, name), object);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function noPlugin(problem: Problem): Problem {
  return { ...problem, kind: 'unsupported', message: 'This Backstage knows nothing of Kubernetes.' };
}

/** `KubernetesFetchError`: `{errorType, statusCode, resourcePath}`, or `{errorType: 'FETCH_ERROR', message}`. */
function notToldOf(errors: readonly unknown[], path: string): Problem {
  const isRefusal = errors.every(error => ownProperty(error, 'errorType') === 'UNAUTHORIZED_ERROR');
  return {
    kind: isRefusal ? 'forbidden' : 'unreachable',
    message: isRefusal
      ? 'Backstage may not ask the cluster for workloads.'
      : 'Backstage cannot read the workloads of any cluster.',
    detail: `${path}: ${JSON.stringify(errors).slice(0, 300)}`,
  };
}
