import { fixOf } from '../../fixes/edits.js';
import { securityContextOf } from '../../kubernetes/pods.js';
import { removeListItem } from '../../kubernetes/removal.js';
import { k8sText } from '../../kubernetes/resource.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf } from '../../yaml/navigate.js';
import { OWASP_K8S, pss } from '../frameworks.js';

/** Settings of the kernel that a pod may change, with the minor version of Kubernetes from which on it may. */
const ALLOWED_SINCE: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
  ['net.ipv4.tcp_slow_start_after_idle', 37],
  ['net.ipv4.tcp_notsent_lowat', 37],
]);

export const sysctls = defineRule({
  id: 'k8s/sysctls',
  title: 'Pods change no unsafe settings of the kernel',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [pss('baseline', 'sysctls'), OWASP_K8S('K01')],
  fix: 'review',
  explanation: `Most settings of the kernel (sysctls) hold for the whole node: a pod that changes them slows, breaks or opens the others. A
kubelet refuses such a pod unless the setting was allowed on it.

Remove the setting, or have the platform set it on the nodes. Some are each pod's own and allowed; which ones depends on the
version of Kubernetes.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    sysctls:
      - name: net.ipv4.tcp_syncookies
        value: "1"
      - name: kernel.msgmax
        value: "65536"
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    sysctls:
      - name: net.ipv4.tcp_syncookies
        value: "1"
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: (pod, report, { kubernetesVersion }) => {
    const list = entryOf(securityContextOf(pod), 'sysctls');
    if (!list) return;
    for (const item of itemsOf(list.value)) {
      const node = entryOf(item, 'name')?.value;
      const name = k8sText(node);
      if (!node || name === undefined) continue;
      const since = ALLOWED_SINCE.get(name);
      if (since !== undefined && isAtLeast(kubernetesVersion, since)) continue;
      report({
        at: node,
        check: 'sysctls',
        message:
          since === undefined
            ? 'The setting {0} of the kernel is not one that a pod may change.'
            : 'A pod may change the setting {0} of the kernel from Kubernetes 1.{1} on; this one is for an older version.',
        values: since === undefined ? [name] : [name, String(since)],
        fixes: () => [fixOf('review', 'Remove the setting {0}', [name], removeListItem(pod.resource.document, item))],
      });
    }
  },
});
