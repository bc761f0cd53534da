import { defineRule } from '../../rule.js';
import { placeOfEntity } from './entityText.js';
import { formatEntityRef } from '../../../catalogue/entityRef.js';
import { judgeUnresolved } from './judgeUnresolved.js';
import { sayAgain } from './languageRules.js';

export const refFormat = defineRule({
  id: 'cat/ref-format',
  title: 'References are written as references',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `A reference is a text, \`[kind:][namespace/]name\`. Backstage refuses an entity with a mapping in its place, with a kind
that does not belong there, or without a kind where a field takes several.

The fix writes the text that is meant.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
  system:
    kind: System
    name: shop
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
  subject: 'entity',
  check: sayAgain('cat/ref-format'),
});

export const refResolvable = defineRule({
  id: 'cat/ref-resolvable',
  title: 'What an entity refers to exists',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'review',
  explanation: `Backstage takes a descriptor with a reference that leads nowhere, and shows a dead end where the entity should be: the
picture of who depends on whom is wrong just when it is needed.

Look for a slip in the name or a missing namespace. Where only the files of the folder are known, a name that is not among them may
well exist elsewhere: then only what looks like a slip of one of them is reported. Set \`folderIsWhole\` where the folder holds the
whole catalogue.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
  system: shpo
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
  options: { folderIsWhole: false },
  subject: 'entity',
  check: sayAgain('cat/ref-resolvable', { judge: judgeUnresolved('warning') }),
});

export const duplicateEntity = defineRule({
  id: 'cat/duplicate-entity',
  title: 'An entity is described once',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  explanation: `Kind, namespace and name make an entity. The catalogue takes the first descriptor that it meets and reports a conflict
for the others: which one that is changes from day to day.

Delete one of the descriptors, or give the entity another name or namespace.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: shop
spec:
  owner: group:default/checkout
---
apiVersion: backstage.io/v1alpha1
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
spec:
  owner: group:default/checkout
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: warehouse
spec:
  owner: group:default/checkout
`,
  subject: 'entity',
  check: (entity, report, { path, surroundings }) => {
    const { kind, namespace, name } = entity;
    const places = surroundings?.entities.places(formatEntityRef({ kind, namespace, name })) ?? [];
    const elsewhere = places.filter(place => place.path !== path);
    const here = places.length - elsewhere.length;
    // A text that is not the one which was read, such as one that is being typed, may be another entity by now.
    if (here === 0 || places.length < 2) return;
    const at = placeOfEntity(entity);
    report({
      at,
      message:
        elsewhere.length === 0
          ? '{0} “{1}” is described twice in this file. The catalogue takes only one of them.'
          : '{0} “{1}” is described in {2}, too. The catalogue takes only one of them.',
      values: [kind, name, [...new Set(elsewhere.map(place => place.path))].join(', ')],
      related: elsewhere.map(place => ({
        message: 'It is described here, too.',
        values: [],
        span: { start: at.start, end: at.end },
        elsewhere: {
          path: place.path,
          range: { startLine: place.line, startColumn: 0, endLine: place.line, endColumn: 1 },
        },
      })),
    });
  },
});
