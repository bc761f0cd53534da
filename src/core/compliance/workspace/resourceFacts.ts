import { isPatch } from '../kubernetes/patch.js';
import { placeOf } from '../kubernetes/place.js';
import { fieldAt, k8sText, k8sValue, resourcesOf, type KubernetesResource } from '../kubernetes/resource.js';
import { entryOf, isNull, isUnknown, itemsOf, mapOf, valueAt } from '../yaml/navigate.js';
import type { YamlDocument, YamlNode } from '../yaml/node.js';
import type { BudgetField, ObjectReference, PortReference, ResourceFacts } from './facts.js';
import { labelFacts, labelSelector, ownText, plainSelector } from './labels.js';
import { numberFact, spanOf, workloadFacts } from './workloadFacts.js';

/** Counts lines onwards, so that many places of one text cost one walk through it. */
export class LineCounter {
  private line = 0;
  private lineStart = 0;

  constructor(private readonly text: string) {}

  /** Zero-based line and column of an offset. */
  at(offset: number): { line: number; column: number } {
    if (offset < this.lineStart) [this.line, this.lineStart] = [0, 0];
    for (let next = this.text.indexOf('\n', this.lineStart); next >= 0 && next < offset;) {
      this.line++;
      this.lineStart = next + 1;
      next = this.text.indexOf('\n', this.lineStart);
    }
    return { line: this.line, column: offset - this.lineStart };
  }
}

/** Every object of Kubernetes in a document. */
export function resourceFacts(document: YamlDocument): readonly ResourceFacts[] {
  const lines = new LineCounter(document.text);
  return resourcesOf(document).map(resource => {
    const { group, kind, name, namespace, root, apiVersion } = resource;
    const at = placeOf(resource);
    const workload = workloadFacts(resource);
    return {
      group: ownText(group),
      version: ownText(apiVersion.slice(apiVersion.indexOf('/') + 1)),
      kind: ownText(kind),
      name: ownText(name),
      ...(namespace === undefined ? {} : { namespace: ownText(namespace) }),
      at: spanOf(at),
      ...lines.at(at.start),
      labels: labelFacts(valueAt(root, 'metadata', 'labels')),
      annotations: labelFacts(valueAt(root, 'metadata', 'annotations')),
      isPiece: isPatch(resource),
      ...(workload ? { workload } : {}),
      ...ownFacts(resource),
    };
  });
}

type OwnFacts = Partial<ResourceFacts>;

/** What only some kinds have, by group and kind. */
const OF_KIND: Readonly<Record<string, (spec: YamlNode) => OwnFacts>> = {
  '/Service': serviceFacts,
  'policy/PodDisruptionBudget': spec => ({
    ...selectorAt(spec, 'selector'),
    ...budgetField(spec, 'minAvailable'),
    ...budgetField(spec, 'maxUnavailable'),
  }),
  'autoscaling/HorizontalPodAutoscaler': spec => ({
    minReplicas: numberFact(spec, 'minReplicas'),
    ...references(targetOf(valueAt(spec, 'scaleTargetRef'), 'Deployment')),
  }),
  'keda.sh/ScaledObject': spec => ({
    minReplicas: numberFact(spec, 'minReplicaCount'),
    ...references(targetOf(valueAt(spec, 'scaleTargetRef'), 'Deployment')),
  }),
  'autoscaling.k8s.io/VerticalPodAutoscaler': spec => references(targetOf(valueAt(spec, 'targetRef'), 'Deployment')),
  'networking.k8s.io/NetworkPolicy': spec => selectorAt(spec, 'podSelector'),
  'networking.k8s.io/Ingress': ingressFacts,
  'extensions/Ingress': ingressFacts,
  'monitoring.coreos.com/ServiceMonitor': spec => monitorFacts(spec, 'endpoints'),
  'monitoring.coreos.com/PodMonitor': spec => monitorFacts(spec, 'podMetricsEndpoints'),
};

function ownFacts({ group, kind, root }: KubernetesResource): OwnFacts {
  const facts = OF_KIND[`${group}/${kind}`];
  const spec = facts && valueAt(root, 'spec');
  return spec ? facts(spec) : {};
}

function selectorAt(spec: YamlNode, name: string): OwnFacts {
  const entry = entryOf(spec, name);
  return entry ? { selector: labelSelector(entry.value, entry.key) } : {};
}

function serviceFacts(spec: YamlNode): OwnFacts {
  const selector = entryOf(spec, 'selector');
  const type = fieldAt(spec, 'type');
  return {
    ...(selector && !isNull(selector.value) ? { selector: plainSelector(selector.value, selector.key) } : {}),
    ...(type.state === 'absent' ? {} : { type: type.state === 'known' ? ownText(String(type.value)) : '?' }),
    ports: itemsOf(valueAt(spec, 'ports')).map(servicePort),
  };
}

function servicePort(item: YamlNode): PortReference {
  const name = k8sText(valueAt(item, 'name'));
  const number = k8sValue(valueAt(item, 'port'));
  const targetNode = valueAt(item, 'targetPort');
  const target = portOf(targetNode);
  return {
    ...spanOf(targetNode ?? item),
    ...(name === undefined ? {} : { name: ownText(name) }),
    ...(typeof number === 'number' ? { number } : {}),
    ...(target === undefined ? {} : { target }),
    ...(targetNode ? { targetAt: spanOf(targetNode) } : {}),
  };
}

/** A port by name or number; a number in quotes is a name to Kubernetes, which no port has. */
function portOf(node: YamlNode | undefined): string | number | undefined {
  const value = node && !isUnknown(node) ? k8sValue(node) : undefined;
  if (typeof value === 'string') return ownText(value);
  return typeof value === 'number' ? value : undefined;
}

function budgetField(spec: YamlNode, name: 'minAvailable' | 'maxUnavailable'): OwnFacts {
  const field = fieldAt(spec, name);
  if (field.state === 'absent') return {};
  const { node } = field;
  return {
    [name]: { ...spanOf(node), ...(field.state === 'known' ? { value: field.value } : {}) } satisfies BudgetField,
  };
}

function references(found: readonly ObjectReference[] | ObjectReference | undefined): OwnFacts {
  if (!found) return {};
  return { references: Array.isArray(found) ? found : [found as ObjectReference] };
}

function targetOf(node: YamlNode | undefined, otherwise: string): ObjectReference | undefined {
  const name = valueAt(node, 'name');
  const text = k8sText(name);
  const kind = fieldAt(node, 'kind');
  if (!name || text === undefined || kind.state === 'unknown') return undefined;
  return {
    ...spanOf(name),
    kind: kind.state === 'known' ? ownText(String(kind.value)) : otherwise,
    name: ownText(text),
  };
}

function ingressFacts(spec: YamlNode): OwnFacts {
  const backends = [
    valueAt(spec, 'defaultBackend'),
    valueAt(spec, 'backend'),
    ...itemsOf(valueAt(spec, 'rules')).flatMap(rule =>
      itemsOf(valueAt(rule, 'http', 'paths')).map(path => valueAt(path, 'backend')),
    ),
  ];
  return references(
    backends.flatMap(backend => (backend ? [backendOf(backend)] : [])).filter(each => each !== undefined),
  );
}

/** A backend of `networking.k8s.io/v1`, or of the versions before it. */
function backendOf(backend: YamlNode): ObjectReference | undefined {
  const service = mapOf(valueAt(backend, 'service'));
  const name = service ? valueAt(service, 'name') : valueAt(backend, 'serviceName');
  const text = k8sText(name);
  if (!name || text === undefined) return undefined;
  const portNode = service
    ? (valueAt(service, 'port', 'name') ?? valueAt(service, 'port', 'number'))
    : valueAt(backend, 'servicePort');
  const port = portOf(portNode);
  return {
    ...spanOf(name),
    kind: 'Service',
    name: ownText(text),
    ...(port === undefined || !portNode ? {} : { port, portAt: spanOf(portNode) }),
  };
}

function monitorFacts(spec: YamlNode, endpoints: string): OwnFacts {
  const where = valueAt(spec, 'namespaceSelector');
  const names = itemsOf(valueAt(where, 'matchNames')).map(k8sText);
  const any = k8sValue(valueAt(where, 'any')) === true || isUnknown(where) || names.some(name => name === undefined);
  return {
    ...selectorAt(spec, 'selector'),
    ...(any ? { namespaces: 'any' as const } : {}),
    ...(!any && names.length > 0 ? { namespaces: names.filter(name => name !== undefined).map(ownText) } : {}),
    ports: itemsOf(valueAt(spec, endpoints)).map(item => {
      const node = valueAt(item, 'port') ?? valueAt(item, 'targetPort') ?? item;
      const name = k8sText(valueAt(item, 'port'));
      const target = portOf(valueAt(item, 'targetPort'));
      return {
        ...spanOf(node),
        ...(name === undefined ? {} : { name: ownText(name) }),
        ...(target === undefined ? {} : { target }),
      };
    }),
  };
}
