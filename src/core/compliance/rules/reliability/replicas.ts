import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { calledAs, resourceAt, subjectOf } from '../../workspace/placed.js';
import { fewestPods, isAutoscaler } from '../../workspace/scaling.js';
import { numberOption } from '../options.js';
import { EXAMPLE_BUDGET, EXAMPLE_SPREAD, exampleDeployment, together } from './examples.js';

/** Folders of environments in which one pod is enough. */
const NO_PRODUCTION = /(?:^|[/-])(?:dev|develop|development|local|sandbox|staging|preview|minikube|kind)(?:[/-]|$)/i;

export const replicas = defineRule({
  id: 'k8s/replicas',
  title: 'Deployments run more than one pod',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'review',
  options: {
    /** How many there are to be at least. */
    min: 2,
  },
  explanation: `With a single pod a service is away whenever that pod is: when its node is drained or fails, and while the pod is moved.

Run two at least, or let an autoscaler decide. What holds a state that only one may write needs another way: a StatefulSet, or the
election of a leader. Folders of environments that are not for production (\`dev\`, \`local\`, \`staging\` …) are left out, and so is
what is scaled to zero.`,
  bad: together(exampleDeployment({ spec: 'replicas: 1', pod: EXAMPLE_SPREAD }), EXAMPLE_BUDGET),
  good: together(exampleDeployment({ spec: 'replicas: 2', pod: EXAMPLE_SPREAD }), EXAMPLE_BUDGET),
  subject: 'workspace',
  check: ({ index, each }, report, { options }) => {
    const wanted = numberOption(options, 'min', 2);
    each(index.workloads(), workload => {
      const { facts, place } = workload;
      if (facts.kind !== 'Deployment' && facts.kind !== 'Rollout') return;
      const count = fewestPods(index, workload);
      if (count === undefined || count === 0 || count >= wanted || NO_PRODUCTION.test(place.path)) return;
      if (index.referringTo(workload).found.some(isAutoscaler)) return;
      report({
        in: place,
        at: facts.workload.replicasAt ?? facts.at,
        subject: subjectOf(workload),
        message: 'Only {0} pod of “{1}” runs: while it is moved or fails, the service is away.',
        values: [String(count), calledAs(workload)],
        fixes: document => {
          const root = resourceAt(document, workload)?.root;
          return [
            root &&
              fixOf(
                'review',
                'Run {0} pods',
                [String(wanted)],
                setAt(document, root, ['spec', 'replicas'], String(wanted)),
              ),
          ];
        },
      });
    });
  },
});
