import { fixOf, replaceValue } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { OWASP_K8S } from '../frameworks.js';
import { mapOption, textsOption } from '../options.js';
import { isAllowedRegistry } from './imageReference.js';
import { imagesOf } from './podImages.js';

export const imageRegistry = defineRule({
  id: 'k8s/image-registry',
  title: 'Images come from the registries of the organisation',
  severity: 'error',
  profile: 'golden',
  confidence: 'high',
  frameworks: [OWASP_K8S('K02')],
  fix: 'review',
  options: {
    /** Hosts (`registry.example.com`), hosts with a path (`ghcr.io/example`), sub-domains (`*.example.com`). */
    allowed: [],
    /** Where copies of a registry are: `{ 'docker.io': 'mirror.example.com/docker' }`. */
    mirrors: {},
  },
  explanation: `An organisation scans and signs what is in its own registries. An image from elsewhere passes all of that by, and an
image without a registry comes from Docker Hub, where everybody can publish.

Use the copy in a registry of the organisation; the option \`allowed\` lists them, \`mirrors\` says where copies are. While no registry
is listed, images must at least name theirs.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: proxy
      image: nginx:1.29.1
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: proxy
      image: registry.example.com/nginx:1.29.1
`,
  subject: 'pod',
  check: (pod, report, { options }) => {
    const allowed = textsOption(options, 'allowed');
    for (const { node, text, image } of imagesOf(pod)) {
      const { registry, repository } = image;
      if (allowed.length === 0 ? registry !== undefined : isAllowedRegistry(image, allowed)) continue;
      report({
        at: node,
        check: registry === undefined ? 'implicit' : 'foreign',
        message:
          registry === undefined
            ? 'The image “{0}” names no registry: it comes from Docker Hub.'
            : 'The image “{0}” comes from {1}, which is not among the registries that are allowed.',
        values: registry === undefined ? [text] : [text, registry],
        fixes: () => {
          const host = registry ?? 'docker.io';
          const mirror = mapOption(options, 'mirrors').get(host);
          if (mirror === undefined) return [];
          const path = host === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository;
          const rest = text.slice((registry === undefined ? '' : `${registry}/`).length + repository.length);
          const wanted = `${mirror.replace(/\/+$/, '')}/${path}${rest}`;
          return [fixOf('review', 'Use “{0}”', [wanted], replaceValue(pod.resource.document, node, wanted))];
        },
      });
    }
  },
});
