import { fixOf, insertItem, replaceValue, setAt, type WrittenValue } from '../../fixes/edits.js';
import type { Fix, TextEdit } from '../../finding.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel, mayRunOnWindows, securityContextOf } from '../../kubernetes/pods.js';
import { k8sText, k8sValue, type Container } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf, mapOf, seqOf } from '../../yaml/navigate.js';
import type { MapNode, YamlDocument } from '../../yaml/node.js';
import { NSA, OWASP_K8S } from '../frameworks.js';

const PATH = ['securityContext', 'readOnlyRootFilesystem'] as const;

export const readOnlyRootFs = defineRule({
  id: 'k8s/read-only-root-fs',
  title: 'Containers cannot write to their image',
  severity: 'warning',
  profile: 'strict',
  confidence: 'high',
  frameworks: [NSA('Kubernetes Pod security', 'Immutable container file systems'), OWASP_K8S('K01')],
  fix: 'review',
  explanation: `Who breaks into a program mostly brings tools along and changes files. With a read-only root file system neither is possible, and
a container that is started anew is what was built.

Set \`readOnlyRootFilesystem: true\` and mount an \`emptyDir\` where the program must write, which is mostly \`/tmp\`.`,
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
        readOnlyRootFilesystem: true
      volumeMounts:
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: tmp
      emptyDir: {}
`,
  subject: 'container',
  check: (container, report) => {
    // Ephemeral containers are for looking around in a pod that runs; Windows has no such file system.
    if (container.list === 'ephemeralContainers' || mayRunOnWindows(container.pod)) return;
    const node = entryOf(securityContextOf(container), 'readOnlyRootFilesystem')?.value;
    const isOff = node !== undefined && k8sValue(node) === false;
    if (!isOff && !lacks(container, ...PATH)) return;
    const { document } = container.pod.resource;
    const edit = (): TextEdit | undefined =>
      isOff ? replaceValue(document, node, 'true') : setAt(document, container.node, PATH, 'true');
    report({
      at: isOff ? node : placeOf(container, ...PATH),
      message: 'The container “{0}” can write to the file system of its image.',
      values: [containerLabel(container)],
      fixes: () => [
        fixOf('review', 'Make the root file system read-only', [], edit()),
        withFolder(document, container, edit()),
      ],
    });
  },
});

/** The same with an empty folder at `/tmp`, which most programs write to. */
function withFolder(document: YamlDocument, container: Container, edit: TextEdit | undefined): Fix | undefined {
  const { node, pod } = container;
  const mounts = entryOf(node, 'volumeMounts')?.value;
  const volumes = entryOf(pod.spec, 'volumes')?.value;
  if (itemsOf(mounts).some(mount => k8sText(entryOf(mount, 'mountPath')?.value) === '/tmp')) return undefined;
  const existing = itemsOf(volumes).find(volume => k8sText(entryOf(volume, 'name')?.value) === 'tmp');
  if (existing && !mapOf(entryOf(existing, 'emptyDir')?.value)) return undefined;
  const mounted = addTo(document, node, 'volumeMounts', { name: 'tmp', mountPath: '/tmp' });
  const volume = existing ? [] : [addTo(document, pod.spec, 'volumes', { name: 'tmp', emptyDir: {} })];
  const edits = [edit, mounted, ...volume].filter(each => each !== undefined);
  const ordered = edits.length === 2 + volume.length ? inOrder(edits) : [];
  return fixOf('placeholder', 'Make the root file system read-only, with a folder for /tmp', [], ...ordered);
}

function addTo(document: YamlDocument, map: MapNode, key: string, item: WrittenValue): TextEdit | undefined {
  const list = seqOf(entryOf(map, key)?.value);
  return list && list.items.length > 0 ? insertItem(document, list, item) : setAt(document, map, [key], [item]);
}

/**
 * What is inserted at the same place becomes one edit, in this order: what belongs to the container before what belongs to the pod.
 * @returns none where two of them replace the same
 */
function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  const merged: TextEdit[] = [];
  for (const edit of edits) {
    const at = merged.findIndex(({ start, end }) => start === edit.start && end === edit.end);
    const same = merged[at];
    if (!same) merged.push(edit);
    else if (edit.start < edit.end) return [];
    else merged[at] = { ...same, text: same.text + edit.text };
  }
  return merged;
}
