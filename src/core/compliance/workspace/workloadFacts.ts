import { fieldAt, k8sText, k8sValue, type Container, type KubernetesResource } from '../kubernetes/resource.js';
import { podTemplateOf, type PodTemplate } from '../kubernetes/resource.js';
import { lacks } from '../kubernetes/lacks.js';
import { placeOf } from '../kubernetes/place.js';
import { entryOf, isNull, isUnknown, itemsOf, resolved, valueAt } from '../yaml/navigate.js';
import type { MapNode, Span, YamlNode } from '../yaml/node.js';
import type { ContainerFacts, ContainerPort, LabelPair, NumberFact, WorkloadFacts } from './facts.js';
import { labelFacts, labelSelector, ownText, plainSelector } from './labels.js';

/** The span of a node without the node. */
export function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** A number at a path below a mapping. */
export function numberFact(node: YamlNode | undefined, ...path: readonly string[]): NumberFact {
  const field = fieldAt(node, ...path);
  if (field.state === 'absent') return 'absent';
  return field.state === 'known' && typeof field.value === 'number' ? field.value : 'unknown';
}

/** The pods of an object; undefined where it makes none. */
export function workloadFacts(resource: KubernetesResource): WorkloadFacts | undefined {
  const pod = podTemplateOf(resource);
  if (!pod) return undefined;
  const { root, kind } = resource;
  const selector = entryOf(valueAt(root, 'spec'), 'selector');
  const replicas = valueAt(root, 'spec', 'replicas');
  const account = valueAt(pod.spec, 'serviceAccountName') ?? valueAt(pod.spec, 'serviceAccount');
  const accountName = k8sText(account);
  const strategy = entryOf(valueAt(root, 'spec'), kind === 'Deployment' ? 'strategy' : 'updateStrategy');
  const environment = environmentOf(pod);
  const strategyType = strategyOf(strategy?.value);
  return {
    labels: labelFacts(valueAt(pod.metadata, 'labels')),
    annotations: labelFacts(valueAt(pod.metadata, 'annotations')),
    ...(selector && kind !== 'Pod' && kind !== 'PodTemplate'
      ? {
          selector:
            kind === 'ReplicationController'
              ? plainSelector(selector.value, selector.key)
              : labelSelector(selector.value, selector.key),
        }
      : {}),
    replicas: numberFact(root, 'spec', 'replicas'),
    ...(replicas ? { replicasAt: spanOf(replicas) } : {}),
    ...portsOf(pod),
    ...(accountName === undefined || !account
      ? {}
      : { serviceAccount: ownText(accountName), serviceAccountAt: spanOf(account) }),
    ...(strategyType === undefined ? {} : { strategy: strategyType }),
    ...(strategy ? { strategyAt: spanOf(strategy.key) } : {}),
    ...environment,
    withoutReadiness: pod.mainContainers.filter(container => lacks(container, 'readinessProbe')).map(containerFacts),
    spreads: !SPREADING.every(path => lacksAny(pod, path)),
    claimsVolumes: claimsVolumes(pod, kind),
    containers: pod.mainContainers.length,
    at: spanOf(placeOf(pod)),
  };
}

function strategyOf(node: YamlNode | undefined): string | undefined {
  if (!node || isNull(node)) return undefined;
  const field = fieldAt(node, 'type');
  if (isUnknown(node) || field.state === 'unknown') return '?';
  return field.state === 'known' ? ownText(String(field.value)) : undefined;
}

function portsOf({ containers, spec }: PodTemplate): { ports: readonly ContainerPort[]; portsComplete: boolean } {
  const ports: ContainerPort[] = [];
  let portsComplete = !spec.masked && !isUnknown(entryOf(spec, 'containers')?.value);
  for (const { node } of containers) {
    const list = resolved(entryOf(node, 'ports')?.value);
    if (node.masked || (list && isUnknown(list))) portsComplete = false;
    for (const item of itemsOf(list)) {
      const port = portFacts(item);
      if (fieldAt(item, 'name').state === 'unknown' || port.number === undefined) portsComplete = false;
      ports.push(port);
    }
  }
  return { ports, portsComplete };
}

function portFacts(item: YamlNode): ContainerPort {
  const name = fieldAt(item, 'name');
  const number = k8sValue(valueAt(item, 'containerPort'));
  return {
    ...(name.state === 'known' ? { name: ownText(String(name.value)) } : {}),
    ...(typeof number === 'number' ? { number } : {}),
  };
}

function environmentOf({ containers }: PodTemplate): { otel: readonly LabelPair[]; environmentOpen: boolean } {
  const otel: LabelPair[] = [];
  let environmentOpen = false;
  for (const { node, list } of containers) {
    if (list !== 'containers') continue;
    if (opensEnvironment(node)) environmentOpen = true;
    for (const item of itemsOf(entryOf(node, 'env')?.value)) collectOtel(item, otel);
  }
  return { otel, environmentOpen };
}

function opensEnvironment(node: MapNode): boolean {
  const env = entryOf(node, 'env')?.value;
  return node.masked || isUnknown(env) || itemsOf(env).some(isUnknown) || entryOf(node, 'envFrom') !== undefined;
}

function collectOtel(item: YamlNode, otel: LabelPair[]): void {
  const name = k8sText(valueAt(item, 'name'));
  if (name?.startsWith('OTEL_') !== true) return;
  const value = valueAt(item, 'value');
  const text = isUnknown(value) ? undefined : k8sText(value);
  otel.push(text === undefined ? [ownText(name)] : [ownText(name), ownText(text)]);
}

function containerFacts(container: Container): ContainerFacts {
  return {
    name: ownText(container.name),
    at: spanOf(placeOf(container)),
    ports: itemsOf(entryOf(container.node, 'ports')?.value).map(portFacts),
  };
}

const SPREADING = [['topologySpreadConstraints'], ['affinity', 'podAntiAffinity']] as const;

/** Whether something is surely not there, or there and empty. */
function lacksAny(pod: PodTemplate, path: readonly string[]): boolean {
  if (lacks(pod, ...path)) return true;
  const node = resolved(valueAt(pod.spec, ...path));
  if (node?.type === 'seq') return node.items.length === 0 && !node.masked;
  return node?.type === 'map' && node.entries.length === 0 && !node.masked;
}

function claimsVolumes({ spec }: PodTemplate, kind: string): boolean {
  const volumes = entryOf(spec, 'volumes')?.value;
  return (
    kind === 'StatefulSet' ||
    spec.masked ||
    isUnknown(volumes) ||
    itemsOf(volumes).some(volume => isUnknown(volume) || entryOf(volume, 'persistentVolumeClaim') !== undefined)
  );
}
