import { fixOf, removeEntry } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { entryOf, valueAt } from '../../yaml/navigate.js';
import { isAutoscaler } from '../../workspace/scaling.js';
import { exampleDeployment, together } from './examples.js';
import { calledAs, relatedTo, resourceAt, subjectOf } from '../../workspace/placed.js';

const AUTOSCALER = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: shop
  namespace: shop
spec:
  minReplicas: 3
  maxReplicas: 9
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: shop
`;

export const replicasWithHpa = defineRule({
  id: 'k8s/replicas-with-hpa',
  title: 'Whoever is scaled automatically names no number of replicas',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `A HorizontalPodAutoscaler decides how many pods run. A \`replicas\` that stands in the manifest takes that back with
every deployment: the pods that the load asks for are stopped, and started again when the autoscaler looks the next time.

Take \`replicas\` out of the manifest. An object that is running keeps the number that the autoscaler gave it if the field is released
before it is removed; Kubernetes describes that for server-side apply.`,
  bad: together(exampleDeployment({ spec: 'replicas: 3' }), AUTOSCALER),
  good: together(exampleDeployment(), AUTOSCALER),
  subject: 'workspace',
  check: ({ index, each }, report) => {
    each(index.workloads(), target => {
      const { facts, place } = target;
      const { replicas, replicasAt } = facts.workload;
      if (!replicasAt || typeof replicas !== 'number' || replicas === 0) return;
      const autoscaler = index.referringTo(target).found.find(isAutoscaler);
      if (!autoscaler) return;
      report({
        in: place,
        at: replicasAt,
        subject: subjectOf(target),
        message: 'The {0} “{1}” decides how many pods of “{2}” run; this takes it back with every deployment.',
        values: [autoscaler.facts.kind, calledAs(autoscaler), calledAs(target)],
        related: [relatedTo(autoscaler, 'The {0} is here.', [autoscaler.facts.kind])],
        fixes: document => {
          const root = resourceAt(document, target)?.root;
          const entry = entryOf(valueAt(root, 'spec'), 'replicas');
          return [entry && fixOf('safe', 'Remove “replicas”', [], removeEntry(document, entry))];
        },
      });
    });
  },
});
