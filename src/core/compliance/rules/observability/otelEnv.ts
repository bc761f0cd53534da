import { fixOf, insertItem, setAt } from '../../fixes/edits.js';
import { podTemplateOf } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { componentOf } from '../../workspace/entityOf.js';
import type { PlacedWorkload } from '../../workspace/factIndex.js';
import { calledAs, relatedTo, resourceAt, subjectOf } from '../../workspace/placed.js';
import { entryOf, seqOf } from '../../yaml/navigate.js';
import type { YamlDocument } from '../../yaml/node.js';
import { exampleDeployment, together } from '../reliability/examples.js';
import { exampleComponent } from './observedEntities.js';

const KINDS: readonly string[] = ['Deployment', 'StatefulSet', 'Rollout'];
const NAME = 'OTEL_SERVICE_NAME';
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const ATTRIBUTES = 'OTEL_RESOURCE_ATTRIBUTES';

function example(name: string): string {
  return exampleDeployment({
    container: `env:
  - name: OTEL_SERVICE_NAME
    value: ${name}
  - name: OTEL_EXPORTER_OTLP_ENDPOINT
    value: http://otel-collector.observability.svc:4318`,
  });
}

export const otelEnv = defineRule({
  id: 'obs/otel-env',
  title: 'Services send traces and metrics under the name that the catalogue has for them',
  severity: 'warning',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [],
  fix: 'placeholder',
  options: {
    /** Where telemetry is sent, for the quick fix. */
    endpoint: 'http://otel-collector.observability.svc:4318',
  },
  explanation: `OpenTelemetry takes from the environment what a service is called (\`OTEL_SERVICE_NAME\`, or \`service.name\` in
\`OTEL_RESOURCE_ATTRIBUTES\`) and where its data goes (\`OTEL_EXPORTER_OTLP_ENDPOINT\`). Without a name traces belong to
\`unknown_service\`; under another name than in the catalogue nobody gets from one to the other.

The annotations of the OpenTelemetry operator (\`instrumentation.opentelemetry.io/inject-…\`) do as well. Pods whose variables come from
elsewhere as a whole (\`envFrom\`) are left out, and so is what no component of the catalogue stands beside.`,
  bad: together(exampleComponent(), example('store')),
  good: together(exampleComponent(), example('shop')),
  subject: 'workspace',
  check: ({ index, each }, report, { options }) => {
    each(index.workloads(), workload => {
      const { facts, place } = workload;
      if (!KINDS.includes(facts.kind)) return;
      const entity = componentOf(index, workload);
      if (!entity) return;
      const { otel, environmentOpen, annotations } = facts.workload;
      if (!annotations.complete || annotations.pairs.some(([name]) => name.includes('opentelemetry.io/inject'))) return;
      const names = otel.map(([name]) => name);
      const isNamed = names.includes(NAME) || otel.some(isAttributed);
      const missing = [...(isNamed ? [] : [NAME]), ...(names.some(isEndpoint) ? [] : [ENDPOINT])];
      const subject = subjectOf(workload);
      if (missing.length > 0 && !environmentOpen && !index.isPatched(workload))
        report({
          in: place,
          at: facts.workload.at,
          check: 'missing',
          subject,
          message: 'The pods of “{0}” are not told {1}: their traces and metrics get lost, or belong to nobody.',
          values: [calledAs(workload), missing.join(', ')],
          fixes: document => [
            addVariables(document, workload, missing, {
              [NAME]: entity.facts.name,
              [ENDPOINT]: typeof options['endpoint'] === 'string' ? options['endpoint'] : '',
            }),
          ],
        });
      const name = otel.find(([each]) => each === NAME)?.[1];
      if (name === undefined || name === entity.facts.name || name.includes('$(')) return;
      report({
        in: place,
        at: facts.workload.at,
        check: 'name',
        subject,
        message: 'The pods of “{0}” send their traces as “{1}”, and the catalogue calls it “{2}”.',
        values: [calledAs(workload), name, entity.facts.name],
        related: [relatedTo(entity, 'The entity is here.', [])],
      });
    });
  },
});

function isAttributed([name, value]: readonly [string, string?]): boolean {
  return name === ATTRIBUTES && (value === undefined || /(?:^|,)\s*service\.name=/.test(value));
}

/** Each signal can have an endpoint of its own. */
function isEndpoint(name: string): boolean {
  return /^OTEL_EXPORTER_OTLP_(?:\w+_)?ENDPOINT$/.test(name);
}

function addVariables(
  document: YamlDocument,
  workload: PlacedWorkload,
  missing: readonly string[],
  values: Readonly<Record<string, string>>,
): ReturnType<typeof fixOf> {
  const resource = resourceAt(document, workload);
  const node = resource && podTemplateOf(resource)?.mainContainers[0]?.node;
  if (!node) return undefined;
  const items = missing.map(name => ({ name, value: values[name] ?? '' }));
  const list = seqOf(entryOf(node, 'env')?.value);
  return fixOf(
    'placeholder',
    'Tell them {0}',
    [missing.join(', ')],
    ...(list ? items.map(item => insertItem(document, list, item)) : [setAt(document, node, ['env'], items)]),
  );
}
