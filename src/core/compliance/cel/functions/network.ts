import { noOverload } from '../operators.js';
import { CelError, CelOpaque, TYPES, type CelValue } from '../value.js';
import type { FunctionEntries } from './table.js';

interface Address {
  readonly bits: bigint;
  readonly family: 4 | 6;
}

interface Network extends Address {
  readonly length: number;
}

/** An address of IPv4 (no leading zeros) or IPv6 (RFC 4291 section 2.2; no zone, no IPv4 in it, as Kubernetes takes it). */
function parseAddress(text: string): Address | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (parts) {
    if (parts.some(part => Number(part) > 255 || (part.length > 1 && part.startsWith('0')))) return undefined;
    return { bits: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n), family: 4 };
  }
  if (text.length > 45 || !/^[0-9a-fA-F:]+$/.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [before = [], behind = []] = halves.map(half => (half === '' ? [] : half.split(':')));
  const groups = before.length + behind.length;
  if (halves.length === 2 ? groups > 7 : groups !== 8) return undefined;
  const all = [...before, ...Array.from({ length: 8 - groups }, () => '0'), ...behind];
  if (all.some(group => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return { bits: all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n), family: 6 };
}

function parseNetwork(text: string): Network | undefined {
  const [, address = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const parsed = parseAddress(address);
  const length = Number(digits);
  if (!parsed || digits === '' || (digits.length > 1 && digits.startsWith('0')) || length > widthOf(parsed))
    return undefined;
  return { ...parsed, length };
}

function widthOf({ family }: Address): number {
  return family === 4 ? 32 : 128;
}

/** RFC 5952: lower case, the longest run of zeros as `::`. */
function addressText({ bits, family }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map(shift => String((bits >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  let best = { from: 0, length: 1 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (groups[from + length] === '0') length++;
    if (length > best.length) best = { from, length };
  }
  if (best.length === 1) return groups.join(':');
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`;
}

function masked({ bits, length, ...rest }: Network): bigint {
  const free = BigInt(widthOf({ bits, ...rest }) - length);
  return (bits >> free) << free;
}

function ipValue(address: Address): CelOpaque<Address> {
  return new CelOpaque(TYPES.ip, address, `${address.family}/${address.bits}`);
}

function cidrValue(network: Network): CelOpaque<Network> {
  return new CelOpaque(TYPES.cidr, network, `${network.family}/${network.bits}/${network.length}`);
}

function isIp(value: CelValue): value is CelOpaque<Address> {
  return value instanceof CelOpaque && value.type === TYPES.ip;
}

function isCidr(value: CelValue): value is CelOpaque<Network> {
  return value instanceof CelOpaque && value.type === TYPES.cidr;
}

const onTextOf =
  <T>(name: string, parse: (text: string) => T | undefined, run: (parsed: T | undefined, text: string) => CelValue) =>
  ([text = null]: readonly CelValue[]): CelValue =>
    typeof text === 'string' ? run(parse(text.slice(0, 100)), text) : noOverload(name, text);

const made =
  <T>(what: string, make: (parsed: T) => CelValue) =>
  (parsed: T | undefined, text: string): CelValue =>
    parsed === undefined ? new CelError(`no ${what}: “${text.slice(0, 60)}”`) : make(parsed);

const onIp =
  (name: string, run: (address: Address) => CelValue) =>
  ([value = null]: readonly CelValue[]): CelValue =>
    isIp(value) ? run(value.data) : noOverload(name, value);

/** Whether an address lies in one of the blocks. */
const isIn = (...blocks: readonly string[]): ((address: Address) => boolean) => {
  const networks = blocks.map(parseNetwork).filter(network => network !== undefined);
  return address => networks.some(network => holds(network, { ...address, length: widthOf(address) }));
};

function holds(outer: Network, inner: Network): boolean {
  return (
    outer.family === inner.family &&
    outer.length <= inner.length &&
    masked({ ...inner, length: outer.length }) === masked(outer)
  );
}

/** What is meant as a network: an address is one of itself. */
function networkOf(value: CelValue): Network | undefined {
  if (isIp(value)) return { ...value.data, length: widthOf(value.data) };
  if (isCidr(value)) return value.data;
  if (typeof value !== 'string') return undefined;
  const address = parseAddress(value);
  return address ? { ...address, length: widthOf(address) } : parseNetwork(value);
}

const contains =
  (name: string) =>
  ([network = null, inner = null]: readonly CelValue[]): CelValue => {
    const other = networkOf(inner);
    if (!isCidr(network)) return noOverload(name, network, inner);
    if (other) return holds(network.data, other);
    return typeof inner === 'string' ? new CelError(`no address: “${inner.slice(0, 60)}”`) : noOverload(name, inner);
  };

/** `k8s.io/apiserver/pkg/cel/library`, "IP" and "CIDR". */
export const NETWORK: FunctionEntries = [
  ['isIP/1', onTextOf('isIP', parseAddress, parsed => parsed !== undefined)],
  ['ip/1', onTextOf('ip', parseAddress, made('address', ipValue))],
  [
    'ip.isCanonical/1',
    onTextOf('ip.isCanonical', parseAddress, (parsed, text) =>
      made<Address>('address', address => addressText(address) === text)(parsed, text),
    ),
  ],
  ['isCIDR/1', onTextOf('isCIDR', parseNetwork, parsed => parsed !== undefined)],
  ['cidr/1', onTextOf('cidr', parseNetwork, made('network', cidrValue))],
  ['.family/1', onIp('family', ({ family }) => BigInt(family))],
  ['.isUnspecified/1', onIp('isUnspecified', ({ bits }) => bits === 0n)],
  ['.isLoopback/1', onIp('isLoopback', isIn('127.0.0.0/8', '::1/128'))],
  ['.isLinkLocalMulticast/1', onIp('isLinkLocalMulticast', isIn('224.0.0.0/24', 'ff02::/16'))],
  ['.isLinkLocalUnicast/1', onIp('isLinkLocalUnicast', isIn('169.254.0.0/16', 'fe80::/10'))],
  [
    '.isGlobalUnicast/1',
    onIp('isGlobalUnicast', address => {
      const special = isIn('127.0.0.0/8', '::1/128', '224.0.0.0/4', 'ff00::/8', '169.254.0.0/16', 'fe80::/10');
      return address.bits !== 0n && address.bits !== 0xffffffffn && !special(address);
    }),
  ],
  ['.containsIP/2', contains('containsIP')],
  ['.containsCIDR/2', contains('containsCIDR')],
  ['.ip/1', ([value = null]) => (isCidr(value) ? ipValue(value.data) : noOverload('ip', value))],
  [
    '.prefixLength/1',
    ([value = null]) => (isCidr(value) ? BigInt(value.data.length) : noOverload('prefixLength', value)),
  ],
  [
    '.masked/1',
    ([value = null]) =>
      isCidr(value) ? cidrValue({ ...value.data, bits: masked(value.data) }) : noOverload('masked', value),
  ],
];
