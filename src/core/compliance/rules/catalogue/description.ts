import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { entryOf, isNull, itemsOf, mapOf, valueAt } from '../../yaml/navigate.js';
import { isKind, placeOfEntity, surelyLacks } from './entityText.js';

export const descriptionTitleTags = defineRule({
  id: 'cat/description-title-tags',
  title: 'An entity says what it is',
  severity: 'info',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  explanation: `A name alone tells a newcomer nothing, and a link without a title is an address that nobody dares to open. Backstage
takes both, and people find neither.

Write one or two sentences into \`metadata.description\`, and \`url\` and \`title\` for each link.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: shop
spec:
  owner: group:default/checkout
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: shop
  description: Everything between looking at a product and paying for it.
spec:
  owner: group:default/checkout
`,
  subject: 'entity',
  check: (entity, report) => {
    const { document, root, kind, name } = entity;
    const isNamed = isKind(entity, 'Component', 'API', 'Resource', 'System', 'Domain', 'Template');
    if (isNamed && surelyLacks(entity, 'metadata', 'description'))
      report({
        at: placeOfEntity(entity),
        check: 'description',
        message: '{0} “{1}” has no description.',
        values: [kind, name],
        fixes: () => [
          fixOf(
            'placeholder',
            'Add “{0}”',
            ['description'],
            setAt(document, root, ['metadata', 'description'], 'What it is for, and for whom.'),
          ),
        ],
      });
    for (const link of itemsOf(valueAt(root, 'metadata', 'links'))) {
      const map = mapOf(link);
      if (!map || map.masked || entryOf(map, '<<')) continue;
      for (const field of ['url', 'title']) {
        const value = valueAt(map, field);
        if (value && !isNull(value)) continue;
        report({ at: map, check: `link-${field}`, message: 'This link has no “{0}”.', values: [field] });
      }
    }
  },
});
