import { defineRule } from '../../rule.js';
import { OWASP_K8S } from '../frameworks.js';
import { imagesOf, isTaggedElsewhere } from './podImages.js';

export const imageDigest = defineRule({
  id: 'k8s/image-digest',
  title: 'Images are pinned by digest',
  severity: 'info',
  profile: 'golden',
  confidence: 'high',
  frameworks: [OWASP_K8S('K02')],
  explanation: `A tag can be moved by everybody who may push to the registry. A digest is the fingerprint of the image: what was
tested and signed is what runs.

Put \`@sha256:…\` behind the tag. Tools that keep images up to date write both.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
`,
  subject: 'pod',
  check: (pod, report, context) => {
    for (const { node, text, image } of imagesOf(pod)) {
      if (image.digest !== undefined || isTaggedElsewhere(image, context)) continue;
      report({ at: node, message: 'The image “{0}” is not pinned by its digest.', values: [text] });
    }
  },
});
