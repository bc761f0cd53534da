import { entriesOf, isNull, resolved } from '../yaml/navigate.js';
import type { MapNode, ScalarNode, YamlDocument, YamlNode } from '../yaml/node.js';
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
export function treeValue(node: YamlNode | undefined, document: YamlDocument, dialect: Dialect): CelValue {
  const at = resolved(node);
  // An alias that leads nowhere: the document says so itself.
  if (!at) return UNKNOWN;
  if (at.type === 'scalar') return scalar(at, dialect);
  let value = known[dialect].get(at);
  if (value === undefined) {
    const open = document.templated && mayGrow(at, document);
    if (at.type === 'map') value = new CelMap(() => entries(at, document, dialect), open);
    else value = new CelList(() => at.items.map(item => treeValue(item, document, dialect)), open);
    known[dialect].set(at, value);
  }
  return value;
}

function entries(map: MapNode, document: YamlDocument, dialect: Dialect): ReadonlyMap<string, CelMapEntry> {
  const made = new Map<string, CelMapEntry>();
  for (const { name, value } of entriesOf(map)) {
    if (dialect === 'kubernetes' && isNull(value)) made.delete(`s${name}`);
    else made.set(`s${name}`, { key: name, value: treeValue(value, document, dialect) });
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

/** Whether a template stands among the entries of a collection, or behind the last of them and before what follows. */
function mayGrow(node: YamlNode, { text }: YamlDocument): boolean {
  const part = text.slice(node.start, followingStart(node) ?? text.length);
  return part.includes('{{') || part.includes('{%');
}

/** Where the next thing after a node begins; undefined where it is the last of its document. */
function followingStart(node: YamlNode): number | undefined {
  for (let at = node; at.parent; at = at.parent) {
    const parent = at.parent;
    const child = at;
    const next =
      parent.type === 'seq'
        ? parent.items[parent.items.indexOf(child) + 1]
        : parent.entries[parent.entries.findIndex(({ value }) => value === child) + 1]?.key;
    if (next) return next.start;
  }
  return undefined;
}
