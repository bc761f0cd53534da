import { entriesOf, resolved } from '../yaml/navigate.js';
import type { MapNode, ScalarNode, YamlNode } from '../yaml/node.js';
import { scalarValue, type Dialect } from '../yaml/scalars.js';
import { CelList, CelMap, UNKNOWN, type CelMapEntry, type CelValue } from './value.js';

/** Scalars are cheap; a collection is read once, however many rules look at it. */
const known: Readonly<Record<Dialect, WeakMap<YamlNode, CelValue>>> = {
  kubernetes: new WeakMap(),
  core: new WeakMap(),
  compose: new WeakMap(),
};

/**
 * A part of a document as an expression sees it: read when it is looked at, one level at a time, so that no alias makes it grow.
 *
 * Whole numbers are `int`, others `double`; what a template fills in is unknown, and what it may add to is open. An entry that
 * says nothing (`key:`) is not there for Kubernetes: its API server drops it.
 */
export function treeValue(node: YamlNode | undefined, dialect: Dialect): CelValue {
  const at = resolved(node);
  // An alias that leads nowhere: the document says so itself.
  if (!at) return UNKNOWN;
  if (at.type === 'scalar') return scalar(at, dialect);
  let value = known[dialect].get(at);
  if (value === undefined) {
    if (at.type === 'map') value = new CelMap(() => entries(at, dialect), at.masked);
    else value = new CelList(() => at.items.map(item => treeValue(item, dialect)), at.masked);
    known[dialect].set(at, value);
  }
  return value;
}

function entries(map: MapNode, dialect: Dialect): ReadonlyMap<string, CelMapEntry> {
  const made = new Map<string, CelMapEntry>();
  // Where nothing is merged in, nobody is told of a template here: what is open says so itself.
  const written = map.entries.some(({ name }) => name === '<<') ? entriesOf(map) : map.entries;
  for (const { name, value } of written) {
    const read = treeValue(value, dialect);
    if (dialect === 'kubernetes' && read === null) made.delete(`s${name}`);
    else made.set(`s${name}`, { key: name, value: read });
  }
  return made;
}

function scalar(node: ScalarNode, dialect: Dialect): CelValue {
  const value = scalarValue(node, dialect);
  if (value === undefined) return UNKNOWN;
  if (typeof value !== 'number' || !Number.isInteger(value)) return value;
  if (/^[-+]?[0-9]*\.|^[-+]?[0-9]+[eE]/.test(node.text)) return value;
  // Beyond 2^53 a number of JavaScript is no longer what stands there.
  if (!Number.isSafeInteger(value)) return /^[-+]?[1-9][0-9]*$/.test(node.text) ? exact(node.text) : value;
  return BigInt(value);
}

function exact(text: string): CelValue {
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? value : Number(text);
}
