import { fixOf, removeEntry } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';

export const composeVersion = defineRule({
  id: 'cmp/version-field-obsolete',
  title: 'The obsolete field version is left out',
  severity: 'info',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `Compose reads every file by its newest format. \`version\` changes nothing but that a warning is printed whenever the
file is used.`,
  bad: `version: '3.8'
services:
  shop:
    image: registry.example.com/shop:1.4.2
`,
  good: `services:
  shop:
    image: registry.example.com/shop:1.4.2
`,
  subject: 'compose',
  check: ({ document, root }, report) => {
    const entry = entryOf(root, 'version');
    if (!entry || !entryOf(root, 'services')) return;
    report({
      at: entry.key,
      message: 'Compose does not look at “version” any more.',
      fixes: () => [fixOf('safe', 'Remove “version”', [], removeEntry(document, entry))],
    });
  },
});
