import type { Fix } from '../../finding.js';
import { defineRule } from '../../rule.js';
import type { FactIndex, PlacedWorkload } from '../../workspace/factIndex.js';
import { folderOf } from '../../workspace/paths.js';
import { calledAs, subjectOf } from '../../workspace/placed.js';
import { fewestPods } from '../../workspace/scaling.js';
import { EXAMPLE_BUDGET, exampleDeployment, together } from './examples.js';

const KINDS: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout'];

export const pdbPresent = defineRule({
  id: 'k8s/pdb-present',
  title: 'Services with several pods keep some of them while nodes are drained',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'placeholder',
  explanation: `When a node is drained, all pods on it are evicted at once, and when several nodes are, all pods of a service can be. A
PodDisruptionBudget says how many must stay.

Add one whose selector selects the pods. It is looked for in everything that was scanned; where templates, charts or sources elsewhere
may bring one in, nothing is said.`,
  bad: exampleDeployment({ spec: 'replicas: 3' }),
  good: together(exampleDeployment({ spec: 'replicas: 3' }), EXAMPLE_BUDGET),
  subject: 'workspace',
  check: ({ index, each }, report) => {
    each(index.workloads(), workload => {
      const { facts, place } = workload;
      if (!KINDS.includes(facts.kind) || !index.isUnderstood(place.path)) return;
      const count = fewestPods(index, workload);
      if (count === undefined || count < 2) return;
      const { found, maybe } = index.selecting('PodDisruptionBudget', workload);
      if (found.length > 0 || maybe) return;
      report({
        in: place,
        at: facts.at,
        subject: subjectOf(workload),
        message: 'Nothing keeps all {0} pods of “{1}” from being evicted at once: no PodDisruptionBudget selects them.',
        values: [String(count), calledAs(workload)],
        fixes: () => [newBudget(index, workload)],
      });
    });
  },
});

/** A file with a budget, beside the file of the object. */
function newBudget(index: FactIndex, { facts, place }: PlacedWorkload): Fix | undefined {
  const { selector, labels } = facts.workload;
  const pairs = selector?.complete === true && selector.labels.length > 0 ? selector.labels : labels.pairs;
  if (facts.name === '' || pairs.length === 0 || pairs.some(pair => pair[1] === undefined)) return undefined;
  const folder = folderOf(place.path);
  const path = `${folder === '' ? '' : `${folder}/`}${facts.name}-pdb.yaml`;
  if (index.hasFile(path)) return undefined;
  const text = [
    'apiVersion: policy/v1',
    'kind: PodDisruptionBudget',
    'metadata:',
    `  name: ${facts.name}`,
    ...(facts.namespace === undefined ? [] : [`  namespace: ${facts.namespace}`]),
    'spec:',
    '  maxUnavailable: 1',
    '  selector:',
    '    matchLabels:',
    ...pairs.map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`),
    '',
  ].join('\n');
  return {
    class: 'placeholder',
    title: 'Add a PodDisruptionBudget in {0}',
    values: [path],
    edits: [],
    newFile: { path, text },
  };
}
