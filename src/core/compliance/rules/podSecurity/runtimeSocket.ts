import { k8sText } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf } from '../../yaml/navigate.js';
import { CIS_DOCKER, MITRE, OWASP_K8S } from '../frameworks.js';

/** Sockets of container runtimes, wherever a distribution keeps them. */
const SOCKET = /\/(?:docker|dockershim|cri-dockerd|containerd|crio|podman|buildkitd)\.sock\/*$/;

export const runtimeSocket = defineRule({
  id: 'k8s/docker-sock',
  title: 'Pods do not mount the socket of the container runtime',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [CIS_DOCKER('5.31'), MITRE('T1610'), MITRE('T1611'), OWASP_K8S('K01')],
  explanation: `Who can write to the socket of Docker, containerd or CRI-O can start a privileged container on the node, past every rule of
Kubernetes. Mounting it read-only changes nothing: a socket answers all the same.

Build images without it (BuildKit rootless, or your platform's builders), and ask the Kubernetes API or the kubelet where you want
to know what runs.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: builder
      image: registry.example.com/builder:2.1.0
  volumes:
    - name: docker
      hostPath:
        path: /var/run/docker.sock
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: builder
      image: registry.example.com/builder:2.1.0
  volumes:
    - name: layers
      emptyDir: {}
`,
  subject: 'pod',
  check: ({ spec }, report) => {
    const volumes = entryOf(spec, 'volumes');
    if (!volumes) return;
    for (const volume of itemsOf(volumes.value)) {
      const path = entryOf(entryOf(volume, 'hostPath')?.value, 'path')?.value;
      const text = k8sText(path);
      if (!path || text === undefined || !SOCKET.test(text)) continue;
      report({
        at: path,
        message: 'The pod mounts the socket of the container runtime ({0}): with it a container commands the node.',
        values: [text],
      });
    }
  },
});
