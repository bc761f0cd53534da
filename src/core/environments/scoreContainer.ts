import type { YamlNode } from '../compliance/yaml/node.js';
import type { PlannedFile } from './runPlan.js';
import { CPU_RULE, FILLED_RULE, HEADER_RULE, MEMORY_RULE, MODE_RULE, VARIABLE_RULE } from './scoreSchema.js';
import type { SpecReader } from './specReader.js';

/** A question to a container whether it works. */
export type ScoreProbe =
  | {
      readonly port: number;
      readonly path: string;
      readonly scheme: 'http' | 'https';
      readonly host?: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly command: readonly string[] };

/** A container as a Score file describes it; placeholders are filled in. */
export interface ScoreContainer {
  readonly name: string;
  readonly node: YamlNode;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly files: readonly PlannedFile[];
  /** The first thing in it that only a container can have: a file or a volume. */
  readonly mounts: YamlNode | undefined;
  readonly volumes: readonly string[];
  readonly readiness: ScoreProbe | undefined;
  readonly liveness: ScoreProbe | undefined;
}

const CONTAINER = [
  'image',
  'command',
  'args',
  'variables',
  'files',
  'volumes',
  'resources',
  'livenessProbe',
  'readinessProbe',
];

/**
 * Reads a container.
 * @param fill fills in the placeholders of a text
 */
export function readScoreContainer(
  reader: SpecReader,
  name: string,
  node: YamlNode,
  fill: (node: YamlNode, text: string) => string,
): ScoreContainer | undefined {
  const fields = reader.fields(node, 'A container', CONTAINER);
  if (!fields) return undefined;
  const variables: Record<string, string> = {};
  if (fields.has('variables'))
    for (const [key, value] of reader.fields(fields.get('variables'), 'variables') ?? []) {
      reader.name(key, value, VARIABLE_RULE);
      const text = reader.string(value, key);
      if (text !== undefined) variables[key] = fill(value, text);
    }
  readLimits(reader, fields.get('resources'));
  const files = fields.get('files');
  const volumes = fields.get('volumes');
  const image = reader.string(reader.required(fields, 'image', 'A container', node), 'image', FILLED_RULE);
  return {
    name,
    node,
    image: image ?? '',
    command: fields.has('command') ? reader.strings(fields.get('command'), 'command') : [],
    args: fields.has('args') ? reader.strings(fields.get('args'), 'args') : [],
    variables,
    files: files ? mounted(reader, files, 'files').flatMap(file => readFile(reader, file, fill) ?? []) : [],
    mounts: files ?? volumes,
    volumes: volumes ? mounted(reader, volumes, 'volumes').flatMap(one => readVolume(reader, one) ?? []) : [],
    readiness: readProbe(reader, fields.get('readinessProbe'), 'readinessProbe'),
    liveness: readProbe(reader, fields.get('livenessProbe'), 'livenessProbe'),
  };
}

interface Mount {
  readonly node: YamlNode;
  /** Where it is put, where its key says so. */
  readonly target?: string;
}

/** Files and volumes are a list with their targets in them, or a mapping of targets. */
function mounted(reader: SpecReader, node: YamlNode, what: string): readonly Mount[] {
  if (reader.isList(node)) return reader.items(node, what).map(item => ({ node: item }));
  return [...(reader.fields(node, what) ?? [])].map(([target, value]) => ({ node: value, target }));
}

function readFile(
  reader: SpecReader,
  { node, target: key }: Mount,
  fill: (node: YamlNode, text: string) => string,
): PlannedFile | undefined {
  const known = ['mode', 'source', 'content', 'binaryContent', 'noExpand', ...(key === undefined ? ['target'] : [])];
  const fields = reader.fields(node, 'A file', known);
  if (!fields) return undefined;
  const target = key ?? reader.string(reader.required(fields, 'target', 'A file', node), 'target', FILLED_RULE);
  const mode = fields.has('mode') ? reader.string(fields.get('mode'), 'mode', MODE_RULE) : undefined;
  const given = ['source', 'content', 'binaryContent'].filter(name => fields.has(name));
  const isRaw = fields.has('noExpand') && reader.scalar(fields.get('noExpand'));
  if (fields.has('noExpand') && typeof isRaw !== 'boolean')
    reader.refuse(fields.get('noExpand'), 'noExpand is to be true or false.');
  const [kind] = given;
  const value = kind === undefined ? undefined : fields.get(kind);
  if (given.length !== 1 || !value) {
    reader.refuse(node, 'A file has one of source, content and binaryContent.');
    return undefined;
  }
  const text = reader.string(value, kind ?? '');
  if (text === undefined || target === undefined) return undefined;
  const content =
    kind === 'source'
      ? { source: text }
      : kind === 'content'
        ? { text: isRaw === true ? text : fill(value, text) }
        : { base64: text };
  return { target, content, ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }) };
}

/** @returns where in the container it is mounted */
function readVolume(reader: SpecReader, { node, target: key }: Mount): string | undefined {
  const known = ['source', 'path', 'readOnly', ...(key === undefined ? ['target'] : [])];
  const fields = reader.fields(node, 'A volume', known);
  if (!fields) return undefined;
  reader.string(reader.required(fields, 'source', 'A volume', node), 'source');
  return key ?? reader.string(reader.required(fields, 'target', 'A volume', node), 'target', FILLED_RULE);
}

function readLimits(reader: SpecReader, node: YamlNode | undefined): void {
  if (!node) return;
  for (const [name, limits] of reader.fields(node, 'resources', ['limits', 'requests']) ?? []) {
    const fields = reader.fields(limits, name, ['memory', 'cpu']);
    if (fields?.has('memory')) reader.string(fields.get('memory'), 'memory', MEMORY_RULE);
    if (fields?.has('cpu')) reader.string(fields.get('cpu'), 'cpu', CPU_RULE);
  }
}

function readProbe(reader: SpecReader, node: YamlNode | undefined, what: string): ScoreProbe | undefined {
  if (!node) return undefined;
  const fields = reader.fields(node, what, ['httpGet', 'exec']);
  const exec = fields?.get('exec');
  const http = fields?.get('httpGet');
  if (http) return readHttpProbe(reader, http);
  if (!exec) return undefined;
  const command = reader.fields(exec, 'exec', ['command']);
  const words = command && reader.strings(reader.required(command, 'command', 'exec', exec), 'command');
  return words && words.length > 0 ? { command: words } : undefined;
}

function readHttpProbe(reader: SpecReader, node: YamlNode): ScoreProbe | undefined {
  const fields = reader.fields(node, 'httpGet', ['host', 'scheme', 'path', 'port', 'httpHeaders']);
  if (!fields) return undefined;
  const port = reader.integer(reader.required(fields, 'port', 'httpGet', node), 'port', 1, 65_535);
  const path = reader.string(reader.required(fields, 'path', 'httpGet', node), 'path');
  const host = fields.has('host') ? reader.string(fields.get('host'), 'host', FILLED_RULE) : undefined;
  const scheme = fields.has('scheme')
    ? reader.string(fields.get('scheme'), 'scheme', { pattern: /^HTTPS?$/, is: 'scheme: HTTP or HTTPS' })
    : 'HTTP';
  const headers: Record<string, string> = {};
  for (const item of fields.has('httpHeaders') ? reader.items(fields.get('httpHeaders'), 'httpHeaders') : []) {
    const header = reader.fields(item, 'A header', ['name', 'value']);
    if (!header) continue;
    const name = reader.string(reader.required(header, 'name', 'A header', item), 'name', HEADER_RULE);
    const value = reader.string(reader.required(header, 'value', 'A header', item), 'value', FILLED_RULE);
    if (name !== undefined && value !== undefined) headers[name] = value;
  }
  if (port === undefined || path === undefined || scheme === undefined) return undefined;
  return {
    port,
    path: path.startsWith('/') ? path : `/${path}`,
    scheme: scheme === 'HTTPS' ? 'https' : 'http',
    ...(host === undefined ? {} : { host }),
    headers,
  };
}
