import { valueAt, resolved } from '../compliance/yaml/navigate.js';
import type { YamlNode } from '../compliance/yaml/node.js';
import { fillPlaceholders, type Resolved } from './placeholders.js';
import type { Driver, Planned, PlannedPort, PlannedProbe, PlannedProcess } from './runPlan.js';
import { readScoreContainer, type ScoreContainer, type ScoreProbe } from './scoreContainer.js';
import { ANNOTATION_RULE, ID_RULE, LABEL_RULE, RESOURCE_RULE, TYPE_RULE, VERSION_RULE } from './scoreSchema.js';
import { SpecReader } from './specReader.js';

const FILE = 'score.yaml';
/** An image that is built from the folder of the workload. */
const OWN_IMAGE = '.';
const WORKLOAD = ['apiVersion', 'metadata', 'service', 'containers', 'resources'];

/**
 * What a workload of Score starts (specification `score.dev/v1b1`, checked by the rules of its published schema). As a process a
 * container runs its `command` and `args`; one whose image is `.` and that has no command starts as the component does by itself.
 * @param text the file
 * @param own how the component starts by itself: its Procfile or its package.json
 */
export function planOfScore(
  text: string,
  driver: Driver,
  own: Planned<readonly PlannedProcess[] | undefined>,
): Planned<readonly PlannedProcess[]> {
  const reader = new SpecReader(FILE, text);
  const { containers, ports } = readWorkload(reader);
  const processes = reader.problem
    ? []
    : containers.flatMap((container, index) => {
        const others = containers.filter(other => other !== container).flatMap(portsAsked);
        // Containers of a workload share its ports. Who is asked on one has it; the first has the others.
        const isIts = ({ target }: ServicePort): boolean =>
          index === 0 ? !others.includes(target) : portsAsked(container).includes(target);
        return processOf(reader, container, ports.filter(isIts), driver, own) ?? [];
      });
  return reader.problem ? { ok: false, problem: reader.problem } : { ok: true, value: processes };
}

function readWorkload(reader: SpecReader): {
  readonly containers: readonly ScoreContainer[];
  readonly ports: readonly ServicePort[];
} {
  const { root } = reader;
  const fields = root && reader.fields(root, 'A workload', WORKLOAD);
  if (!fields) return { containers: [], ports: [] };
  reader.string(reader.required(fields, 'apiVersion', 'A workload', root), 'apiVersion', VERSION_RULE);
  readMetadata(reader, reader.required(fields, 'metadata', 'A workload', root));
  readResources(reader, fields.get('resources'));
  return {
    ports: readPorts(reader, fields.get('service')),
    containers: readContainers(reader, root, reader.required(fields, 'containers', 'A workload', root)),
  };
}

type ServicePort = PlannedPort & { readonly target: number };

function readMetadata(reader: SpecReader, node: YamlNode | undefined): void {
  const fields = node && reader.fields(node, 'metadata');
  if (!fields) return;
  reader.string(reader.required(fields, 'name', 'metadata', node), 'name', LABEL_RULE);
  readAnnotations(reader, fields.get('annotations'));
}

function readAnnotations(reader: SpecReader, node: YamlNode | undefined): void {
  for (const [name, value] of node ? (reader.fields(node, 'annotations') ?? []) : []) {
    reader.name(name, value, ANNOTATION_RULE);
    reader.string(value, name);
  }
}

function readResources(reader: SpecReader, node: YamlNode | undefined): void {
  for (const [name, resource] of node ? (reader.fields(node, 'resources') ?? []) : []) {
    reader.name(name, resource, RESOURCE_RULE);
    const fields = reader.fields(resource, 'A resource', ['type', 'class', 'id', 'metadata', 'params']);
    if (!fields) continue;
    reader.string(reader.required(fields, 'type', 'A resource', resource), 'type', TYPE_RULE);
    if (fields.has('class')) reader.string(fields.get('class'), 'class', TYPE_RULE);
    if (fields.has('id')) reader.string(fields.get('id'), 'id', ID_RULE);
    if (fields.has('params')) reader.fields(fields.get('params'), 'params');
    if (fields.has('metadata'))
      readAnnotations(reader, reader.fields(fields.get('metadata'), 'metadata')?.get('annotations'));
  }
}

function readPorts(reader: SpecReader, node: YamlNode | undefined): readonly ServicePort[] {
  const ports = node && reader.fields(node, 'service', ['ports'])?.get('ports');
  if (!ports) return [];
  const read: ServicePort[] = [];
  for (const [name, port] of reader.fields(ports, 'ports') ?? []) {
    reader.name(name, port, LABEL_RULE);
    const fields = reader.fields(port, 'A port', ['port', 'protocol', 'targetPort']);
    if (!fields) continue;
    const number = reader.integer(reader.required(fields, 'port', 'A port', port), 'port', 1, 65_535);
    const protocol = fields.has('protocol')
      ? reader.string(fields.get('protocol'), 'protocol', { pattern: /^(?:TCP|UDP)$/, is: 'protocol: TCP or UDP' })
      : 'TCP';
    const target = fields.has('targetPort')
      ? reader.integer(fields.get('targetPort'), 'targetPort', 1, 65_535)
      : number;
    if (target !== undefined && protocol === 'TCP' && !read.some(other => other.target === target))
      read.push({ name, target });
  }
  return read;
}

function readContainers(reader: SpecReader, root: YamlNode, node: YamlNode | undefined): readonly ScoreContainer[] {
  const fields = node && reader.fields(node, 'containers');
  if (!fields) return [];
  if (fields.size === 0) reader.refuse(node, 'A workload has at least one container.');
  const fill = (at: YamlNode, text: string): string => {
    const filled = fillPlaceholders(text, path => whatStandsFor(reader, root, path));
    if (filled.ok) return filled.text;
    reader.cannot(at, filled.message, ...filled.values);
    return text;
  };
  return [...fields].flatMap(([name, container]) => {
    reader.name(name, container, LABEL_RULE);
    return readScoreContainer(reader, name, container, fill) ?? [];
  });
}

/** What a placeholder stands for on this machine: a value of the metadata, or one that a resource is given by its parameters. */
function whatStandsFor(reader: SpecReader, root: YamlNode, path: readonly string[]): Resolved {
  const written = '${' + path.join('.') + '}';
  const [from, name, ...rest] = path;
  const textAt = (...at: readonly string[]): string | undefined => {
    const value = reader.scalar(valueAt(root, ...at));
    return value === undefined || value === null ? undefined : String(value);
  };
  if (from === 'metadata' && name !== undefined) {
    const text = textAt(...path);
    if (text !== undefined) return { ok: true, text };
  } else if (from === 'resources' && name !== undefined) {
    const resource = resolved(valueAt(root, 'resources', name));
    if (!resource) return { ok: false, message: '“{0}” names a resource that is not there.', values: [written] };
    if (rest.length === 0) return { ok: true, text: name };
    const type = textAt('resources', name, 'type') ?? '';
    const given = textAt('resources', name, 'params', ...rest);
    if (given !== undefined && !given.includes('${')) return { ok: true, text: given };
    if (type === 'dns' && rest.join('.') === 'host') return { ok: true, text: 'localhost' };
    return {
      ok: false,
      message: 'Nothing on this machine gives “{0}”: its resource is of type “{1}”. A parameter of that name would.',
      values: [written, type],
    };
  }
  return { ok: false, message: '“{0}” stands for nothing.', values: [written] };
}

function portsAsked({ readiness, liveness }: ScoreContainer): readonly number[] {
  return [readiness, liveness].flatMap(probe => (probe && 'port' in probe ? [probe.port] : []));
}

function processOf(
  reader: SpecReader,
  container: ScoreContainer,
  service: readonly ServicePort[],
  driver: Driver,
  own: Planned<readonly PlannedProcess[] | undefined>,
): PlannedProcess | undefined {
  const asked = portsAsked(container).filter(port => !service.some(({ target }) => target === port));
  const ports = [...service, ...[...new Set(asked)].map(target => ({ name: `probe-${target}`, target }))];
  const common = {
    name: container.name,
    environment: container.variables,
    ports,
    probe: probeOf(container.readiness ?? container.liveness, ports),
    after: [],
  };
  if (driver === 'container') {
    const image = container.image === OWN_IMAGE ? { build: { context: '.' } } : { image: container.image };
    const { command, args, files, volumes } = container;
    return { ...common, command, args, files, volumes, ...image };
  }
  if (container.mounts) {
    reader.cannot(container.mounts, 'Files and volumes are only put into containers. This cannot run as a process.');
    return undefined;
  }
  if (container.command.length > 0) return { ...common, command: container.command, args: container.args, files: [] };
  if (container.image !== OWN_IMAGE) {
    reader.cannot(container.node, 'Without a command the image “{0}” only runs in a container.', container.image);
    return undefined;
  }
  if (!own.ok) {
    reader.adopt(own.problem);
    return undefined;
  }
  const [web] = own.value ?? [];
  if (!web) {
    reader.cannot(
      container.node,
      'Nothing says how this image starts as a process: neither its command, nor a Procfile, nor a start script.',
    );
    return undefined;
  }
  const start = own.value?.find(({ name }) => name === 'web') ?? web;
  const { probe } = common;
  return {
    ...common,
    command: start.command,
    args: container.args,
    environment: { ...start.environment, ...common.environment },
    ...(ports.length > 0 ? { ports, probe } : { ports: start.ports, probe: start.probe }),
    files: [],
  };
}

function probeOf(probe: ScoreProbe | undefined, ports: readonly ServicePort[]): PlannedProbe {
  if (probe && 'command' in probe) return { kind: 'command', command: probe.command };
  const port = ports.find(({ target }) => target === probe?.port);
  if (probe && port) {
    const { scheme, path, host, headers } = probe;
    return { kind: 'http', port: port.name, scheme, path, headers, ...(host === undefined ? {} : { host }) };
  }
  const [first] = ports;
  return first ? { kind: 'tcp', port: first.name } : { kind: 'alive' };
}
