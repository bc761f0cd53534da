import { defineRule } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { numbersOf } from './composePortAddress.js';
import { publishedPortsOf, servicesOf, type PublishedPort } from './services.js';

export const composeDuplicatePorts = defineRule({
  id: 'cmp/duplicate-ports',
  title: 'No port of the machine is published twice',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  explanation: `A port of the machine can be given away once. Of two services that publish the same one, the second does not start.

Publish one of them on another port: the number before the colon is the one of the machine.`,
  bad: `services:
  shop:
    image: registry.example.com/shop:1.4.2
    ports: ['127.0.0.1:8080:80']
  admin:
    image: registry.example.com/admin:1.0.3
    ports: ['127.0.0.1:8080:8080']
`,
  good: `services:
  shop:
    image: registry.example.com/shop:1.4.2
    ports: ['127.0.0.1:8080:80']
  admin:
    image: registry.example.com/admin:1.0.3
    ports: ['127.0.0.1:8081:8080']
`,
  subject: 'compose',
  check: ({ root }, report) => {
    const taken: { readonly service: string; readonly port: PublishedPort }[] = [];
    for (const service of servicesOf(root)) {
      // Services of profiles need not run together.
      if (entryOf(service.node, 'profiles')) continue;
      for (const port of publishedPortsOf(service)) {
        const before = taken.find(other => overlap(other.port, port));
        taken.push({ service: service.name, port });
        if (!before) continue;
        report({
          at: port.node,
          message: 'Port {1} of this machine is published by “{0}” and by “{2}”: only one of them starts.',
          values: [before.service, numbersOf(port), service.name],
          related: [
            {
              message: 'Published here first',
              values: [],
              span: { start: before.port.node.start, end: before.port.node.end },
            },
          ],
        });
      }
    }
  },
});

function overlap(a: PublishedPort, b: PublishedPort): boolean {
  if (a.protocol !== b.protocol || a.first > b.last || b.first > a.last) return false;
  // From ranges Docker picks what is free.
  if ((a.first !== a.last || b.first !== b.last) && (a.first !== b.first || a.last !== b.last)) return false;
  const everywhere = (address: string | undefined): boolean => address === undefined || address === '0.0.0.0';
  return a.address === b.address || everywhere(a.address) || everywhere(b.address);
}
