import type { YamlNode } from '../compliance/yaml/node.js';
import { splitCommand } from './commandWords.js';
import type { SpecReader } from './specReader.js';

/** A service as a Compose file describes it; variables are filled in. */
export interface ComposeService {
  readonly name: string;
  readonly node: YamlNode;
  readonly image: string | undefined;
  readonly build: { readonly context: string; readonly dockerfile?: string } | undefined;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The ports in it that are published or exposed. */
  readonly ports: readonly number[];
  readonly after: readonly { readonly name: string; readonly completes: boolean; readonly node: YamlNode }[];
  /** Words of a command, or a line for a shell; undefined for none. */
  readonly check: readonly string[] | string | undefined;
  readonly hasProfile: boolean;
  /** The first place where a folder of this machine is mounted. */
  readonly binds: YamlNode | undefined;
  /** Where in the container volumes are mounted. */
  readonly volumes: readonly string[];
}

/** Reads a service. Of the many fields of the specification those count that say what runs; the others do not change that. */
export function readComposeService(reader: SpecReader, name: string, node: YamlNode): ComposeService | undefined {
  const fields = reader.fields(node, 'A service');
  if (!fields) return undefined;
  for (const unread of ['extends', 'env_file'])
    if (fields.has(unread))
      reader.cannot(fields.get(unread), 'The field “{0}” is not read. Write what it brings in into this file.', unread);
  const text = (field: string): string | undefined =>
    reader.isNothing(fields.get(field)) ? undefined : textOf(reader, fields.get(field), field);
  const volumes = fields.has('volumes')
    ? readVolumes(reader, fields.get('volumes'))
    : { binds: undefined, targets: [] };
  return {
    name,
    node,
    image: text('image'),
    build: readBuild(reader, fields.get('build')),
    entrypoint: readWords(reader, fields.get('entrypoint'), 'entrypoint'),
    command: readWords(reader, fields.get('command'), 'command'),
    environment: readEnvironment(reader, fields.get('environment')),
    ports: [...new Set([...readPorts(reader, fields.get('ports')), ...readExposed(reader, fields.get('expose'))])],
    after: readAfter(reader, fields.get('depends_on')),
    check: readCheck(reader, fields.get('healthcheck')),
    hasProfile: fields.has('profiles') && reader.items(fields.get('profiles'), 'profiles').length > 0,
    binds: volumes.binds,
    volumes: volumes.targets,
  };
}

const VARIABLE = /\$(?:\$|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?])([^}]*))?\})/g;

/** A text, a number or a truth value as text, with its variables filled in: none is known here, so their defaults count. */
function textOf(reader: SpecReader, node: YamlNode | undefined, what: string): string | undefined {
  const value = reader.scalar(node);
  if (value === undefined || value === null) {
    reader.refuse(node, '{0} is to be text.', what);
    return undefined;
  }
  return String(value).replace(
    VARIABLE,
    (written: string, plain?: string, braced?: string, operator?: string, rest?: string) => {
      if (plain === undefined && braced === undefined) return '$';
      if (operator === '-' || operator === ':-') return rest ?? '';
      if (operator === '+' || operator === ':+') return '';
      reader.cannot(
        node,
        'Nothing here gives “{0}” a value. A default would: {1}',
        plain ?? braced ?? '',
        '${NAME:-default}',
      );
      return written;
    },
  );
}

function readWords(reader: SpecReader, node: YamlNode | undefined, what: string): readonly string[] {
  if (reader.isNothing(node)) return [];
  if (reader.isList(node)) return reader.items(node, what).flatMap(item => textOf(reader, item, what) ?? []);
  const line = textOf(reader, node, what);
  if (line === undefined) return [];
  const split = splitCommand(line);
  // Compose splits the line as well, and has no shell either: there NAME=value is the program.
  if (split.ok && Object.keys(split.environment).length === 0) return split.words;
  reader.cannot(node, 'This {0} needs a shell, and none is used here. Write its words as a list.', what);
  return [];
}

function readBuild(reader: SpecReader, node: YamlNode | undefined): ComposeService['build'] {
  if (reader.isNothing(node)) return undefined;
  const given = reader.scalar(node);
  const fields = given === undefined ? reader.fields(node, 'build') : undefined;
  const at = fields ? fields.get('context') : node;
  const context = at === undefined ? '.' : textOf(reader, at, 'context');
  const dockerfile = fields?.has('dockerfile') ? textOf(reader, fields.get('dockerfile'), 'dockerfile') : undefined;
  const inner = context === undefined ? undefined : innerPath(context);
  const file = dockerfile === undefined ? undefined : innerPath(dockerfile);
  if (inner === undefined || (dockerfile !== undefined && file === undefined)) {
    reader.cannot(at ?? node, 'Only what is in the folder of the component is built.');
    return undefined;
  }
  return { context: inner, ...(file === undefined ? {} : { dockerfile: file }) };
}

/** A path below a folder without its dots; `.` for the folder. Undefined for one that leads out of it. */
function innerPath(path: string): string | undefined {
  if (path.startsWith('/') || /[\\:\0]/.test(path)) return undefined;
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts.join('/') || '.';
}

function readEnvironment(reader: SpecReader, node: YamlNode | undefined): Readonly<Record<string, string>> {
  if (reader.isNothing(node)) return {};
  const environment: Record<string, string> = {};
  if (reader.isList(node)) {
    for (const item of reader.items(node, 'environment')) {
      const text = textOf(reader, item, 'A variable') ?? '';
      const at = text.indexOf('=');
      // Without a value it would be taken from the shell that runs Compose; there is none.
      if (at > 0) environment[text.slice(0, at)] = text.slice(at + 1);
    }
    return environment;
  }
  for (const [name, value] of reader.fields(node, 'environment') ?? []) {
    if (reader.isNothing(value)) continue;
    const text = textOf(reader, value, name);
    if (text !== undefined) environment[name] = text;
  }
  return environment;
}

const SHORT_PORT = /^(?:(?:[\d.]+|\[[0-9a-fA-F:]+\]):)?(?:\d*:)?(\d+)(?:\/(tcp|udp))?$/;

function readPorts(reader: SpecReader, node: YamlNode | undefined): readonly number[] {
  if (reader.isNothing(node)) return [];
  return reader.items(node, 'ports').flatMap(item => {
    const fields = reader.scalar(item) === undefined ? reader.fields(item, 'A port') : undefined;
    if (fields) {
      const isUdp = fields.has('protocol') && textOf(reader, fields.get('protocol'), 'protocol') === 'udp';
      const target = Number(textOf(reader, reader.required(fields, 'target', 'A port', item), 'target'));
      return isUdp ? [] : portOr(reader, item, target);
    }
    const text = textOf(reader, item, 'A port') ?? '';
    const found = SHORT_PORT.exec(text);
    if (!found) {
      reader.cannot(item, '“{0}” is no port that is read: “8080:80” is one.', text);
      return [];
    }
    return found[2] === 'udp' ? [] : portOr(reader, item, Number(found[1]));
  });
}

function readExposed(reader: SpecReader, node: YamlNode | undefined): readonly number[] {
  if (reader.isNothing(node)) return [];
  return reader.items(node, 'expose').flatMap(item => {
    const found = /^(\d+)(?:\/tcp)?$/.exec(textOf(reader, item, 'expose') ?? '');
    return found ? portOr(reader, item, Number(found[1])) : [];
  });
}

function portOr(reader: SpecReader, node: YamlNode, port: number): readonly number[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return [port];
  reader.refuse(node, '{0} is to be a whole number from {1} to {2}.', 'A port', 1, 65_535);
  return [];
}

function readAfter(reader: SpecReader, node: YamlNode | undefined): ComposeService['after'] {
  if (reader.isNothing(node)) return [];
  if (reader.isList(node))
    return reader.items(node, 'depends_on').flatMap(item => {
      const name = reader.string(item, 'depends_on');
      return name === undefined ? [] : [{ name, completes: false, node: item }];
    });
  return [...(reader.fields(node, 'depends_on') ?? [])].map(([name, value]) => {
    const condition = reader.fields(value, name)?.get('condition');
    return { name, completes: reader.scalar(condition) === 'service_completed_successfully', node: value };
  });
}

function readCheck(reader: SpecReader, node: YamlNode | undefined): ComposeService['check'] {
  const fields = reader.isNothing(node) ? undefined : reader.fields(node, 'healthcheck');
  const test = fields?.get('test');
  if (!test || reader.scalar(fields?.get('disable')) === true) return undefined;
  if (!reader.isList(test)) return textOf(reader, test, 'test');
  const [kind, ...words] = reader.items(test, 'test').flatMap(item => textOf(reader, item, 'test') ?? []);
  if (kind === 'NONE') return undefined;
  if (kind === 'CMD-SHELL') return words.join(' ');
  if (kind === 'CMD' && words.length > 0) return words;
  reader.refuse(test, 'A test is a list that begins with CMD, CMD-SHELL or NONE.');
  return undefined;
}

function readVolumes(
  reader: SpecReader,
  node: YamlNode | undefined,
): { readonly binds: YamlNode | undefined; readonly targets: readonly string[] } {
  let binds: YamlNode | undefined;
  const targets: string[] = [];
  for (const item of reader.isNothing(node) ? [] : reader.items(node, 'volumes')) {
    const fields = reader.scalar(item) === undefined ? reader.fields(item, 'A volume') : undefined;
    const parts = fields ? [] : (textOf(reader, item, 'A volume') ?? '').split(':');
    const source = fields
      ? reader.scalar(fields.get('type')) === 'bind'
        ? '.'
        : ''
      : parts.length > 1
        ? (parts[0] ?? '')
        : '';
    const target = fields
      ? textOf(reader, reader.required(fields, 'target', 'A volume', item), 'target')
      : (parts[1] ?? parts[0]);
    if (/^[./~]/.test(source)) binds ??= item;
    else if (target !== undefined) targets.push(target);
  }
  return { binds, targets };
}
