import { fixOf, removeItem, replaceValue } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { itemsOf, valueAt } from '../../yaml/navigate.js';
import { OWASP_API } from '../frameworks.js';
import { apiText, isSwagger, operationsOf } from './operations.js';

/** Names that only the machine itself, or a network inside, knows. */
const INSIDE =
  /^(?:localhost|127\.|\[::1\]|0\.0\.0\.0|host\.docker\.internal|[^./:]+(?:[:/]|$)|[^/:]+\.(?:local|localhost|internal|svc|test)(?:[:/.]|$))/i;

export const httpsOnly = defineRule({
  id: 'api/https-only',
  title: 'The API is reached by https alone',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [OWASP_API('API8')],
  fix: 'review',
  explanation: `Over \`http\` everybody on the way reads what is sent, tokens and passwords included, and can change it.

Name servers with \`https\` (\`wss\`). Servers on the own machine and inside a cluster are not reported.`,
  bad: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
servers:
  - url: http://api.example.com/v1
security: []
paths: {}
`,
  good: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
servers:
  - url: https://api.example.com/v1
security: []
paths: {}
`,
  subject: 'openapi',
  check: ({ document, root }, report) => {
    for (const server of itemsOf(valueAt(root, 'servers'))) {
      const at = valueAt(server, 'url');
      const url = apiText(at);
      const [, scheme, rest = ''] = /^(http|ws):\/\/(.*)$/is.exec(url ?? '') ?? [];
      if (!at || url === undefined || scheme === undefined || INSIDE.test(rest)) continue;
      const secure = `${scheme}s://${rest}`;
      report({
        at,
        message: 'What is sent to {0} can be read by everybody on the way.',
        values: [url],
        fixes: () => [fixOf('review', 'Use “{0}”', [secure], replaceValue(document, at, quoted(secure)))],
      });
    }
    if (!isSwagger(root) || INSIDE.test(apiText(valueAt(root, 'host')) ?? '')) return;
    for (const schemes of [
      valueAt(root, 'schemes'),
      ...operationsOf(root).map(({ node }) => valueAt(node, 'schemes')),
    ]) {
      const items = itemsOf(schemes);
      for (const at of items) {
        const scheme = apiText(at);
        if (scheme !== 'http' && scheme !== 'ws') continue;
        const hasSecure = items.some(item => apiText(item) === `${scheme}s`);
        report({
          at,
          message: 'This API can be reached by {0}: what is sent to it can be read by everybody on the way.',
          values: [scheme],
          fixes: () => [
            hasSecure
              ? fixOf('review', 'Remove “{0}”', [scheme], removeItem(document, at))
              : fixOf('review', 'Use “{0}”', [`${scheme}s`], replaceValue(document, at, `${scheme}s`)),
          ],
        });
      }
    }
  },
});

function quoted(url: string): string {
  return /^[A-Za-z0-9:/._~%?&=+-]+$/.test(url) ? url : `'${url.replaceAll("'", "''")}'`;
}
