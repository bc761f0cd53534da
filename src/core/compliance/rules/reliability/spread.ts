import { fixOf, setAt, type WrittenValue } from '../../fixes/edits.js';
import { podTemplateOf } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { calledAs, resourceAt, subjectOf } from '../../workspace/placed.js';
import { fewestPods } from '../../workspace/scaling.js';
import { EXAMPLE_SPREAD, exampleDeployment } from './examples.js';

const KINDS: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout'];

export const spread = defineRule({
  id: 'k8s/spread',
  title: 'Pods of a service are spread over nodes',
  severity: 'info',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'placeholder',
  explanation: `Two pods on one node fail together. The scheduler spreads pods as far as it suits it; only what is written is kept to.

Say over what they are to be spread: nodes (\`kubernetes.io/hostname\`), zones (\`topology.kubernetes.io/zone\`), or both.
\`whenUnsatisfiable: ScheduleAnyway\` prefers it, \`DoNotSchedule\` insists.`,
  bad: exampleDeployment({ spec: 'replicas: 3' }),
  good: exampleDeployment({
    spec: 'replicas: 3',
    pod: EXAMPLE_SPREAD,
  }),
  subject: 'workspace',
  check: ({ index, each }, report) => {
    each(index.workloads(), workload => {
      const { facts, place } = workload;
      const { spreads, labels } = facts.workload;
      if (!KINDS.includes(facts.kind) || spreads) return;
      const count = fewestPods(index, workload);
      if (count === undefined || count < 2) return;
      report({
        in: place,
        at: facts.workload.at,
        subject: subjectOf(workload),
        message: 'Nothing keeps the {0} pods of “{1}” from running on one node, and failing with it.',
        values: [String(count), calledAs(workload)],
        fixes: document => {
          const resource = resourceAt(document, workload);
          const pod = resource && podTemplateOf(resource);
          if (!pod || !labels.complete || labels.pairs.length === 0) return [];
          const wanted = facts.workload.selector?.labels ?? labels.pairs;
          const matchLabels: Record<string, WrittenValue> = {};
          for (const [name, value] of wanted) matchLabels[name] = value === undefined ? '""' : JSON.stringify(value);
          const constraint = {
            maxSkew: '1',
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels },
          };
          return [
            fixOf(
              'placeholder',
              'Spread the pods over nodes',
              [],
              setAt(document, pod.spec, ['topologySpreadConstraints'], [constraint]),
            ),
          ];
        },
      });
    });
  },
});
