import { lacksEntry } from './lacksEntry.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf, scalarOf, valueAt } from '../../yaml/navigate.js';

function example(pin: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../base
images:
  - name: shop
    newName: registry.example.com/shop
    ${pin}
`;
}

export const kustomizeImageDigest = defineRule({
  id: 'kustomize/image-digest',
  title: 'Images that a kustomization sets are pinned by their digest',
  severity: 'info',
  profile: 'golden',
  confidence: 'high',
  frameworks: [],
  explanation: `A tag can be moved to another image after it was tested; a digest cannot. Where a kustomization says which image runs, it
is the place to write the digest: \`kustomize edit set image shop=registry.example.com/shop@sha256:…\` does so in a pipeline.

A tag may stand beside it, for people.`,
  bad: example('newTag: 1.4.2'),
  good: example('digest: sha256:0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8'),
  subject: 'kustomization',
  check: ({ root }, report) => {
    for (const item of itemsOf(valueAt(root, 'images'))) {
      const name = entryOf(item, 'name')?.value;
      if (!name || !lacksEntry(item, 'digest')) continue;
      const text = scalarOf(name)?.text ?? '';
      const tag = entryOf(item, 'newTag');
      report({
        at: tag?.value ?? name,
        message: tag
          ? 'The image “{0}” is set to a tag, which can be moved: it has no digest.'
          : 'The image “{0}” is set without a digest.',
        values: [text],
      });
    }
  },
});
