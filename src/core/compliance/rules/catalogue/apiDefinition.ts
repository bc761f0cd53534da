import { defineRule } from '../../rule.js';
import { sayAgain } from './languageRules.js';

export const apiDefinition = defineRule({
  id: 'cat/api-definition',
  title: 'APIs have a definition that can be read',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  explanation: `An API without a definition, with one in a file that is not there, or with one that is not in the format which
\`spec.type\` names, is an entry that tells nobody how to call it; Backstage refuses the first two altogether. OpenAPI, AsyncAPI,
GraphQL and Protocol Buffers are read; nothing is said about other types.

Mend the definition where the message points to, or correct the path: it starts at the folder of the descriptor.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: orders
spec:
  type: openapi
  lifecycle: production
  owner: group:default/checkout
  definition: |
    info:
      title: Orders
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: orders
spec:
  type: openapi
  lifecycle: production
  owner: group:default/checkout
  definition: |
    openapi: 3.1.0
    info:
      title: Orders
      version: '1'
    paths: {}
`,
  subject: 'entity',
  check: sayAgain('cat/api-definition', { fixes: () => [] }),
});
