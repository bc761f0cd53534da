import { fixOf, replaceValue } from '../../fixes/edits.js';
import { documentOf, type Owner } from '../../kubernetes/place.js';
import { securityContextOf } from '../../kubernetes/pods.js';
import { removeField } from '../../kubernetes/removal.js';
import { isTrue } from '../../kubernetes/resource.js';
import { defineRule, type Reporter } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { CIS, MITRE, OWASP_K8S, pss } from '../frameworks.js';

export const windowsHostProcess = defineRule({
  id: 'k8s/windows-host-process',
  title: 'Windows pods run no processes of their node',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [pss('baseline', 'windowsHostProcess'), CIS('5.2.11'), MITRE('T1611'), OWASP_K8S('K01')],
  fix: 'review',
  explanation: `A HostProcess container of Windows is no container: it runs on the node itself, with its files, its network and the account that
it names, up to SYSTEM. It is what \`privileged\` is on Linux.

Remove \`hostProcess\`. Agents that keep the nodes belong in a namespace of the platform, with a waiver.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  os:
    name: windows
  securityContext:
    runAsNonRoot: true
    windowsOptions:
      runAsUserName: ContainerUser
      hostProcess: true
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  os:
    name: windows
  securityContext:
    runAsNonRoot: true
    windowsOptions:
      runAsUserName: ContainerUser
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: (pod, report) => {
    checkOptions(pod, report);
    for (const container of pod.containers) checkOptions(container, report);
  },
});

function checkOptions(owner: Owner, report: Reporter): void {
  const options = entryOf(securityContextOf(owner), 'windowsOptions');
  if (!options) return;
  const entry = entryOf(options.value, 'hostProcess');
  if (!entry || !isTrue(entry.value)) return;
  const document = documentOf(owner);
  report({
    at: entry.value,
    check: 'windowsHostProcess',
    message: 'This runs as a process of the Windows node, not in a container.',
    fixes: () => [
      fixOf('review', 'Remove “hostProcess”', [], removeField(document, entry)),
      fixOf('review', 'Set “hostProcess” to false', [], replaceValue(document, entry.value, 'false')),
    ],
  });
}
