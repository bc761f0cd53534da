import { defineRule } from '../../rule.js';

export const renderedOnly = defineRule({
  id: 'helm/rendered-only',
  title: 'Charts are checked as what they render',
  severity: 'info',
  profile: 'strict',
  confidence: 'high',
  frameworks: [],
  explanation: `What a chart makes hangs on its values. Its templates are checked as far as they are written out; what a template fills in
is not known, and nothing is said about it. So that nothing is found in a chart does not say that nothing is wrong.

Check in your pipeline what is really applied: write what \`helm template\` renders with the values of each environment into a folder, and
scan that. This note is there to be waived for charts whose output is checked.`,
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
    for (const { place, facts } of index.charts()) {
      if (facts.type === 'library') continue;
      report({
        in: place,
        at: facts.at,
        subject: { kind: 'Chart', name: facts.name },
        message: 'Of the chart “{0}” only what is written out is checked here, not what its templates fill in.',
        values: [facts.name],
      });
    }
  },
});
