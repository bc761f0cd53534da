import { fixOf, replaceValue } from '../../fixes/edits.js';
import type { Fix } from '../../finding.js';
import { defineRule, type PlacedReporter } from '../../rule.js';
import type { FactIndex, PlacedResource, PlacedWorkload } from '../../workspace/factIndex.js';
import { labelValue } from '../../workspace/labels.js';
import { folderOf } from '../../workspace/paths.js';
import { calledAs, relatedTo, subjectOf } from '../../workspace/placed.js';
import type { PortReference } from '../../workspace/facts.js';
import { walk } from '../../yaml/navigate.js';
import type { Span, YamlDocument, YamlNode } from '../../yaml/node.js';
import { exampleDeployment, together } from '../reliability/examples.js';

/** Names by which ports for metrics go. */
const METRICS = /(?:^|-)metrics?(?:-|$)|(?:^|-)prom(?:etheus)?(?:-|$)/;
const SCRAPE = 'prometheus.io/scrape';

const PORTS = 'ports:\n  - name: metrics\n    containerPort: 9090';
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: shop
  labels:
    app: shop
spec:
  selector:
    app: shop
  ports:
    - name: metrics
      port: 9090
      targetPort: metrics
`;

function exampleMonitor(port: string): string {
  return `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: shop
  namespace: shop
spec:
  selector:
    matchLabels:
      app: shop
  endpoints:
    - port: ${port}
`;
}

export const scrapeTarget = defineRule({
  id: 'obs/scrape-target',
  title: 'What offers metrics is scraped, at the port that it has',
  severity: 'warning',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [],
  fix: 'safe',
  explanation: `A container with a port for metrics that nobody scrapes measures for nothing, and a monitor that asks for a port of another
name finds no target. Neither is an error anywhere: the dashboards stay empty.

Add a ServiceMonitor for its Service, or a PodMonitor, or the annotations \`prometheus.io/…\` where your Prometheus follows those. A
monitor names the port by the name that it has in the Service.`,
  bad: together(exampleDeployment({ container: PORTS }), SERVICE, exampleMonitor('metrcis')),
  good: together(exampleDeployment({ container: PORTS }), SERVICE, exampleMonitor('metrics')),
  subject: 'workspace',
  check: ({ index, each }, report) => {
    each(index.ofKind('monitoring.coreos.com', 'ServiceMonitor'), monitor => {
      checkPorts(index, monitor, report);
    });
    each(index.workloads(), workload => {
      if (!workload.facts.workload.ports.some(({ name }) => name !== undefined && METRICS.test(name))) return;
      if (!index.isUnderstood(workload.place.path) || isScraped(index, workload)) return;
      report({
        in: workload.place,
        at: workload.facts.at,
        check: 'not-scraped',
        subject: subjectOf(workload),
        message: '“{0}” offers metrics, and nothing scrapes them: no monitor selects its pods or its Service.',
        values: [calledAs(workload)],
        fixes: () => [newMonitor(index, workload)],
      });
    });
  },
});

/** Whether somebody scrapes the pods, or may do so. */
function isScraped(index: FactIndex, workload: PlacedWorkload): boolean {
  const { annotations } = workload.facts.workload;
  if (!annotations.complete || labelValue(annotations, SCRAPE) !== undefined) return true;
  const monitors = index.selecting('PodMonitor', workload);
  const services = index.selecting('Service', workload);
  if (monitors.maybe || services.maybe || monitors.found.length > 0) return true;
  return services.found.some(service => {
    const { found, maybe } = index.monitoring(service);
    const own = service.facts.annotations;
    return maybe || found.length > 0 || !own.complete || labelValue(own, SCRAPE) !== undefined;
  });
}

function checkPorts(index: FactIndex, each: PlacedResource, report: PlacedReporter): void {
  const { found, maybe } = index.selectedServices(each);
  if (maybe || found.length === 0 || index.isPatched(each) || found.some(service => index.isPatched(service))) return;
  const ports = found.flatMap(({ facts }) => facts.ports ?? []);
  const names = [...new Set(ports.flatMap(({ name }) => name ?? []))];
  for (const { name, start, end } of each.facts.ports ?? []) {
    if (name === undefined || names.includes(name) || ports.some(isUnclear)) continue;
    report({
      in: each.place,
      at: { start, end },
      check: 'port',
      subject: subjectOf(each),
      message:
        'The ServiceMonitor “{0}” scrapes the port “{1}”, and the Services that it selects have none of that name.',
      values: [calledAs(each), name],
      related: found.slice(0, 3).map(service => relatedTo(service, 'A Service that it selects is here.', [])),
      fixes: document => {
        const [only, second] = names;
        if (only !== undefined && second === undefined) return [replacement(document, { start, end }, only, 'safe')];
        return names.map(other => replacement(document, { start, end }, other, 'review'));
      },
    });
  }
}

/** A port of a Service needs no name where it is the only one; where it has none and no number either, it is not known. */
function isUnclear({ name, number }: PortReference): boolean {
  return name === undefined && number === undefined;
}

function replacement(
  document: YamlDocument,
  { start, end }: Span,
  name: string,
  fixClass: 'safe' | 'review',
): Fix | undefined {
  let at: YamlNode | undefined;
  walk(document.root, node => {
    if (node.type === 'scalar' && node.start === start && node.end === end) at = node;
    return undefined;
  });
  return at && fixOf(fixClass, 'Scrape the port “{0}”', [name], replaceValue(document, at, name));
}

/** A file with a monitor for the Service of an object, beside it. */
function newMonitor(index: FactIndex, workload: PlacedWorkload): Fix | undefined {
  const [service] = index.selecting('Service', workload).found;
  const port = service?.facts.ports?.find(({ name }) => name !== undefined && METRICS.test(name))?.name;
  if (!service || port === undefined || service.facts.labels.pairs.length === 0) return undefined;
  const { name, namespace, labels } = service.facts;
  if (name === '' || labels.pairs.some(pair => pair[1] === undefined)) return undefined;
  const folder = folderOf(service.place.path);
  const path = `${folder === '' ? '' : `${folder}/`}${name}-monitor.yaml`;
  if (index.hasFile(path)) return undefined;
  const text = [
    'apiVersion: monitoring.coreos.com/v1',
    'kind: ServiceMonitor',
    'metadata:',
    `  name: ${name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    'spec:',
    '  selector:',
    '    matchLabels:',
    ...labels.pairs.map(([label, value]) => `      ${label}: ${JSON.stringify(value)}`),
    '  endpoints:',
    `    - port: ${port}`,
    '',
  ].join('\n');
  return {
    class: 'placeholder',
    title: 'Add a ServiceMonitor in {0}',
    values: [path],
    edits: [],
    newFile: { path, text },
  };
}
