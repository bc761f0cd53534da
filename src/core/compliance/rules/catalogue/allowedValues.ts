import { fieldAt } from '../../../catalogue/language/entityModel.js';
import { nearestName } from '../../../catalogue/language/names.js';
import { fixOf, replaceValue } from '../../fixes/edits.js';
import { defineRule, type EntityDocument, type Reporter, type RuleOptions } from '../../rule.js';
import { textAt } from './entityText.js';

// Of more values than these nobody chooses in a list of fixes.
const MOST_CHOICES = 5;

const ENTITY = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
`;

export const lifecycleAllowed = defineRule({
  id: 'cat/lifecycle-allowed',
  title: 'The lifecycle is one that everybody understands',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `Who may call a service, how fast it is mended and when it goes away hangs on its lifecycle. A word that only one team
uses, or a slip, takes the entity out of every list and every rule.

Set \`allowed\` to the words of your organisation: then no others are taken. Without it only what looks like a slip of
\`experimental\`, \`production\` or \`deprecated\` is reported.`,
  bad: `${ENTITY}spec:
  type: service
  lifecycle: experimantal
  owner: group:default/checkout
`,
  good: `${ENTITY}spec:
  type: service
  lifecycle: experimental
  owner: group:default/checkout
`,
  options: { allowed: [] },
  subject: 'entity',
  check: (entity, report, { options }) => {
    checkValue(entity, 'lifecycle', textsIn(options, 'allowed'), report);
  },
});

export const typeAllowed = defineRule({
  id: 'cat/type-allowed',
  title: 'The type is one that everybody understands',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `People look for services, libraries and websites by their type, and rules ask more of a service than of a library. A word
that only one team uses, or a slip, hides the entity from both.

Set \`allowed\` to the words of your organisation, by kind (\`Component: [service, library]\`): then no others are taken for that kind.
Without it only what looks like a slip of a type that Backstage documents is reported.`,
  bad: `${ENTITY}spec:
  type: libary
  lifecycle: production
  owner: group:default/checkout
`,
  good: `${ENTITY}spec:
  type: library
  lifecycle: production
  owner: group:default/checkout
`,
  options: { allowed: {} },
  subject: 'entity',
  check: (entity, report, { options }) => {
    const byKind = options['allowed'];
    const own = typeof byKind === 'object' && byKind !== null ? textsIn(byKind as RuleOptions, entity.kind) : [];
    checkValue(entity, 'type', own, report);
  },
});

function textsIn(options: RuleOptions, name: string): readonly string[] {
  const list = options[name];
  return Array.isArray(list) ? list.filter(item => typeof item === 'string') : [];
}

/** @param allowed by the organisation; where it names none, only slips of what Backstage documents are reported */
function checkValue(
  entity: EntityDocument,
  field: 'type' | 'lifecycle',
  allowed: readonly string[],
  report: Reporter,
): void {
  const { document, kind } = entity;
  const node = textAt(entity, 'spec', field);
  if (!node) return;
  const known = allowed.length > 0 ? allowed : (fieldAt(kind, ['spec', field])?.values ?? []);
  if (known.includes(node.text)) return;
  const meant = nearestName(node.text, known);
  if (allowed.length === 0 && meant === undefined) return;
  const others = allowed.filter(value => value !== meant);
  report({
    at: node,
    message:
      allowed.length > 0 ? '“{0}” is none of the values that are used here: {1}.' : '“{0}” is unusual. Is “{1}” meant?',
    values: [node.text, allowed.length > 0 ? allowed.join(', ') : (meant ?? '')],
    fixes: () =>
      [...(meant === undefined ? [] : [meant]), ...others]
        .slice(0, MOST_CHOICES)
        .map(value => fixOf('review', 'Change to “{0}”', [value], replaceValue(document, node, value))),
  });
}
