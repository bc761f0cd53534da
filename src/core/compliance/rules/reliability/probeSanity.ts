import { fixOf, replaceValue } from '../../fixes/edits.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { fieldAt, k8sText, k8sValue, type Container } from '../../kubernetes/resource.js';
import { defineRule, type Reporter } from '../../rule.js';
import { sameValue } from '../../yaml/sameValue.js';
import { entryOf, isUnknown, itemsOf, mapOf, valueAt } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';
import { exampleDeployment } from './examples.js';
import { PROBES, type ProbeName } from './probes.js';

const HTTP_PORT = 'ports:\n  - name: http\n    containerPort: 8080\n';
/** What Kubernetes takes where nothing is written, in seconds. */
const PERIOD = 10;
const TIMEOUT = 1;

export const probeSanity = defineRule({
  id: 'k8s/probe-sanity',
  title: 'Probes can do what they are for',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `A probe that asks a port of a name that the container does not have always fails: the pod never becomes ready, or is
started again and again.

A probe whose answer may take longer than the time between two probes piles up questions on a program that is slow already.

A liveness probe that is the same as the readiness probe restarts a container in the moment in which it should only get no requests
for a while. Let it wait longer, or ask less.`,
  bad: exampleDeployment({
    container: `${HTTP_PORT}livenessProbe:
  httpGet:
    path: /healthz
    port: htpp`,
  }),
  good: exampleDeployment({
    container: `${HTTP_PORT}livenessProbe:
  httpGet:
    path: /healthz
    port: http`,
  }),
  subject: 'container',
  check: (container, report) => {
    const probes = PROBES.flatMap(name => {
      const probe = mapOf(entryOf(container.node, name)?.value);
      return probe ? [{ name, probe }] : [];
    });
    for (const { name, probe } of probes) {
      checkPort(container, name, probe, report);
      checkTimes(container, name, probe, report);
    }
    const liveness = entryOf(container.node, 'livenessProbe');
    const readiness = entryOf(container.node, 'readinessProbe');
    if (!liveness || !readiness || !mapOf(liveness.value) || !sameValue(liveness.value, readiness.value)) return;
    report({
      at: liveness.key,
      check: 'identical',
      severity: 'info',
      message: 'The liveness probe of “{0}” is the same as its readiness probe: what should only wait is restarted.',
      values: [containerLabel(container)],
      related: [{ message: 'The readiness probe is here.', values: [], span: readiness.key }],
    });
  },
});

function checkPort(container: Container, probe: ProbeName, node: YamlNode, report: Reporter): void {
  for (const handler of ['httpGet', 'tcpSocket']) {
    const port = valueAt(node, handler, 'port');
    const wanted = k8sText(port);
    if (!port || wanted === undefined || isUnknown(port)) continue;
    const ports = entryOf(container.node, 'ports')?.value;
    if (isUnknown(ports) || container.node.masked || !entryOf(container.node, 'image')) return;
    const names = itemsOf(ports).map(item => k8sText(valueAt(item, 'name')));
    if (names.includes(wanted)) continue;
    const known = names.filter(name => name !== undefined);
    const numbers = itemsOf(ports).map(item => k8sValue(valueAt(item, 'containerPort')));
    report({
      at: port,
      check: 'port',
      severity: 'error',
      message: 'The {0} of “{1}” asks the port “{2}”, and the container has no port of that name.',
      values: [probe, containerLabel(container), wanted],
      fixes: () =>
        (known.length > 0 ? known : numbers.filter(number => typeof number === 'number').map(String)).map(name =>
          fixOf('review', 'Ask the port {0}', [name], replaceValue(container.pod.resource.document, port, name)),
        ),
    });
  }
}

function checkTimes(container: Container, probe: ProbeName, node: YamlNode, report: Reporter): void {
  const timeout = fieldAt(node, 'timeoutSeconds');
  const period = fieldAt(node, 'periodSeconds');
  if (timeout.state !== 'known' || period.state === 'unknown') return;
  const seconds = { timeout: numberOr(timeout.value, TIMEOUT), period: PERIOD };
  if (period.state === 'known') seconds.period = numberOr(period.value, PERIOD);
  if (seconds.timeout <= seconds.period) return;
  report({
    at: timeout.node,
    check: 'timeout',
    message: 'The {0} of “{1}” waits up to {2} seconds for an answer and asks again after {3} seconds.',
    values: [probe, containerLabel(container), String(seconds.timeout), String(seconds.period)],
  });
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? value : otherwise;
}
