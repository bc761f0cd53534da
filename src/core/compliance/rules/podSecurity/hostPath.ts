import { k8sText } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf, mapOf } from '../../yaml/navigate.js';
import { CIS, MITRE, OWASP_K8S, pss } from '../frameworks.js';

export const hostPath = defineRule({
  id: 'k8s/host-path',
  title: 'Pods do not mount folders of their node',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [pss('baseline', 'hostPathVolumes'), CIS('5.2.12'), MITRE('T1611'), OWASP_K8S('K01')],
  explanation: `A \`hostPath\` volume is a folder of the node. Through it a container reads what belongs to others (keys of the kubelet, logs,
data of other pods), and where it may write it takes the node over. Besides, the pod finds other data on every node it comes to.

Keep data in a volume claim, passing data in an \`emptyDir\`, configuration in a ConfigMap or a Secret. An agent of the platform that
must see the node gets a waiver.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      volumeMounts:
        - name: data
          mountPath: /data
  volumes:
    - name: data
      hostPath:
        path: /srv/shop
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      volumeMounts:
        - name: data
          mountPath: /data
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: shop-data
`,
  subject: 'pod',
  check: ({ spec }, report) => {
    const volumes = entryOf(spec, 'volumes');
    if (!volumes) return;
    for (const volume of itemsOf(volumes.value)) {
      const entry = entryOf(volume, 'hostPath');
      if (!entry || !mapOf(entry.value)) continue;
      const path = k8sText(entryOf(entry.value, 'path')?.value);
      report({
        at: entry.key,
        check: 'hostPathVolumes',
        message:
          path === undefined
            ? 'The volume “{0}” is a folder of the node.'
            : 'The volume “{0}” is a folder of the node: {1}.',
        values: [k8sText(entryOf(volume, 'name')?.value) ?? '', ...(path === undefined ? [] : [path])],
      });
    }
  },
});
