import { fixOf, replaceValue, setAt } from '../../fixes/edits.js';
import { placeOf } from '../../kubernetes/place.js';
import { podTemplateOf, type KubernetesResource } from '../../kubernetes/resource.js';
import { defineRule, type PlacedReporter, type Reporter } from '../../rule.js';
import type { PortReference } from '../../workspace/facts.js';
import type { FactIndex, PlacedResource } from '../../workspace/factIndex.js';
import { labelFacts, labelSelector, labelValue, selects } from '../../workspace/labels.js';
import { calledAs, relatedTo, resourceAt, subjectOf } from '../../workspace/placed.js';
import { isAutoscaler } from '../../workspace/scaling.js';
import { entryOf, mapOf, scalarOf, valueAt, walk } from '../../yaml/navigate.js';
import type { Span, YamlDocument, YamlNode } from '../../yaml/node.js';

function example(label: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  namespace: shop
spec:
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: ${label}
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`;
}

export const selectorMismatch = defineRule({
  id: 'k8s/selector-mismatch',
  title: 'Selectors and references lead to something',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `Objects of Kubernetes find each other by labels and names, and nothing complains where they do not: a Service whose selector
matches no pod sends requests nowhere, a NetworkPolicy that selects none protects nothing, an autoscaler without a target does nothing.

The pods of a Deployment must have the labels of its own selector, else Kubernetes refuses it. For everything else the whole folder is
looked at: something is only called missing where everything around it was read and understood, and no operator, chart or template
may bring it in.`,
  bad: example('store'),
  good: example('shop'),
  subject: 'resource',
  check: checkOwnSelector,
  alsoChecks: {
    workspace: ({ index, each }, report) => {
      const look =
        (check: (index: FactIndex, resource: PlacedResource, report: PlacedReporter) => void) =>
        (resource: PlacedResource): void => {
          check(index, resource, report);
        };
      each(index.ofKind('', 'Service'), service => {
        checkSelectedPods(index, service, report);
        checkTargetPorts(index, service, report);
      });
      for (const [group, kind] of POD_SELECTING) each(index.ofKind(group, kind), look(checkSelectedPods));
      for (const group of ['networking.k8s.io', 'extensions'])
        each(index.ofKind(group, 'Ingress'), look(checkBackends));
      for (const [group, kind] of SCALING) each(index.ofKind(group, kind), look(checkTarget));
      each(index.ofKind('monitoring.coreos.com', 'ServiceMonitor'), look(checkMonitor));
    },
  },
});

const POD_SELECTING = [
  ['policy', 'PodDisruptionBudget'],
  ['networking.k8s.io', 'NetworkPolicy'],
  ['monitoring.coreos.com', 'PodMonitor'],
] as const;
const SCALING = [
  ['autoscaling', 'HorizontalPodAutoscaler'],
  ['keda.sh', 'ScaledObject'],
] as const;
/** What autoscalers scale among the objects of Kubernetes. */
const SCALED: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet'];

function checkOwnSelector(resource: KubernetesResource, report: Reporter): void {
  const pod = podTemplateOf(resource);
  const entry = entryOf(valueAt(resource.root, 'spec'), 'selector');
  if (!pod || !entry || !mapOf(valueAt(entry.value, 'matchLabels'))) return;
  if (!['apps', 'extensions', 'batch'].includes(resource.group)) return;
  const selector = labelSelector(entry.value, entry.key);
  const labels = labelFacts(valueAt(pod.metadata, 'labels'));
  if (selects(selector, labels) !== false) return;
  const wrong = selector.labels.filter(([name, value]) => value !== undefined && labelValue(labels, name) !== value);
  const [first] = wrong;
  const written = (name: string): YamlNode | undefined => valueAt(entry.value, 'matchLabels', name);
  report({
    at: (first && written(first[0])) ?? entry.key,
    check: 'own-pods',
    message: first
      ? 'The selector wants pods with “{0}: {1}”, and the pods of this {2} do not have it: Kubernetes refuses it.'
      : 'The selector does not match the labels of the pods of this {2}: Kubernetes refuses it.',
    values: first ? [first[0], first[1] ?? '', resource.kind] : ['', '', resource.kind],
    related: [{ message: 'The labels of the pods belong here.', values: [], span: placeOf(pod) }],
    fixes: () => {
      const template = pod.spec.parent;
      if (template?.type !== 'map' || wrong.length === 0) return [];
      const { document } = resource;
      const edits = wrong.map(([name]) => {
        const node = written(name);
        const text = node && document.text.slice(node.start, node.end);
        return text === undefined || text.includes('\n')
          ? undefined
          : setAt(document, template, ['metadata', 'labels', name], text);
      });
      return [fixOf('review', 'Give the pods the labels of the selector', [], ...edits)];
    },
  });
}

/** Whether pods can be called missing for an object. */
function canMissPods(index: FactIndex, resource: PlacedResource): boolean {
  const { path } = resource.place;
  return index.isUnderstood(path) && !index.mayMakePods(path) && !index.isPatched(resource);
}

function checkSelectedPods(index: FactIndex, resource: PlacedResource, report: PlacedReporter): void {
  const { selector, kind, type } = resource.facts;
  if (!selector || type === 'ExternalName') return;
  // An empty selector selects everything; of a Service it selects nothing on purpose.
  if (selector.labels.length === 0 && selector.expressions.length === 0) return;
  if (resource.facts.namespaces !== undefined || !canMissPods(index, resource)) return;
  const { found, maybe } = index.selectedPods(resource);
  if (found.length > 0 || maybe) return;
  report({
    in: resource.place,
    at: selector,
    check: 'no-pods',
    severity: 'warning',
    subject: subjectOf(resource),
    message: '{0} “{1}” selects no pods: nothing that was scanned makes pods with these labels in its namespace.',
    values: [kind, calledAs(resource)],
    fixes: document => copiedLabels(index, resource, document),
  });
}

/** Where something with the same name makes pods, the selector may have meant those: takes over the values of their labels. */
function copiedLabels(
  index: FactIndex,
  resource: PlacedResource,
  document: YamlDocument,
): readonly (ReturnType<typeof fixOf> | undefined)[] {
  const [workload] = ['Deployment', 'StatefulSet', 'DaemonSet'].flatMap(kind =>
    index.named('apps', kind, resource.facts.name, resource).found.flatMap(({ facts }) => facts.workload ?? []),
  );
  const root = resourceAt(document, resource)?.root;
  const spec = valueAt(root, 'spec');
  const selector = valueAt(spec, 'selector') ?? valueAt(spec, 'podSelector');
  const labels = mapOf(valueAt(selector, 'matchLabels') ?? selector);
  if (!workload || !labels) return [];
  const edits = labels.entries.map(({ name, value }) => {
    const wanted = labelValue(workload.labels, name);
    if (wanted === undefined) return undefined;
    return scalarOf(value)?.text === wanted ? [] : [replaceValue(document, value, JSON.stringify(wanted))];
  });
  if (edits.includes(undefined)) return [];
  return [fixOf('review', 'Select the pods of “{0}”', [resource.facts.name], ...edits.flatMap(each => each ?? []))];
}

function checkTargetPorts(index: FactIndex, service: PlacedResource, report: PlacedReporter): void {
  const named = (service.facts.ports ?? []).filter(({ target }) => typeof target === 'string');
  if (named.length === 0 || !service.facts.selector || index.isPatched(service)) return;
  const { found, maybe } = index.selectedPods(service);
  if (found.length === 0 || maybe) return;
  const pods = found.map(({ facts }) => facts.workload);
  if (pods.some(({ portsComplete }) => !portsComplete) || found.some(workload => index.isPatched(workload))) return;
  for (const { target, targetAt } of named) {
    if (!targetAt || pods.some(({ ports }) => ports.some(({ name }) => name === target))) continue;
    report({
      in: service.place,
      at: targetAt,
      check: 'target-port',
      severity: 'warning',
      subject: subjectOf(service),
      message: 'The Service “{0}” leads to the port “{1}”, and the pods that it selects have no port of that name.',
      values: [calledAs(service), String(target)],
      related: found
        .slice(0, 3)
        .map(workload => relatedTo(workload, '{0} “{1}” makes the pods.', [workload.facts.kind, calledAs(workload)])),
      fixes: document =>
        pods
          .flatMap(({ ports }) => ports.flatMap(({ name, number }) => name ?? String(number ?? '')))
          .filter((name, at, all) => name !== '' && all.indexOf(name) === at)
          .map(name => replaceAt(document, targetAt, name)),
    });
  }
}

/** Puts something in the place of the scalar that stands at a span. */
function replaceAt(document: YamlDocument, { start, end }: Span, text: string): ReturnType<typeof fixOf> {
  let at: YamlNode | undefined;
  walk(document.root, node => {
    if (node.type === 'scalar' && node.start === start && node.end === end) at = node;
    return undefined;
  });
  return at && fixOf('review', 'Use “{0}”', [text], replaceValue(document, at, text));
}

function checkBackends(index: FactIndex, ingress: PlacedResource, report: PlacedReporter): void {
  if (!index.isUnderstood(ingress.place.path) || index.isPatched(ingress)) return;
  for (const reference of ingress.facts.references ?? []) {
    const { found, maybe } = index.named('', 'Service', reference.name, ingress);
    if (maybe) continue;
    const [service] = found;
    if (!service) {
      // Services that a controller or another repository makes: only where there are Services beside it is one missing.
      if (index.mayMakePods(ingress.place.path)) continue;
      report({
        in: ingress.place,
        at: reference,
        check: 'no-service',
        severity: 'warning',
        subject: subjectOf(ingress),
        message: 'The Ingress “{0}” leads to the Service “{1}”, which is nowhere in what was scanned.',
        values: [calledAs(ingress), reference.name],
      });
      continue;
    }
    const { port, portAt } = reference;
    const ports = service.facts.ports ?? [];
    if (port === undefined || !portAt || found.length > 1 || index.isPatched(service)) continue;
    if (ports.length === 0 || ports.some(each => !isNumbered(each)) || ports.some(each => offers(each, port))) continue;
    report({
      in: ingress.place,
      at: portAt,
      check: 'service-port',
      severity: 'warning',
      subject: subjectOf(ingress),
      message: 'The Service “{0}” offers no port {1}.',
      values: [reference.name, String(port)],
      related: [relatedTo(service, 'The Service is here.', [])],
      fixes: document =>
        ports.map(({ name, number }) =>
          replaceAt(document, portAt, typeof port === 'string' ? (name ?? '') : String(number ?? '')),
        ),
    });
  }
}

function isNumbered({ number }: PortReference): boolean {
  return number !== undefined;
}

function offers({ name, number }: PortReference, wanted: string | number): boolean {
  return wanted === name || wanted === number;
}

function checkTarget(index: FactIndex, autoscaler: PlacedResource, report: PlacedReporter): void {
  const { path } = autoscaler.place;
  for (const reference of autoscaler.facts.references ?? []) {
    if (!SCALED.includes(reference.kind) || !isAutoscaler(autoscaler)) continue;
    if (!index.isUnderstood(path) || index.mayMakePods(path) || index.isPatched(autoscaler)) continue;
    const { found, maybe } = index.named('apps', reference.kind, reference.name, autoscaler);
    if (found.length > 0 || maybe) continue;
    report({
      in: autoscaler.place,
      at: reference,
      check: 'no-target',
      severity: 'warning',
      subject: subjectOf(autoscaler),
      message: 'The {0} “{1}” scales the {2} “{3}”, which is nowhere in what was scanned.',
      values: [autoscaler.facts.kind, calledAs(autoscaler), reference.kind, reference.name],
    });
  }
}

function checkMonitor(index: FactIndex, monitor: PlacedResource, report: PlacedReporter): void {
  const { selector, namespaces } = monitor.facts;
  if (!selector || (selector.labels.length === 0 && selector.expressions.length === 0)) return;
  // What it looks for in other namespaces may belong to the cluster.
  if (namespaces !== undefined || !canMissPods(index, monitor)) return;
  const { found, maybe } = index.selectedServices(monitor);
  if (found.length > 0 || maybe) return;
  report({
    in: monitor.place,
    at: selector,
    check: 'no-services',
    severity: 'warning',
    subject: subjectOf(monitor),
    message: 'The ServiceMonitor “{0}” selects no Service: nothing that was scanned has these labels in its namespace.',
    values: [calledAs(monitor)],
  });
}
