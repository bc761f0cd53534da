import { scalarValue } from '../../yaml/scalars.js';
import { entriesOf, entryOf, itemsOf, mapOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { MapEntry, MapNode, YamlNode } from '../../yaml/node.js';

/** A service of a Compose file, by https://github.com/compose-spec/compose-spec. */
export interface ComposeService {
  readonly name: string;
  readonly entry: MapEntry;
  readonly node: MapNode;
}

export function servicesOf(root: MapNode): readonly ComposeService[] {
  return entriesOf(valueAt(root, 'services')).flatMap(entry => {
    const node = mapOf(entry.value);
    return node ? [{ name: entry.name, entry, node }] : [];
  });
}

/** A text as Compose reads it; undefined where there is none, or it holds a variable, whose value is not known. */
export function composeText(node: YamlNode | undefined): string | undefined {
  const text = composeSource(node);
  return text === undefined || /\$(?:\{|[A-Za-z_])/.test(text) ? undefined : text.replaceAll('$$', '$');
}

/** A text as it is written, variables and all. Numbers count as texts: Compose takes either. */
export function composeSource(node: YamlNode | undefined): string | undefined {
  const scalar = scalarOf(node);
  const value = scalar && scalarValue(scalar, 'compose');
  if (!scalar || value === undefined || value === null || typeof value === 'boolean') return undefined;
  return scalar.text;
}

/** Whether a value is surely true. */
export function isTrueInCompose(node: YamlNode | undefined): boolean {
  const scalar = scalarOf(node);
  return scalar !== undefined && scalarValue(scalar, 'compose') === true;
}

/** A variable of a service: of `environment` as a mapping, or as a list of `NAME=value`. */
export interface ComposeVariable {
  readonly name: string;
  readonly value: string;
  readonly node: YamlNode;
  /** Where the value is within the text of the node. */
  readonly from: number;
}

export function variablesOf({ node }: ComposeService): readonly ComposeVariable[] {
  const environment = valueAt(node, 'environment');
  const listed = itemsOf(environment).flatMap(item => {
    const text = composeSource(item);
    const equals = text?.indexOf('=') ?? -1;
    return text !== undefined && equals > 0
      ? [{ name: text.slice(0, equals), value: text.slice(equals + 1), node: item, from: equals + 1 }]
      : [];
  });
  const mapped = entriesOf(environment).flatMap(({ name, value }) => {
    const text = composeSource(value);
    return text === undefined ? [] : [{ name, value: text, node: value, from: 0 }];
  });
  return [...listed, ...mapped];
}

/** A port that a service publishes on the machine that it runs on. */
export interface PublishedPort {
  readonly node: YamlNode;
  /** Address of the machine; undefined where none is written, which means all. */
  readonly address: string | undefined;
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
  /** Whether it stands as one text. */
  readonly short: boolean;
}

const SHORT =
  /^(?:(\[[0-9a-fA-F:]+\]|[0-9a-fA-F:]*:[0-9a-fA-F:]*(?=:)|\d{1,3}(?:\.\d{1,3}){3}|localhost):)?(\d{1,5})(?:-(\d{1,5}))?:\d{1,5}(?:-\d{1,5})?(?:\/(tcp|udp|sctp))?$/;

/** The ports with a number on the machine; those for which Docker picks one are left out. */
export function publishedPortsOf({ node }: ComposeService): readonly PublishedPort[] {
  return itemsOf(valueAt(node, 'ports')).flatMap(item => {
    if (mapOf(item)) return longPort(item);
    const [, address, first, last, protocol = 'tcp'] = SHORT.exec(composeText(item) ?? '') ?? [];
    if (first === undefined) return [];
    return [{ node: item, address, first: Number(first), last: Number(last ?? first), protocol, short: true }];
  });
}

function longPort(item: YamlNode): readonly PublishedPort[] {
  const published = entryOf(item, 'published');
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(composeText(published?.value) ?? '') ?? [];
  const address = entryOf(item, 'host_ip');
  if (!published || first === undefined || (address && composeText(address.value) === undefined)) return [];
  return [
    {
      node: published.value,
      address: composeText(address?.value),
      first: Number(first),
      last: Number(last ?? first),
      protocol: composeText(valueAt(item, 'protocol')) ?? 'tcp',
      short: false,
    },
  ];
}
