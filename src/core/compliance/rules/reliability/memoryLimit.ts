import { fixOf, replaceValue, setAt } from '../../fixes/edits.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { parseQuantity } from '../../kubernetes/quantity.js';
import { fieldAt, type Container } from '../../kubernetes/resource.js';
import { defineRule, type Reporter } from '../../rule.js';
import { scalarOf } from '../../yaml/navigate.js';
import { NSA } from '../frameworks.js';
import { exampleDeployment } from './examples.js';
import { lacksResource, resourceField } from './resources.js';

export const memoryLimit = defineRule({
  id: 'k8s/memory-limit',
  title: 'Containers cannot take all memory of their node',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [NSA('Network separation and hardening', 'Resource policies')],
  fix: 'placeholder',
  explanation: `A container without a memory limit that leaks takes memory until the node has none left. Then the kernel ends processes,
and not always the right ones: neighbours suffer for it.

Set a limit; for memory it is best the same as the request, so that nothing is promised which is not there. A limit below the request
is refused by Kubernetes.`,
  bad: exampleDeployment({ container: 'resources:\n  requests:\n    memory: 128Mi' }),
  good: exampleDeployment({ container: 'resources:\n  requests:\n    memory: 128Mi\n  limits:\n    memory: 128Mi' }),
  subject: 'container',
  check: (container, report) => {
    if (container.list === 'ephemeralContainers') return;
    checkOrder(container, report);
    if (!lacksResource(container, 'limits', 'memory')) return;
    report({
      at: placeOf(container, 'resources', 'limits'),
      check: 'missing',
      message: 'The container “{0}” may take all memory of its node: it has no memory limit.',
      values: [containerLabel(container)],
      fixes: () => {
        const request = resourceField(container, 'requests', 'memory').field;
        const limit = request.state === 'known' ? String(request.value) : '128Mi';
        return [
          fixOf(
            'placeholder',
            'Set a limit of {0}, to be adjusted',
            [limit],
            setAt(container.pod.resource.document, container.node, ['resources', 'limits', 'memory'], limit),
          ),
        ];
      },
    });
  },
});

function checkOrder(container: Container, report: Reporter): void {
  const limit = fieldAt(container.node, 'resources', 'limits', 'memory');
  const request = fieldAt(container.node, 'resources', 'requests', 'memory');
  if (limit.state !== 'known' || request.state !== 'known') return;
  const [most, wanted] = [parseQuantity(limit.value), parseQuantity(request.value)];
  if (most === undefined || wanted === undefined || most >= wanted) return;
  report({
    at: limit.node,
    check: 'below-request',
    severity: 'error',
    message: 'The memory limit of “{0}” is below what it asks for ({1}): Kubernetes refuses that.',
    values: [containerLabel(container), String(request.value)],
    fixes: () => {
      const text = scalarOf(request.node)?.text ?? '';
      return [
        fixOf(
          'review',
          'Set the limit to {0}',
          [text],
          replaceValue(container.pod.resource.document, limit.node, text),
        ),
      ];
    },
  });
}
