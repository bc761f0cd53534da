import { k8sText } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entriesOf, entryOf, isNull, isUnknown, itemsOf } from '../../yaml/navigate.js';
import { OWASP_K8S, pss } from '../frameworks.js';

/** Sources of volumes that the restricted standard leaves out. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'hostPath',
  'iscsi',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
]);

export const volumeTypes = defineRule({
  id: 'k8s/volume-types',
  title: 'Pods mount volumes of the plain kinds',
  severity: 'warning',
  profile: 'strict',
  confidence: 'high',
  frameworks: [pss('restricted', 'restrictedVolumes'), OWASP_K8S('K01')],
  explanation: `A volume that names a disk, a share or a folder of the node in the pod itself goes past the storage that the platform gives out:
its rights, quotas and encryption. Some kinds are gone from Kubernetes altogether.

Claim storage with a \`persistentVolumeClaim\` or an \`ephemeral\` volume. \`configMap\`, \`secret\`, \`projected\`, \`downwardAPI\`, \`emptyDir\`,
\`csi\` and \`image\` are allowed as well.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
  volumes:
    - name: pictures
      nfs:
        server: files.example.com
        path: /pictures
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
  volumes:
    - name: pictures
      persistentVolumeClaim:
        claimName: pictures
`,
  subject: 'pod',
  check: ({ spec }, report) => {
    const volumes = entryOf(spec, 'volumes');
    if (!volumes) return;
    for (const volume of itemsOf(volumes.value))
      for (const { name, key, value } of entriesOf(volume)) {
        if (!FORBIDDEN.has(name) || isNull(value) || isUnknown(value)) continue;
        report({
          at: key,
          check: 'restrictedVolumes',
          message: 'The volume “{0}” is of the kind {1}, which the restricted standard leaves out.',
          values: [k8sText(entryOf(volume, 'name')?.value) ?? '', name],
        });
      }
  },
});
