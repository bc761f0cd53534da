import { defineRule } from '../../rule.js';
import { valueAt } from '../../yaml/navigate.js';
import { apiText, operationsOf, type Operation } from './operations.js';

export const operationIds = defineRule({
  id: 'api/operation-ids-unique',
  title: 'Every operation has an id of its own',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  explanation: `The \`operationId\` becomes the name of a function in clients that are generated, and links point to it. Of two operations
with the same id one gets lost. The specification asks for ids that are unique in the whole definition.

Call them by what they do: \`listOrders\`, \`createOrder\`.`,
  bad: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security: []
paths:
  /orders:
    get: { operationId: orders, responses: { '200': { description: The orders } } }
    post: { operationId: orders, responses: { '201': { description: The order } } }
`,
  good: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security: []
paths:
  /orders:
    get: { operationId: listOrders, responses: { '200': { description: The orders } } }
    post: { operationId: createOrder, responses: { '201': { description: The order } } }
`,
  subject: 'openapi',
  check: ({ root }, report) => {
    const first = new Map<string, Operation>();
    for (const operation of operationsOf(root)) {
      const at = valueAt(operation.node, 'operationId');
      const id = apiText(at);
      if (!at || id === undefined || id === '') continue;
      const before = first.get(id);
      if (!before) {
        first.set(id, operation);
        continue;
      }
      const place = valueAt(before.node, 'operationId') ?? before.key;
      report({
        at,
        message: '{0} has the same operationId as {1}: “{2}”.',
        values: [operation.title, before.title, id],
        related: [{ message: 'The first one', values: [], span: { start: place.start, end: place.end } }],
      });
    }
  },
});
