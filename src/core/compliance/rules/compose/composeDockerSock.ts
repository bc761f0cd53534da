import { defineRule } from '../../rule.js';
import { itemsOf, mapOf, valueAt } from '../../yaml/navigate.js';
import { CIS_DOCKER } from '../frameworks.js';
import { composeSource, servicesOf } from './services.js';

const SOCKET = /^(?:\/var)?\/run\/(?:docker\.sock|podman\/podman\.sock|containerd\/containerd\.sock|crio\/crio\.sock)$/;

export const composeDockerSock = defineRule({
  id: 'cmp/docker-sock',
  title: 'Services do not get the socket of the container runtime',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [CIS_DOCKER('5.31')],
  explanation: `Who may talk to the socket of Docker may start any container with any part of the machine in it, and so is root on the
machine. Mounting it read-only changes nothing: what counts is what is said through it.

Do without it, or put a proxy in front of it that lets through only the questions that are needed.`,
  bad: `services:
  dashboard:
    image: registry.example.com/dashboard:2.1.0
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
`,
  good: `services:
  dashboard:
    image: registry.example.com/dashboard:2.1.0
    environment:
      DOCKER_HOST: tcp://docker-proxy:2375
`,
  subject: 'compose',
  check: ({ root }, report) => {
    for (const { name, node } of servicesOf(root))
      for (const item of itemsOf(valueAt(node, 'volumes'))) {
        const at = mapOf(item) ? valueAt(item, 'source') : item;
        const source = composeSource(at);
        const path = mapOf(item) ? source : source?.split(':')[0];
        if (at && path !== undefined && SOCKET.test(path))
          report({
            at,
            message: 'The service “{0}” gets the socket of the container runtime: with it, it is root on the machine.',
            values: [name],
          });
      }
  },
});
