import { fixOf, replaceValue } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { CIS_DOCKER } from '../frameworks.js';
import { composeText, publishedPortsOf, servicesOf, type PublishedPort } from './services.js';

const EVERYWHERE = ['0.0.0.0', '::', '[::]'];

export const composePortAddress = defineRule({
  id: 'cmp/port-on-all-interfaces',
  title: 'Ports are published on one address',
  severity: 'info',
  profile: 'base',
  confidence: 'high',
  frameworks: [CIS_DOCKER('5.13')],
  fix: 'review',
  options: {
    /** Ports of the machine that are meant for everybody. */
    allowed: [80, 443],
  },
  explanation: `A port that is published without an address can be reached by everybody who reaches the machine: in the café as well, and
past most firewalls, since Docker writes its rules before theirs.

Put \`127.0.0.1:\` before it. Services that only other services talk to need no published port at all.`,
  bad: `services:
  database:
    image: postgres:17.6
    ports:
      - '5432:5432'
`,
  good: `services:
  database:
    image: postgres:17.6
    ports:
      - '127.0.0.1:5432:5432'
`,
  subject: 'compose',
  check: ({ document, root }, report, { options }) => {
    const allowed = Array.isArray(options['allowed']) ? (options['allowed'] as readonly unknown[]) : [];
    for (const service of servicesOf(root))
      for (const port of publishedPortsOf(service)) {
        const { node, address, first, last } = port;
        if (address !== undefined && !EVERYWHERE.includes(address)) continue;
        if (first === last && allowed.includes(first)) continue;
        report({
          at: node,
          message: 'The service “{0}” can be reached by everybody who reaches this machine: port {1}.',
          values: [service.name, numbersOf(port)],
          fixes: () => {
            const text = composeText(node);
            if (!port.short || text === undefined) return [];
            const rest = address === undefined ? text : text.slice(address.length + 1);
            return [
              fixOf(
                'review',
                'Publish it on this machine alone',
                [],
                replaceValue(document, node, `'127.0.0.1:${rest}'`),
              ),
            ];
          },
        });
      }
  },
});

/** The port, or from which to which. */
export function numbersOf({ first, last }: PublishedPort): string {
  return first === last ? String(first) : `${String(first)}-${String(last)}`;
}
