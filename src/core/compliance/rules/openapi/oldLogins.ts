import { defineRule } from '../../rule.js';
import { entryOf, valueAt } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';
import { OWASP_API } from '../frameworks.js';
import { apiText, securitySchemesOf } from './operations.js';

const MESSAGES = {
  basic: '“{0}” sends name and password with every call (Basic).',
  implicit: '“{0}” hands out tokens in the address of the browser (the implicit flow of OAuth 2.0).',
  password: '“{0}” has programs ask people for their passwords (the password flow of OAuth 2.0).',
} as const;

export const oldLogins = defineRule({
  id: 'api/no-basic-or-implicit',
  title: 'Logins give no passwords or tokens away',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [OWASP_API('API2')],
  explanation: `With Basic the password goes along with every call, and into every log that keeps headers. The implicit flow puts tokens
into addresses, where histories keep them; the password flow teaches people to type their password into any program. The current
practice for OAuth 2.0 (RFC 9700) rules both out.

Use OpenID Connect or the flow \`authorizationCode\`, and \`clientCredentials\` between services.`,
  bad: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security: [{ login: [] }]
paths: {}
components:
  securitySchemes:
    login: { type: http, scheme: basic }
`,
  good: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security: [{ login: [] }]
paths: {}
components:
  securitySchemes:
    login: { type: http, scheme: bearer, bearerFormat: JWT }
`,
  subject: 'openapi',
  check: ({ root }, report) => {
    for (const { name, value: scheme } of securitySchemesOf(root)) {
      const say = (at: YamlNode | undefined, check: keyof typeof MESSAGES): void => {
        if (at) report({ at, check, message: MESSAGES[check], values: [name] });
      };
      const type = valueAt(scheme, 'type');
      const httpScheme = valueAt(scheme, 'scheme');
      if (apiText(type) === 'basic') say(type, 'basic');
      if (apiText(type) === 'http' && apiText(httpScheme)?.toLowerCase() === 'basic') say(httpScheme, 'basic');
      if (apiText(type) !== 'oauth2') continue;
      const flow = valueAt(scheme, 'flow');
      const flows = valueAt(scheme, 'flows');
      for (const old of ['implicit', 'password'] as const) {
        if (apiText(flow) === old) say(flow, old);
        say(entryOf(flows, old)?.key, old);
      }
    }
  },
});
