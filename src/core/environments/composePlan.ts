import type { YamlNode } from '../compliance/yaml/node.js';
import { splitCommand } from './commandWords.js';
import { readComposeService, type ComposeService } from './composeService.js';
import type { Driver, Planned, PlannedPort, PlannedProbe, PlannedProcess } from './runPlan.js';
import { SpecReader } from './specReader.js';

const TOP_LEVEL = ['name', 'version', 'services', 'networks', 'volumes', 'configs', 'secrets', 'include'];
const NAME = { pattern: /^[a-zA-Z0-9._-]+$/, longest: 63, is: 'name of a service' };
const MOST_SERVICES = 50;

/**
 * What a Compose file starts (Compose specification, the part of it that says what runs: services with their command, environment,
 * ports, order and health check). As a process a service runs its own command, or starts as the component does by itself where it is
 * built from the component's folder; an image of somebody else only runs in a container.
 * @param file its name, for what is wrong with it
 * @param own how the component starts by itself: its Procfile or its package.json
 */
export function planOfCompose(
  file: string,
  text: string,
  driver: Driver,
  own: Planned<readonly PlannedProcess[] | undefined>,
): Planned<readonly PlannedProcess[]> {
  const reader = new SpecReader(file, text);
  const processes = reader.root ? readServices(reader, reader.root, driver, own) : [];
  return reader.problem ? { ok: false, problem: reader.problem } : { ok: true, value: processes };
}

function readServices(
  reader: SpecReader,
  root: YamlNode,
  driver: Driver,
  own: Planned<readonly PlannedProcess[] | undefined>,
): readonly PlannedProcess[] {
  const fields = reader.fields(root, 'A Compose file');
  if (!fields) return [];
  for (const [name, value] of fields)
    if (!TOP_LEVEL.includes(name) && !name.startsWith('x-'))
      reader.refuse(value, 'A Compose file has no field “{0}”.', name);
  if (fields.has('include')) reader.cannot(fields.get('include'), 'Compose files that include others are not read.');
  const node = reader.required(fields, 'services', 'A Compose file', root);
  const services: ComposeService[] = [];
  for (const [name, service] of node ? (reader.fields(node, 'services') ?? []) : []) {
    reader.name(name, service, NAME);
    const read = readComposeService(reader, name, service);
    // Those with a profile are only started by who asks for it.
    if (read && !read.hasProfile) services.push(read);
  }
  if (node && services.length === 0) reader.refuse(node, 'No service is started.');
  if (services.length > MOST_SERVICES) reader.cannot(node, 'More than {0} services are not started.', MOST_SERVICES);
  if (reader.problem) return [];
  const tasks = new Set(services.flatMap(({ after }) => after.flatMap(one => (one.completes ? [one.name] : []))));
  return ordered(reader, services).flatMap(service => processOf(reader, service, tasks, driver, own) ?? []);
}

/** Each service behind those that it waits for, otherwise in the order of the text. */
function ordered(reader: SpecReader, services: readonly ComposeService[]): readonly ComposeService[] {
  const done: ComposeService[] = [];
  const open = new Set<ComposeService>();
  const visit = (service: ComposeService): void => {
    if (done.includes(service)) return;
    if (open.has(service)) {
      reader.refuse(service.node, '“{0}” waits for itself, over those that it depends on.', service.name);
      return;
    }
    open.add(service);
    for (const { name, node } of service.after) {
      const other = services.find(one => one.name === name);
      if (other) visit(other);
      else reader.refuse(node, 'There is no service “{0}” that is started.', name);
    }
    open.delete(service);
    done.push(service);
  };
  for (const service of services) visit(service);
  return done;
}

function processOf(
  reader: SpecReader,
  service: ComposeService,
  tasks: ReadonlySet<string>,
  driver: Driver,
  own: Planned<readonly PlannedProcess[] | undefined>,
): PlannedProcess | undefined {
  const ports: readonly PlannedPort[] = service.ports.map(target => ({ name: `port-${target}`, target }));
  const common = {
    name: processName(service.name),
    environment: service.environment,
    ports,
    probe: tasks.has(service.name) ? ({ kind: 'completes' } as const) : probeOf(service, ports, driver),
    after: service.after.map(({ name }) => processName(name)),
    files: [],
  };
  const { build, image, entrypoint, command } = service;
  if (driver === 'container') {
    const from = build ? { build } : image === undefined ? undefined : { image };
    if (!from) {
      reader.refuse(service.node, 'A service needs an image, or a folder to build one from.');
      return undefined;
    }
    if (service.binds) {
      reader.cannot(service.binds, 'Folders of this machine are not put into containers.');
      return undefined;
    }
    return { ...common, ...from, command: entrypoint, args: command, volumes: service.volumes };
  }
  const folder = build && build.context !== '.' ? { folder: build.context } : {};
  const words = [...entrypoint, ...command];
  if (words.length > 0 && build) return { ...common, ...folder, command: words, args: [] };
  if (!build) {
    reader.cannot(
      service.node,
      'The image of “{0}” only runs in a container: nothing of it is in this repository.',
      service.name,
    );
    return undefined;
  }
  if (build.context !== '.') {
    reader.cannot(service.node, 'Without a command “{0}” only runs in a container.', service.name);
    return undefined;
  }
  if (!own.ok) {
    reader.adopt(own.problem);
    return undefined;
  }
  const start = own.value?.find(({ name }) => name === 'web') ?? own.value?.[0];
  if (!start) {
    reader.cannot(
      service.node,
      'Nothing says how “{0}” starts as a process: neither its command, nor a Procfile, nor a start script.',
      service.name,
    );
    return undefined;
  }
  const environment = { ...start.environment, ...common.environment };
  const listens = ports.length > 0 ? { ports, probe: common.probe } : { ports: start.ports, probe: start.probe };
  return { ...common, ...listens, command: start.command, args: [], environment };
}

function processName(service: string): string {
  return (
    service
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'service'
  );
}

const ASKS = /^(?:curl|wget)$/;
const ADDRESS = /^(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::(\d+))?(\/\S*)?$/;

function probeOf(service: ComposeService, ports: readonly PlannedPort[], driver: Driver): PlannedProbe {
  const [first] = ports;
  const usual: PlannedProbe = first ? { kind: 'tcp', port: first.name } : { kind: 'alive' };
  const { check } = service;
  if (!check) return usual;
  const split = typeof check === 'string' ? splitCommand(check.replace(/\s*\|\|\s*exit 1\s*$/, '')) : undefined;
  const words = typeof check === 'string' ? (split?.ok ? split.words : undefined) : check;
  // What a container asks itself with curl can be asked from here: no curl is needed, and the port may be another.
  const asked = words && ASKS.test(words[0] ?? '') ? words.map(word => ADDRESS.exec(word)).find(Boolean) : undefined;
  if (asked) {
    const [, scheme, number, path = '/'] = asked;
    const target = number === undefined ? (scheme === 'https' ? 443 : 80) : Number(number);
    const port = ports.find(one => one.target === target);
    if (port)
      return { kind: 'http', port: port.name, scheme: scheme === 'https' ? 'https' : 'http', path, headers: {} };
  }
  if (words) return { kind: 'command', command: words };
  // A line for a shell: the container has one of its own.
  return driver === 'container' && typeof check === 'string'
    ? { kind: 'command', command: ['/bin/sh', '-c', check] }
    : usual;
}
