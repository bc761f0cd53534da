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
    const taken = new TakenPorts();
    for (const service of servicesOf(root)) {
      // Services of profiles need not run together.
      if (entryOf(service.node, 'profiles')) continue;
      for (const port of publishedPortsOf(service)) {
        const before = taken.take(service.name, port);
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

interface TakenPort {
  readonly service: string;
  readonly port: PublishedPort;
  /** How many were taken before. */
  readonly order: number;
}

/** The first ones of those with the same numbers. */
interface TakenNumbers {
  readonly first: TakenPort;
  readonly byAddress: Map<string, TakenPort>;
}

/**
 * Ports of a machine that are taken, by protocol and numbers. From ranges Docker picks what is free: only the same range is taken
 * twice.
 */
class TakenPorts {
  private readonly byNumbers = new Map<string, TakenNumbers>();
  private count = 0;

  /** Takes a port. @returns the first one that takes it as well */
  take(service: string, port: PublishedPort): TakenPort | undefined {
    if (port.first > port.last) return undefined;
    const taken = { service, port, order: this.count++ };
    const numbers = `${port.protocol} ${port.first}-${port.last}`;
    // Every address of the machine is the same as none.
    const address = port.address === '0.0.0.0' ? '' : (port.address ?? '');
    const known = this.byNumbers.get(numbers);
    if (!known) {
      this.byNumbers.set(numbers, { first: taken, byAddress: new Map([[address, taken]]) });
      return undefined;
    }
    const here = known.byAddress.get(address);
    if (!here) known.byAddress.set(address, taken);
    return address === '' ? known.first : earlier(here, known.byAddress.get(''));
  }
}

function earlier(a: TakenPort | undefined, b: TakenPort | undefined): TakenPort | undefined {
  return a && b ? (a.order < b.order ? a : b) : (a ?? b);
}
