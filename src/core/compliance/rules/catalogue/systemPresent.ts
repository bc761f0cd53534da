import { shortEntityRef } from '../../../catalogue/entityRef.js';
import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { isKind, placeOfEntity, surelyLacks, textAt } from './entityText.js';

// Of more systems than these nobody chooses in a list of fixes.
const FEW_SYSTEMS = 3;

export const systemPresent = defineRule({
  id: 'cat/system-present',
  title: 'Components, APIs and resources belong to a system',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  explanation: `A system says what a component is for and which others it works with. Without it the component stands alone in the
catalogue, and nobody sees what breaks together.

Name the system in \`spec.system\`, or excuse what stands on its own with a waiver. \`alone\` lists the types that many systems share,
such as libraries: nothing is said of them.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
  system: shop
`,
  options: { alone: ['library'] },
  subject: 'entity',
  check: (entity, report, { options, surroundings }) => {
    if (!isKind(entity, 'Component', 'API', 'Resource') || !surelyLacks(entity, 'spec', 'system')) return;
    const { alone } = options;
    if (Array.isArray(alone) && alone.includes(textAt(entity, 'spec', 'type')?.text)) return;
    const { document, root, kind, name } = entity;
    report({
      at: placeOfEntity(entity),
      message: '{0} “{1}” belongs to no system: nobody sees what it works with.',
      values: [kind, name],
      fixes: () => {
        const systems = surroundings?.entities.knowledge.ofKinds(['System']) ?? [];
        const few = systems.length <= FEW_SYSTEMS ? systems.map(({ entity: { ref } }) => ref) : [];
        const names = few.map(ref => shortEntityRef(ref).replace(/^system:/, ''));
        return (names.length > 0 ? names : ['unknown']).map(system =>
          fixOf('placeholder', 'Add “{0}”', [`system: ${system}`], setAt(document, root, ['spec', 'system'], system)),
        );
      },
    });
  },
});
