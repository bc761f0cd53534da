import { fixOf, insertEntry } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { entriesOf, entryOf, itemsOf, valueAt } from '../../yaml/navigate.js';
import { CIS_DOCKER } from '../frameworks.js';
import { composeSource, servicesOf, type ComposeService } from './services.js';

export const composeHealthcheck = defineRule({
  id: 'cmp/healthcheck',
  title: 'Services that others wait for say whether they are well',
  severity: 'info',
  profile: 'base',
  confidence: 'medium',
  frameworks: [CIS_DOCKER('5.26')],
  fix: 'placeholder',
  explanation: `\`depends_on\` alone waits until a container was started, not until the program in it answers. Who depends on a database
then fails on the first try, on some machines, on some days.

Give the service a \`healthcheck\`, and wait for it with \`condition: service_healthy\`. Images can bring a check of their own: in that
case say so with \`condition: service_healthy\`.`,
  bad: `services:
  shop:
    image: registry.example.com/shop:1.4.2
    depends_on: [database]
  database:
    image: postgres:17.6
`,
  good: `services:
  shop:
    image: registry.example.com/shop:1.4.2
    depends_on:
      database:
        condition: service_healthy
  database:
    image: postgres:17.6
    healthcheck:
      test: [CMD, pg_isready, -U, shop]
      interval: 5s
`,
  subject: 'compose',
  check: ({ document, root }, report) => {
    const services = servicesOf(root);
    const waits = waitsByName(services);
    for (const { name, node, entry } of services) {
      if (entryOf(node, 'healthcheck') || entryOf(node, 'extends')) continue;
      const { started: waiting, otherwise } = waits.get(name) ?? {};
      if (!waiting || otherwise) continue;
      report({
        at: entry.key,
        message: 'The service “{1}” waits for “{0}”, which does not say when it is ready: it has no health check.',
        values: [name, waiting.name],
        fixes: () => [
          fixOf(
            'placeholder',
            'Add a health check',
            [],
            insertEntry(document, node, 'healthcheck', { test: ['CMD', 'true'], interval: '5s', retries: '10' }),
          ),
        ],
      });
    }
  },
});

/** Who waits for a service. */
interface Waits {
  /** The first one that waits for it to be started, which is what `depends_on` says alone. */
  started?: ComposeService;
  /** Whether one waits for something else of it. */
  otherwise?: true;
}

function waitsByName(services: readonly ComposeService[]): ReadonlyMap<string, Waits> {
  const waits = new Map<string, Waits>();
  for (const service of services)
    for (const [name, state] of waitsOf(service)) {
      const known = waits.get(name) ?? {};
      waits.set(name, known);
      if (state === 'started') known.started ??= service;
      else known.otherwise = true;
    }
  return waits;
}

/** For what a service waits, and how. */
function waitsOf({ node }: ComposeService): ReadonlyMap<string, keyof Waits> {
  const dependsOn = valueAt(node, 'depends_on');
  const found = new Map<string, keyof Waits>();
  for (const item of itemsOf(dependsOn)) {
    const name = composeSource(item);
    if (name !== undefined) found.set(name, 'started');
  }
  for (const { name, value } of entriesOf(dependsOn)) {
    if (found.has(name)) continue;
    const condition = composeSource(valueAt(value, 'condition'));
    found.set(name, condition === undefined || condition === 'service_started' ? 'started' : 'otherwise');
  }
  return found;
}
