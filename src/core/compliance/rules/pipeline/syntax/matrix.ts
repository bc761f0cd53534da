import { nearestName } from '../../../../catalogue/language/names.js';
import { entriesOf, itemsOf, mapOf, resolved, scalarOf, seqOf, valueAt } from '../../../yaml/navigate.js';
import type { YamlNode } from '../../../yaml/node.js';
import { templatesIn } from '../expressions/templates.js';
import type { Job } from '../workflow.js';
import type { Say } from './shape.js';

/** Values that are deeper than this are taken for equal. */
const DEEPEST = 20;

/** Says what cannot be right in a matrix: values that are there twice, and exclusions of what is not there. */
export function checkMatrix({ node }: Job, say: Say): void {
  const matrix = valueAt(node, 'strategy', 'matrix');
  if (!mapOf(matrix)) return;
  const rows = new Map<string, readonly YamlNode[] | undefined>();
  for (const { name, value } of entriesOf(matrix)) {
    if (name === 'include' || name === 'exclude') continue;
    rows.set(name, seqOf(value)?.items);
    checkTwice(name, itemsOf(value), say);
  }
  checkExclusions(valueAt(matrix, 'exclude'), withInclusions(rows, valueAt(matrix, 'include')), say);
}

function checkTwice(row: string, items: readonly YamlNode[], say: Say): void {
  items.forEach((item, position) => {
    const before = items.slice(0, position).find(each => isEqual(each, item));
    if (!before) return;
    say({
      at: item,
      check: 'matrix',
      severity: 'warning',
      message: 'This value is in “{0}” already: the job would run twice.',
      values: [row],
      related: [{ message: 'Before', values: [], span: { start: before.start, end: before.end } }],
    });
  });
}

/** The values of each row, with those that are included; undefined for a row whose values are not known. */
function withInclusions(
  rows: ReadonlyMap<string, readonly YamlNode[] | undefined>,
  include: YamlNode | undefined,
): ReadonlyMap<string, readonly YamlNode[] | undefined> | undefined {
  if (include && !seqOf(include)) return undefined;
  const all = new Map(rows);
  for (const item of itemsOf(include)) {
    if (!mapOf(item)) return undefined;
    for (const { name, value } of entriesOf(item))
      if (!all.has(name)) all.set(name, [value]);
      else {
        const known = all.get(name);
        if (known) all.set(name, [...known, value]);
      }
  }
  return all;
}

function checkExclusions(
  exclude: YamlNode | undefined,
  rows: ReadonlyMap<string, readonly YamlNode[] | undefined> | undefined,
  say: Say,
): void {
  if (!rows) return;
  for (const item of itemsOf(exclude))
    for (const { name, key, value } of entriesOf(item)) {
      if (name === '<<' || name.includes('${{')) continue;
      if (!rows.has(name)) {
        const nearest = nearestName(name, rows.keys());
        say({
          at: key,
          check: 'matrix',
          message:
            nearest === undefined
              ? 'There is no “{0}” in the matrix: nothing is excluded.'
              : 'There is no “{0}” in the matrix: nothing is excluded. Is “{1}” meant?',
          values: nearest === undefined ? [name] : [name, nearest],
        });
        continue;
      }
      const values = rows.get(name);
      if (!values || values.some(each => matches(value, each))) continue;
      say({
        at: value,
        check: 'matrix',
        message: 'No value of “{0}” in the matrix is like this: nothing is excluded.',
        values: [name],
      });
    }
}

/** Whether a value is what an exclusion names: of a mapping, some entries are enough. */
function matches(wanted: YamlNode, value: YamlNode, depth = 0): boolean {
  const [a, b] = [resolved(wanted), resolved(value)];
  if (!a || !b || depth > DEEPEST || isUnknownValue(a) || isUnknownValue(b)) return true;
  if (a.type === 'map' && b.type === 'map')
    return entriesOf(a).every(({ name, value: inner }) => {
      const other = valueAt(b, name);
      return other !== undefined && matches(inner, other, depth + 1);
    });
  if (a.type === 'seq' && b.type === 'seq')
    return (
      a.items.length === b.items.length &&
      a.items.every((item, position) => {
        const other = b.items[position];
        return other !== undefined && matches(item, other, depth + 1);
      })
    );
  return a.type === 'scalar' && b.type === 'scalar' && a.text === b.text;
}

function isEqual(a: YamlNode, b: YamlNode): boolean {
  const [one, other] = [resolved(a), resolved(b)];
  return !hasUnknown(one) && !hasUnknown(other) && matches(a, b) && matches(b, a);
}

/** Whether a value comes from an expression. */
function isUnknownValue(node: YamlNode): boolean {
  const scalar = scalarOf(node);
  return scalar !== undefined && (scalar.masked || templatesIn(scalar).length > 0);
}

function hasUnknown(node: YamlNode | undefined, depth = 0): boolean {
  const at = resolved(node);
  if (!at || depth > DEEPEST) return true;
  if (at.type === 'seq') return at.items.some(item => hasUnknown(item, depth + 1));
  if (at.type === 'map') return entriesOf(at).some(({ value }) => hasUnknown(value, depth + 1));
  return isUnknownValue(at);
}
