import { scalarValue, type ScalarValue } from '../yaml/scalars.js';
import { entryOf, isNull, isUnknown, itemsOf, mapOf, scalarOf, valueAt } from '../yaml/navigate.js';
import type { MapNode, YamlDocument, YamlNode } from '../yaml/node.js';

/** An object of Kubernetes as it stands in a document. */
export interface KubernetesResource {
  readonly document: YamlDocument;
  readonly root: MapNode;
  /** As written: `apps/v1`. */
  readonly apiVersion: string;
  /** Without the version: `apps`; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty where there is none or it is not known (`generateName`, a template). */
  readonly name: string;
  /** Undefined where none is written. */
  readonly namespace: string | undefined;
  /** Whether its file is named as a patch by what is around it. */
  readonly inPatchFile: () => boolean;
}

/** The pods that an object makes, or the Pod itself. */
export interface PodTemplate {
  readonly resource: KubernetesResource;
  /** `metadata` of the pods, where it is written. */
  readonly metadata: MapNode | undefined;
  readonly spec: MapNode;
  readonly containers: readonly Container[];
  /** Containers that are started for long: neither init nor ephemeral ones. */
  readonly mainContainers: readonly Container[];
}

export interface Container {
  readonly pod: PodTemplate;
  readonly node: MapNode;
  /** The list that it is in. */
  readonly list: 'containers' | 'initContainers' | 'ephemeralContainers';
  readonly name: string;
}

/** What a scalar means to Kubernetes: undefined where there is none or it is not known. */
export function k8sValue(node: YamlNode | undefined): ScalarValue | undefined {
  const scalar = scalarOf(node);
  return scalar && scalarValue(scalar, 'kubernetes');
}

/** A text as Kubernetes reads it; undefined where there is none, or it is no text. */
export function k8sText(node: YamlNode | undefined): string | undefined {
  const value = k8sValue(node);
  return typeof value === 'string' ? value : undefined;
}

/** Whether a value is surely true. A text (`"true"`) is not: the API server refuses it. */
export function isTrue(node: YamlNode | undefined): boolean {
  return k8sValue(node) === true;
}

const TEMPLATE = ['spec', 'template'] as const;
const OF_CRON_JOB = ['spec', 'jobTemplate', 'spec', 'template'] as const;

/**
 * Where the pods of an object are described, by kind and group: those of Kubernetes itself, as in Pod Security admission
 * (`k8s.io/pod-security-admission/admission`, `DefaultPodSpecExtractor`), OpenShift's DeploymentConfig and Argo's Rollout. A kind
 * of another group under the bare `v1` is a mistake, which does not make its pods safer: no kind of others can be there.
 */
const POD_PATHS: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map([
  ['Pod', inGroups([], '')],
  ['PodTemplate', inGroups(['template'], '')],
  ['ReplicationController', inGroups(TEMPLATE, '')],
  ['ReplicaSet', inGroups(TEMPLATE, 'apps', 'extensions', '')],
  ['Deployment', inGroups(TEMPLATE, 'apps', 'extensions', '')],
  ['DaemonSet', inGroups(TEMPLATE, 'apps', 'extensions', '')],
  ['StatefulSet', inGroups(TEMPLATE, 'apps', '')],
  ['Job', inGroups(TEMPLATE, 'batch', '')],
  ['CronJob', inGroups(OF_CRON_JOB, 'batch', '')],
  ['DeploymentConfig', inGroups(TEMPLATE, 'apps.openshift.io', '')],
  ['Rollout', inGroups(TEMPLATE, 'argoproj.io')],
]);

function inGroups(path: readonly string[], ...groups: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(groups.map(group => [group, path]));
}

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** The pods that an object makes; undefined where it makes none. */
export function podTemplateOf(resource: KubernetesResource): PodTemplate | undefined {
  const path = POD_PATHS.get(resource.kind)?.get(resource.group);
  const template = path && mapOf(valueAt(resource.root, ...path));
  const spec = template && mapOf(valueAt(template, 'spec'));
  if (!spec) return undefined;
  const containers: Container[] = [];
  const mainContainers: Container[] = [];
  const metadata = mapOf(valueAt(template, 'metadata'));
  const pod: PodTemplate = { resource, metadata, spec, containers, mainContainers };
  for (const list of LISTS)
    for (const item of itemsOf(entryOf(spec, list)?.value)) {
      const node = mapOf(item);
      if (!node) continue;
      const container: Container = { pod, node, list, name: k8sText(valueAt(node, 'name')) ?? '' };
      containers.push(container);
      if (list === 'containers') mainContainers.push(container);
    }
  return pod;
}

/**
 * The objects of a document: itself, or the items of a `List`, however deep lists are in lists.
 * @param isPatchFile is asked when it matters
 * @returns none where it is no object of Kubernetes
 */
export function resourcesOf(
  document: YamlDocument,
  isPatchFile: () => boolean = () => false,
): readonly KubernetesResource[] {
  const found: KubernetesResource[] = [];
  const collect = (node: YamlNode | undefined, depth: number): void => {
    const root = mapOf(node);
    const apiVersion = k8sText(valueAt(root, 'apiVersion'));
    const kind = k8sText(valueAt(root, 'kind'));
    if (!root || apiVersion === undefined || kind === undefined || depth > 8) return;
    if (kind.endsWith('List') && mapOf(entryOf(root, 'items')?.value) === undefined && entryOf(root, 'items')) {
      for (const item of itemsOf(valueAt(root, 'items'))) collect(item, depth + 1);
      return;
    }
    const slash = apiVersion.indexOf('/');
    found.push({
      document,
      root,
      apiVersion,
      group: slash < 0 ? '' : apiVersion.slice(0, slash),
      kind,
      name: k8sText(valueAt(root, 'metadata', 'name')) ?? '',
      namespace: k8sText(valueAt(root, 'metadata', 'namespace')),
      inPatchFile: isPatchFile,
    });
  };
  collect(document.root, 0);
  return found;
}

/**
 * A field as three answers: written and known, written and not known (a template), or not there (`null` counts as not there, as
 * for the API server).
 */
export type Field =
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly node: YamlNode }
  | { readonly state: 'known'; readonly node: YamlNode; readonly value: ScalarValue };

const ABSENT: Field = { state: 'absent' };

/**
 * A scalar field at a path below a mapping. A collection where a scalar belongs, and something else where a mapping belongs on the
 * way, is unknown: a template fills it in, or the API server refuses it.
 */
export function fieldAt(node: YamlNode | undefined, ...path: readonly string[]): Field {
  let at = node;
  for (const name of path) {
    if (!at || isNull(at)) return ABSENT;
    if (!mapOf(at)) return { state: 'unknown', node: at };
    at = entryOf(at, name)?.value;
  }
  if (!at || isNull(at)) return ABSENT;
  const value = isUnknown(at) ? undefined : k8sValue(at);
  return value === undefined ? { state: 'unknown', node: at } : { state: 'known', node: at, value };
}
