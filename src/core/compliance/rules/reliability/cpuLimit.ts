import { removeField } from '../../kubernetes/removal.js';
import { fixOf, setAt } from '../../fixes/edits.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { fieldAt } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf, valueAt } from '../../yaml/navigate.js';
import { exampleDeployment } from './examples.js';
import { lacksResource } from './resources.js';

export const cpuLimit = defineRule({
  id: 'k8s/cpu-limit',
  title: 'CPU limits are set as the platform wants them',
  severity: 'info',
  profile: 'base',
  confidence: 'low',
  frameworks: [],
  fix: 'placeholder',
  options: {
    /** `required`, `forbidden` or `off`. */
    policy: 'off',
  },
  explanation: `Whether containers should have CPU limits is disputed. A limit keeps a neighbour's load predictable and makes costs
plain; it also slows a program down while CPU stands idle, and what is slow then are mostly the requests that matter. Unlike memory,
CPU that is taken can be taken back.

So nothing is said until your platform decides: the option \`policy\` is \`required\`, \`forbidden\` or \`off\`.`,
  bad: exampleDeployment({ container: 'resources:\n  requests:\n    cpu: 100m' }),
  good: exampleDeployment({ container: 'resources:\n  requests:\n    cpu: 100m\n  limits:\n    cpu: 200m' }),
  subject: 'container',
  check: (container, report, { options }) => {
    if (container.list === 'ephemeralContainers') return;
    const { document } = container.pod.resource;
    const limits = valueAt(container.node, 'resources', 'limits');
    const entry = entryOf(limits, 'cpu');
    if (options['policy'] === 'required' && lacksResource(container, 'limits', 'cpu'))
      report({
        at: placeOf(container, 'resources', 'limits'),
        check: 'required',
        message: 'The container “{0}” has no CPU limit; your platform wants one.',
        values: [containerLabel(container)],
        fixes: () => [
          fixOf(
            'placeholder',
            'Set a CPU limit, to be adjusted',
            [],
            setAt(document, container.node, ['resources', 'limits', 'cpu'], '500m'),
          ),
        ],
      });
    if (options['policy'] === 'forbidden' && entry && fieldAt(limits, 'cpu').state === 'known')
      report({
        at: entry.key,
        check: 'forbidden',
        message: 'The container “{0}” has a CPU limit; your platform wants none.',
        values: [containerLabel(container)],
        fixes: () => [fixOf('review', 'Remove the CPU limit', [], removeField(document, entry))],
      });
  },
});
