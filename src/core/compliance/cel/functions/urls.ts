import { noOverload } from '../operators.js';
import { CelError, CelMap, CelOpaque, listOf, TYPES, type CelMapEntry, type CelValue } from '../value.js';
import type { FunctionEntries } from './table.js';

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
}

/**
 * An absolute address by RFC 3986, as Go's `url.ParseRequestURI` takes it: with a scheme, or a path from the root.
 * @returns undefined where it is none
 */
function parseUrl(text: string): UrlParts | undefined {
  if (text.length > 10_000 || !/^[^\s\p{Cc}]+$/u.test(text)) return undefined;
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/.exec(text);
  if (!match) return undefined;
  const [, scheme = '', authority = '', path = '', query = ''] = match;
  if (scheme === '' && !text.startsWith('/')) return undefined;
  const hostAndPort = authority.slice(authority.lastIndexOf('@') + 1);
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(hostAndPort) ?? [];
  if (host === '' && hostAndPort !== '') return undefined;
  const decoded = decode(path);
  return decoded === undefined ? undefined : { scheme: scheme.toLowerCase(), host, port, path: decoded, query };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isUrl(value: CelValue): value is CelOpaque<UrlParts> {
  return value instanceof CelOpaque && value.type === TYPES.url;
}

const part =
  (name: string, run: (parts: UrlParts) => CelValue) =>
  ([value = null]: readonly CelValue[]): CelValue =>
    isUrl(value) ? run(value.data) : noOverload(name, value);

function queryOf({ query }: UrlParts): CelValue {
  const lists = new Map<string, CelValue[]>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/.exec(pair) ?? [];
    const key = decode(name.replaceAll('+', ' ')) ?? name;
    lists.set(key, [...(lists.get(key) ?? []), decode(value.replaceAll('+', ' ')) ?? value]);
  }
  return new CelMap(
    new Map([...lists].map(([key, values]): [string, CelMapEntry] => [`s${key}`, { key, value: listOf(values) }])),
  );
}

/** `k8s.io/apiserver/pkg/cel/library`, "URLs". */
export const URLS: FunctionEntries = [
  [
    'url/1',
    ([text = null], meter) => {
      if (typeof text !== 'string') return noOverload('url', text);
      meter.spendText(text);
      const parts = parseUrl(text);
      return parts ? new CelOpaque(TYPES.url, parts, text) : new CelError(`no address: “${text.slice(0, 60)}”`);
    },
  ],
  [
    'isURL/1',
    ([text = null], meter) => {
      if (typeof text !== 'string') return noOverload('isURL', text);
      meter.spendText(text);
      return parseUrl(text) !== undefined;
    },
  ],
  ['.getScheme/1', part('getScheme', ({ scheme }) => scheme)],
  ['.getHost/1', part('getHost', ({ host, port }) => (port === '' ? host : `${host}:${port}`))],
  ['.getHostname/1', part('getHostname', ({ host }) => host.replace(/^\[|\]$/g, ''))],
  ['.getPort/1', part('getPort', ({ port }) => port)],
  ['.getEscapedPath/1', part('getEscapedPath', ({ path }) => encodeURI(path))],
  ['.getQuery/1', part('getQuery', queryOf)],
];
