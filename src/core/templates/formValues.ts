import { isRecord, ownProperty } from '../catalogue/entity.js';

/** Where a value stands in the values of a form: names of properties, and places in lists. */
export type Path = readonly (string | number)[];

/** A path as one text (JSON Pointer, RFC 6901). */
export function pathKey(path: Path): string {
  return path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The value at a path; undefined where there is none. */
export function valueAt(values: unknown, path: Path): unknown {
  let value = values;
  for (const part of path)
    value = typeof part === 'number' ? (Array.isArray(value) ? value[part] : undefined) : ownProperty(value, part);
  return value;
}

/**
 * Values with another value at a path; objects and lists on the way are made.
 * @param value undefined takes the property away
 */
export function withValue(values: unknown, path: Path, value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const list: readonly unknown[] = Array.isArray(values) ? values : [];
    return list.toSpliced(part, 1, withValue(list[part], rest, value));
  }
  const object = isRecord(values) ? values : {};
  const inner = withValue(ownProperty(object, part), rest, value);
  const others = Object.entries(object);
  const place = others.findIndex(([name]) => name === part);
  if (inner === undefined) return Object.fromEntries(others.filter(([name]) => name !== part));
  // Not by assignment: a property may have any name.
  return Object.fromEntries(place < 0 ? [...others, [part, inner]] : others.with(place, [part, inner]));
}

/** Whether two JSON values are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every(name => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
  );
}

/** A value in a few words, for a list of answers. */
export function shortValue(value: unknown): string {
  if (value === undefined || value === '') return '–';
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)} …` : value;
  if (Array.isArray(value) && value.every(item => typeof item !== 'object')) return value.join(', ') || '–';
  return shortValue(JSON.stringify(value));
}
