import { fixOf, replaceValue, setAt } from '../../fixes/edits.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel, mayRunOnWindows, securityContextOf } from '../../kubernetes/pods.js';
import { isTrue, k8sText, type Container } from '../../kubernetes/resource.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf } from '../../yaml/navigate.js';
import { CIS, NSA, OWASP_K8S, pss } from '../frameworks.js';

const PATH = ['securityContext', 'allowPrivilegeEscalation'] as const;

export const allowPrivilegeEscalation = defineRule({
  id: 'k8s/allow-privilege-escalation',
  title: 'Processes gain no privileges',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('restricted', 'allowPrivilegeEscalation'),
    CIS('5.2.6'),
    NSA('Kubernetes Pod security', 'Privilege escalation'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `Unless \`allowPrivilegeEscalation\` is false, a program in the container can become more than its starter, for instance by
\`sudo\` or another setuid file of the image. Kubernetes allows it where nothing is said.

Set it to false for each container; there is no such field for the whole pod. What breaks by it relies on setuid.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      securityContext:
        runAsNonRoot: true
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      securityContext:
        runAsNonRoot: true
        allowPrivilegeEscalation: false
`,
  subject: 'container',
  check: (container, report, { kubernetesVersion }) => {
    if (!isAtLeast(kubernetesVersion, 8) || (isAtLeast(kubernetesVersion, 25) && mayRunOnWindows(container.pod)))
      return;
    const node = entryOf(securityContextOf(container), 'allowPrivilegeEscalation')?.value;
    const isAllowed = isTrue(node);
    if (!isAllowed && !lacks(container, ...PATH)) return;
    const { document } = container.pod.resource;
    report({
      at: isAllowed && node ? node : placeOf(container, ...PATH),
      check: 'allowPrivilegeEscalation',
      message: isAllowed
        ? 'Processes of the container “{0}” may gain more privileges than they start with.'
        : 'The container “{0}” does not say that its processes gain no privileges.',
      values: [containerLabel(container)],
      fixes: () => [
        mustEscalate(container)
          ? undefined
          : fixOf(
              'review',
              'Set “allowPrivilegeEscalation” to false',
              [],
              isAllowed && node
                ? replaceValue(document, node, 'false')
                : setAt(document, container.node, PATH, 'false'),
            ),
      ],
    });
  },
});

/** Kubernetes refuses `false` beside these, which need the escalation. */
function mustEscalate(container: Container): boolean {
  const context = securityContextOf(container);
  if (isTrue(entryOf(context, 'privileged')?.value)) return true;
  return itemsOf(entryOf(entryOf(context, 'capabilities')?.value, 'add')?.value).some(item =>
    /^(?:CAP_)?SYS_ADMIN$/.test(k8sText(item) ?? ''),
  );
}
