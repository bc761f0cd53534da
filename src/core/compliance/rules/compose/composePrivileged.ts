import { fixOf, removeEntry, replaceValue } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { CIS_DOCKER } from '../frameworks.js';
import { isTrueInCompose, servicesOf } from './services.js';

export const composePrivileged = defineRule({
  id: 'cmp/privileged',
  title: 'Services are not privileged',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [CIS_DOCKER('5.4')],
  fix: 'review',
  explanation: `A privileged container reaches every device of the machine and can change its kernel: it is root on the machine, whoever
its user is.

Take \`privileged\` away and add the single capabilities (\`cap_add\`) or devices that the program needs.`,
  bad: `services:
  shop:
    image: registry.example.com/shop:1.4.2
    privileged: true
`,
  good: `services:
  shop:
    image: registry.example.com/shop:1.4.2
    cap_add: [NET_BIND_SERVICE]
`,
  subject: 'compose',
  check: ({ document, root }, report) => {
    for (const { name, node } of servicesOf(root)) {
      const entry = entryOf(node, 'privileged');
      if (!entry || !isTrueInCompose(entry.value)) continue;
      report({
        at: entry.value,
        message: 'The service “{0}” is privileged: it can do nearly everything that the machine can.',
        values: [name],
        fixes: () => [
          fixOf('review', 'Remove “privileged”', [], removeEntry(document, entry)),
          fixOf('review', 'Set “privileged” to false', [], replaceValue(document, entry.value, 'false')),
        ],
      });
    }
  },
});
