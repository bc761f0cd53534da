import { fixOf, setAt } from '../../fixes/edits.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { defineRule } from '../../rule.js';
import { exampleDeployment } from './examples.js';
import { lacksResource, type ResourceName } from './resources.js';

/** A beginning: what a small service may need. */
const BEGINNINGS: Readonly<Record<ResourceName, string>> = { cpu: '100m', memory: '128Mi' };
const CALLED: Readonly<Record<ResourceName, string>> = { cpu: 'CPU', memory: 'memory' };

export const resourceRequests = defineRule({
  id: 'k8s/resource-requests',
  title: 'Containers say how much CPU and memory they need',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  explanation: `The scheduler places pods by what they ask for. One that asks for nothing is put on a node that may be full already, and
is the first to be stopped when memory runs out. Autoscalers measure use in relation to what is asked for, and cannot scale what asks
for nothing; nor can anybody say what it costs.

Look at what the container uses over some days, and ask for that. A limit counts as what is asked for where nothing else is written.`,
  bad: exampleDeployment({ container: 'resources:\n  requests:\n    cpu: 100m' }),
  good: exampleDeployment({ container: 'resources:\n  requests:\n    cpu: 100m\n    memory: 128Mi' }),
  subject: 'container',
  check: (container, report) => {
    if (container.list === 'ephemeralContainers') return;
    for (const name of ['cpu', 'memory'] as const) {
      if (!lacksResource(container, 'requests', name) || !lacksResource(container, 'limits', name)) continue;
      report({
        at: placeOf(container, 'resources', 'requests'),
        check: name,
        message: 'The container “{0}” does not say how much {1} it needs.',
        values: [containerLabel(container), CALLED[name]],
        fixes: () => [
          fixOf(
            'placeholder',
            'Ask for {0}, to be adjusted',
            [`${BEGINNINGS[name]} ${CALLED[name]}`],
            setAt(container.pod.resource.document, container.node, ['resources', 'requests', name], BEGINNINGS[name]),
          ),
        ],
      });
    }
  },
});
