import { fixOf, replaceKey, replaceValue } from '../../fixes/edits.js';
import type { Fix } from '../../finding.js';
import { fieldAt, type KubernetesResource } from '../../kubernetes/resource.js';
import { isOfKind } from '../../kubernetes/workloads.js';
import { defineRule } from '../../rule.js';
import type { FactIndex, PlacedResource } from '../../workspace/factIndex.js';
import { calledAs, relatedTo, resourceAt, subjectOf } from '../../workspace/placed.js';
import { fewestPods } from '../../workspace/scaling.js';
import type { ScalarValue } from '../../yaml/scalars.js';
import { entryOf, valueAt } from '../../yaml/navigate.js';

/** Kinds of which it is known how many pods they make. */
const COUNTED: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Rollout'];

function example(field: string): string {
  return `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: shop
  namespace: shop
spec:
  ${field}
  selector:
    matchLabels:
      app: shop
`;
}

export const pdbBlocksEviction = defineRule({
  id: 'k8s/pdb-blocks-eviction',
  title: 'PodDisruptionBudgets let nodes be drained',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `A budget that never allows a pod to go blocks every drain of the nodes that its pods run on: updates of the cluster stop
there until somebody takes the budget away by hand.

That is so with \`maxUnavailable: 0\`, with \`minAvailable: 100%\`, and where as many pods must stay as there are. Allow one to go; a
service that cannot spare one needs another pod first.`,
  bad: example('maxUnavailable: 0'),
  good: example('maxUnavailable: 1'),
  subject: 'resource',
  check: (resource, report) => {
    if (!isOfKind(resource, 'PodDisruptionBudget')) return;
    for (const name of ['maxUnavailable', 'minAvailable'] as const) {
      const field = fieldAt(valueAt(resource.root, 'spec'), name);
      if (field.state !== 'known' || !allowsNone(name, field.value)) continue;
      report({
        at: field.node,
        check: 'none',
        message: 'With “{0}: {1}” no pod may ever be evicted: nodes with these pods cannot be drained.',
        values: [name, String(field.value)],
        fixes: () => [allowOne(resource)],
      });
    }
  },
  alsoChecks: {
    workspace: ({ index, each }, report) => {
      each(index.ofKind('policy', 'PodDisruptionBudget'), budget => {
        const { minAvailable, maxUnavailable } = budget.facts;
        if (minAvailable?.value === undefined || maxUnavailable) return;
        if (allowsNone('minAvailable', minAvailable.value)) return;
        const pods = podsOf(index, budget);
        if (pods === undefined || pods.count === 0) return;
        const stay = staying(minAvailable.value, pods.count);
        if (stay === undefined || stay < pods.count) return;
        report({
          in: budget.place,
          at: minAvailable,
          check: 'all',
          subject: subjectOf(budget),
          message:
            'At least {0} pods must stay and there may be no more than {1}: nodes with these pods cannot be drained.',
          values: [String(stay), String(pods.count)],
          related: pods.workloads.map(workload =>
            relatedTo(workload, '{0} “{1}” makes the pods.', [workload.facts.kind, calledAs(workload)]),
          ),
          fixes: document => {
            const resource = resourceAt(document, budget);
            return [resource && allowOne(resource)];
          },
        });
      });
    },
  },
});

function allowsNone(name: 'maxUnavailable' | 'minAvailable', value: ScalarValue): boolean {
  if (name === 'maxUnavailable') return value === 0 || value === '0%';
  return typeof value === 'string' && /^\d+%$/.test(value) && Number.parseInt(value, 10) >= 100;
}

/** How many of them must stay: percentages are rounded up. */
function staying(value: ScalarValue, count: number): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+%$/.test(value)
    ? Math.ceil((Number.parseInt(value, 10) * count) / 100)
    : undefined;
}

function podsOf(
  index: FactIndex,
  budget: PlacedResource,
): { readonly count: number; readonly workloads: readonly PlacedResource[] } | undefined {
  if (!index.isUnderstood(budget.place.path) || index.isPatched(budget)) return undefined;
  const { found, maybe } = index.selectedPods(budget);
  if (maybe || found.length === 0) return undefined;
  let count = 0;
  for (const workload of found) {
    const fewest = COUNTED.includes(workload.facts.kind) ? fewestPods(index, workload) : undefined;
    if (fewest === undefined) return undefined;
    count += fewest;
  }
  return { count, workloads: found };
}

/** Whatever the budget said, `maxUnavailable: 1` lets pods go one after the other. */
function allowOne({ document, root }: KubernetesResource): Fix | undefined {
  const spec = valueAt(root, 'spec');
  const most = entryOf(spec, 'maxUnavailable');
  const least = entryOf(spec, 'minAvailable');
  if (most && least) return undefined;
  if (most) return fixOf('review', 'Let one pod go at a time', [], replaceValue(document, most.value, '1'));
  return (
    least &&
    fixOf(
      'review',
      'Let one pod go at a time',
      [],
      replaceKey(document, least, 'maxUnavailable'),
      replaceValue(document, least.value, '1'),
    )
  );
}
