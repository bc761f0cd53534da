import { fixOf, insertEntry } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf, mapOf, valueAt } from '../../yaml/navigate.js';
import type { MapNode, YamlNode } from '../../yaml/node.js';
import { OWASP_API } from '../frameworks.js';
import { apiText } from './operations.js';

export const maxItems = defineRule({
  id: 'api/max-items',
  title: 'Lists have a largest length',
  severity: 'info',
  profile: 'strict',
  confidence: 'high',
  frameworks: [OWASP_API('API4')],
  fix: 'placeholder',
  explanation: `A list without \`maxItems\` can be as long as whoever sends it likes: a request of a gigabyte is valid, and an answer with
everything in it as well.

Say how long it can get.`,
  bad: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security: []
paths: {}
components:
  schemas:
    Orders:
      type: array
      items: { type: string }
`,
  good: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security: []
paths: {}
components:
  schemas:
    Orders:
      type: array
      maxItems: 100
      items: { type: string }
`,
  subject: 'openapi',
  check: ({ document, root }, report) => {
    for (const list of listSchemasOf(root)) {
      if (entryOf(list, 'maxItems')) continue;
      const type = entryOf(list, 'type');
      report({
        at: type?.value ?? list,
        message: 'This list has no largest length: maxItems is missing.',
        fixes: () => [fixOf('placeholder', 'Set “maxItems”', [], insertEntry(document, list, 'maxItems', '100'))],
      });
    }
  },
});

/** Keys below which there is data, not a schema. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const', 'value']);

/** The schemas of lists in a definition, each once: aliases are not followed. */
function listSchemasOf(root: MapNode): readonly MapNode[] {
  const found: MapNode[] = [];
  // Whether names of the mapping are names that the author chose, such as the properties of a schema.
  const stack: { readonly node: YamlNode; readonly named: boolean }[] = [{ node: root, named: false }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, named } = next;
    if (node.type === 'seq') for (const item of node.items.toReversed()) stack.push({ node: item, named: false });
    if (node.type !== 'map') continue;
    if (!named && isList(node) && mapOf(valueAt(node, 'items'))) found.push(node);
    for (const { name, value } of node.entries.toReversed()) {
      if (!named && (DATA.has(name) || name.startsWith('x-'))) continue;
      stack.push({
        node: value,
        named: !named && (name === 'properties' || name === 'schemas' || name === 'definitions'),
      });
    }
  }
  return found;
}

function isList(schema: MapNode): boolean {
  const type = valueAt(schema, 'type');
  return apiText(type) === 'array' || itemsOf(type).some(item => apiText(item) === 'array');
}
