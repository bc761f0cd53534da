import { defineRule } from '../../rule.js';
import { entryOf, itemsOf, mapOf } from '../../yaml/navigate.js';
import type { MapNode, YamlDocument } from '../../yaml/node.js';
import { podTemplateOf } from '../../kubernetes/resource.js';
import type { ContainerFacts, PortReference, ResourceFacts } from '../../workspace/facts.js';
import { calledAs, relatedTo, resourceAt, subjectOf } from '../../workspace/placed.js';
import type { FactIndex, PlacedResource, PlacedWorkload } from '../../workspace/factIndex.js';
import { exampleDeployment, exampleService, together } from './examples.js';
import { insertProbe } from './probes.js';

const PORTS = 'ports:\n  - name: http\n    containerPort: 8080';

export const readinessProbe = defineRule({
  id: 'k8s/readiness-probe',
  title: 'Containers behind a Service say when they are ready',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  explanation: `A Service sends traffic to every pod that is ready, and a container without a readiness probe counts as ready as soon as
its process has started. Requests that come while it still opens its connections fail, with every deployment anew.

Ask what tells whether requests can be answered now. Pods that no Service sends traffic to are not asked for one.`,
  bad: together(exampleDeployment({ container: PORTS }), exampleService()),
  good: together(
    exampleDeployment({
      container: `${PORTS}
readinessProbe:
  httpGet:
    path: /ready
    port: http`,
    }),
    exampleService(),
  ),
  subject: 'workspace',
  check: ({ index, each }, report) => {
    each(index.workloads(), workload => {
      const { withoutReadiness } = workload.facts.workload;
      if (withoutReadiness.length === 0 || ['Job', 'CronJob'].includes(workload.facts.kind)) return;
      const services = servicesOf(index, workload);
      for (const container of withoutReadiness) {
        const service = services.find(({ facts }) => isBehind(container, workload, facts));
        if (!service) continue;
        report({
          in: workload.place,
          at: container.at,
          subject: subjectOf(workload),
          message:
            'The Service “{0}” sends requests to the container “{1}” as soon as it starts: it has no readiness probe.',
          values: [calledAs(service), container.name],
          related: [relatedTo(service, 'The Service is here.', [])],
          fixes: document => {
            const node = containerAt(document, workload, container);
            return [node && insertProbe(document, node, 'readinessProbe')];
          },
        });
      }
    });
  },
});

function servicesOf(index: FactIndex, workload: PlacedWorkload): readonly PlacedResource[] {
  return index
    .selecting('Service', workload)
    .found.filter(({ facts: { selector } }) => selector !== undefined && selector.labels.length > 0);
}

/** Whether requests reach a container: it has a port that the Service leads to, or there is no other container that could. */
function isBehind({ ports }: ContainerFacts, { facts }: PlacedWorkload, service: ResourceFacts): boolean {
  const declared = facts.workload.ports;
  if (declared.length === 0) return facts.workload.containers === 1;
  return (service.ports ?? []).some(port => ports.some(({ name, number }) => leadsTo(port, name, number)));
}

function leadsTo({ target, number }: PortReference, name: string | undefined, port: number | undefined): boolean {
  const wanted = target ?? number;
  return wanted !== undefined && (wanted === name || wanted === port);
}

function containerAt(document: YamlDocument, workload: PlacedWorkload, { at }: ContainerFacts): MapNode | undefined {
  const resource = resourceAt(document, workload);
  const containers = itemsOf(entryOf(resource && podTemplateOf(resource)?.spec, 'containers')?.value);
  return containers.map(mapOf).find(node => node !== undefined && node.start <= at.start && at.end <= node.end);
}
