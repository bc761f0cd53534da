import { defineRule } from '../../rule.js';
import { folderOf } from '../../workspace/paths.js';

export const valuesSchemaPresent = defineRule({
  id: 'helm/values-schema-present',
  title: 'Charts say by a schema which values they take',
  severity: 'info',
  profile: 'strict',
  confidence: 'high',
  frameworks: [],
  explanation: `A value with a typing mistake is taken by Helm without a word, and the chart does what it does without it. With a
\`values.schema.json\` beside \`values.yaml\` Helm refuses it, and editors know which values there are.

Charts that are libraries take no values and need none.`,
  bad: `apiVersion: v2
name: shop
version: 1.4.2
`,
  good: `apiVersion: v2
name: shop
version: 1.4.2
type: library
`,
  subject: 'workspace',
  check: ({ index }, report) => {
    if (!index.complete) return;
    for (const { place, facts } of index.charts()) {
      const folder = folderOf(place.path);
      if (facts.type === 'library' || index.hasFile(`${folder === '' ? '' : `${folder}/`}values.schema.json`)) continue;
      report({
        in: place,
        at: facts.at,
        subject: { kind: 'Chart', name: facts.name },
        message: 'The chart “{0}” has no values.schema.json: Helm takes any value for it, mistakes included.',
        values: [facts.name],
      });
    }
  },
});
