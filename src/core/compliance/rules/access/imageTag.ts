import { fixOf, replaceValue } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { OWASP_K8S } from '../frameworks.js';
import { textsOption } from '../options.js';
import { isMutableTag, MUTABLE_TAGS, nameOfImage } from './imageReference.js';
import { imagesOf, isTaggedElsewhere } from './podImages.js';

export const imageTag = defineRule({
  id: 'k8s/image-tag',
  title: 'Images have a fixed version',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [OWASP_K8S('K02')],
  fix: 'placeholder',
  options: {
    /** Tags that stand for another image tomorrow. */
    mutable: MUTABLE_TAGS,
  },
  explanation: `An image without a tag is \`latest\`, and \`latest\`, \`main\` and their like are another image tomorrow. Two pods of the
same Deployment can then run different programs, and going back leads nowhere.

Name the version that was tested, as a tag that is never moved or as a digest.`,
  bad: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:latest
`,
  good: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: (pod, report, context) => {
    const mutable = textsOption(context.options, 'mutable');
    for (const { node, text, image } of imagesOf(pod)) {
      const { tag, digest } = image;
      if (digest !== undefined || (tag !== undefined && !isMutableTag(tag, mutable))) continue;
      if (isTaggedElsewhere(image, context)) continue;
      report({
        at: node,
        check: tag === undefined ? 'missing' : 'mutable',
        message:
          tag === undefined
            ? 'The image “{0}” has no tag: it is whatever is called latest on the day that it is pulled.'
            : 'The image “{0}” has a tag that moves: “{1}” is another image tomorrow.',
        values: tag === undefined ? [text] : [text, tag],
        fixes: () => [
          fixOf(
            'placeholder',
            'Name a version for “{0}”',
            [nameOfImage(image)],
            replaceValue(pod.resource.document, node, `${nameOfImage(image)}:<version>`),
          ),
        ],
      });
    }
  },
});
