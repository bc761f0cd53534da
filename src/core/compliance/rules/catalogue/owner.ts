import { ownerText, UNKNOWN_OWNER } from '../../../catalogue/proposal.js';
import type { Fix } from '../../finding.js';
import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule, type EntityDocument, type RuleContext } from '../../rule.js';
import { judgeUnresolved } from './judgeUnresolved.js';
import { sayAgain } from './languageRules.js';

// Of more groups than these nobody chooses in a list of fixes.
const FEW_GROUPS = 3;

export const ownerPresent = defineRule({
  id: 'cat/owner-present',
  title: 'Entities have an owner',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  explanation: `Someone must answer when a service breaks, an API changes or a vulnerability is found. Backstage refuses most kinds of
entity without \`spec.owner\`, and a template without one is nobody's.

Name the group that is responsible in the end. The fix takes it from CODEOWNERS where there is one.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/orders
`,
  subject: 'entity',
  check: sayAgain('cat/owner-present', { fixes: (_, subject, context) => ownersToWrite(subject, context) }),
});

function ownersToWrite(
  { document, root }: EntityDocument,
  { path, surroundings }: RuleContext,
): readonly (Fix | undefined)[] {
  const byFile = surroundings?.owner(path);
  const groups = surroundings?.entities.knowledge.ofKinds(['Group']) ?? [];
  const few = groups.length <= FEW_GROUPS ? groups.map(({ entity }) => ownerText(entity)) : [];
  const owners = byFile === undefined ? few : [byFile];
  return (owners.length > 0 ? owners : [UNKNOWN_OWNER]).map(owner =>
    fixOf('placeholder', 'Add “{0}”', [`owner: ${owner}`], setAt(document, root, ['spec', 'owner'], owner)),
  );
}

export const ownerResolvable = defineRule({
  id: 'cat/owner-resolvable',
  title: 'The owner exists',
  severity: 'error',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'review',
  explanation: `An owner that the catalogue does not know is no owner: the entity is on nobody's list, and no alert finds its way.

Where the whole catalogue is known this is an error. Where only the files of the folder are, an owner that is not among them may well
exist: then only a name that looks like a slip of one of them is reported, as a warning. Set \`folderIsWhole\` where the folder holds
all groups and people that there are.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/chekout
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  options: { folderIsWhole: false },
  subject: 'entity',
  check: sayAgain('cat/owner-resolvable', { judge: judgeUnresolved('error') }),
});

export const ownerIsGroup = defineRule({
  id: 'cat/owner-is-group',
  title: 'The owner is a group',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `Backstage allows a person as owner. But people go on holiday, change teams and leave, and then nobody is asked when
something breaks.

Name a group; where the catalogue knows those of the person, the fixes offer them.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: user:default/ada
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  subject: 'entity',
  check: sayAgain('cat/owner-is-group'),
});
