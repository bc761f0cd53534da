import { fieldAt } from '../../../catalogue/language/entityModel.js';
import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule, type EntityDocument } from '../../rule.js';
import { mapOf } from '../../yaml/navigate.js';
import { fixFrom, sayAgain } from './languageRules.js';

export const entitySchema = defineRule({
  id: 'cat/entity-schema',
  title: 'Entities have the form that Backstage reads',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `Backstage refuses an entity that lacks a field which its kind must have, has a foreign field at its top, or whose name,
namespace, tags, labels or annotations are not in their format. What is refused is not in the catalogue: nobody finds it, and nobody
is called for it.

Write the field, or take the name that the fix proposes. For people there is \`metadata.title\`, which takes any text.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: order service
  annotations:
    example.com/tier: 1
spec:
  lifecycle: experimental
  owner: group:default/orders
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: order-service
  annotations:
    example.com/tier: '1'
spec:
  type: service
  lifecycle: experimental
  owner: group:default/orders
`,
  subject: 'entity',
  check: sayAgain('cat/entity-schema', {
    fixes: (finding, subject) =>
      finding.rule === 'missing-required-field'
        ? [missingField(subject, finding.field ?? '')]
        : finding.fixes.map(fix => fixFrom(finding.rule, fix)),
  }),
});

/** Adds a field with a value that is right somewhere; where there is none nothing is proposed. */
function missingField({ document, root, kind }: EntityDocument, field: string) {
  const path = field.split('.');
  const { type, values = [] } = fieldAt(kind, path) ?? {};
  const value = type === 'references' || type === 'texts' || type === 'maps' ? [] : values[0];
  const map = mapOf(root);
  return map && value !== undefined
    ? fixOf('placeholder', 'Add “{0}”', [path.at(-1) ?? ''], setAt(document, map, path, value))
    : undefined;
}
