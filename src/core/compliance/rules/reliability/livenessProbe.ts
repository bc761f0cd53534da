import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { isServing } from '../../kubernetes/workloads.js';
import { defineRule } from '../../rule.js';
import { exampleDeployment } from './examples.js';
import { insertProbe } from './probes.js';

export const livenessProbe = defineRule({
  id: 'k8s/liveness-probe',
  title: 'Containers that run on are seen to be alive',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'placeholder',
  explanation: `Kubernetes starts a container again when its process ends. A process that hangs does not end: without a liveness probe
it stays as it is until somebody notices.

Ask something cheap that says whether the program itself still works, and nothing about what it depends on: a database that is away
is no reason to restart everything that uses it. Containers that prepare a pod, and those of jobs, need none.`,
  bad: exampleDeployment({ container: 'ports:\n  - name: http\n    containerPort: 8080' }),
  good: exampleDeployment({
    container: `ports:
  - name: http
    containerPort: 8080
livenessProbe:
  httpGet:
    path: /healthz
    port: http`,
  }),
  subject: 'container',
  check: (container, report) => {
    if (!isServing(container) || !lacks(container, 'livenessProbe')) return;
    report({
      at: placeOf(container),
      message: 'Nobody sees whether the container “{0}” hangs: it has no liveness probe.',
      values: [containerLabel(container)],
      fixes: () => [insertProbe(container.pod.resource.document, container.node, 'livenessProbe')],
    });
  },
});
