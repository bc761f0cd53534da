import { fixOf, replaceValue } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { LEAST_ENTROPY, secretOf } from '../access/secretDetection.js';
import { numberOption, textsOption } from '../options.js';
import { servicesOf, variablesOf } from './services.js';

export const composePlainSecret = defineRule({
  id: 'cmp/plain-secret',
  title: 'No secrets in the variables of services',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'placeholder',
  options: {
    /** Names of variables that hold no secret, whatever they sound like. */
    allowed: [],
    leastEntropy: LEAST_ENTROPY,
  },
  explanation: `A password in a Compose file is known to everybody who may read the repository, now and in its whole history. Passwords
for development have a way of getting into production.

Use \`secrets\`, or a variable that is set in an \`.env\` file which is not committed.`,
  bad: `services:
  database:
    image: postgres:17.6
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: tr0ub4dor
`,
  good: `services:
  database:
    image: postgres:17.6
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD_FILE: /run/secrets/database
    secrets: [database]
secrets:
  database:
    file: ./secrets/database
`,
  subject: 'compose',
  check: ({ document, root }, report, { options }) => {
    const allowed = textsOption(options, 'allowed');
    const leastEntropy = numberOption(options, 'leastEntropy', LEAST_ENTROPY);
    for (const service of servicesOf(root))
      for (const { name, value, node, from } of variablesOf(service)) {
        const found = allowed.includes(name) ? undefined : secretOf(name, value, leastEntropy);
        if (!found) continue;
        report({
          at: node,
          // A known form of token is one, in whatever file it is.
          ...(found.label ? { severity: 'error' as const } : {}),
          message: found.label
            ? 'The variable “{0}” of the service “{1}” holds a secret in plain text: {2}.'
            : 'The variable “{0}” of the service “{1}” holds a secret in plain text.',
          values: found.label ? [name, service.name, found.label] : [name, service.name],
          fixes: () =>
            /^[A-Za-z_]\w*$/.test(name)
              ? [
                  fixOf(
                    'placeholder',
                    'Take “{0}” from the environment',
                    [name],
                    replaceValue(document, node, from > 0 ? `"${name}=\${${name}}"` : `"\${${name}}"`),
                  ),
                ]
              : [],
        });
      }
  },
});
