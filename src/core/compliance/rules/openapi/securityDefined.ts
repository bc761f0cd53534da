import { defineRule } from '../../rule.js';
import { entriesOf, entryOf, itemsOf, seqOf, valueAt } from '../../yaml/navigate.js';
import { OWASP_API } from '../frameworks.js';
import { operationsOf, securitySchemesOf } from './operations.js';

export const securityDefined = defineRule({
  id: 'api/security-defined',
  title: 'Every operation says who may call it',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [OWASP_API('API2')],
  explanation: `Where a definition says nothing of \`security\`, tools that are made from it (gateways, clients, tests) let everybody in.

Name the ways to log in under \`components.securitySchemes\` and ask for one of them with \`security\`, for everything or for single
operations. An operation that is open to all says so: \`security: []\`.`,
  bad: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
paths:
  /orders:
    get:
      operationId: listOrders
      responses: { '200': { description: The orders } }
`,
  good: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security:
  - login: []
paths:
  /orders:
    get:
      operationId: listOrders
      responses: { '200': { description: The orders } }
  /health:
    get:
      operationId: health
      security: []
      responses: { '200': { description: All is well } }
components:
  securitySchemes:
    login: { type: openIdConnect, openIdConnectUrl: 'https://login.example.com/.well-known/openid-configuration' }
`,
  subject: 'openapi',
  check: ({ root }, report) => {
    const whole = entryOf(root, 'security');
    if (whole && seqOf(whole.value)?.items.length === 0)
      report({
        at: whole.value,
        check: 'empty',
        severity: 'info',
        message: 'This API is open to everybody: its security is empty.',
      });
    const operations = operationsOf(root);
    const silent = whole ? [] : operations.filter(({ node }) => !entryOf(node, 'security'));
    // Where nothing asks for anything, it is one mistake, not one of each operation.
    if (silent.length > 0 && silent.length === operations.length) {
      const paths = entryOf(root, 'paths');
      if (paths)
        report({
          at: paths.key,
          check: 'missing',
          message: 'This API does not say who may call it: it has no security.',
        });
    } else
      for (const { key, title } of silent)
        report({ at: key, check: 'missing', message: '{0} does not say who may call it.', values: [title] });
    const schemes = new Set(securitySchemesOf(root).map(({ name }) => name));
    for (const list of [valueAt(root, 'security'), ...operations.map(({ node }) => valueAt(node, 'security'))])
      for (const requirement of itemsOf(list))
        for (const { name, key } of entriesOf(requirement))
          if (name !== '' && !schemes.has(name))
            report({
              at: key,
              check: 'unknown-scheme',
              severity: 'error',
              message: '“{0}” is asked for, but no security scheme has this name.',
              values: [name],
            });
  },
});
