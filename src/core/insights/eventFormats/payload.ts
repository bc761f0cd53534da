/**
 * A value deep in a foreign payload, by the names on the way to it; undefined where one is missing.
 * The names are ours and none that every object has, so that it need not be asked whether the property is the object's own.
 */
export function valueAt(payload: unknown, ...path: readonly string[]): unknown {
  let value = payload;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** A text, or a whole number as a text; undefined for anything else and for an empty one. */
export function textAt(payload: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(payload, ...path);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

export function listAt(payload: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(payload, ...path);
  return Array.isArray(value) ? value : [];
}

/** A time in milliseconds since 1970; `NaN` where there is none. */
export function timeAt(payload: unknown, ...path: readonly string[]): number {
  return timeOf(valueAt(payload, ...path));
}

/** An address that a browser may open. */
export function addressAt(payload: unknown, ...path: readonly string[]): string | undefined {
  const text = textAt(payload, ...path);
  return text !== undefined && /^https?:\/\//i.test(text) ? text : undefined;
}

const WITHOUT_ZONE = /^\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/;

const YEAR_10000 = 253_402_300_800_000;

/**
 * A time as payloads write it: RFC 3339, GitLab's `2021-04-28 21:50:00 +0200`, or a number since 1970 in seconds, milli-, micro- or
 * nanoseconds, told apart by its size. A time without a zone is UTC.
 * @returns milliseconds since 1970; `NaN` for what is no time, or one before 1970 (such as the year 1 that Go writes for "none")
 */
export function timeOf(value: unknown): number {
  const at = typeof value === 'number' ? inMilliseconds(value) : typeof value === 'string' ? parsed(value) : NaN;
  return at >= 0 && at < YEAR_10000 ? at : NaN;
}

function inMilliseconds(value: number): number {
  if (value < 1e11) return value * 1000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1000 : value / 1e6;
}

function parsed(text: string): number {
  if (text.endsWith('Z')) return Date.parse(text);
  if (!WITHOUT_ZONE.test(text)) return Date.parse(text.replace(/ UTC$/, 'Z'));
  const [year, month, day, hour = 0, minute = 0, second = 0] = text.split(/[-T: ]/).map(Number);
  return Math.round(Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hour, minute) + second * 1000);
}
